//! Paid posts say so: in words that the law or the authority accepts, and where they are read.
//!
//! France: article 5 of law 2023-451 of 9 June 2023 asks for "Publicité" or "Collaboration commerciale", clear, legible and identifiable. United
//! Kingdom: the ASA and CMA guidance for influencers takes "Ad", "Advert", "Advertising", "Advertisement", "Advertisement feature" and advises
//! against "sponsored", "spon", "gifted", "in association with", "thanks to" and the like. United States: the FTC's guides (16 CFR 255) take "ad",
//! "advertisement", "sponsored" and "paid partnership" and call "sp", "spon", "collab", "thanks" and "ambassador" vague. English posts are read in
//! both countries, so the stricter list holds.

use std::ops::Range;

use super::finding::Found;
use super::lang::Lang;
use super::phrases::Phrases;
use super::scope::Scope;

const FRENCH: &[&str] = &[
    "publicité",
    "pub",
    "collaboration commerciale",
    "collaborationcommerciale",
    "annonce publicitaire",
];
const ENGLISH: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertising",
    "advertisement",
    "advertisement feature",
    "adfeature",
    "paid partnership",
    "paidpartnership",
    "paid ad",
    "paidad",
];
const WEAK: &[&str] = &[
    "sp",
    "spon",
    "sponso",
    "sponsored",
    "sponsorisé",
    "sponsorisée",
    "collab",
    "collaboration",
    "partner",
    "partenariat",
    "partenaire",
    "en partenariat avec",
    "in partnership with",
    "in association with",
    "gifted",
    "offert par",
    "invitation",
    "ambassador",
    "ambassadeur",
    "ambassadrice",
    "thanks to",
    "merci à",
    "affiliate",
    "affiliation",
    "brought to you by",
];

/// Where a text says that it is paid: in words that are accepted, in words that are not.
struct Said {
    plain: Option<Range<usize>>,
    weak: Option<Range<usize>>,
}

fn said(scope: &Scope<'_>) -> Said {
    let find = |list: &[&str]| {
        let given: Vec<String> = list.iter().map(|&words| words.to_owned()).collect();
        let found = Phrases::new(given.iter()).find(scope.words);
        found
            .into_iter()
            .map(|(_, range)| range)
            .find(|range| is_mark(scope, range))
    };
    let own = Phrases::new(scope.charter.disclosure.iter()).find(scope.words);
    let plain = match scope.lang {
        Some(Lang::French) => find(FRENCH),
        Some(Lang::English) => find(ENGLISH),
        None => find(FRENCH).or_else(|| find(ENGLISH)),
    };
    let foreign = match scope.lang {
        Some(Lang::French) => find(ENGLISH),
        _ => None,
    };
    Said {
        plain: plain.or(own.into_iter().map(|(_, range)| range).next()),
        weak: find(WEAK).or(foreign),
    }
}

/// Whether the words are a notice and no part of a sentence: a hashtag, between brackets, or at the beginning or the end of a line.
fn is_mark(scope: &Scope<'_>, range: &Range<usize>) -> bool {
    let raw = scope.text.raw;
    let edge = |c: char| c.is_whitespace() && c != '\n';
    let before = raw
        .get(..range.start)
        .unwrap_or_default()
        .trim_end_matches(edge);
    let after = raw
        .get(range.end..)
        .unwrap_or_default()
        .trim_start_matches(edge);
    let opens = before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ',' | '’' | '\'' | '-'));
    let closes = after
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '’' | '\''));
    let whole = before
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '#' | '＃' | '(' | '[' | '\n'));
    whole || (opens && closes)
}

/// The paid post of a draft; empty texts are another rule's.
fn is_paid(scope: &Scope<'_>) -> bool {
    scope.subject.paid == Some(true) && !scope.text.raw.trim().is_empty()
}

fn accepted(scope: &Scope<'_>) -> &'static str {
    match scope.lang {
        Some(Lang::French) => "begin with « Publicité » or « Collaboration commerciale »",
        Some(Lang::English) => "begin with Ad, Advert or #ad",
        None => {
            "begin with the notice that the law of its public asks for, such as Publicité or #ad"
        }
    }
}

pub(super) fn missing(scope: &Scope<'_>, found: &mut Found) {
    if is_paid(scope) {
        let said = said(scope);
        if said.plain.is_none() && said.weak.is_none() {
            found
                .whole("the post is paid and does not say so")
                .hint(accepted(scope));
        }
    }
}

pub(super) fn weak(scope: &Scope<'_>, found: &mut Found) {
    if is_paid(scope)
        && let Said {
            plain: None,
            weak: Some(range),
        } = said(scope)
    {
        let words = scope
            .text
            .raw
            .get(range.clone())
            .unwrap_or_default()
            .to_owned();
        found
            .at(
                range,
                format!("`{words}` does not say clearly that the post is paid"),
            )
            .hint(accepted(scope));
    }
}

pub(super) fn late(scope: &Scope<'_>, found: &mut Found) {
    /// Where the network's fold is not known: the shortest known one.
    const FOLD: usize = 125;
    if is_paid(scope)
        && let Some(range) = said(scope).plain
    {
        let fold = scope
            .charter
            .network
            .map_or(FOLD, |network| network.fold.unwrap_or(usize::MAX));
        let before = scope
            .text
            .raw
            .get(..range.start)
            .unwrap_or_default()
            .chars()
            .count();
        if before >= fold {
            found
                .at(
                    range,
                    format!("the notice comes after {before} characters, below the fold"),
                )
                .hint(accepted(scope));
        }
    }
}

pub(super) fn unpaid(scope: &Scope<'_>, found: &mut Found) {
    // Only what nobody says in passing: a hashtag, or the two words of the law.
    const SURE: &[&str] = &[
        "collaboration commerciale",
        "collaborationcommerciale",
        "paid partnership",
        "paidpartnership",
    ];
    if scope.subject.paid != Some(false) {
        return;
    }
    let given: Vec<String> = SURE.iter().map(|&words| words.to_owned()).collect();
    let sure = Phrases::new(given.iter())
        .find(scope.words)
        .into_iter()
        .map(|(_, range)| range);
    let tags = scope.words.iter().filter(|(word, range)| {
        let sign = scope
            .text
            .raw
            .get(..range.start)
            .is_some_and(|before| before.ends_with('#'));
        sign && ["ad", "pub", "publicité", "sponsored", "sponsorisé"].contains(&word.as_str())
    });
    if let Some(range) = sure
        .chain(tags.map(|(_, range)| range.clone()))
        .min_by_key(|range| range.start)
    {
        let words = scope
            .text
            .raw
            .get(range.clone())
            .unwrap_or_default()
            .to_owned();
        found
            .at(
                range,
                format!("`{words}` says that the post is paid; the draft does not"),
            )
            .hint("set paid to true, so that it is planned and counted as such");
    }
}
