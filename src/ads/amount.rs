//! Numbers as French and English tables write them, with or without a sign of money: `1 234,50 €`, `$1,234.50`, `(12.50)` for a refund.

/// What is too large for any ad.
const MOST: f64 = 1e12;

/// How a number is read of which `1,234` and `1.234` may be two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A count: three digits after a mark are thousands.
    Whole,
    /// The comma is the decimal mark.
    Comma,
    /// The point is.
    Point,
}

/// A number; `None` for what is none.
pub(super) fn amount(text: &str, reading: Reading) -> Option<f64> {
    let (digits, negative) = bare(text);
    let last = digits.rfind([',', '.']);
    let decimal = last.filter(|at| {
        let mark = digits[*at..].starts_with(',');
        let alone = digits.matches([',', '.']).count() == 1;
        let both = digits.contains(',') && digits.contains('.');
        let three = digits.len() - at - 1 == 3;
        let of_three = match reading {
            Reading::Whole => false,
            Reading::Comma => mark,
            Reading::Point => !mark,
        };
        both || (alone && (!three || of_three))
    });
    let plain: String = digits
        .char_indices()
        .filter_map(|(at, c)| match c {
            ',' | '.' if Some(at) == decimal => Some('.'),
            ',' | '.' => None,
            other => Some(other),
        })
        .collect();
    let is_plain = plain.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    let value: f64 = plain.parse().ok().filter(|_| is_plain)?;
    let value = if negative { -value } else { value };
    (-MOST..MOST).contains(&value).then_some(value)
}

/// Whether a number shows which mark its decimals have: `Some(true)` for the comma.
pub(super) fn decimal_comma(text: &str) -> Option<bool> {
    let (digits, _) = bare(text);
    let last = digits.rfind([',', '.'])?;
    let is_number = digits
        .bytes()
        .all(|c| c.is_ascii_digit() || matches!(c, b',' | b'.'));
    let comma = digits[last..].starts_with(',');
    let marks = digits.matches([',', '.']).count();
    let both = digits.contains(',') && digits.contains('.');
    let shows = both || (marks == 1 && digits.len() - last - 1 != 3);
    (is_number && shows).then_some(comma)
}

/// Digits and marks without blanks and signs of money, and whether it is below 0.
fn bare(text: &str) -> (String, bool) {
    let text = text.trim();
    let within = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let digits: String = within
        .unwrap_or(text)
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    '€' | '$' | '£' | '¥' | '\u{202f}' | '\u{a0}' | '\'' | '’'
                )
        })
        .collect();
    let digits = digits.trim_matches(|c: char| c.is_ascii_alphabetic());
    let unsigned = digits
        .strip_prefix(['-', '−'])
        .or_else(|| digits.strip_suffix(['-', '−']));
    // `-EUR 12` has its letters behind the sign.
    let signed = unsigned.map(|rest| rest.trim_matches(|c: char| c.is_ascii_alphabetic()));
    match signed {
        Some(rest) => (rest.to_owned(), true),
        None => (digits.to_owned(), within.is_some()),
    }
}
