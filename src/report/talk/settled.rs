//! Posts in their order of time, each once, joined to conversations.

use std::collections::HashMap;

use super::names::Names;
use super::said::Said;

/// Conversations.
#[derive(Debug)]
pub(crate) struct Talks {
    pub(crate) names: Names,
    /// By time, then id.
    pub(crate) posts: Vec<Said>,
    /// The post that each one answers, if it is here.
    pub(crate) parents: Vec<Option<usize>>,
    /// Posts of each conversation, in order; conversations in the order of their first posts. A post that nothing ties to another is one of its own.
    pub(crate) threads: Vec<Vec<usize>>,
    /// The last moment that was looked at: of the latest fetch, or post.
    pub(crate) seen_until: i64,
}

impl Talks {
    pub(super) fn new(names: Names, posts: Vec<Said>) -> Self {
        let posts = once(posts);
        let places: HashMap<&str, usize> = posts
            .iter()
            .enumerate()
            .filter_map(|(place, post)| Some((post.id.as_deref()?, place)))
            .collect();
        let parents = posts
            .iter()
            .enumerate()
            .map(|(place, post)| {
                let parent = *places.get(post.parent.as_deref()?)?;
                (parent != place).then_some(parent)
            })
            .collect();
        let threads = threads(&posts);
        let seen_until = posts.iter().map(|post| post.seen).max().unwrap_or(0);
        Talks {
            names,
            posts,
            parents,
            threads,
            seen_until,
        }
    }
}

/// Each id once, the newest reading of it; in the order of time, then ids.
fn once(mut posts: Vec<Said>) -> Vec<Said> {
    posts.sort_by(|a, b| {
        let newer = b.is_newer_than(a);
        a.id.cmp(&b.id)
            .then_with(|| newer.cmp(&a.is_newer_than(b)))
            .then_with(|| a.at.cmp(&b.at))
    });
    posts.dedup_by(|later, first| first.id.is_some() && later.id == first.id);
    posts.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.id.cmp(&b.id)));
    posts
}

/// Sets of posts that ids, the ids they answer and the ids of their conversations join (disjoint sets: R. E. Tarjan, "Efficiency of a Good But Not Linear Set
/// Union Algorithm", Journal of the ACM 22 (1975), 215-225).
fn threads(posts: &[Said]) -> Vec<Vec<usize>> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    // The first nodes are the posts, the others words that posts name.
    let mut above: Vec<usize> = (0..posts.len()).collect();
    for (place, post) in posts.iter().enumerate() {
        for word in [&post.id, &post.parent, &post.conversation] {
            let Some(word) = word.as_deref() else {
                continue;
            };
            let node = *numbers.entry(word).or_insert_with(|| {
                above.push(above.len());
                above.len() - 1
            });
            let (here, there) = (root(&mut above, place), root(&mut above, node));
            let (low, high) = (here.min(there), here.max(there));
            if let Some(slot) = above.get_mut(high) {
                *slot = low;
            }
        }
    }
    let mut threads: Vec<Vec<usize>> = Vec::new();
    let mut of_root: HashMap<usize, usize> = HashMap::new();
    for place in 0..posts.len() {
        let root = root(&mut above, place);
        let thread = *of_root.entry(root).or_insert_with(|| {
            threads.push(Vec::new());
            threads.len() - 1
        });
        if let Some(thread) = threads.get_mut(thread) {
            thread.push(place);
        }
    }
    threads
}

fn root(above: &mut [usize], mut node: usize) -> usize {
    while let Some(&next) = above.get(node) {
        if next == node {
            break;
        }
        // Each step halves the path for whoever comes next.
        let further = above.get(next).copied().unwrap_or(next);
        if let Some(slot) = above.get_mut(node) {
            *slot = further;
        }
        node = further;
    }
    node
}
