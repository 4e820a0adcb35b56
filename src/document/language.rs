//! The language in which people read a report. Reports are made in English; another language is a list of what its sentences are in it.

use std::str::FromStr;

use super::french;
use super::{Block, Cell, Chart, Document, Figure, Table};

/// A language that reports can be read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// As reports are made.
    #[default]
    English,
    /// With the decimal comma, days as day/month/year, spaces before `:` and `%`.
    French,
}

/// A language that reports cannot be read in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown language `{0}`; known: en, fr")]
pub struct LanguageError(String);

impl Language {
    /// The tag of RFC 5646 (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
        }
    }

    /// A sentence of ours in this language; as it is when there is no other.
    pub fn sentence(self, english: &str) -> String {
        match self {
            Language::English => english.to_owned(),
            Language::French => french::sentence(english).unwrap_or_else(|| english.to_owned()),
        }
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Ok(Language::English),
            "fr" => Ok(Language::French),
            _ => Err(LanguageError(tag.to_owned())),
        }
    }
}

/// Columns and axes whose words are ours, never a stranger's: only there may a cell be translated.
const OURS: &[&str] = &[
    "change",
    "department",
    "direction",
    "feature_word",
    "figure",
    "intent",
    "kind",
    "level",
    "own",
    "remark",
    "section",
    "segment_word",
    "sentiment",
    "severity",
    "stance",
    "tone",
    "urgent",
    "verdict",
    "weekday",
    "which",
    "why",
    "word",
];

impl Document {
    /// The document as people of a language read it. The table of data keeps the names of its columns; what strangers wrote stays as it is.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        if language == Language::English {
            return self;
        }
        let say = |text: &mut String| *text = language.sentence(text);
        say(&mut self.title);
        table(&mut self.data, &say);
        for section in &mut self.sections {
            if let Some(heading) = &mut section.heading {
                say(heading);
            }
            for block in &mut section.blocks {
                match block {
                    Block::Data => {}
                    Block::Table(small) => table(small, &say),
                    Block::Series(series) => say(&mut series.label),
                    Block::Chart(drawn) => chart(drawn, &say),
                    Block::Figures(figures) => figures.iter_mut().for_each(|f| figure(f, &say)),
                    Block::Points(points) => {
                        for point in points {
                            words(point, true, &say);
                        }
                    }
                    Block::Heading(text) => say(text),
                    Block::Note(note) => say(&mut note.text),
                }
            }
        }
        self
    }
}

fn table(table: &mut Table, say: &impl Fn(&mut String)) {
    for (index, column) in table.columns.iter_mut().enumerate() {
        say(&mut column.label);
        let ours = OURS.contains(&column.name.as_str());
        for cell in table.rows.iter_mut().filter_map(|row| row.get_mut(index)) {
            words(cell, ours, say);
        }
    }
}

fn chart(chart: &mut Chart, say: &impl Fn(&mut String)) {
    let ours = OURS.contains(&chart.axis.to_lowercase().as_str());
    say(&mut chart.title);
    say(&mut chart.axis);
    for place in &mut chart.places {
        words(place, ours, say);
    }
    for line in &mut chart.lines {
        say(&mut line.label);
    }
}

fn figure(figure: &mut Figure, say: &impl Fn(&mut String)) {
    say(&mut figure.label);
    words(&mut figure.value, true, say);
    words(&mut figure.remark, true, say);
    if let Some(change) = &mut figure.change {
        say(&mut change.word);
        words(&mut change.by, true, say);
    }
}

/// Phrases are sentences of ours with figures among them; words alone may be anybody's.
fn words(cell: &mut Cell, ours: bool, say: &impl Fn(&mut String)) {
    match cell {
        Cell::Text(text) if ours || is_rest(text) => say(text),
        Cell::Phrase(pieces) => match french::phrase(pieces) {
            Some(french) => {
                *pieces = french;
                let inner = |piece: &&mut Cell| matches!(piece, Cell::Phrase(_));
                pieces
                    .iter_mut()
                    .filter(inner)
                    .for_each(|piece| words(piece, true, say));
            }
            None => pieces.iter_mut().for_each(|piece| words(piece, true, say)),
        },
        _ => {}
    }
}

/// The line that adds up what is left of a breakdown, such as `6 others`.
fn is_rest(text: &str) -> bool {
    text.strip_suffix(" others")
        .is_some_and(|count| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Note, Section};
    use super::*;

    #[test]
    fn ours_is_translated_and_a_stranger_s_words_are_not() {
        let mut small = Table::new(vec![
            Column::key("sentiment", "Tone"),
            Column::key("hashtag", "Hashtag"),
        ]);
        small.push(vec![Cell::text("negative"), Cell::text("negative")]);
        let document = Document {
            title: "Summary, 2026-11-20 to 2026-11-22".to_owned(),
            sections: vec![Section {
                heading: None,
                blocks: vec![
                    Block::Table(small),
                    Block::Note(Note::remark("no post has labels; cm-classify adds them")),
                ],
            }],
            ..Document::default()
        };
        let french = document.in_language(Language::French);
        assert_eq!(french.title, "Synthèse, du 20/11/2026 au 22/11/2026");
        let Block::Table(small) = &french.sections[0].blocks[0] else {
            panic!("a table");
        };
        assert_eq!(small.columns[0].label, "Tonalité");
        assert_eq!(
            small.rows[0],
            [Cell::text("négative"), Cell::text("negative")]
        );
        let Block::Note(note) = &french.sections[0].blocks[1] else {
            panic!("a note");
        };
        assert!(note.text.contains("étiquette"), "{}", note.text);
    }

    #[test]
    fn languages_have_tags() {
        assert_eq!("fr-FR".parse(), Ok(Language::French));
        assert_eq!("EN".parse(), Ok(Language::English));
        assert!("de".parse::<Language>().is_err());
    }
}
