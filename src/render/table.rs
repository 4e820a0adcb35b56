//! Tables for a terminal: nothing wider than asked, figures right-aligned, the least important columns left out first.

use std::io::{self, Write};

use comfy_table::{Attribute, CellAlignment, ContentArrangement, LineStyle, TableStyle};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::layout::{GAP, Laid, spark};
use super::number::{decimal, shown};
use super::plot::{Plot, is_repeated, plot};
use super::{RenderOptions, Renderer};
use crate::document::{Block, Document, Language, Note, NoteKind, Section, Series, figures_table};
use crate::text::terminal;

/// See the module.
pub(super) struct Table;

/// Columns between two tables side by side.
const ALLEY: usize = 2;

impl Renderer for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> &'static str {
        "tables for a terminal"
    }

    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(out, "{}", strong(&document.title, options))?;
        for section in &document.sections {
            writeln!(out)?;
            if let Some(heading) = &section.heading {
                writeln!(out, "{}", strong(heading, options))?;
            }
            for (index, lines) in pieces(document, section, options).iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                for line in lines {
                    writeln!(out, "{}", line.trim_end())?;
                }
            }
        }
        Ok(())
    }
}

fn strong(text: &str, options: &RenderOptions) -> String {
    let text = terminal::one_line(text);
    if options.color {
        format!("\u{1b}[1m{text}\u{1b}[0m")
    } else {
        text.into_owned()
    }
}

/// The blocks of a section as lines; two tables that follow one another stand side by side when they can.
fn pieces(document: &Document, section: &Section, options: &RenderOptions) -> Vec<Vec<String>> {
    let mut pieces = Vec::new();
    let mut blocks = section.blocks.iter().peekable();
    let mut headed = None;
    while let Some(block) = blocks.next() {
        let mut lines = match block {
            Block::Series(series) => sparkline(series, options),
            Block::Chart(chart) if is_repeated(chart, blocks.peek().copied()) => continue,
            Block::Chart(chart) => match plot(chart, options, options.width) {
                Plot::Lines(lines) => lines,
                Plot::Table(table) => titled(&chart.title, &table, options),
            },
            Block::Points(points) => points
                .iter()
                .flat_map(|point| wrapped("-", &shown(point, options), options))
                .collect(),
            Block::Figures(figures) => alone(&figures_table(figures, options.language), options),
            Block::Heading(text) => {
                headed = Some(terminal::one_line(text).into_owned());
                continue;
            }
            Block::Note(note) => sentence(note, options),
            Block::Data | Block::Table(_) => {
                let Some(left) = document.table(block) else {
                    continue;
                };
                let right = blocks.peek().and_then(|next| document.table(next));
                let pair = right.and_then(|right| side_by_side(left, right, options));
                if pair.is_some() {
                    blocks.next();
                }
                pair.unwrap_or_else(|| alone(left, options))
            }
        };
        // A heading stands right above what it is about.
        if let Some(heading) = headed.take() {
            lines.insert(0, heading);
        }
        pieces.push(lines);
    }
    pieces
}

fn alone(table: &crate::document::Table, options: &RenderOptions) -> Vec<String> {
    let mut laid = Laid::new(table, options);
    laid.fit(options.width);
    lines(&laid, options)
}

fn titled(title: &str, table: &crate::document::Table, options: &RenderOptions) -> Vec<String> {
    let title = terminal::one_line(title).into_owned();
    std::iter::once(title)
        .chain(alone(table, options))
        .collect()
}

fn side_by_side(
    left: &crate::document::Table,
    right: &crate::document::Table,
    options: &RenderOptions,
) -> Option<Vec<String>> {
    let [left, right] = [left, right].map(|table| Laid::new(table, options));
    let second = options
        .width
        .checked_sub(right.width())?
        .min(options.width / 2 + ALLEY);
    if left.width() + ALLEY > second {
        return None;
    }
    let blank = " ".repeat(left.width());
    let alley = " ".repeat(second - left.width());
    let (left, right) = (lines(&left, options), lines(&right, options));
    let both = (0..left.len().max(right.len())).map(|index| {
        let (left, right) = (
            left.get(index).unwrap_or(&blank),
            right.get(index).map_or("", String::as_str),
        );
        format!("{left}{alley}{right}")
    });
    Some(both.collect())
}

/// A table as lines of equal width.
fn lines(laid: &Laid, options: &RenderOptions) -> Vec<String> {
    let rule = LineStyle::none().fill('─').junction('─');
    let mut table = comfy_table::Table::new();
    table
        .load_style(TableStyle::new().header_separator(rule))
        .set_content_arrangement(ContentArrangement::Disabled);
    if options.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    if laid.has_header() {
        table.set_header(laid.columns.iter().map(|column| {
            let cell = comfy_table::Cell::new(&column.label);
            if options.color {
                cell.add_attribute(Attribute::Bold)
            } else {
                cell
            }
        }));
    }
    for row in laid.rows() {
        table.add_row(row);
    }
    let last = laid.columns.len().saturating_sub(1);
    for (index, (column, laid)) in table.column_iter_mut().zip(&laid.columns).enumerate() {
        // comfy-table puts a blank where a line between columns would be: the other half of the gap.
        column.set_padding((0, u16::from(index != last)));
        column.set_cell_alignment(if laid.right {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        });
    }
    table.lines().collect()
}

/// `posts per day  ▁▃█▂  0 to 12`
fn sparkline(series: &Series, options: &RenderOptions) -> Vec<String> {
    let figures: Vec<Option<f64>> = series.points.iter().map(|(_, figure)| *figure).collect();
    let known = figures.iter().flatten().copied();
    let (low, high) = known.fold((f64::INFINITY, 0.0_f64), |(low, high), figure| {
        (low.min(figure), high.max(figure))
    });
    if low > high {
        return Vec::new();
    }
    let ends = |value: f64| decimal(value, usize::from(value.fract() != 0.0), options.locale_fr);
    let to = if options.locale_fr { "à" } else { "to" };
    let label = terminal::one_line(&series.label);
    let range = format!("{} {to} {}", ends(low), ends(high));
    let room = options
        .width
        .saturating_sub(label.chars().count() + range.chars().count() + 2 * GAP);
    let gap = " ".repeat(GAP);
    vec![format!(
        "{label}{gap}{}{gap}{range}",
        spark(&figures, room.clamp(8, 60), None)
    )]
}

/// A note, broken between words.
fn sentence(note: &Note, options: &RenderOptions) -> Vec<String> {
    let start = match (note.kind, options.language) {
        (NoteKind::Remark, Language::English) => "note:",
        (NoteKind::Warning, Language::English) => "warning:",
        (NoteKind::Remark, Language::French) => "remarque\u{a0}:",
        (NoteKind::Warning, Language::French) => "attention\u{a0}:",
    };
    wrapped(start, &note.text, options)
}

/// A sentence after its mark, broken between words.
fn wrapped(start: &str, text: &str, options: &RenderOptions) -> Vec<String> {
    let mut lines = vec![start.to_owned()];
    for word in terminal::one_line(text).split(' ') {
        for part in parts(word, options.width.saturating_sub(2).max(2)) {
            match lines.last_mut() {
                Some(line) if line.width() + 1 + part.width() <= options.width => {
                    line.push(' ');
                    line.push_str(&part);
                }
                _ => lines.push(format!("  {part}")),
            }
        }
    }
    lines
}

/// A word in parts no wider than a line; nearly always the word itself.
fn parts(word: &str, width: usize) -> Vec<String> {
    if word.width() <= width {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut room = width;
    for c in word.chars() {
        let wide = c.width().unwrap_or(0);
        if wide > room {
            parts.push(String::new());
            room = width;
        }
        room -= wide;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_no_wider_than_asked_whatever_their_words() {
        let options = RenderOptions {
            width: 20,
            ..RenderOptions::default()
        };
        let text = "新しい冬のコレクションが届きました a \u{1b}[31m aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b";
        let lines = wrapped("-", text, &options);
        assert!(lines.iter().all(|line| line.width() <= 20), "{lines:?}");
        let letters = |text: &str| text.replace([' ', '\u{1b}', '\u{fffd}'], "");
        assert_eq!(letters(&lines.concat()), format!("-{}", letters(text)));
    }
}
