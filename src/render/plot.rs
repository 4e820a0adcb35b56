//! Charts in letters, for terminals and chats: a line of blocks for each line of figures, a table with bars for named places.

use unicode_width::UnicodeWidthStr;

use super::RenderOptions;
use super::layout::{cut, spark};
use super::number::shown;
use super::words;
use crate::document::{Block, Cell, CellKind, Chart, ChartKind, Column, Role, Table};
use crate::text::terminal;

/// Columns between a name, its blocks and its range.
const GAP: &str = "  ";
/// Longest name of a line.
const NAME: usize = 24;
/// Fewest and most blocks of a line.
const FEWEST: usize = 8;
const MOST: usize = 60;

/// A chart without pictures.
pub(super) enum Plot {
    /// Lines of letters under its title.
    Lines(Vec<String>),
    /// A table with bars.
    Table(Table),
}

/// What a chart is where there are only letters.
pub(super) fn plot(chart: &Chart, options: &RenderOptions, width: usize) -> Plot {
    let over_time = chart.over_time() || chart.kind == ChartKind::Heat;
    if over_time {
        Plot::Lines(lines(chart, options, width))
    } else {
        Plot::Table(bars(chart))
    }
}

/// Whether a table with bars of its own follows, which says what the chart would say again.
pub(super) fn is_repeated(chart: &Chart, next: Option<&Block>) -> bool {
    let named = matches!(chart.kind, ChartKind::Bars | ChartKind::Stacked) && !chart.over_time();
    let barred = |table: &Table| {
        table
            .columns
            .iter()
            .any(|column| column.kind == CellKind::Bar)
    };
    named && matches!(next, Some(Block::Table(table)) if barred(table))
}

fn bars(chart: &Chart) -> Table {
    let mut table = chart.table();
    table
        .columns
        .push(Column::new("bar", "", CellKind::Bar, Role::Figure(2)));
    let sum = |at: usize| -> f64 {
        let values = chart.lines.iter().filter_map(|line| *line.values.get(at)?);
        values.map(|value| value.max(0.0)).sum()
    };
    let largest = (0..chart.places.len()).map(sum).fold(0.0, f64::max);
    for (at, row) in table.rows.iter_mut().enumerate() {
        let part = if largest > 0.0 {
            sum(at) / largest
        } else {
            0.0
        };
        row.push(Cell::Share(part));
    }
    table
}

fn lines(chart: &Chart, options: &RenderOptions, width: usize) -> Vec<String> {
    let Some((_, highest)) = chart.range() else {
        return Vec::new();
    };
    // Parts of one whole, and the rows of a map, are drawn to one scale; lines of their own each to its own.
    let top = (chart.kind != ChartKind::Line).then_some(highest);
    let labels: Vec<String> = chart
        .lines
        .iter()
        .map(|line| cut(&terminal::one_line(&line.label), NAME))
        .collect();
    let ranges: Vec<String> = chart
        .lines
        .iter()
        .map(|line| range(&line.values, chart, options))
        .collect();
    let widest = |texts: &[String]| texts.iter().map(|text| text.width()).max().unwrap_or(0);
    let (left, right) = (widest(&labels), widest(&ranges));
    let room = width
        .saturating_sub(left + right + 2 * GAP.len())
        .clamp(FEWEST, MOST)
        .min(chart.places.len());
    let alone = chart.lines.len() == 1 && labels.first() == Some(&chart.title);
    let mut drawn = Vec::new();
    if !alone {
        drawn.push(terminal::one_line(&chart.title).into_owned());
    }
    for ((line, label), range) in chart.lines.iter().zip(&labels).zip(&ranges) {
        let blocks = spark(&line.values, room, top);
        let pad = " ".repeat(left - label.width());
        drawn.push(format!("{label}{pad}{GAP}{blocks}{GAP}{range}"));
    }
    if let Some(axis) = axis(chart, options, room) {
        drawn.push(format!("{}{GAP}{axis}", " ".repeat(left)));
    }
    drawn
}

fn range(values: &[Option<f64>], chart: &Chart, options: &RenderOptions) -> String {
    let known = values.iter().flatten().copied();
    let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low > high {
        return String::new();
    }
    let [low, high] = [low, high].map(|value| shown(&chart.unit.cell(value), options));
    let to = if options.locale_fr { "à" } else { "to" };
    format!("{low} {to} {high}")
}

/// The first and the last place under the ends of the blocks, when they have room.
fn axis(chart: &Chart, options: &RenderOptions, room: usize) -> Option<String> {
    let names = words::places(chart, options);
    let (first, last) = (names.first()?, names.last()?);
    let between = room.checked_sub(first.width() + last.width())?;
    (between > 0).then(|| format!("{first}{}{last}", " ".repeat(between)))
}
