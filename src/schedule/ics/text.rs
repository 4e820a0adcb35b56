//! Content lines of RFC 5545: escaped, folded, ended by CR LF.

use chrono::{DateTime, Utc};

/// Octets of a line before it is folded (RFC 5545, section 3.1).
const LINE: usize = 75;

/// Components written one line after the other.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    /// A line whose value is already in its final form: names, dates, rules.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in name
            .chars()
            .chain([':'])
            .chain(value.chars())
            .filter(|letter| !letter.is_control())
        {
            if length + letter.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(letter);
            length += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// A whole line that was read from a calendar.
    pub(super) fn line(&mut self, line: &str) {
        if let Some((name, value)) = line.split_once(':') {
            self.plain(name, value);
        }
    }

    /// A line with a text value (section 3.3.11), whoever wrote it.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.plain(name, &escaped(value));
    }

    /// A line with a list of texts; nothing when there are none.
    pub(super) fn list<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a str>) {
        let values: Vec<String> = values
            .into_iter()
            .filter(|value| !value.trim().is_empty())
            .map(escaped)
            .collect();
        if !values.is_empty() {
            self.plain(name, &values.join(","));
        }
    }

    pub(super) fn number(&mut self, name: &str, value: i64) {
        self.plain(name, &value.to_string());
    }

    /// A line with an instant in UTC.
    pub(super) fn instant(&mut self, name: &str, at: DateTime<Utc>) {
        self.plain(name, &utc(at));
    }

    pub(super) fn begin(&mut self, component: &str) {
        self.plain("BEGIN", component);
    }

    pub(super) fn end(&mut self, component: &str) {
        self.plain("END", component);
    }

    pub(super) fn append(&mut self, other: &str) {
        self.text.push_str(other);
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// `20261122T180000Z`. Years beyond the four digits of the format are cut to its limits.
pub(super) fn utc(at: DateTime<Utc>) -> String {
    let least = DateTime::from_timestamp(-62_135_596_800, 0).unwrap_or_default();
    let most = DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default();
    at.clamp(least, most).format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text value: `\`, `;`, `,` and line ends escaped, all other control characters gone.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => safe.push_str("\\\\"),
            ';' => safe.push_str("\\;"),
            ',' => safe.push_str("\\,"),
            '\r' => {
                letters.next_if_eq(&'\n');
                safe.push_str("\\n");
            }
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => safe.push_str("\\n"),
            '\t' => safe.push(' '),
            letter if letter.is_control() => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn strangers_text_stays_inside_its_line() {
        let mut lines = Lines::default();
        lines.text(
            "SUMMARY",
            "a\r\nEND:VEVENT\rb;c,d\\e\u{0}\u{1b}[31m\tf\u{85}g",
        );
        assert_eq!(
            lines.into_text(),
            "SUMMARY:a\\nEND:VEVENT\\nb\\;c\\,d\\\\e[31m f\\ng\r\n"
        );
    }

    #[test]
    fn a_plain_line_cannot_be_broken_out_of() {
        let mut lines = Lines::default();
        lines.plain("URL", "https://x/\r\nEND:VCALENDAR");
        assert_eq!(lines.into_text(), "URL:https://x/END:VCALENDAR\r\n");
    }

    proptest! {
        #[test]
        fn folded_lines_are_short_and_unfold_to_what_was_written(text in "\\PC{0,300}") {
            let mut lines = Lines::default();
            lines.text("X", &text);
            let written = lines.into_text();
            for line in written.strip_suffix("\r\n").unwrap().split("\r\n") {
                prop_assert!(line.len() <= LINE);
            }
            let whole = written.replace("\r\n ", "");
            prop_assert_eq!(whole, format!("X:{}\r\n", escaped(&text)));
        }
    }
}
