//! Strangers' words in HTML and SVG: always text, never markup; no longer than a page can bear.

use crate::text::terminal;

/// Longest text of a cell of a page, in characters; what is longer ends in `…`.
pub(super) const LONGEST: usize = 600;

/// Text in which nothing is markup, nothing acts on the page or the eye, and nothing is forbidden in HTML (Living Standard, 13.2.3.5: controls
/// and noncharacters).
pub(super) fn escaped(text: &str) -> String {
    let line = terminal::one_line(text);
    let mut safe = String::with_capacity(line.len() + 8);
    for c in line.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if is_noncharacter(c) => safe.push(char::REPLACEMENT_CHARACTER),
            c => safe.push(c),
        }
    }
    safe
}

/// The same, at most [`LONGEST`] characters, kept apart from its neighbours when it runs from right to left.
pub(super) fn cell(text: &str) -> String {
    let safe = escaped(&clipped(text, LONGEST));
    if safe.chars().any(runs_left) {
        format!("<bdi>{safe}</bdi>")
    } else {
        safe
    }
}

/// At most `most` characters, the last of which is `…` when something is left out.
pub(super) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
            short.push('…');
            short
        }
    }
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

/// Scripts written from right to left: Hebrew to Arabic Extended, their presentation forms, and those of the first supplementary plane.
fn runs_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup_and_nothing_acts() {
        assert_eq!(
            escaped("<script>a('\"&')\u{0}\u{202e}\u{fffe}\n"),
            "&lt;script&gt;a(&#39;&quot;&amp;&#39;)\u{fffd}\u{fffd}\u{fffd} "
        );
        assert_eq!(cell("مرحبا"), "<bdi>مرحبا</bdi>");
        let long = cell(&"x".repeat(1 << 20));
        assert!(long.ends_with('…') && long.chars().count() == LONGEST);
    }
}
