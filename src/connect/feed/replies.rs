//! Comments: which feeds hold them, and what they answer.

use std::collections::HashMap;

use url::Url;

use super::address::absolute;
use super::ask::{self, REPLIES};
use super::model::Entry;
use crate::connect::{Ask, Page};
use crate::record::{Kind, Post};

/// Feeds of comments that are asked for one page of a feed; the entries stand newest first.
const FEEDS: usize = 50;
/// Longest way from a comment to what was first commented on.
const DEPTH: usize = 100;

/// The feed of an entry's comments, unless the entry says that there are none.
pub(super) fn wanted(entry: &mut Entry) -> Option<String> {
    let feed = entry.comment_feed.take();
    feed.filter(|_| entry.reply_count != Some(0))
}

/// Asks for the comments on the entries of a page.
pub(super) fn follow(feeds: &[Option<String>], here: Option<&Url>, from: &Ask, page: &mut Page) {
    if from.step == REPLIES {
        return;
    }
    let named = feeds.iter().zip(&page.posts);
    let named: Vec<Ask> = named
        .filter_map(|(feed, post)| {
            let url = absolute(feed.as_deref()?, here)?;
            Some(ask::get(&url).step(REPLIES).memo(post.id.clone()))
        })
        .collect();
    if named.len() > FEEDS {
        page.notes.push(format!(
            "of {} feeds of comments the first {FEEDS} are read",
            named.len()
        ));
    }
    page.next.extend(named.into_iter().take(FEEDS));
}

/// Fills in what a comment answers, and where its conversation began: the entry whose feed of comments this is, or what RFC 4685 says.
pub(super) fn thread(posts: &mut [Post], from: &Ask) {
    let entry = Some(&from.memo).filter(|_| from.step == REPLIES);
    if let Some(entry) = entry {
        for post in posts {
            post.kind = Some(Kind::Comment);
            post.conversation_id = Some(entry.clone());
            post.in_reply_to_id.get_or_insert_with(|| entry.clone());
        }
        return;
    }
    posts.iter_mut().for_each(reddit);
    let answers: HashMap<&str, &str> = posts
        .iter()
        .filter_map(|post| Some((post.id.as_str(), post.in_reply_to_id.as_deref()?)))
        .collect();
    let roots: Vec<Option<String>> = posts
        .iter()
        .map(|post| root(post.in_reply_to_id.as_deref()?, &answers))
        .collect();
    for (post, root) in posts.iter_mut().zip(roots) {
        post.conversation_id = root;
    }
}

/// Reddit's feeds of comments hold posts (`t3_`) and comments (`t1_`); the address of a comment names its post: `/comments/POST/title/COMMENT/`.
fn reddit(post: &mut Post) {
    let Some((site, id)) = post.id.rsplit_once('/') else {
        return;
    };
    if id.starts_with("t3_") {
        post.kind = Some(Kind::Article);
    } else if id.starts_with("t1_") {
        let thread = post.url.as_deref().and_then(|url| {
            let thread = url.split_once("/comments/")?.1.split('/').next()?;
            Some(format!("{site}/t3_{thread}"))
        });
        post.kind = Some(Kind::Comment);
        post.in_reply_to_id = post.in_reply_to_id.take().or(thread);
    }
}

/// Where the answers that a page holds lead; nothing when that is a comment of another page.
fn root<'a>(mut id: &'a str, answers: &HashMap<&'a str, &'a str>) -> Option<String> {
    for _ in 0..DEPTH {
        match answers.get(id) {
            Some(next) => id = next,
            None => break,
        }
    }
    let comment = answers.contains_key(id) || id.contains("#comment-");
    (!comment).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(id: &str, answers: Option<&str>) -> Post {
        Post {
            in_reply_to_id: answers.map(str::to_owned),
            ..Post::new("feed", id)
        }
    }

    #[test]
    fn a_conversation_is_followed_to_where_it_began() {
        let mut posts = [
            post("https://a/p#comment-3", Some("feed:https://a/p#comment-2")),
            post("https://a/p#comment-2", Some("feed:https://a/p")),
            post("https://a/q#comment-9", Some("feed:https://a/q#comment-8")),
            post("https://a/1", Some("feed:https://a/2")),
            post("https://a/2", Some("feed:https://a/1")),
            post("https://a/p", None),
        ];
        thread(&mut posts, &ask::get("https://a/comments/feed"));
        let roots: Vec<_> = posts
            .iter()
            .map(|post| post.conversation_id.as_deref())
            .collect();
        let begun = Some("feed:https://a/p");
        assert_eq!(roots, [begun, begun, None, None, None, None]);
        let from = ask::get("https://a/p/feed")
            .step(REPLIES)
            .memo("feed:urn:p");
        thread(&mut posts, &from);
        assert!(
            posts
                .iter()
                .all(|post| post.conversation_id.as_deref() == Some("feed:urn:p"))
        );
        assert_eq!(posts[5].in_reply_to_id.as_deref(), Some("feed:urn:p"));
        assert_eq!(
            posts[0].in_reply_to_id.as_deref(),
            Some("feed:https://a/p#comment-2")
        );
    }
}
