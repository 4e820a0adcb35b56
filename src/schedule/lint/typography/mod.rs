//! Typography: what the languages share, and which of their own rules holds.
//!
//! French after the Lexique des règles typographiques en usage à l’Imprimerie nationale: a no-break space before `:` and inside guillemets, a thin one
//! (U+202F) before `;` `!` `?`; either is accepted in each place. English after the Oxford Style Manual where writers agree at all; where they do not
//! (straight or curly), one text keeps to one way.

mod english;
mod french;
mod quotes;

use super::finding::Found;
use super::lang::Lang;
use super::scan::{Kind, Text};
use super::scope::Scope;

pub(super) use quotes::{apostrophe, pairs, quotes};

pub(super) fn space(scope: &Scope<'_>, found: &mut Found) {
    match scope.lang {
        Some(Lang::French) => french::space(scope, found),
        Some(Lang::English) => english::space(scope, found),
        None => {}
    }
}

pub(super) fn number(scope: &Scope<'_>, found: &mut Found) {
    match scope.lang {
        Some(Lang::French) => french::number(scope, found),
        Some(Lang::English) => english::number(scope, found),
        None => {}
    }
}

pub(super) fn ordinal(scope: &Scope<'_>, found: &mut Found) {
    match scope.lang {
        Some(Lang::French) => french::ordinal(scope, found),
        Some(Lang::English) => english::ordinal(scope, found),
        None => {}
    }
}

pub(super) fn capital_accent(scope: &Scope<'_>, found: &mut Found) {
    if scope.is(Lang::French) {
        french::capital_accent(scope, found);
    }
}

pub(super) fn ligature(scope: &Scope<'_>, found: &mut Found) {
    if scope.is(Lang::French) {
        french::ligature(scope, found);
    }
}

pub(super) fn punctuation(scope: &Scope<'_>, found: &mut Found) {
    if scope.lang.is_none() {
        return;
    }
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        let mark = text.of(token);
        if token.kind != Kind::Mark || !matches!(mark, "," | "." | "…" | ")" | "]") {
            continue;
        }
        let before = text.before(place);
        let after = text.token(place + 1);
        let spaced = before.is_some_and(|before| before.kind == Kind::Space)
            && place >= 2
            && text
                .token(place - 2)
                .is_some_and(|word| matches!(word.kind, Kind::Word | Kind::Number | Kind::Hashtag));
        let ends =
            after.is_none_or(|after| matches!(after.kind, Kind::Space | Kind::Break | Kind::Mark));
        let dots = mark == "." && text.is(after, ".");
        if spaced
            && ends
            && !dots
            && let Some(before) = before
        {
            found
                .at(
                    before.range.start..token.range.end,
                    format!("a space stands before `{mark}`"),
                )
                .hint("take it out")
                .fix(mark);
        }
        let word = |token: Option<&super::scan::Token>| {
            token.is_some_and(|token| token.kind == Kind::Word)
        };
        if mark == "," && word(before) && word(after) {
            found
                .at(token.range.clone(), "no space stands after `,`")
                .hint("put one")
                .fix(", ");
        }
        if mark == "," && text.is(after, ",") {
            found
                .at(token.range.clone(), "a comma comes twice")
                .hint("take one out");
        }
    }
}

pub(super) fn double_space(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind != Kind::Space
            || Text::is_edge(text.before(place))
            || Text::is_edge(text.token(place + 1))
        {
            continue;
        }
        let spaces = text.of(token);
        if spaces.chars().count() > 1 {
            // The no-break space is the one that was meant.
            let kept = spaces
                .chars()
                .find(|c| matches!(c, '\u{a0}' | '\u{202f}'))
                .unwrap_or(' ');
            found
                .at(
                    token.range.clone(),
                    format!("{} spaces in a row", spaces.chars().count()),
                )
                .hint("one is enough")
                .fix(kept);
        }
    }
}

pub(super) fn trailing_space(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind != Kind::Space || !Text::is_edge(text.token(place + 1)) {
            continue;
        }
        // Two spaces at the end of a line are a line break of Markdown.
        let markdown =
            scope.subject.plain && text.of(token) == "  " && text.token(place + 1).is_some();
        if !markdown {
            found
                .at(token.range.clone(), "the line ends in a space")
                .hint("take it out")
                .fix("");
        }
    }
}

pub(super) fn ellipsis(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    let Some(lang) = scope.lang else { return };
    let mut place = 0;
    while let Some(token) = text.token(place) {
        if !text.is(Some(token), ".") {
            if lang == Lang::French && token.kind == Kind::Mark && text.of(token) == "…" {
                after_etc(scope, place, token.range.clone(), found);
            }
            place += 1;
            continue;
        }
        let start = token.range.start;
        let first = place;
        while text.is(text.token(place), ".") {
            place += 1;
        }
        let end = text.before(place).map_or(start, |token| token.range.end);
        let dots = place - first;
        if dots == 1 {
            continue;
        }
        if lang == Lang::French && after_etc(scope, first, start..end, found) {
            continue;
        }
        match dots {
            2 => {
                found
                    .at(
                        start..end,
                        "two dots are neither a full stop nor an ellipsis",
                    )
                    .hint("write . or …");
            }
            3 if lang == Lang::English => {}
            _ => {
                found
                    .at(start..end, format!("{dots} dots"))
                    .hint("write …")
                    .fix("…");
            }
        }
    }
}

/// `etc…`: the word says it already.
fn after_etc(
    scope: &Scope<'_>,
    place: usize,
    range: std::ops::Range<usize>,
    found: &mut Found,
) -> bool {
    let is_etc = scope
        .text
        .before(place)
        .is_some_and(|before| scope.text.of(before).eq_ignore_ascii_case("etc"));
    if is_etc {
        found
            .at(range, "etc. takes one dot")
            .hint("write etc.")
            .fix(".");
    }
    is_etc
}

pub(super) fn dash(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    if scope.lang.is_none() {
        return;
    }
    for (place, token) in text.tokens.iter().enumerate() {
        let raw = text.of(token);
        if token.kind == Kind::Mark && raw == "-" {
            let double = text.is(text.token(place + 1), "-")
                && !text.is(text.token(place + 2), "-")
                && !text.is(text.before(place), "-");
            let space = |token: Option<&super::scan::Token>| {
                token.is_some_and(|token| token.kind == Kind::Space)
            };
            let prose = |token: Option<&super::scan::Token>| {
                token.is_some_and(|token| !matches!(token.kind, Kind::Break | Kind::Mark))
            };
            let between = space(text.before(place))
                && space(text.token(place + 1))
                && place >= 2
                && prose(text.token(place - 2))
                && prose(text.token(place + 2));
            if double {
                let end = text
                    .token(place + 1)
                    .map_or(token.range.end, |next| next.range.end);
                found
                    .at(token.range.start..end, "two hyphens for a dash")
                    .hint("write –")
                    .fix("–");
            } else if between {
                found
                    .at(token.range.clone(), "a hyphen for a dash")
                    .hint("write –")
                    .fix("–");
            }
        }
        if token.kind == Kind::Number && scope.is(Lang::English) {
            years(token.range.clone(), raw, found);
        }
    }
}

/// `2020-2024` in English takes an en dash.
fn years(range: std::ops::Range<usize>, raw: &str, found: &mut Found) {
    let year = |text: &str| {
        text.parse::<u32>()
            .ok()
            .filter(|year| text.len() == 4 && (1900..2100).contains(year))
    };
    if let Some((from, to)) = raw.split_once('-')
        && let (Some(first), Some(last)) = (year(from), year(to))
        && first < last
    {
        found
            .at(range, "a hyphen between years")
            .hint("write –")
            .fix(format!("{from}–{to}"));
    }
}
