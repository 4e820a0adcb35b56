//! Occasions to react to people: every comment deserves a like, some deserve a word.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate};

use super::Authors;
use super::person::Person;

/// Time without a post after which somebody has come back, in milliseconds: 90 days.
const AWAY: i64 = 90 * 86_400_000;
/// Posts from which somebody is a regular whose anniversary is kept.
const REGULAR: u64 = 3;

/// Why it is the moment to react to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OccasionKind {
    /// Praise or thanks that we have not answered.
    Thanks,
    /// Somebody who is not of the house answered another's question.
    AnsweredByFan,
    /// The first post of somebody.
    FirstPost,
    /// Back after 90 days or more.
    Returned,
    /// The first post was one year or more ago to the day, within the days that follow.
    Anniversary,
}

impl OccasionKind {
    /// As reports write it.
    pub const fn word(self) -> &'static str {
        match self {
            OccasionKind::Thanks => "thanks not answered",
            OccasionKind::AnsweredByFan => "question answered by a fan",
            OccasionKind::FirstPost => "first post",
            OccasionKind::Returned => "back after 90 days or more",
            OccasionKind::Anniversary => "anniversary of the first post",
        }
    }
}

/// A post and who wrote it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) author: usize,
    pub(super) at: i64,
    pub(super) id: String,
}

/// An occasion; `at` is when it was or will be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Occasion {
    pub(super) kind: OccasionKind,
    pub(super) seen: Seen,
}

/// All occasions, by kind and then the latest first.
pub(super) fn occasions(authors: &Authors) -> Vec<Occasion> {
    let mut found = Vec::new();
    thanks(authors, &mut found);
    answers(authors, &mut found);
    for (author, person) in authors.people.iter().enumerate() {
        if person.is_public() {
            of_person(authors, author, person, &mut found);
        }
    }
    found.sort_by(|a, b| (a.kind, b.seen.at, &a.seen.id).cmp(&(b.kind, a.seen.at, &b.seen.id)));
    found
}

fn is_public(authors: &Authors, author: usize) -> bool {
    authors.people.get(author).is_some_and(Person::is_public)
}

fn thanks(authors: &Authors, found: &mut Vec<Occasion>) {
    let is_ours = |author: usize| {
        authors
            .people
            .get(author)
            .is_some_and(|person| person.is_own)
    };
    let by_us = authors.replies.iter().filter(|reply| is_ours(reply.author));
    let answered: HashSet<u64> = by_us.map(|reply| reply.parent).collect();
    for seen in &authors.thanks {
        let answered = answered.contains(&crate::stats::seed_of(&seen.id, 0));
        if !answered && is_public(authors, seen.author) {
            found.push(Occasion {
                kind: OccasionKind::Thanks,
                seen: seen.clone(),
            });
        }
    }
}

/// The first answer of each fan to each question.
fn answers(authors: &Authors, found: &mut Vec<Occasion>) {
    let mut first: BTreeMap<(usize, u64), Seen> = BTreeMap::new();
    for reply in &authors.replies {
        let (Some(question), Some((at, id))) = (authors.notes.get(&reply.parent), &reply.recent)
        else {
            continue;
        };
        let fan = question.is_question
            && question.author != reply.author
            && is_public(authors, reply.author)
            && is_public(authors, question.author);
        if !fan {
            continue;
        }
        let seen = Seen {
            author: reply.author,
            at: *at,
            id: id.clone(),
        };
        let known = first
            .entry((reply.author, reply.parent))
            .or_insert_with(|| seen.clone());
        if seen.at < known.at {
            *known = seen;
        }
    }
    found.extend(first.into_values().map(|seen| Occasion {
        kind: OccasionKind::AnsweredByFan,
        seen,
    }));
}

fn of_person(authors: &Authors, author: usize, person: &Person, found: &mut Vec<Occasion>) {
    let window = authors.options.window();
    let mut add = |kind: OccasionKind, at: i64, id: &str| {
        let id = id.to_owned();
        let seen = Seen { author, at, id };
        found.push(Occasion { kind, seen });
    };
    // A first post is only known as such when the posts go further back.
    let goes_back = authors.begins.is_some_and(|begins| begins < window.since);
    if let Some(first) = person
        .first
        .filter(|first| goes_back && window.contains(*first))
    {
        add(OccasionKind::FirstPost, first, &person.first_id);
    }
    if let (Some(before), Some((again, id))) = (person.before, &person.again)
        && again.saturating_sub(before) >= AWAY
    {
        add(OccasionKind::Returned, *again, id);
    }
    let ahead = authors.options.recent.num_days().clamp(1, 180);
    if let Some(at) = person
        .first
        .filter(|_| person.posts >= REGULAR)
        .and_then(|first| anniversary(authors, first, ahead))
    {
        add(OccasionKind::Anniversary, at, &person.first_id);
    }
}

/// The next anniversary of an instant, if it is within so many days of the end of the period: midnight of the day.
fn anniversary(authors: &Authors, first: i64, ahead: i64) -> Option<i64> {
    let zone = &authors.options.scope.zone;
    let first = zone.day(DateTime::from_timestamp_millis(first)?);
    let today = zone.day(DateTime::from_timestamp_millis(authors.options.end())?);
    (0..ahead).find_map(|days| {
        let day = today.checked_add_days(chrono::Days::new(u64::try_from(days).ok()?))?;
        (day.year() > first.year() && is_anniversary(first, day))
            .then(|| zone.midnight(day).timestamp_millis())
    })
}

/// The 29th of February is kept on the 28th in other years.
fn is_anniversary(first: NaiveDate, day: NaiveDate) -> bool {
    let same = (first.month(), first.day()) == (day.month(), day.day());
    let leap = (first.month(), first.day()) == (2, 29)
        && (day.month(), day.day()) == (2, 28)
        && !day.leap_year();
    same || leap
}
