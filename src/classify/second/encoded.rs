//! Text that is written in base64 or hexadecimal digits, so that people do not read it and a language model does.

/// Characters from which a run of them is looked at.
const LEAST: usize = 16;
/// Runs of one message that are decoded, at most.
const RUNS: usize = 64;

/// Whether a part of a message decodes to words that `tell` something.
pub(super) fn hides_text(message: &str, tell: impl Fn(&str) -> bool) -> bool {
    let seen: String = message.chars().filter(|c| !is_cut(*c)).collect();
    let runs = seen
        .split_whitespace()
        .filter(|token| !token.contains("://"))
        .flat_map(|token| token.split(|c: char| !is_of_code(c)))
        .filter(|run| run.len() >= LEAST);
    runs.take(RUNS).any(|run| {
        [base64(run), hex(run)]
            .into_iter()
            .flatten()
            .filter_map(readable)
            .any(|text| tell(&text))
    })
}

/// Marks of no width between the characters.
fn is_cut(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

fn is_of_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// Bytes of base64 (RFC 4648, both alphabets), padded or not.
fn base64(run: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in run.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

fn hex(run: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = run.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(value(*high)? * 16 + value(*low)?).ok();
    pairs.iter().map(byte).collect()
}

/// The bytes as text, if that is what they are: letters and spaces, no rubble.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let is_text =
        |c: char| c.is_alphanumeric() || c == ' ' || c.is_ascii_punctuation() || c == '\n';
    let letters = text.chars().filter(|c| c.is_alphabetic() || *c == ' ');
    let most = letters.count() * 10 >= text.chars().count() * 7;
    (most && text.chars().all(is_text)).then_some(text)
}
