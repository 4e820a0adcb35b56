//! Invitations to a day that is over when the post goes out.
//!
//! A text may well speak of a day that is over (`Merci à tous pour le 20 novembre`), so that only words which can but announce it count, and none in a
//! sentence that looks back.

use std::ops::Range;

use super::super::finding::Found;
use super::super::lang::Lang;
use super::super::scope::Scope;
use super::read::{Mention, mentions};
use super::{day_of, goes_out, long, tongue};

/// Words up to a day, which is over with it.
const UNTIL: &[&str] = &[
    "jusqu",
    "dès",
    "inscrivez",
    "réservez",
    "avant",
    "vivement",
    "until",
    "till",
    "before",
    "register",
    "rsvp",
    "upcoming",
    "deadline",
];
/// Words that call somebody to come, or say what will be.
const INVITING: [&[&str]; 2] = [
    &[
        "rendez vous",
        "venez",
        "rejoignez nous",
        "retrouvez nous",
        "rencontrez nous",
        "participez",
        "invitons",
        "vous invite",
        "vous attendons",
        "vous attend",
        "vous accueillons",
        "aura lieu",
        "auront lieu",
        "se tiendra",
        "se tiendront",
        "sera",
        "serons",
        "seront",
        "accueillera",
        "accueillerons",
        "ouvrira",
        "ouvrirons",
        "commencera",
        "débutera",
    ],
    &[
        "join",
        "come",
        "visit us",
        "meet us",
        "find us",
        "see you",
        "invite you",
        "invited",
        "book your",
        "sign up",
        "save the date",
        "will be",
        "will open",
        "will start",
        "will begin",
        "will take",
    ],
];
/// What an announcement begins with.
const TITLES: &[&str] = &[
    "portes ouvertes",
    "journée portes ouvertes",
    "journées portes ouvertes",
    "open day",
    "open days",
    "open house",
    "open evening",
];
/// What was, whoever is invited.
const WAS: &[&str] = &[
    "était", "étaient", "fut", "was", "were", "had", "wasn", "weren",
];
/// Words of a sentence that thanks or looks back.
const BACK: &[&str] = &[
    "merci",
    "remercions",
    "a",
    "ont",
    "avons",
    "avez",
    "étiez",
    "étions",
    "pu",
    "dernier",
    "dernière",
    "photos",
    "images",
    "souvenirs",
    "retour",
    "thank",
    "thanks",
    "did",
    "didn",
    "could",
    "couldn",
    "missed",
    "came",
    "joined",
    "last",
    "photos",
    "pictures",
    "recap",
    "great",
    "sorti",
    "sortie",
    "publié",
    "publiée",
    "lancé",
    "lancée",
    "opened",
    "released",
    "published",
    "launched",
];
/// Before a date: what the date belongs to, or since when something is.
const OF: &[&str] = &["du", "of", "since", "depuis"];
/// Words of a sentence that are looked at on either side of a date.
const AROUND: usize = 40;
/// Words before a date in which what calls to it stands.
const NEAR: usize = 5;

pub(in super::super) fn past(scope: &Scope<'_>, found: &mut Found) {
    let (Some(lang), Some(at)) = (tongue(scope), goes_out(scope)) else {
        return;
    };
    let dates = mentions(scope, lang);
    for (index, mention) in dates.iter().enumerate() {
        let Some(day) = day_of(mention, at.date()).filter(|day| *day < at.date()) else {
            continue;
        };
        let goes_on = dates.get(index + 1).is_some_and(|next| {
            let later = day_of(next, at.date()).is_some_and(|day| day >= at.date());
            later && follows(scope, mention, next)
        });
        if !goes_on && is_announced(scope, &mention.range, lang) {
            let message = format!(
                "{} is over when the post goes out on {}",
                long(day),
                long(at.date())
            );
            found
                .at(mention.range.clone(), message)
                .hint("change the date, or publish earlier");
        }
    }
}

/// Whether one date follows the other as in `du 20 novembre au 26 novembre` or `les 20 et 26 novembre`.
fn follows(scope: &Scope<'_>, mention: &Mention, next: &Mention) -> bool {
    let between = scope.text.raw.get(mention.range.end..next.range.start);
    between.is_some_and(|between| {
        between.split_whitespace().count() <= 3 && !between.contains(['.', '!', '?', '\n'])
    })
}

fn is_announced(scope: &Scope<'_>, date: &Range<usize>, lang: Lang) -> bool {
    let (before, after) = sentence(scope, date);
    let is = |list: &[&str]| {
        let words = before.iter().chain(&after);
        words.into_iter().any(|word| list.contains(word))
    };
    if is(WAS) {
        return false;
    }
    let near = before
        .get(before.len().saturating_sub(NEAR)..)
        .unwrap_or_default();
    if near.iter().any(|word| UNTIL.contains(word)) {
        return true;
    }
    let belongs = near.last().is_some_and(|word| OF.contains(word));
    // In English `a` is an article.
    let looks_back = before
        .iter()
        .chain(&after)
        .any(|word| BACK.contains(word) && !(*word == "a" && lang == Lang::English));
    if belongs || looks_back {
        return false;
    }
    let begins = |title: &&&str| begins_with(&before, title);
    TITLES.iter().any(|title| begins(&title))
        || INVITING
            .into_iter()
            .flatten()
            .any(|phrase| invites(near, phrase))
}

/// Whether a phrase is among the words, and not after `to` or `who` as in `happy to meet you`.
fn invites(words: &[&str], phrase: &str) -> bool {
    (0..words.len()).any(|place| {
        let before = place.checked_sub(1).and_then(|place| words.get(place));
        let told = before.is_some_and(|word| ["to", "who", "qui", "pour"].contains(word));
        !told && begins_with(words.get(place..).unwrap_or_default(), phrase)
    })
}

fn begins_with(words: &[&str], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase
        .split(' ')
        .all(|part| words.next().is_some_and(|word| *word == part))
}

/// The words of the sentence before and after a date.
fn sentence<'a>(scope: &'a Scope<'_>, date: &Range<usize>) -> (Vec<&'a str>, Vec<&'a str>) {
    let words = scope.words;
    let ends = |from: usize, to: usize| {
        let between = scope.text.raw.get(from..to).unwrap_or_default();
        between.contains(['!', '?', '\n', '…']) || between.contains(". ")
    };
    let first = words.partition_point(|(_, range)| range.start < date.start);
    let mut before = Vec::new();
    let mut from = date.start;
    for (word, range) in words.get(..first).unwrap_or_default().iter().rev() {
        if before.len() >= AROUND || ends(range.end, from) {
            break;
        }
        before.push(word.as_str());
        from = range.start;
    }
    before.reverse();
    let mut after = Vec::new();
    let mut to = date.end;
    let rest = words.partition_point(|(_, range)| range.start < date.end);
    for (word, range) in words.get(rest..).unwrap_or_default() {
        if after.len() >= AROUND || ends(to, range.start) {
            break;
        }
        after.push(word.as_str());
        to = range.end;
    }
    (before, after)
}
