//! Ids of posts: what to do when entries share one, or have none.

use hashbrown::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::record::Post;

/// Entries that share an id though they are different ones (a `guid` that is the site's address) are told apart by their address, or by their words.
pub(super) fn separate(posts: &mut [Post]) {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(posts.len());
    let mut shared: HashSet<String> = HashSet::new();
    for (index, post) in posts.iter().enumerate() {
        let same = |other: &Post| {
            (&other.url, &other.title, &other.text) == (&post.url, &post.title, &post.text)
        };
        match first.get(post.id.as_str()) {
            Some(other) if posts.get(*other).is_some_and(|other| !same(other)) => {
                shared.insert(post.id.clone());
            }
            Some(_) => {}
            None => {
                first.insert(&post.id, index);
            }
        }
    }
    drop(first);
    if shared.is_empty() {
        return;
    }
    let mut addresses: HashMap<String, usize> = HashMap::new();
    for post in posts.iter().filter(|post| shared.contains(&post.id)) {
        *addresses
            .entry(post.url.clone().unwrap_or_default())
            .or_default() += 1;
    }
    for post in posts.iter_mut().filter(|post| shared.contains(&post.id)) {
        let url = post.url.clone().unwrap_or_default();
        let alone = addresses.get(&url) == Some(&1);
        post.id = if alone && !url.is_empty() {
            format!("feed:{url}")
        } else {
            format!("{}#{}", post.id, fingerprint(post))
        };
    }
}

/// A short stable name for the words of a post.
pub(super) fn fingerprint(post: &Post) -> String {
    let words = [
        post.title.as_deref(),
        post.text.as_deref(),
        post.author
            .as_ref()
            .and_then(|author| author.name.as_deref()),
    ];
    let words: Vec<&str> = words
        .iter()
        .map(|words| words.unwrap_or_default())
        .collect();
    let date = post
        .published_at
        .map(|at| at.to_rfc3339())
        .unwrap_or_default();
    format!(
        "{:016x}",
        xxh3_64(format!("{}\u{1f}{date}", words.join("\u{1f}")).as_bytes())
    )
}
