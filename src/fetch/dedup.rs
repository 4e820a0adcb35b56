//! Which posts of a page are handed out: those in range that nobody of the same scope has had.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::connect::Source;
use crate::fetch::wanted::Wanted;
use crate::fetch::watch::Watcher;
use crate::record::Post;
use crate::state::{Key, SourceId, State, StateError, key};

/// A page after the sieve.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    /// What to hand out.
    pub(super) posts: Vec<Post>,
    /// Keys of these, and of the old ones met again.
    pub(super) seen: Vec<Key>,
    /// Had before, or twice in this page.
    pub(super) old: u64,
    /// Before the range.
    pub(super) early: u64,
    /// After the range.
    pub(super) late: u64,
    /// Not what is looked for.
    pub(super) unwanted: u64,
    /// Some are left out that another run must give.
    pub(super) owed: bool,
}

/// Sorts out a page and fills in what the driver knows. What is out of range is not marked as seen, so that a run with another range gets it.
pub(super) fn sift(
    posts: Vec<Post>,
    (source, id): (&Source, SourceId),
    (state, wanted): (&State, &Wanted),
    watcher: &mut Watcher,
    fetched_at: DateTime<Utc>,
) -> Result<Sifted, StateError> {
    let mut sifted = Sifted::default();
    let mut candidates = Vec::with_capacity(posts.len());
    let mut met = HashSet::with_capacity(posts.len());
    for mut post in posts {
        let at = when(&post);
        let key = key(&post.id);
        if let Some(at) = at.filter(|at| wanted.since.is_some_and(|since| *at < since)) {
            sifted.early += 1;
            if wanted.owes(at) && !sifted.owed {
                sifted.owed = state.unseen(id, &[key])?.contains(&true);
            }
        } else if at.is_some_and(|at| wanted.until.is_some_and(|until| at >= until)) {
            sifted.late += 1;
            sifted.owed = true;
        } else if !watcher.wants(&source.brief, &mut post) {
            sifted.unwanted += 1;
        } else if met.insert(key) || post.id.is_empty() {
            candidates.push((key, post));
        } else {
            sifted.old += 1;
        }
    }
    let keys: Vec<Key> = candidates.iter().map(|(key, _)| *key).collect();
    let unseen = state.unseen(id, &keys)?;
    for ((key, mut post), unseen) in candidates.into_iter().zip(unseen) {
        // Without an id nothing can be told apart, and nothing is lost.
        if post.id.is_empty() {
            complete(&mut post, source, fetched_at);
            sifted.posts.push(post);
            continue;
        }
        sifted.seen.push(key);
        if unseen {
            complete(&mut post, source, fetched_at);
            sifted.posts.push(post);
        } else {
            sifted.old += 1;
        }
    }
    Ok(sifted)
}

/// When a post came to be, as far as it says: the earlier of when it is dated and when it arrived, for authors may date their posts as they like.
pub(super) fn when(post: &Post) -> Option<DateTime<Utc>> {
    let times = [post.published_at, post.indexed_at];
    times.into_iter().flatten().min()
}

fn complete(post: &mut Post, source: &Source, fetched_at: DateTime<Utc>) {
    post.fetched_at.get_or_insert(fetched_at);
    if post.client.is_none() {
        post.client.clone_from(&source.client);
    }
    if post.query.is_none() {
        post.query.clone_from(&source.query);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Changes;

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-22T{hour:02}:00:00Z").parse().unwrap()
    }

    fn post(native: &str, hour: Option<u32>) -> Post {
        Post {
            published_at: hour.map(at),
            ..Post::new("feed", native)
        }
    }

    fn of(client: Option<&str>) -> Source {
        Source {
            client: client.map(str::to_owned),
            query: Some("w".into()),
            ..Source::default()
        }
    }

    #[test]
    fn each_post_is_counted_in_one_place() {
        let mut state = State::memory().unwrap();
        let id = state.source("a", "").unwrap();
        let mut before = Changes::new(id, at(0));
        before.seen.push(key("feed:seen"));
        state.commit(&before).unwrap();
        let range = Wanted {
            since: Some(at(10)),
            until: Some(at(12)),
            ..Wanted::default()
        };
        let mut posts: Vec<Post> = [
            ("first", 10),
            ("early", 9),
            ("late", 12),
            ("seen", 11),
            ("first", 10),
        ]
        .map(|(native, hour)| post(native, Some(hour)))
        .into();
        let nameless = Post {
            id: String::new(),
            ..post("", Some(11))
        };
        posts.extend([post("undated", None), nameless.clone(), nameless]);
        let sifted = sift(
            posts,
            (&of(None), id),
            (&state, &range),
            &mut Watcher::default(),
            at(13),
        )
        .unwrap();
        let given: Vec<&str> = sifted.posts.iter().map(|post| post.id.as_str()).collect();
        assert_eq!(given, ["feed:first", "feed:undated", "", ""]);
        assert_eq!((sifted.old, sifted.early, sifted.late), (2, 1, 1));
        assert_eq!(
            sifted.seen,
            ["feed:first", "feed:seen", "feed:undated"].map(key)
        );
    }

    #[test]
    fn a_post_dated_into_the_future_stays_in_the_range_in_which_it_came() {
        let state = State::memory().unwrap();
        let id = state.source("a", "").unwrap();
        let range = Wanted {
            until: Some(at(12)),
            ..Wanted::default()
        };
        let forged = Post {
            indexed_at: Some(at(11)),
            ..post("forged", Some(20))
        };
        let sifted = sift(
            vec![forged],
            (&of(None), id),
            (&state, &range),
            &mut Watcher::default(),
            at(13),
        )
        .unwrap();
        assert_eq!((sifted.posts.len(), sifted.late), (1, 0));
    }

    #[test]
    fn what_the_driver_knows_is_filled_in_and_nothing_else_is_touched() {
        let state = State::memory().unwrap();
        let id = state.source("a", "").unwrap();
        let own = Post {
            client: Some("mine".into()),
            fetched_at: Some(at(1)),
            ..post("own", Some(11))
        };
        let posts = vec![post("first", Some(10)), own];
        let sifted = sift(
            posts,
            (&of(Some("KO")), id),
            (&state, &Wanted::default()),
            &mut Watcher::default(),
            at(13),
        )
        .unwrap();
        let filled = |post: &Post| (post.fetched_at, post.client.clone(), post.query.clone());
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            filled(&sifted.posts[0]),
            (Some(at(13)), text("KO"), text("w"))
        );
        assert_eq!(
            filled(&sifted.posts[1]),
            (Some(at(1)), text("mine"), text("w"))
        );
    }
}
