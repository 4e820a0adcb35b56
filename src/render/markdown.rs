//! Markdown for chats and wikis: headings, tables, notes. A stranger's words stay words.

use std::io::{self, Write};

use super::layout::{Laid, spark};
use super::number::shown;
use super::plot::{Plot, is_repeated, plot};
use super::words;
use super::{RenderOptions, Renderer};
use crate::document::{Block, Document, NoteKind, Table, figures_table};
use crate::text::terminal;

/// See the module.
pub(super) struct Markdown;

/// Chats and wikis are at least as wide as this.
const WIDE: usize = 120;
/// Columns of a line of blocks.
const SPARK: usize = 60;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "tables for chats and wikis"
    }

    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(out, "# {}", escaped(&document.title))?;
        for section in &document.sections {
            if let Some(heading) = &section.heading {
                writeln!(out, "\n## {}", escaped(heading))?;
            }
            let mut blocks = section.blocks.iter().peekable();
            while let Some(block) = blocks.next() {
                if matches!(block, Block::Chart(chart) if is_repeated(chart, blocks.peek().copied()))
                {
                    continue;
                }
                writeln!(out)?;
                match block {
                    Block::Data => table(&document.data, options, out)?,
                    Block::Table(small) => table(small, options, out)?,
                    Block::Series(series) => {
                        let figures: Vec<Option<f64>> =
                            series.points.iter().map(|(_, figure)| *figure).collect();
                        let blocks = spark(&figures, SPARK, None);
                        writeln!(out, "{}: {blocks}", escaped(&series.label))?;
                    }
                    Block::Chart(chart) => match plot(chart, options, WIDE) {
                        Plot::Lines(lines) => drawn(&lines, out)?,
                        Plot::Table(small) => {
                            writeln!(out, "**{}**\n", escaped(&chart.title))?;
                            table(&small, options, out)?;
                        }
                    },
                    Block::Points(points) => {
                        for point in points {
                            writeln!(out, "- {}", escaped(&shown(point, options)))?;
                        }
                    }
                    Block::Figures(figures) => {
                        table(&figures_table(figures, options.language), options, out)?;
                    }
                    Block::Heading(text) => writeln!(out, "### {}", escaped(text))?,
                    Block::Note(note) => {
                        let mark = if note.kind == NoteKind::Warning {
                            format!("**{}** ", words::of(options.language).warning)
                        } else {
                            String::new()
                        };
                        writeln!(out, "{mark}{}", escaped(&note.text))?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Letters that must keep their columns: an indented block of code, in which nothing is markup.
fn drawn(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    for line in lines {
        writeln!(out, "    {}", line.trim_end())?;
    }
    Ok(())
}

fn table(table: &Table, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut laid = Laid::new(table, options);
    laid.fit(options.width.max(WIDE));
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    writeln!(
        out,
        "{}",
        line(
            laid.columns
                .iter()
                .map(|column| escaped(&column.label))
                .collect()
        )
    )?;
    let rules = laid
        .columns
        .iter()
        .map(|column| if column.right { "--:" } else { ":--" }.to_owned());
    writeln!(out, "{}", line(rules.collect()))?;
    for row in laid.rows() {
        writeln!(out, "{}", line(row.into_iter().map(escaped).collect()))?;
    }
    Ok(())
}

/// Text in which nothing is markup, a link, a picture or HTML (`CommonMark` 0.31, section 2.4: a backslash before any ASCII punctuation).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let line = terminal::one_line(text);
    let mut letters = line.chars().peekable();
    let mut before = None;
    while let Some(c) = letters.next() {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let acts = match c {
            '\\' | '|' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' => true,
            // Inside a word, as in `billing_refund`, it marks nothing.
            '_' => !(is_letter(before) && is_letter(letters.peek().copied())),
            _ => false,
        };
        if acts {
            safe.push('\\');
        }
        safe.push(c);
        before = Some(c);
    }
    safe
}
