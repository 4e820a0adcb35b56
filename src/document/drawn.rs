//! Charts of a table of data, for reports that bring none of their own: a line over time, bars for names.

use super::{
    Block, Cell, CellKind, Chart, ChartKind, Column, Document, Line, Role, Section, Table, Tone,
    Unit,
};

/// Names that bars are drawn for, and lines that one chart can bear.
const BARS: usize = 20;
const LINES: usize = 6;
/// Figures that are drawn: those that a narrow table would keep last.
const FIGURES: usize = 2;

impl Document {
    /// The document with charts of its data, when it shows the data and draws nothing.
    #[must_use]
    pub fn with_charts(mut self) -> Self {
        let mut blocks = self.sections.iter().flat_map(|section| &section.blocks);
        let shows_data = blocks.clone().any(|block| matches!(block, Block::Data));
        let draws = blocks.any(|block| matches!(block, Block::Chart(_) | Block::Series(_)));
        if draws || !shows_data || self.data.rows.len() < 2 {
            return self;
        }
        let mut figures: Vec<(usize, &Column)> = self
            .data
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| order(column).is_some())
            .collect();
        figures.sort_by_key(|(_, column)| order(column));
        let charts: Vec<Block> = figures
            .into_iter()
            .filter_map(|(index, _)| of_figure(&self.data, index))
            .take(FIGURES)
            .map(Block::Chart)
            .collect();
        if !charts.is_empty() {
            self.sections.insert(
                0,
                Section {
                    heading: None,
                    blocks: charts,
                },
            );
        }
        self
    }
}

/// How early a figure is left out, if it is one.
fn order(column: &Column) -> Option<u8> {
    match column.role {
        Role::Figure(order) if column.kind == CellKind::Number => Some(order),
        _ => None,
    }
}

/// A number of a cell, and what it counts.
fn number(cell: &Cell) -> Option<(f64, Unit)> {
    match cell {
        Cell::Integer(number) => Some((*number as f64, Unit::Count)),
        Cell::Decimal { value, digits } => Some((*value, Unit::Decimal(*digits))),
        Cell::Share(share) | Cell::Estimate { share, .. } => Some((*share, Unit::Share)),
        _ => None,
    }
}

fn of_figure(data: &Table, figure: usize) -> Option<Chart> {
    let keys: Vec<usize> = data
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.role == Role::Key)
        .map(|(index, _)| index)
        .collect();
    let column = data.columns.get(figure)?;
    let cells = || data.rows.iter().filter_map(|row| row.get(figure));
    let unit = cells().find_map(|cell| Some(number(cell)?.1))?;
    let chart = Chart {
        title: column.label.clone(),
        unit,
        ..Chart::default()
    };
    match keys.as_slice() {
        [key] if over_time(data, *key) => Some(lines(chart, data, (*key, None), figure)),
        [key] => bars(chart, data, *key, figure),
        [time, name] if over_time(data, *time) => {
            Some(lines(chart, data, (*time, Some(*name)), figure))
        }
        _ => None,
    }
}

/// Whether rows follow one another in time: days, hours, or weeks, months, quarters and years by their names.
fn over_time(data: &Table, key: usize) -> bool {
    const STRETCHES: [&str; 6] = ["hour", "day", "week", "month", "quarter", "year"];
    let named = data
        .columns
        .get(key)
        .is_some_and(|column| STRETCHES.contains(&column.name.as_str()));
    let cells = data.rows.iter().filter_map(|row| row.get(key));
    let mut known = cells.filter(|cell| **cell != Cell::Empty);
    named || known.any(|cell| matches!(cell, Cell::Day(_) | Cell::Time { .. }))
}

/// Bars of a line for each name, the highest first, or in their own order when there are few and they are numbers.
fn bars(mut chart: Chart, data: &Table, key: usize, figure: usize) -> Option<Chart> {
    let mut rows: Vec<(&Cell, f64)> = data
        .rows
        .iter()
        .filter_map(|row| Some((row.get(key)?, number(row.get(figure)?)?.0)))
        .filter(|(cell, _)| **cell != Cell::Empty)
        .collect();
    if rows.len() < 2 {
        return None;
    }
    let in_order = rows
        .iter()
        .all(|(cell, _)| matches!(cell, Cell::Integer(_)));
    if !in_order {
        rows.sort_by(|a, b| b.1.total_cmp(&a.1));
        rows.truncate(BARS);
    }
    chart.kind = ChartKind::Bars;
    chart.axis.clone_from(&data.columns.get(key)?.label);
    chart.places = rows.iter().map(|(cell, _)| (*cell).clone()).collect();
    let values = rows.iter().map(|(_, value)| Some(*value)).collect();
    chart.lines = vec![Line::new(chart.title.clone(), Tone::Plain, values)];
    Some(chart)
}

/// A line over time, or one for each of the names with the most of the first figure.
fn lines(
    mut chart: Chart,
    data: &Table,
    (time, name): (usize, Option<usize>),
    figure: usize,
) -> Chart {
    chart.axis = data
        .columns
        .get(time)
        .map_or_else(String::new, |column| column.label.clone());
    for row in &data.rows {
        if let Some(cell) = row.get(time).filter(|cell| **cell != Cell::Empty)
            && chart.places.last() != Some(cell)
        {
            chart.places.push(cell.clone());
        }
    }
    let Some(name) = name else {
        let mut line = Line::new(
            chart.title.clone(),
            Tone::Plain,
            vec![None; chart.places.len()],
        );
        let rows = data
            .rows
            .iter()
            .filter(|row| row.get(time) != Some(&Cell::Empty));
        for (value, row) in line.values.iter_mut().zip(rows.clone()) {
            *value = row.get(figure).and_then(number).map(|(value, _)| value);
        }
        line.band = band(data, figure, rows);
        chart.lines = vec![line];
        return chart;
    };
    for label in largest(data, name, figure) {
        let mut line = Line::new(words(&label), Tone::Plain, vec![None; chart.places.len()]);
        let rows = data.rows.iter().filter(|row| row.get(name) == Some(&label));
        let mut at = 0;
        for row in rows {
            // Rows and places are in the same order, so the search goes on from where it was.
            let ahead = chart
                .places
                .iter()
                .skip(at)
                .position(|place| row.get(time) == Some(place));
            if let Some(step) = ahead {
                at += step;
                if let Some(value) = line.values.get_mut(at) {
                    *value = row.get(figure).and_then(number).map(|(value, _)| value);
                }
            }
        }
        chart.lines.push(line);
    }
    chart
}

/// The interval of each figure, when the table has columns of the figure's name with `_low` and `_high`.
fn band<'a>(
    data: &Table,
    figure: usize,
    rows: impl Iterator<Item = &'a Vec<Cell>>,
) -> Vec<Option<(f64, f64)>> {
    let end = |suffix: &str| {
        let name = format!("{}{suffix}", data.columns.get(figure)?.name);
        data.columns.iter().position(|column| column.name == name)
    };
    let (Some(low), Some(high)) = (end("_low"), end("_high")) else {
        return Vec::new();
    };
    let ends = |row: &Vec<Cell>| Some((number(row.get(low)?)?.0, number(row.get(high)?)?.0));
    rows.map(ends).collect()
}

/// The names with the most in all.
fn largest(data: &Table, name: usize, figure: usize) -> Vec<Cell> {
    let mut sums: std::collections::BTreeMap<String, (f64, Cell)> =
        std::collections::BTreeMap::new();
    for row in &data.rows {
        if let (Some(cell), Some((value, _))) = (row.get(name), row.get(figure).and_then(number)) {
            let sum = sums.entry(words(cell)).or_insert((0.0, cell.clone()));
            sum.0 += value;
        }
    }
    let mut names: Vec<(f64, Cell)> = sums.into_values().collect();
    names.sort_by(|a, b| b.0.total_cmp(&a.0));
    names.truncate(LINES);
    names.into_iter().map(|(_, cell)| cell).collect()
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        _ => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(keys: &[&str], rows: Vec<Vec<Cell>>) -> Document {
        let keys = keys.iter().map(|key| Column::key(key, key));
        let figures = [
            Column::figure("negative_share", "Negative", 1),
            Column::figure("post_count", "Posts", 0),
            Column::data("negative_share_low"),
            Column::data("negative_share_high"),
        ];
        Document {
            data: Table {
                columns: keys.chain(figures).collect(),
                rows,
            },
            sections: vec![Section {
                heading: None,
                blocks: vec![Block::Data],
            }],
            ..Document::default()
        }
        .with_charts()
    }

    fn charts(document: &Document) -> Vec<&Chart> {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        blocks
            .filter_map(|block| match block {
                Block::Chart(chart) => Some(chart),
                _ => None,
            })
            .collect()
    }

    fn row(keys: &[&str], posts: i64) -> Vec<Cell> {
        let keys = keys.iter().map(|key| Cell::text(*key));
        keys.chain([
            Cell::Share(0.5),
            Cell::Integer(posts),
            Cell::Share(0.25),
            Cell::Share(0.75),
        ])
        .collect()
    }

    #[test]
    fn time_is_a_line_with_its_interval_and_names_are_bars() {
        let weeks = document(
            &["week"],
            vec![row(&["W1"], 3), row(&["W2"], 5), row(&[""], 9)],
        );
        let drawn = charts(&weeks);
        assert_eq!(
            (drawn.len(), &*drawn[0].title, drawn[0].kind),
            (2, "Posts", ChartKind::Line)
        );
        assert_eq!(drawn[0].lines[0].values, [Some(3.0), Some(5.0)]);
        assert_eq!(drawn[1].lines[0].band, [Some((0.25, 0.75)); 2]);
        let names = document(&["author"], vec![row(&["a"], 3), row(&["b"], 5)]);
        assert_eq!(charts(&names)[0].places, [Cell::text("b"), Cell::text("a")]);
    }

    #[test]
    fn two_keys_are_a_line_each_with_gaps() {
        let rows = vec![
            row(&["W1", "A"], 1),
            row(&["W1", "B"], 7),
            row(&["W2", "B"], 2),
        ];
        let document = document(&["week", "client"], rows);
        let lines = &charts(&document)[0].lines;
        assert_eq!(
            (&*lines[0].label, &lines[0].values),
            ("B", &vec![Some(7.0), Some(2.0)])
        );
        assert_eq!(
            (&*lines[1].label, &lines[1].values),
            ("A", &vec![Some(1.0), None])
        );
    }
}
