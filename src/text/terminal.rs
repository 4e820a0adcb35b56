//! Strangers' text made safe for a terminal or a log line: no escape sequences, no bidirectional tricks, no invisible characters, one line.

use std::borrow::Cow;

/// The text on one line, with everything that could act on a terminal or mislead the eye replaced by `\u{fffd}` or, for line breaks and tabs, by a space.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
                c if acts(c) => char::REPLACEMENT_CHARACTER,
                c => c,
            })
            .collect(),
    )
}

/// Whether a character acts instead of showing: C0 and C1 controls, line separators, directional marks (Unicode Technical Report 36, section 2.4),
/// zero-width and tag characters. The joiners that emoji and Indic scripts need are left alone.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_a_stranger_wrote_acts() {
        assert_eq!(
            one_line("a\u{1b}[31mred\u{7}\nb\t\u{202e}c"),
            "a\u{fffd}[31mred\u{fffd} b \u{fffd}c"
        );
        assert_eq!(one_line("crème 👩\u{200d}👧 ok"), "crème 👩\u{200d}👧 ok");
    }
}
