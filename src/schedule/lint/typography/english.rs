//! English: no space before marks, `10%` and `€10`, `1st 2nd 3rd`.

use super::super::finding::Found;
use super::super::scan::{Kind, Text};
use super::super::scope::Scope;

pub(super) fn space(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        let mark = text.of(token);
        if token.kind != Kind::Mark || !matches!(mark, ";" | ":" | "!" | "?") {
            continue;
        }
        let Some(space) = text
            .before(place)
            .filter(|before| before.kind == Kind::Space)
        else {
            continue;
        };
        let word = place.checked_sub(2).and_then(|place| text.token(place));
        let prose = word.is_some_and(|word| matches!(word.kind, Kind::Word | Kind::Number));
        if prose && !Text::is_edge(word) {
            found
                .at(
                    space.range.start..token.range.end,
                    format!("a space stands before `{mark}`"),
                )
                .hint("take it out")
                .fix(mark);
        }
    }
}

pub(super) fn number(scope: &Scope<'_>, found: &mut Found) {
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        if token.kind != Kind::Number {
            continue;
        }
        let next = text.token(place + 1);
        let after = text.token(place + 2);
        let spaced = next.is_some_and(|next| next.kind == Kind::Space);
        if spaced
            && text.is(after, "%")
            && let Some(next) = next
        {
            found
                .at(next.range.clone(), "a space stands before `%`")
                .hint("take it out")
                .fix("");
        }
        let sign = if spaced { after } else { next };
        if let Some(sign) = sign.filter(|sign| ["€", "$", "£"].contains(&text.of(sign))) {
            let shown = text.of(token);
            found
                .at(
                    token.range.start..sign.range.end,
                    "the currency stands after the amount",
                )
                .hint(format!("write {}{shown}", text.of(sign)));
        }
    }
}

pub(super) fn ordinal(scope: &Scope<'_>, found: &mut Found) {
    for token in scope.text.all(Kind::Number) {
        let raw = scope.text.of(token);
        let digits = raw.find(|c: char| !c.is_ascii_digit()).unwrap_or(raw.len());
        let Some((number, ending)) = raw.split_at_checked(digits) else {
            continue;
        };
        if !["st", "nd", "rd", "th"].contains(&ending) || number.is_empty() {
            continue;
        }
        let teen = number.len() > 1
            && number.ends_with(['1', '2', '3'])
            && number
                .get(..number.len() - 1)
                .is_some_and(|tens| tens.ends_with('1'));
        let right = match number.chars().next_back() {
            _ if teen => "th",
            Some('1') => "st",
            Some('2') => "nd",
            Some('3') => "rd",
            _ => "th",
        };
        if ending != right {
            found
                .at(token.range.clone(), format!("`{raw}` has the wrong ending"))
                .hint(format!("write {number}{right}"))
                .fix(format!("{number}{right}"));
        }
    }
}
