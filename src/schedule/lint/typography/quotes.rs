//! Quotation marks, apostrophes, and whether what opens also closes.

use std::ops::Range;

use super::super::finding::Found;
use super::super::lang::Lang;
use super::super::scan::{Kind, Text, Token};
use super::super::scope::Scope;

pub(in super::super) fn quotes(scope: &Scope<'_>, found: &mut Found) {
    match scope.lang {
        Some(Lang::French) => french(scope, found),
        Some(Lang::English) => english(scope, found),
        None => {}
    }
}

/// The straight double quotes of each line, in pairs: the place of the token, and whether it opens. A line with an odd one is left alone.
fn straight(text: &Text<'_>) -> Vec<(usize, bool)> {
    let mut all = Vec::new();
    let mut line: Vec<usize> = Vec::new();
    let mut flush = |line: &mut Vec<usize>| {
        if line.len().is_multiple_of(2) {
            all.extend(
                line.iter()
                    .enumerate()
                    .map(|(at, place)| (*place, at % 2 == 0)),
            );
        }
        line.clear();
    };
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind == Kind::Break {
            flush(&mut line);
        } else if token.kind == Kind::Mark && text.of(token) == "\"" {
            line.push(place);
        }
    }
    flush(&mut line);
    all
}

fn french(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, opens) in straight(text) {
        let Some(token) = text.token(place) else {
            continue;
        };
        let (range, mark) = guillemet(text, place, token, opens);
        found
            .at(range, "a straight quotation mark")
            .hint("write guillemets: « … »")
            .fix(mark);
    }
    let mut inside = false;
    for (place, token) in text.tokens.iter().enumerate() {
        match text.of(token) {
            "«" => inside = true,
            "»" => inside = false,
            // Inside guillemets the second level of quotes is of this kind.
            mark @ ("“" | "”") if token.kind == Kind::Mark && !inside => {
                let (range, right) = guillemet(text, place, token, mark == "“");
                found
                    .at(range, "an English quotation mark")
                    .hint("write guillemets: « … »")
                    .fix(right);
            }
            _ => {}
        }
    }
}

/// The guillemet for a mark, with its space, and the range that both take.
fn guillemet(
    text: &Text<'_>,
    place: usize,
    token: &Token,
    opens: bool,
) -> (Range<usize>, &'static str) {
    let space = |token: Option<&Token>| {
        token
            .filter(|token| token.kind == Kind::Space)
            .map(|token| token.range.clone())
    };
    if opens {
        let end = space(text.token(place + 1)).map_or(token.range.end, |space| space.end);
        (token.range.start..end, "«\u{a0}")
    } else {
        let start = space(text.before(place)).map_or(token.range.start, |space| space.start);
        (start..token.range.end, "\u{a0}»")
    }
}

fn english(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    let curly = text
        .all(Kind::Mark)
        .any(|token| ["“", "”"].contains(&text.of(token)));
    for (place, opens) in straight(text) {
        let Some(token) = text.token(place).filter(|_| curly) else {
            continue;
        };
        found
            .at(
                token.range.clone(),
                "straight and curly quotation marks in one text",
            )
            .hint("write “ ”")
            .fix(if opens { "“" } else { "”" });
    }
    for token in text.all(Kind::Mark) {
        if ["«", "»"].contains(&text.of(token)) {
            found
                .at(token.range.clone(), "a guillemet in English")
                .hint("write “ ”");
        }
    }
}

pub(in super::super) fn apostrophe(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    let wanted = match scope.lang {
        Some(Lang::French) => true,
        Some(Lang::English) => text.raw.contains('’'),
        None => false,
    };
    if !wanted {
        return;
    }
    for token in text.all(Kind::Word) {
        for (at, _) in text.of(token).match_indices('\'') {
            let start = token.range.start + at;
            let message = if scope.is(Lang::French) {
                "a straight apostrophe"
            } else {
                "straight and curly apostrophes in one text"
            };
            found.at(start..start + 1, message).hint("write ’").fix("’");
        }
    }
}

pub(in super::super) fn pairs(scope: &Scope<'_>, found: &mut Found) {
    const PAIRS: &[(&str, &str)] = &[("(", ")"), ("[", "]"), ("«", "»"), ("“", "”")];
    let text = scope.text;
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind != Kind::Mark {
            continue;
        }
        let mark = text.of(token);
        if PAIRS.iter().any(|(opens, _)| *opens == mark) {
            open.push((mark, token.range.clone()));
        } else if let Some((opens, _)) = PAIRS.iter().find(|(_, closes)| *closes == mark) {
            if open.last().is_some_and(|(last, _)| last == opens) {
                open.pop();
            } else if !numbers_a_list(text, place) {
                found
                    .at(
                        token.range.clone(),
                        format!("`{mark}` closes what was not opened"),
                    )
                    .hint(format!("write {opens} before, or take it out"));
            }
        }
    }
    for (mark, range) in open {
        found
            .at(range, format!("`{mark}` is not closed"))
            .hint("close it, or take it out");
    }
}

/// `1)` and `a)` at the beginning of a line.
fn numbers_a_list(text: &Text<'_>, place: usize) -> bool {
    let label = text.before(place).is_some_and(|label| {
        matches!(label.kind, Kind::Number | Kind::Word) && text.of(label).chars().count() <= 2
    });
    let start = place.checked_sub(2).and_then(|place| text.token(place));
    label
        && (place < 2
            || Text::is_edge(start)
            || start.is_some_and(|start| start.kind == Kind::Space))
}
