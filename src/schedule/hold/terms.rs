//! The words an alarm is about, and the planned texts that have them.

use crate::text::query::{Prepared, Query, Subject};

/// Shorter words say nothing.
const SHORTEST: usize = 3;

/// A reason with more words than this is a sentence, not a term.
const MOST_WORDS: usize = 3;

/// Terms, each with the query that finds it whatever its case and accents.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms(Vec<(String, Query)>);

/// What an alarm says makes the difference: its `terms`, and of each of its reasons what stands in quotes, else all of a reason that is short, up to
/// its colon or bracket.
pub(super) fn terms_of(terms: &[String], why: &[String]) -> Terms {
    let mut found = Terms::default();
    for term in terms {
        found.push(term);
    }
    for reason in why {
        let quoted = quoted(reason);
        if quoted.is_empty() {
            let head = reason.split([':', '(']).next().unwrap_or(reason);
            if head.split_whitespace().count() <= MOST_WORDS {
                found.push(head);
            }
        }
        for term in quoted {
            found.push(term);
        }
    }
    found
}

/// The parts of a text between quotes of one kind or another.
fn quoted(text: &str) -> Vec<&str> {
    const PAIRS: [(char, char); 4] = [('`', '`'), ('"', '"'), ('“', '”'), ('«', '»')];
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, pair)) = rest.char_indices().find_map(|(at, c)| {
        let pair = PAIRS.iter().find(|(open, _)| *open == c)?;
        Some((at, pair))
    }) {
        let inside = &rest[at + pair.0.len_utf8()..];
        let Some(end) = inside.find(pair.1) else {
            break;
        };
        parts.push(&inside[..end]);
        rest = &inside[end + pair.1.len_utf8()..];
    }
    parts
}

impl Terms {
    fn push(&mut self, term: &str) {
        let plain: String = term
            .chars()
            .map(|c| {
                if matches!(c, '"' | '“' | '”' | '«' | '»' | '*') {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let plain = plain.trim().trim_start_matches(['#', '@']).trim();
        let known = self.0.iter().any(|(known, _)| known == plain);
        if known || plain.chars().count() < SHORTEST {
            return;
        }
        if let Ok(query) = Query::parse(&format!("\"{plain}\"")) {
            self.0.push((plain.to_owned(), query));
        }
    }

    pub(super) fn merge(&mut self, others: Terms) {
        for (term, query) in others.0 {
            if self.0.iter().all(|(known, _)| *known != term) {
                self.0.push((term, query));
            }
        }
    }

    /// The terms that a text has.
    pub(super) fn in_text(&self, text: &str) -> Vec<String> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let post = Prepared::new(&Subject {
            text,
            ..Subject::default()
        });
        let has = |(term, query): &(String, Query)| query.matches(&post).then(|| term.clone());
        self.0.iter().filter_map(has).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_from_what_an_alarm_says() {
        let why = [
            "term \"rappel produit\" 40 times as often",
            "#boycott: 31 posts, 2 expected",
            "most of the posts come from one source",
            "on `ok` and «verre»",
        ];
        let found = terms_of(&["Glass".to_owned()], &why.map(str::to_owned));
        let names: Vec<&str> = found.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Glass", "rappel produit", "boycott", "verre"]);
        assert_eq!(
            found.in_text("Des VERRES levés au #Boycott ! Rappel : produits"),
            ["boycott"]
        );
        assert_eq!(found.in_text("le Rappel-produit, verre et glass").len(), 3);
    }

    #[test]
    fn odd_terms_do_no_harm() {
        for odd in [
            "",
            "\"",
            "«",
            "`a",
            "***",
            "#",
            "((((",
            "NOT",
            "a OR",
            "\u{202e}\u{0}",
        ] {
            let found = terms_of(&[odd.to_owned()], &[odd.to_owned()]);
            found.in_text(odd);
        }
    }
}
