//! The bytes of a feed as text.
//!
//! In the order of trust: a byte order mark; being valid UTF-8 with letters beyond ASCII, which hardly happens by chance; what the server or the
//! XML declaration says, if the bytes agree; a guess from the bytes.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Only this much is looked at for a guess; enough for every language of the detector.
const SAMPLE: usize = 256 * 1024;

/// The text, and a note when the declared encoding was wrong.
pub(super) fn decode<'b>(
    body: &'b [u8],
    content_type: Option<&str>,
) -> (Cow<'b, str>, Option<String>) {
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return (
            encoding
                .decode_without_bom_handling(body.get(length..).unwrap_or_default())
                .0,
            None,
        );
    }
    if let Some(encoding) = wide(body) {
        return (encoding.decode_without_bom_handling(body).0, None);
    }
    let declared = declared(body, content_type)
        .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE);
    if let Ok(text) = std::str::from_utf8(body)
        && (!body.is_ascii() || declared.is_none_or(Encoding::is_ascii_compatible))
    {
        return (Cow::Borrowed(text), None);
    }
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        let (text, faulty) = encoding.decode_without_bom_handling(body);
        if !faulty {
            return (text, None);
        }
    }
    guess(body, declared)
}

/// Neither the declaration nor UTF-8 fits all bytes.
fn guess<'b>(
    body: &'b [u8],
    declared: Option<&'static Encoding>,
) -> (Cow<'b, str>, Option<String>) {
    let name = declared.map_or("UTF-8", Encoding::name);
    // A few broken characters in good UTF-8 are broken characters; a text whose every accent is broken is something else.
    let (good, bad) = utf8_characters(body);
    if good > bad && declared.is_none_or(|encoding| encoding == UTF_8) {
        let text = String::from_utf8_lossy(body);
        return (
            text,
            Some(format!(
                "{bad} broken UTF-8 characters are shown as \u{fffd}"
            )),
        );
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(body.get(..SAMPLE).unwrap_or(body), true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let note = format!(
        "the text is not {name} as it says; it was read as {}",
        encoding.name()
    );
    (encoding.decode_without_bom_handling(body).0, Some(note))
}

/// Valid and broken characters beyond ASCII.
fn utf8_characters(body: &[u8]) -> (usize, usize) {
    body.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let beyond = chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        (
            good + beyond,
            bad + usize::from(!chunk.invalid().is_empty()),
        )
    })
}

/// UTF-16 without a mark: every second byte of the first characters is zero.
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    match body.get(..4)? {
        [0, b'<' | b'{', 0, _] => Some(UTF_16BE),
        [b'<' | b'{', 0, _, 0] => Some(UTF_16LE),
        _ => None,
    }
}

/// What the server says, else what the XML declaration says.
fn declared(body: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    let charset = content_type.and_then(|value| parameter(value, "charset"));
    charset
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .or_else(|| {
            let start = body.get(..200.min(body.len()))?;
            let start: String = start.iter().map(|byte| char::from(*byte)).collect();
            let declaration = start
                .trim_start()
                .strip_prefix("<?xml")?
                .split("?>")
                .next()?
                .to_owned();
            let label = parameter(&declaration, "encoding")?.to_owned();
            Encoding::for_label(label.as_bytes())
        })
}

/// The value of `name=value`, with or without quotes.
fn parameter<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let at = text.to_ascii_lowercase().find(name)?;
    let value = text
        .get(at + name.len()..)?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    value.split(['"', '\'', ';', ' ', '\t', '?', '>']).next()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn encodings() {
        let utf16: Vec<u8> = "<a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let cases: &[(&[u8], Option<&str>, &str, bool)] = &[
            (b"<a/>", None, "<a/>", false),
            (
                "\u{feff}<a>é</a>".as_bytes(),
                Some("text/xml; charset=iso-8859-1"),
                "<a>é</a>",
                false,
            ),
            (
                "<a>é</a>".as_bytes(),
                Some("text/xml; charset=iso-8859-1"),
                "<a>é</a>",
                false,
            ),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe9",
                None,
                "<?xml version='1.0' encoding='ISO-8859-1'?>é",
                false,
            ),
            (
                b"caf\xe9 cr\xe8me d\xe9j\xe0",
                Some("text/xml; charset=\"windows-1252\""),
                "café crème déjà",
                false,
            ),
            (
                b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>caf\xe9 cr\xe8me, \xe0 bient\xf4t",
                None,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>café crème, à bientôt",
                true,
            ),
            ("é à ü ö \u{e9}".as_bytes(), None, "é à ü ö é", false),
            (b"\xc3\xa9\xc3\xa0\xc3\xbc \xff", None, "éàü \u{fffd}", true),
            (&utf16, None, "<a>é</a>", false),
            (b"\x1b$B", Some("x; charset=iso-2022-jp"), "", false),
            (b"", None, "", false),
        ];
        for (body, content_type, text, noted) in cases {
            let (decoded, note) = decode(body, *content_type);
            assert_eq!(
                (decoded.as_ref(), note.is_some()),
                (*text, *noted),
                "{:?}",
                String::from_utf8_lossy(body)
            );
        }
    }
}
