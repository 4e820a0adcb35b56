//! Charts as what they say: places along an axis, lines of figures, intervals. How they look is a renderer's matter, and the table behind a chart
//! is made here, so that no picture says what cannot be read.

use super::{Cell, CellKind, Column, Role, Series, Table};

/// Figures to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What is shown, such as `Mentions per day`.
    pub title: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// What the places along the axis are, such as `Day`.
    pub axis: String,
    /// What the figures are.
    pub unit: Unit,
    /// The places along the axis: days, names, hours.
    pub places: Vec<Cell>,
    /// The lines, or the parts of a stack, or the rows of a heat map.
    pub lines: Vec<Line>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartKind {
    /// Lines over time; an unknown figure is a gap.
    #[default]
    Line,
    /// Bars from 0.
    Bars,
    /// Bars of which each is the sum of the lines.
    Stacked,
    /// Places across, lines down, figures as shades.
    Heat,
}

/// What the figures of a chart are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers.
    #[default]
    Count,
    /// Parts of a whole, 1 being all of it.
    Share,
    /// Numbers with digits after the point.
    Decimal(u8),
}

/// A line of figures, one for each place of its chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// What it means for us.
    pub tone: Tone,
    /// The figures; an unknown one is a gap.
    pub values: Vec<Option<f64>>,
    /// Lower and upper end of each figure's interval; empty when there is none.
    pub band: Vec<Option<(f64, f64)>>,
}

/// What a figure means for us, for colours that mean the same everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Welcome.
    Good,
    /// Neither.
    Neutral,
    /// Unwelcome.
    Bad,
}

impl Unit {
    /// A figure as a cell.
    pub fn cell(self, value: f64) -> Cell {
        match self {
            Unit::Count => Cell::decimal(value, u8::from(value.fract() != 0.0)),
            Unit::Share => Cell::Share(value),
            Unit::Decimal(digits) => Cell::decimal(value, digits),
        }
    }
}

impl Line {
    /// A line without intervals.
    pub fn new(label: impl Into<String>, tone: Tone, values: Vec<Option<f64>>) -> Self {
        Line {
            label: label.into(),
            tone,
            values,
            band: Vec::new(),
        }
    }
}

impl Chart {
    /// The least and the largest figure known, intervals left out.
    pub fn range(&self) -> Option<(f64, f64)> {
        let known = self
            .lines
            .iter()
            .flat_map(|line| line.values.iter().flatten().copied())
            .filter(|value| value.is_finite());
        known.fold(None, |range, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((value.min(low), value.max(high)))
        })
    }

    /// Whether the places are points of time, which run from left to right.
    pub fn over_time(&self) -> bool {
        self.kind == ChartKind::Line
            || self
                .places
                .iter()
                .any(|place| matches!(place, Cell::Day(_) | Cell::Time { .. }))
    }

    /// The table behind it: a row for each place; of a heat map a row for each line, as it is drawn.
    pub fn table(&self) -> Table {
        if self.kind == ChartKind::Heat {
            return self.heat_table();
        }
        let mut columns = vec![Column::key("place", &self.axis)];
        for (index, line) in self.lines.iter().enumerate() {
            let name = format!("line_{}", index + 1);
            columns.push(Column::figure(&name, &line.label, 0));
            if !line.band.is_empty() {
                for end in ["low", "high"] {
                    columns.push(Column::figure(&format!("{name}_{end}"), end, 1));
                }
            }
        }
        let mut table = Table::new(columns);
        for (at, place) in self.places.iter().enumerate() {
            let mut row = vec![place.clone()];
            for line in &self.lines {
                row.push(self.value(line.values.get(at).copied().flatten()));
                if !line.band.is_empty() {
                    let ends = line.band.get(at).copied().flatten();
                    row.push(self.value(ends.map(|(low, _)| low)));
                    row.push(self.value(ends.map(|(_, high)| high)));
                }
            }
            table.push(row);
        }
        table
    }

    fn heat_table(&self) -> Table {
        let mut columns = vec![Column::key("line", "")];
        for (index, place) in self.places.iter().enumerate() {
            let label = match place {
                Cell::Text(text) => text.clone(),
                Cell::Integer(number) => number.to_string(),
                _ => String::new(),
            };
            columns.push(Column::new(
                &format!("place_{}", index + 1),
                &label,
                CellKind::Number,
                Role::Figure(0),
            ));
        }
        let mut table = Table::new(columns);
        for line in &self.lines {
            let mut row = vec![Cell::text(line.label.clone())];
            row.extend(
                (0..self.places.len()).map(|at| self.value(line.values.get(at).copied().flatten())),
            );
            table.push(row);
        }
        table
    }

    fn value(&self, value: Option<f64>) -> Cell {
        Cell::some(value, |value| self.unit.cell(value))
    }
}

impl From<&Series> for Chart {
    fn from(series: &Series) -> Self {
        let values = series.points.iter().map(|(_, value)| *value).collect();
        Chart {
            title: series.label.clone(),
            axis: String::new(),
            places: series
                .points
                .iter()
                .map(|(place, _)| place.clone())
                .collect(),
            lines: vec![Line::new(series.label.clone(), Tone::Plain, values)],
            ..Chart::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_behind_a_chart_says_all_that_is_drawn() {
        let mut line = Line::new("Negative", Tone::Bad, vec![Some(0.25), None]);
        line.band = vec![Some((0.1, 0.5)), None];
        let chart = Chart {
            unit: Unit::Share,
            places: vec![Cell::text("a"), Cell::text("b")],
            lines: vec![line],
            ..Chart::default()
        };
        let rows = chart.table().rows;
        let known = [0.25, 0.1, 0.5].map(Cell::Share);
        assert_eq!(rows[0][1..], known);
        assert_eq!(rows[1][1..], [Cell::Empty, Cell::Empty, Cell::Empty]);
        let heat = Chart {
            kind: ChartKind::Heat,
            ..chart
        };
        let table = heat.table();
        assert_eq!(
            (table.columns.len(), table.rows.len(), &table.rows[0][1]),
            (3, 1, &Cell::Share(0.25))
        );
        assert_eq!(heat.range(), Some((0.25, 0.25)));
    }
}
