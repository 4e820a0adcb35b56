//! Character references of HTML: `&eacute;`, `&#8217;`, `&#x2019;`.

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::HashMap;
use memchr::memchr;

/// The longest name of the list is `CounterClockwiseContourIntegral`, 31 letters; numbers are shorter.
const LONGEST: usize = 32;

/// Name to text. The list is the "named character references" table of the HTML standard (section 13.5), those ending in a semicolon;
/// `entities.txt` holds a name and its code points in hexadecimal a line.
static NAMED: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    include_str!("entities.txt")
        .lines()
        .filter_map(|line| {
            let (name, codes) = line.split_once(' ')?;
            let text: Option<String> = codes
                .split('+')
                .map(|code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32))
                .collect();
            Some((name, text?))
        })
        .collect()
});

/// The text of a named reference, without `&` and `;`.
pub fn named(name: &str) -> Option<&'static str> {
    // Nearly all references are the five that XML knows.
    match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ => NAMED.get(name).map(String::as_str),
    }
}

/// The character of a numeric reference, without `&#` and `;`: `8217` or `x2019`.
///
/// 128 to 159 are read as windows-1252, as every browser does (HTML standard 13.2.5.80); what no text can hold becomes U+FFFD.
pub fn numeric(digits: &str) -> Option<char> {
    let hex = digits.strip_prefix(['x', 'X']);
    let (digits, radix) = hex.map_or((digits, 10), |hex| (hex, 16));
    if digits.is_empty() || !digits.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    if let Ok(byte @ 128..=159) = u8::try_from(code) {
        return encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&[byte])
            .0
            .chars()
            .next();
    }
    Some(match char::from_u32(code) {
        Some(char @ ('\t' | '\n' | '\r')) => char,
        Some(char) if !char.is_control() => char,
        _ => char::REPLACEMENT_CHARACTER,
    })
}

/// What a reference at the start of `text` (which begins with `&`) stands for, and its length in bytes.
pub fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let bytes = text.as_bytes();
    let window = bytes.get(1..bytes.len().min(LONGEST + 2))?;
    let end = memchr(b';', window)? + 1;
    let name = text.get(1..end)?;
    let value = match name.strip_prefix('#') {
        Some(digits) => Cow::Owned(numeric(digits)?.to_string()),
        None => Cow::Borrowed(named(name)?),
    };
    Some((value, end + 1))
}

/// The text with every complete reference resolved, once. What is not one (`AT&T`, `& amp`, `&foo;`) stays as it is.
pub fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let (before, mut rest) = text.split_at(first);
    out.push_str(before);
    while !rest.is_empty() {
        if let Some((value, length)) = reference(rest) {
            out.push_str(&value);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push('&');
            rest = rest.get(1..).unwrap_or_default();
        }
        let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(next);
        out.push_str(plain);
        rest = after;
    }
    Cow::Owned(out)
}
