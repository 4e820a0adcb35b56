//! Hashtags: how many, how written, which.

use std::collections::HashSet;

use super::charter::tag_key;
use super::finding::Found;
use super::scan::{Kind, Token};
use super::scope::Scope;

/// Letters from which a hashtag without a capital inside is taken for several words. French words of fifteen letters and more are rare.
const LONG: usize = 15;

pub(super) fn limit(scope: &Scope<'_>, found: &mut Found) {
    let number = scope.text.all(Kind::Hashtag).count();
    if let Some(network) = scope.charter.network
        && let Some(most) = network.hashtags.filter(|most| number > *most)
    {
        found
            .whole(format!(
                "{number} hashtags where {} takes {most}",
                network.name
            ))
            .hint(format!("keep the {most} that say most"));
    }
}

pub(super) fn count(scope: &Scope<'_>, found: &mut Found) {
    let number = scope.text.all(Kind::Hashtag).count();
    if let Some(most) = scope.charter.max_hashtags.filter(|most| number > *most) {
        found
            .whole(format!(
                "{number} hashtags where the charter has at most {most}"
            ))
            .hint(format!("take out {}", number - most));
    }
    if let Some(least) = scope.charter.min_hashtags.filter(|least| number < *least) {
        found
            .whole(format!(
                "{number} hashtags where the charter has at least {least}"
            ))
            .hint(format!("add {}", least - number));
    }
}

fn name<'a>(scope: &Scope<'a>, token: &Token) -> &'a str {
    scope.text.of(token).trim_start_matches(['#', '＃'])
}

pub(super) fn case(scope: &Scope<'_>, found: &mut Found) {
    for token in scope.text.all(Kind::Hashtag) {
        let tag = name(scope, token);
        match scope.charter.hashtags.get(&tag_key(tag)) {
            Some(written) if written != tag => {
                found
                    .at(
                        token.range.clone(),
                        format!("#{tag} is written otherwise in the charter"),
                    )
                    .hint(format!("write #{written}"))
                    .fix(format!("#{written}"));
            }
            Some(_) => {}
            None => {
                let letters = tag.chars().filter(|c| c.is_alphabetic()).count();
                let cased = tag.chars().skip(1).any(char::is_uppercase)
                    && tag.chars().any(char::is_lowercase);
                let cut = tag.chars().any(|c| c == '_' || c.is_numeric());
                if letters >= LONG && !cased && !cut {
                    found
                        .at(token.range.clone(), format!("#{tag} has no capitals by which its words can be told, by eye or by ear"))
                        .hint("give each word a capital, as in #LikeThis; if it is one word, add it to the charter's hashtags");
                }
            }
        }
    }
}

pub(super) fn cut(scope: &Scope<'_>, found: &mut Found) {
    let tokens = &scope.text.tokens;
    for (place, token) in tokens.iter().enumerate() {
        if token.kind == Kind::Hashtag {
            let sign = tokens.get(place + 1).filter(|sign| sign.kind == Kind::Mark);
            let goes_on = tokens
                .get(place + 2)
                .is_some_and(|next| matches!(next.kind, Kind::Word | Kind::Number));
            if let Some(sign) = sign.filter(|_| goes_on)
                && ["-", "'", "’", "&", "."].contains(&scope.text.of(sign))
            {
                let end = tokens
                    .get(place + 2)
                    .map_or(sign.range.end, |next| next.range.end);
                found
                    .at(
                        token.range.start..end,
                        format!(
                            "the hashtag ends at `{}`: the network reads #{}",
                            scope.text.of(sign),
                            name(scope, token)
                        ),
                    )
                    .hint("leave the sign out and begin the next word with a capital");
            }
        } else if scope.text.of(token) == "#" {
            let lonely = tokens
                .get(place + 1)
                .is_some_and(|next| next.kind == Kind::Space)
                && tokens
                    .get(place + 2)
                    .is_some_and(|next| next.kind == Kind::Word);
            // At the start of a line it is a heading of Markdown, which is another rule's.
            if lonely && place > 0 && !super::scan::Text::is_edge(scope.text.before(place)) {
                found
                    .at(token.range.clone(), "a space stands between # and the word")
                    .hint("write them together");
            }
        }
    }
}

pub(super) fn banned(scope: &Scope<'_>, found: &mut Found) {
    for token in scope.text.all(Kind::Hashtag) {
        let tag = tag_key(name(scope, token));
        if scope.charter.banned_hashtags.contains(&tag) {
            found
                .at(token.range.clone(), format!("the charter bans #{tag}"))
                .hint("take it out");
        }
    }
}

pub(super) fn required(scope: &Scope<'_>, found: &mut Found) {
    if scope.charter.required_hashtags.is_empty() {
        return;
    }
    let there: HashSet<String> = scope
        .text
        .all(Kind::Hashtag)
        .map(|token| tag_key(name(scope, token)))
        .collect();
    for tag in &scope.charter.required_hashtags {
        if !there.contains(tag) {
            let written = scope.charter.hashtags.get(tag).unwrap_or(tag);
            found
                .whole(format!("the charter wants #{written}"))
                .hint("add it");
        }
    }
}

pub(super) fn repeated(scope: &Scope<'_>, found: &mut Found) {
    let mut there = HashSet::new();
    for token in scope.text.all(Kind::Hashtag) {
        let tag = tag_key(name(scope, token));
        if !there.insert(tag.clone()) {
            found
                .at(token.range.clone(), format!("#{tag} comes twice"))
                .hint("once is enough");
        }
    }
}
