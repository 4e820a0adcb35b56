//! What a report is: a table of data for machines, and sections of key numbers, tables, charts and notes
//! for people. No formatting.
//!
//! `report` makes documents and `render` writes them; neither knows the other.

mod cell;
mod chart;
mod drawn;
mod figure;
mod french;
mod language;
mod long;
mod table;

pub use cell::{Cell, CellKind};
pub use chart::{Chart, ChartKind, Line, Tone, Unit};
pub use figure::{Change, Direction, Figure, figures_of, figures_table};
pub use language::{Language, LanguageError};
pub use long::long_table;
pub use table::{Column, Role, Table};

/// A whole report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is about.
    pub title: String,
    /// What the report says in full, with the stable names of its columns: what JSON Lines and CSV hold.
    pub data: Table,
    /// What people read.
    pub sections: Vec<Section>,
}

/// A part of a report with a heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its heading; none when the title says it all.
    pub heading: Option<String>,
    /// What it holds, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The document's own table of data.
    Data,
    /// A table made for people.
    Table(Table),
    /// Figures over time.
    Series(Series),
    /// Figures drawn, with the table behind them.
    Chart(Chart),
    /// Key numbers.
    Figures(Vec<Figure>),
    /// Sentences, each a phrase of words and figures.
    Points(Vec<Cell>),
    /// What the blocks after it are about, within a section.
    Heading(String),
    /// A sentence.
    Note(Note),
}

/// Figures over time or another order, for a line or bars.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What is shown, such as `posts per day`.
    pub label: String,
    /// Where each figure stands (a day, a name), with the figure; an unknown figure is a gap.
    pub points: Vec<(Cell, Option<f64>)>,
}

/// A sentence about the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub kind: NoteKind,
    /// The sentence.
    pub text: String,
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// How a figure is to be read.
    Remark,
    /// The figures are not what they seem without it.
    Warning,
}

impl Note {
    /// A note on how a figure is to be read.
    pub fn remark(text: impl Into<String>) -> Self {
        Note {
            kind: NoteKind::Remark,
            text: text.into(),
        }
    }

    /// A note without which the figures mislead.
    pub fn warning(text: impl Into<String>) -> Self {
        Note {
            kind: NoteKind::Warning,
            text: text.into(),
        }
    }
}

impl Document {
    /// The table a block shows, if it is one.
    pub fn table<'a>(&'a self, block: &'a Block) -> Option<&'a Table> {
        match block {
            Block::Data => Some(&self.data),
            Block::Table(table) => Some(table),
            Block::Series(_)
            | Block::Chart(_)
            | Block::Figures(_)
            | Block::Points(_)
            | Block::Heading(_)
            | Block::Note(_) => None,
        }
    }
}
