//! Older pages of a feed: `next` and `prev-archive` of RFC 5005, `next_url` of JSON Feed, `?paged=N` of `WordPress`.
//!
//! To follow them whenever they are there would fetch whole archives that nobody asked for. They are followed as far back as the newest post that the
//! last complete run saw, so that nothing is lost when more was published than one page holds; and to their end only with `--all-pages`.

use chrono::{DateTime, SecondsFormat, Utc};
use url::Url;

use super::address::join;
use super::ask::{self, ALL_PAGES, GUESS, OLDER, REPLIES};
use super::model::Feed;
use crate::connect::{Answer, Ask, Cursor, Page, Source, address};

/// Adds the next older page to what a page leads to, if it is wanted, and where to go on at the next run.
pub(super) fn follow(
    feed: &Feed,
    (source, answer): (&Source, &Answer<'_>),
    here: Option<&Url>,
    page: &mut Page,
) {
    let (step, memo) = (answer.ask.step, known(answer.ask));
    let Some(here) = here.filter(|_| step != REPLIES) else {
        return;
    };
    let all = source.options.has(ALL_PAGES);
    let Some(older) = address(feed, here, all && !page.posts.is_empty()) else {
        return;
    };
    let times = || {
        let sure = page
            .posts
            .iter()
            .filter(|post| post.time_suspect != Some(true));
        sure.filter_map(|post| post.published_at)
    };
    let seen: Option<DateTime<Utc>> = memo.parse().ok();
    if step != OLDER {
        let newest = times().max().max(seen);
        page.cursor = newest.map(|at| Cursor(at.to_rfc3339_opts(SecondsFormat::Secs, true)));
    }
    let wanted = match seen {
        // Posts of the same second may be on both sides of the edge.
        Some(seen) => times().min().is_some_and(|oldest| oldest >= seen),
        None => all,
    };
    if !wanted {
        return;
    }
    if older.host_str() == here.host_str() {
        page.next
            .push(ask::get(older.as_str()).step(OLDER).memo(memo));
    } else {
        page.notes.push(format!(
            "the link to older entries leads elsewhere, to {}, and is not followed",
            older.host_str().unwrap_or_default()
        ));
    }
}

/// What the first ask knew: the time of the newest post of the last complete run.
fn known(ask: &Ask) -> &str {
    if ask.step == GUESS {
        ask.memo.split_once(' ').map_or("", |(_, memo)| memo)
    } else {
        &ask.memo
    }
}

/// Where the older entries are.
fn address(feed: &Feed, here: &Url, by_number: bool) -> Option<Url> {
    if let Some(older) = &feed.older {
        return join(older, Some(here));
    }
    let generator = feed.generator.as_deref()?;
    if !by_number || !generator.contains("wordpress.") {
        return None;
    }
    let page = address::parameter(here.as_str(), "paged").and_then(|page| page.parse().ok());
    let next = page.unwrap_or(1u32).checked_add(1)?.to_string();
    Url::parse(&address::with(here.as_str(), "paged", &next)?).ok()
}
