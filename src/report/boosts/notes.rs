//! What a reader must know beside the figures.

use std::collections::BTreeSet;

use super::cost::FEWEST;
use super::spent::What;
use super::{Boosted, Group, uplift};
use crate::document::Note;
use crate::report::posts::kept::MAX_POSTS;
use crate::report::scope::posts;

/// Whether the account has posts at all, promoted or not.
pub(super) fn has_posts(group: &Group) -> bool {
    group.boosted.posts + group.others.posts > 0
}

/// What was left out or is in doubt, counted.
fn warnings(boosted: &Boosted) -> [(u64, &'static str); 4] {
    let told = &boosted.told;
    [
        (
            told.unknown_client,
            "rows of ads left out, since it is not known whose they are",
        ),
        (
            told.undated,
            "rows of ads left out, since they name no day and a time is asked for",
        ),
        (
            told.across,
            "rows of ads over several days of which only some were asked for; they count where their first day lies",
        ),
        (
            told.no_currency,
            "rows of ads without a currency, kept apart",
        ),
    ]
}

/// What was left out as it should be, counted.
fn remarks(boosted: &Boosted) -> [(u64, &'static str); 5] {
    let told = &boosted.told;
    [
        (
            told.unmatched,
            "rows of ads whose post is not among ours; their money counts, what the posts did by themselves does not",
        ),
        (
            told.doubled,
            "rows of ads that another export holds too, counted once",
        ),
        (told.other_time, "rows of ads of another time left out"),
        (told.other_client, "rows of ads of other clients left out"),
        (
            told.suppressed,
            "ads in groups smaller than --min-group left out",
        ),
    ]
}

/// All that the reader must know.
pub(super) fn notes(boosted: &Boosted) -> Vec<Note> {
    let mut notes = boosted.passed.notes();
    if boosted.shown().next().is_none() {
        notes.push(Note::warning(
            "no ads of the time and client asked for; give the exports of ad managers with --ads",
        ));
    }
    for (count, what) in warnings(boosted) {
        if count > 0 {
            notes.push(Note::warning(format!("{what}: {count}")));
        }
    }
    for date in &boosted.doubtful {
        let read = "is read with the month first, as the export is in English; nothing in it says whether the day comes first";
        notes.push(Note::warning(format!("{date} {read}")));
    }
    let mixed = boosted.shown().any(|group| kinds(group).len() > 1);
    if mixed {
        notes.push(Note::warning(
            "results of several kinds are added up in a group; --by campaign may tell them apart",
        ));
    }
    for (count, what) in remarks(boosted) {
        if count > 0 {
            notes.push(Note::remark(format!("{what}: {count}")));
        }
    }
    if boosted.left_out.over > 0 {
        notes.push(Note::warning(format!(
            "a random sample of {MAX_POSTS} posts: there were more than are held in memory"
        )));
    }
    notes.extend(method(boosted));
    notes
}

/// Kinds of results in a group.
fn kinds(group: &Group) -> BTreeSet<&String> {
    group.now.ads().flat_map(|ad| &ad.kinds).collect()
}

/// How the figures are to be read.
fn method(boosted: &Boosted) -> Vec<Note> {
    let mut notes = Vec::new();
    if boosted.shown().next().is_none() {
        return notes;
    }
    notes.push(Note::remark(format!(
        "what was spent and what it cost is exact; its interval is that of ads like these, over ads, and is not told of fewer than {FEWEST}"
    )));
    let several = |group: &Group| {
        let rows: u64 = group.now.ads().map(|ad| ad.rows).sum();
        rows > 1 && group.now.total(What::Reach).is_some()
    };
    if boosted.shown().any(several) {
        notes.push(Note::remark(
            "paid reach is added up over days and ads: whoever was reached twice counts twice, and 1,000 people cost more than is shown",
        ));
    }
    if boosted
        .shown()
        .any(|group| group.beside.is_some() && has_posts(group))
    {
        notes.push(Note::remark(format!(
            "boosted posts by themselves: {} of typical posts beside that of posts of the same channel that were never boosted, the channel's slope over time taken out; {} on either side are needed",
            boosted.per.rate_name(),
            posts(uplift::FEWEST as u64)
        )));
    }
    let is_told = |group: &Group| group.beside.is_some_and(|beside| beside.ratio.is_some());
    if boosted.shown().any(is_told) {
        notes.push(Note::remark(
            "boosted posts were chosen, not drawn: whoever boosts what does well finds that it does well; this is no effect of the money",
        ));
    }
    notes.push(Note::remark(if boosted.options.posts_include_paid {
        "what ads brought was taken off the figures of posts (--posts-include-paid)"
    } else {
        "the figures of posts are taken as organic; where a network counts what ads brought among them, give --posts-include-paid"
    }));
    notes
}
