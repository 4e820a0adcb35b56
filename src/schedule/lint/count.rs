//! How long a text is, as its network counts.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::networks::Unit;
use super::scan::{Kind, Text, is_emoji};

/// Length of a link on X and on Mastodon, whatever it is.
const LINK: usize = 23;

/// The length of a text, and the byte at which it goes beyond `most`.
pub(super) fn measure(text: &Text<'_>, unit: Unit, most: usize) -> (usize, Option<usize>) {
    let mut total = 0;
    let mut beyond = None;
    for token in &text.tokens {
        let raw = text.of(token);
        let whole = match (unit, token.kind) {
            (Unit::Weighted | Unit::Mastodon, Kind::Link) if links(unit, raw) => Some(LINK),
            (Unit::Mastodon, Kind::Mention) => {
                let host = raw.get(1..).and_then(|name| name.find('@'));
                Some(host.map_or(raw.len(), |at| at + 1))
            }
            (Unit::Weighted, Kind::Emoji) => Some(2),
            _ => None,
        };
        if let Some(length) = whole {
            total += length;
            if total > most {
                beyond = beyond.or(Some(token.range.start));
            }
            continue;
        }
        let mut at = token.range.start;
        for cluster in raw.graphemes(true) {
            total += units(cluster, unit);
            if total > most {
                beyond = beyond.or(Some(at));
            }
            at += cluster.len();
        }
    }
    (total, beyond)
}

/// Mastodon takes only what has a scheme for a link (app/lib/text_formatter.rb), X also what has none.
fn links(unit: Unit, link: &str) -> bool {
    unit == Unit::Weighted || link.contains("://")
}

/// Units of a character as readers see it.
fn units(cluster: &str, unit: Unit) -> usize {
    match unit {
        Unit::Graphemes | Unit::Mastodon => 1,
        Unit::Utf16 => cluster.encode_utf16().count(),
        Unit::Bytes => cluster.len(),
        Unit::Weighted if is_emoji(cluster) => 2,
        // X counts after composing (NFC).
        Unit::Weighted => cluster.nfc().map(weight).sum(),
        Unit::Threads if is_emoji(cluster) => cluster.len(),
        Unit::Threads | Unit::CodePoints => cluster.chars().count(),
    }
}

/// twitter-text, config/v3.json: 100 in these ranges, 200 elsewhere, at a scale of 100.
fn weight(c: char) -> usize {
    match u32::from(c) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}

/// What the units are called.
pub(super) fn name_of(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => "bytes",
        Unit::Weighted => "weighted characters",
        _ => "characters",
    }
}

#[cfg(test)]
mod tests {
    use super::{Unit, measure};
    use crate::schedule::lint::scan::Text;

    fn length(raw: &str, unit: Unit) -> usize {
        measure(&Text::new(raw), unit, usize::MAX).0
    }

    #[test]
    fn each_network_counts_in_its_own_way() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(length(family, Unit::Graphemes), 1);
        assert_eq!(length(family, Unit::Weighted), 2);
        assert_eq!(length(family, Unit::Threads), 25);
        assert_eq!(length(family, Unit::Utf16), 11);
        assert_eq!(length(family, Unit::CodePoints), 7);
        // 23 for the link, 2 for each of the three ideographs, 1 for the space.
        assert_eq!(
            length(
                "https://example.com/a/very/long/path?with=everything 日本語",
                Unit::Weighted
            ),
            23 + 1 + 6
        );
        assert_eq!(length("example.com", Unit::Weighted), 23);
        assert_eq!(length("example.com", Unit::Mastodon), 11);
        assert_eq!(
            length("@ann@mastodon.example.com https://ex.fr", Unit::Mastodon),
            4 + 1 + 23
        );
        assert_eq!(length("e\u{301}té « l’été »", Unit::Weighted), 13);
        assert_eq!(length("été", Unit::Bytes), 5);
    }

    #[test]
    fn what_is_too_long_has_a_place() {
        let text = Text::new("abc https://example.com/x");
        assert_eq!(measure(&text, Unit::Weighted, 26), (27, Some(4)));
        assert_eq!(
            measure(&Text::new("éèê"), Unit::CodePoints, 2),
            (3, Some(4))
        );
    }
}
