//! Putting the posts of several pages in the order of time.

use chrono::{DateTime, Utc};

use crate::fetch::dedup::when;
use crate::fetch::work::Ready;
use crate::record::Post;

/// All pages as one, the oldest post first; nothing if there are none.
pub(super) fn gathered(pages: impl Iterator<Item = Ready>) -> Option<Ready> {
    pages.reduce(join).map(|mut all| {
        all.posts = oldest_first(all.posts);
        all
    })
}

fn join(mut all: Ready, page: Ready) -> Ready {
    date(&mut all);
    let mut page = page;
    date(&mut page);
    all.posts.append(&mut page.posts);
    all.weight += page.weight;
    all.fetched_at = page.fetched_at;
    all
}

/// Says of each post when its page was read, before pages are thrown together.
fn date(page: &mut Ready) {
    for post in &mut page.posts {
        post.fetched_at.get_or_insert(page.fetched_at);
    }
}

/// Sorted by time; what has none stays behind the post before it, and what is of the same moment stays in its order.
fn oldest_first(mut posts: Vec<Post>) -> Vec<Post> {
    let mut times = posts.iter().filter_map(when);
    // Most networks give the newest first, also within one second.
    if let (Some(first), Some(last)) = (times.next(), times.next_back())
        && first > last
    {
        posts.reverse();
    }
    let mut last = DateTime::<Utc>::MIN_UTC;
    let mut dated: Vec<(DateTime<Utc>, Post)> = posts
        .into_iter()
        .map(|post| {
            last = when(&post).unwrap_or(last);
            (last, post)
        })
        .collect();
    dated.sort_by_key(|(at, _)| *at);
    dated.into_iter().map(|(_, post)| post).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: &[(&str, u32)]) -> Ready {
        let posts = ids.iter().map(|(id, second)| Post {
            published_at: (*second > 0)
                .then(|| format!("2026-11-22T12:00:{second:02}Z").parse().unwrap()),
            ..Post::new("x", id)
        });
        Ready {
            posts: posts.collect(),
            fetched_at: "2026-11-22T13:00:00Z".parse().unwrap(),
            weight: 1,
        }
    }

    fn order(pages: Vec<Ready>) -> Vec<String> {
        let all = gathered(pages.into_iter()).unwrap();
        all.posts.into_iter().map(|post| post.id).collect()
    }

    #[test]
    fn pages_that_run_backwards_come_out_forwards() {
        let pages = vec![
            page(&[("f", 5), ("e", 5), ("d", 4)]),
            page(&[("c", 3), ("b", 0), ("a", 1)]),
        ];
        assert_eq!(order(pages), ["x:a", "x:b", "x:c", "x:d", "x:e", "x:f"]);
    }

    #[test]
    fn pages_that_run_forwards_stay_as_they_are() {
        let pages = vec![
            page(&[("a", 1), ("b", 2), ("c", 2)]),
            page(&[("d", 0), ("e", 3)]),
        ];
        assert_eq!(order(pages), ["x:a", "x:b", "x:c", "x:d", "x:e"]);
        assert!(gathered(std::iter::empty()).is_none());
    }
}
