//! Numbers as spreadsheets write them: `1 234`, `1,234`, `1.234,5`, `12k`, `3,4 M`.

/// The value of a cell, or `None` when it is no number. `decimal_comma` says which of `1,234` and `1.234` is a fraction; without it, a separator
/// before exactly three digits separates thousands, since counts are whole.
pub(super) fn number(text: &str, decimal_comma: Option<bool>) -> Option<f64> {
    let text: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '\'' | '’' | '\u{202f}' | '\u{a0}'))
        .collect();
    let (digits, factor) = scale(&text);
    let (negative, digits) = match digits.strip_prefix(['-', '−']) {
        Some(digits) => (true, digits),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    if digits.len() > 40
        || !digits.starts_with(|char: char| char.is_ascii_digit() || matches!(char, '.' | ','))
    {
        return None;
    }
    let decimal = match decimal_mark(digits, decimal_comma, factor > 1.0) {
        Mark::At(index) => Some(index),
        Mark::Nowhere => None,
        Mark::NoNumber => return None,
    };
    let mut plain = String::with_capacity(digits.len());
    for (index, char) in digits.char_indices() {
        match char {
            '0'..='9' => plain.push(char),
            '.' | ',' if Some(index) == decimal => plain.push('.'),
            '.' | ',' => {}
            _ => return None,
        }
    }
    let value: f64 = plain.parse().ok()?;
    Some(if negative {
        -value * factor
    } else {
        value * factor
    })
}

/// Takes off `k`, `M`, `Md`, `B`.
fn scale(text: &str) -> (&str, f64) {
    for (suffix, factor) in [("md", 1e9), ("k", 1e3), ("m", 1e6), ("b", 1e9)] {
        if let Some(at) = text.len().checked_sub(suffix.len())
            && text
                .get(at..)
                .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
        {
            return (text.get(..at).unwrap_or_default(), factor);
        }
    }
    (text, 1.0)
}

/// Where the decimal mark of a number stands.
enum Mark {
    At(usize),
    Nowhere,
    /// The separators stand where those of no number do.
    NoNumber,
}

fn decimal_mark(digits: &str, decimal_comma: Option<bool>, scaled: bool) -> Mark {
    let separators: Vec<(usize, char)> = digits
        .char_indices()
        .filter(|(_, char)| matches!(char, '.' | ','))
        .collect();
    let Some((last, mark)) = separators.last().copied() else {
        return Mark::Nowhere;
    };
    let before = separators
        .split_last()
        .map_or(&[][..], |(_, before)| before);
    let after = digits.len() - last - 1;
    let decimal = match decimal_comma {
        Some(comma) => (mark == ',') == comma,
        // Both kinds: the last is the decimal mark. One kind: thousands stand before three digits each time.
        None => {
            before.iter().any(|(_, char)| *char != mark)
                || (before.is_empty() && (after != 3 || scaled))
        }
    };
    // The decimal mark comes once, and every other separator stands before three digits.
    if decimal && before.iter().any(|(_, char)| *char == mark) {
        return Mark::NoNumber;
    }
    let mut groups: Vec<usize> = separators.iter().map(|(index, _)| *index).collect();
    groups.push(digits.len());
    let ends = if decimal {
        groups.len() - 1
    } else {
        groups.len()
    };
    let groups = groups.get(..ends).unwrap_or_default();
    let grouped = groups
        .windows(2)
        .all(|pair| matches!(pair, [from, to] if to - from == 4));
    match (grouped, decimal) {
        (false, _) => Mark::NoNumber,
        (true, true) => Mark::At(last),
        (true, false) => Mark::Nowhere,
    }
}

/// A count: a number that is not negative, rounded.
pub(super) fn count(text: &str, decimal_comma: Option<bool>) -> Option<u64> {
    let value = number(text, decimal_comma)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie in the range of exact integers"
    )]
    (0.0..9_007_199_254_740_992.0)
        .contains(&value)
        .then(|| value.round() as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;
    use proptest::prop_assert_eq;

    use super::{count, number};

    #[test]
    fn cells() {
        for (text, value) in [
            ("0", 0.0),
            ("1234", 1234.0),
            ("1 234", 1234.0),
            ("1\u{202f}234\u{a0}567", 1_234_567.0),
            ("1,234", 1234.0),
            ("1.234", 1234.0),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1 234,5", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("1'234", 1234.0),
            ("12,5", 12.5),
            ("12k", 12_000.0),
            ("1,2 K", 1200.0),
            ("1.234k", 1234.0),
            ("3,4 M", 3_400_000.0),
            ("2 Md", 2e9),
            ("-5", -5.0),
            ("+5", 5.0),
            (".5", 0.5),
        ] {
            assert_eq!(number(text, None), Some(value), "{text}");
        }
        assert_eq!(number("1,234", Some(true)), Some(1.234));
        assert_eq!(number("1.234", Some(true)), Some(1234.0));
        assert_eq!(number("1.234", Some(false)), Some(1.234));
        for text in [
            "", "-", "n/a", "12 %", "1.2.3", "1,2,3", "1.234.5", "1,23,456", "k", "1e5", "0x10",
            "1,2.3,4", "١",
        ] {
            assert_eq!(number(text, None), None, "{text}");
        }
        assert_eq!(
            (
                count("2,5", None),
                count("-1", None),
                count("99999999999999999999", None)
            ),
            (Some(3), None, None)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[0-9., kMd+-]{0,12}|\\PC{0,8}") {
            let _ = (number(&text, None), number(&text, Some(true)));
        }

        #[test]
        fn whole_numbers_in_every_writing(value in 0u64..1_000_000_000_000) {
            let digits = value.to_string();
            for mark in ["", " ", "\u{202f}", ",", ".", "'"] {
                let mut grouped = String::new();
                for (index, digit) in digits.chars().enumerate() {
                    if index > 0 && (digits.len() - index) % 3 == 0 {
                        grouped.push_str(mark);
                    }
                    grouped.push(digit);
                }
                prop_assert_eq!(count(&grouped, None), Some(value), "{}", grouped);
            }
        }
    }
}
