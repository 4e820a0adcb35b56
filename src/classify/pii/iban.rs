//! International bank account numbers: country, length and check digits (ISO 13616, ISO 7064 MOD 97-10).

use super::digits::Numbers;
use super::{Found, Pii};

/// Length of the whole number by country, as the SWIFT IBAN registry has it.
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NL", 18),
    (b"NO", 15),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"SA", 24),
    (b"SC", 31),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
];

/// Account numbers, appended in their order.
pub(super) fn find(numbers: Numbers<'_>, found: &mut Vec<Found>) {
    let mut floor = 0;
    for group in numbers.groups {
        let Some(start) = country_start(numbers, group.start).filter(|start| *start >= floor)
        else {
            continue;
        };
        if let Some(end) = account_end(numbers, start) {
            found.push(Found {
                kind: Pii::Iban,
                start,
                end,
            });
            floor = end;
        }
    }
}

/// Where two letters stand right before the digits, or with a blank between.
fn country_start(numbers: Numbers<'_>, digits: usize) -> Option<usize> {
    let head = numbers.text.as_bytes().get(..digits)?;
    let end = digits - usize::from(head.ends_with(b" "));
    let start = end.checked_sub(2)?;
    let country = head.get(start..end)?;
    let is_alone = !numbers.before(start).is_some_and(char::is_alphanumeric);
    (country.iter().all(u8::is_ascii_alphabetic) && is_alone).then_some(start)
}

/// Reads on from the country; the number is valid only if its length and its check digits are.
fn account_end(numbers: Numbers<'_>, start: usize) -> Option<usize> {
    let bytes = numbers.text.as_bytes();
    let country =
        [*bytes.get(start)?, *bytes.get(start + 1)?].map(|byte| byte.to_ascii_uppercase());
    let (_, length) = LENGTHS.iter().find(|(code, _)| **code == country)?;
    let mut number = [0_u8; 34];
    let mut taken = 0;
    let mut at = start;
    while taken < *length {
        let byte = *bytes.get(at)?;
        if byte.is_ascii_alphanumeric() {
            *number.get_mut(taken)? = byte.to_ascii_uppercase();
            taken += 1;
            at += 1;
            continue;
        }
        // One mark between two groups, or the end of a line.
        at += between(numbers.text.get(at..)?);
        if !bytes.get(at)?.is_ascii_alphanumeric() {
            return None;
        }
    }
    let is_end = !numbers.after(at).is_some_and(char::is_alphanumeric);
    (is_end && is_valid(number.get(..taken)?)).then_some(at)
}

/// Length of what stands between two groups.
fn between(rest: &str) -> usize {
    let is_mark = |c: &char| matches!(c, ' ' | '-' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let mark = rest
        .chars()
        .next()
        .filter(is_mark)
        .map_or(0, char::len_utf8);
    let after = rest.get(mark..).unwrap_or_default();
    let line = ["\n", "\r\n"].iter().find(|end| after.starts_with(**end));
    mark + line.map_or(0, |end| end.len())
}

/// The first four characters go to the end, letters count from 10; the rest of a division by 97 is 1.
fn is_valid(number: &[u8]) -> bool {
    let Some((head, tail)) = number.split_at_checked(4) else {
        return false;
    };
    if !head.iter().skip(2).all(u8::is_ascii_digit) {
        return false;
    }
    let rest = tail
        .iter()
        .chain(head)
        .fold(0_u32, |rest, &byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
        });
    rest == 1
}
