//! Trends as a document: a row of data for each period, each thing that rises, each trend; and pages for people.

use super::count::{Group, Keys, Trends};
use super::options::TrendOptions;
use super::period::{self, Period};
use super::rising::{self, KINDS, Riser};
use super::straight::{Straight, best_reach, straight};
use crate::document::{
    Block, Cell, CellKind, Chart, Column, Document, Line, Note, Role, Section, Series, Table, Tone,
};
use crate::report::wall::Wall;
use crate::time::Zone;

/// Periods of a group that are written; of more, the last ones.
const MOST_PERIODS: i64 = 4000;
/// Periods that a line for people shows.
const SHOWN: usize = 60;
/// Periods that the chart of reach shows.
const SHOWN_REACH: i64 = 400;

/// The columns after the keys, in their order.
const COLUMNS: [&str; 17] = [
    "period",
    "figure",
    "kind",
    "term",
    "post_count",
    "negative_share",
    "positive_share",
    "recent_count",
    "before_count",
    "times",
    "z",
    "p",
    "change",
    "change_low",
    "change_high",
    "n",
    "word",
];

/// A row of data under construction: cells by the name of their column.
struct Row(Vec<Cell>);

impl Row {
    fn new(what: &str, keys: &Keys) -> Self {
        let mut row = vec![Cell::text(what)];
        row.extend(
            keys.iter()
                .map(|key| Cell::text(key.clone().unwrap_or_default())),
        );
        row.extend(COLUMNS.iter().map(|_| Cell::Empty));
        Row(row)
    }

    fn with(mut self, name: &str, cell: Cell) -> Self {
        let offset = self.0.len() - COLUMNS.len();
        let at = COLUMNS.iter().position(|column| *column == name);
        if let Some(place) = at.and_then(|at| self.0.get_mut(offset + at)) {
            *place = cell;
        }
        self
    }
}

impl Trends {
    /// The trends of what was counted.
    pub fn document(self) -> Document {
        let Trends {
            options,
            mut wall,
            groups,
            span,
            undated,
            too_many,
            ..
        } = self;
        let mut page = Page {
            data: Table::new(columns(&options)),
            sections: Vec::new(),
            options,
        };
        if let Some(span) = span {
            for (keys, group) in groups {
                page.group(&mut wall, &keys, group, span);
            }
        }
        let mut notes = Vec::new();
        if undated > 0 {
            notes.push(format!("{undated} posts without published_at are left out"));
        }
        if too_many > 0 {
            notes.push(format!(
                "{too_many} posts of more than 500 groups are left out"
            ));
        }
        if page.sections.is_empty() {
            notes.push("nothing to count".to_owned());
        }
        if !notes.is_empty() {
            page.sections.push(Section {
                heading: None,
                blocks: notes
                    .into_iter()
                    .map(|note| Block::Note(Note::warning(note)))
                    .collect(),
            });
        }
        Document {
            title: "Trends".to_owned(),
            data: page.data,
            sections: page.sections,
        }
    }
}

fn columns(options: &TrendOptions) -> Vec<Column> {
    let mut columns = vec![Column::key("what", "What")];
    columns.extend(
        options
            .by
            .iter()
            .map(|key| Column::key(key.name(), key.name())),
    );
    for name in COLUMNS {
        let kind = match name {
            "period" | "figure" | "kind" | "term" | "word" => CellKind::Text,
            _ => CellKind::Number,
        };
        columns.push(Column::new(
            name,
            &name.replace('_', " "),
            kind,
            Role::Figure(1),
        ));
    }
    columns
}

struct Page {
    options: TrendOptions,
    data: Table,
    sections: Vec<Section>,
}

impl Page {
    fn group(&mut self, wall: &mut Wall, keys: &Keys, group: Group, span: (i64, i64)) {
        let every = self.options.every;
        let mut number = |at: i64| period::number(every, wall, at);
        let (first, last) = (number(span.0), number(span.1));
        let first = first.max(last.saturating_sub(MOST_PERIODS - 1));
        let mut blocks = self.periods(wall, keys, &group, (first, last));
        blocks.extend(self.reach(wall, &group, (first, last)));
        let trends = straight(&group.periods, (first + 1, last - 1), every);
        blocks.extend(self.straight(keys, &trends));
        let (worded, bucketed) = (group.worded, group.bucketed);
        if worded > 0 {
            let (recent, before, from) = group.slots.split(span.1);
            blocks.push(Block::Note(recent_note(
                &recent,
                &before,
                from,
                &self.options.zone,
            )));
            let beside = rising::has_baseline(&before);
            let mut any = false;
            for kind in KINDS {
                let risers = rising::rising(
                    &recent,
                    &before,
                    kind.0,
                    self.options.false_discoveries,
                    self.options.top,
                );
                any |= !risers.is_empty();
                blocks.extend(self.risers(keys, kind, &risers));
            }
            if beside && !any {
                blocks.push(Block::Note(Note::remark(
                    "nothing rises by more than chance",
                )));
            }
        }
        if bucketed > 0 {
            let only = if worded > 0 {
                "buckets"
            } else {
                "only buckets were given: they"
            };
            blocks.push(Block::Note(Note::remark(format!(
                "{only} hold counts and no words: what rises is told from posts alone"
            ))));
        }
        let heading: Vec<&str> = keys
            .iter()
            .map(|key| key.as_deref().unwrap_or("?"))
            .collect();
        self.sections.push(Section {
            heading: (!heading.is_empty()).then(|| heading.join(", ")),
            blocks,
        });
    }

    fn periods(
        &mut self,
        wall: &mut Wall,
        keys: &Keys,
        group: &Group,
        (first, last): (i64, i64),
    ) -> Vec<Block> {
        let every = self.options.every;
        let (mut volume, mut tone) = (Vec::new(), Vec::new());
        let mut any = false;
        for number in first..=last {
            let name = period::cell(every, wall, number);
            let period = group.periods.get(&number).filter(|period| period.posts > 0);
            any |= period.is_some();
            let posts = period.map(|period| period.posts as f64);
            let share = period.and_then(Period::negative_share);
            volume.push((name.clone(), posts));
            tone.push((name.clone(), share.map(|share| share * 100.0)));
            let positive = period
                .filter(|period| period.labelled > 0)
                .map(|period| period.positive as f64 / period.labelled as f64);
            let row = Row::new("period", keys)
                .with("period", name)
                .with(
                    "post_count",
                    Cell::count(period.map_or(0, |period| period.posts)),
                )
                .with("negative_share", Cell::some(share, Cell::Share))
                .with("positive_share", Cell::some(positive, Cell::Share));
            self.data.push(row.0);
        }
        if !any {
            return Vec::new();
        }
        let line = |label: &str, points: Vec<(Cell, Option<f64>)>| {
            let skipped = points.len().saturating_sub(SHOWN);
            Block::Series(Series {
                label: format!("{label} per {}", every.name()),
                points: points.into_iter().skip(skipped).collect(),
            })
        };
        let has_tone = tone.iter().any(|(_, share)| share.is_some());
        let mut blocks = vec![line("posts", volume)];
        if has_tone {
            blocks.push(line("% negative", tone));
        }
        blocks
    }

    /// What a post of ours reaches in each period.
    fn reach(&self, wall: &mut Wall, group: &Group, (first, last): (i64, i64)) -> Option<Block> {
        let every = self.options.every;
        let (index, _, label) = best_reach(&group.periods)?;
        let median = |number: i64| group.periods.get(&number)?.reach.get(index)?.quantile(0.5);
        let numbers = first.max(last.saturating_sub(SHOWN_REACH))..=last;
        let values: Vec<Option<f64>> = numbers.clone().map(median).collect();
        if values.iter().flatten().count() < 2 {
            return None;
        }
        Some(Block::Chart(Chart {
            title: label.to_owned(),
            axis: every.title().to_owned(),
            places: numbers
                .map(|number| period::cell(every, wall, number))
                .collect(),
            lines: vec![Line::new(label, Tone::Plain, values)],
            ..Chart::default()
        }))
    }

    fn straight(&mut self, keys: &Keys, trends: &[Straight]) -> Option<Block> {
        let mut table = Table::new(vec![
            Column::key("figure", "Figure"),
            Column::new("word", "Trend", CellKind::Text, Role::Figure(0)),
            Column::new("change", "In 30 days", CellKind::Number, Role::Figure(1)),
            Column::new("low", "from", CellKind::Number, Role::Figure(2)),
            Column::new("high", "to", CellKind::Number, Role::Figure(2)),
            Column::figure("n", "Periods", 3),
        ]);
        for trend in trends {
            let part = |read: fn((f64, f64, f64)) -> f64| {
                Cell::some(trend.change.map(read), |change| {
                    if change.is_finite() {
                        Cell::Share(change)
                    } else {
                        Cell::Empty
                    }
                })
            };
            let (change, low, high) = (part(|c| c.0), part(|c| c.1), part(|c| c.2));
            let row = Row::new("trend", keys)
                .with("figure", Cell::text(trend.figure))
                .with("change", change.clone())
                .with("change_low", low.clone())
                .with("change_high", high.clone())
                .with("n", Cell::count(trend.n as u64))
                .with("p", Cell::some(trend.p, |p| Cell::decimal(p, 4)))
                .with("word", Cell::text(trend.word()));
            self.data.push(row.0);
            table.push(vec![
                Cell::text(trend.label),
                Cell::text(trend.word()),
                change,
                low,
                high,
                Cell::count(trend.n as u64),
            ]);
        }
        (!table.rows.is_empty()).then_some(Block::Table(table))
    }

    fn risers(
        &mut self,
        keys: &Keys,
        (_, kind, label): (char, &str, &str),
        risers: &[Riser],
    ) -> Option<Block> {
        let mut table = Table::new(vec![
            Column::key("term", &format!("{label} that rise")),
            Column::figure("recent_count", "Now", 0),
            Column::figure("before_count", "Before", 1),
            Column::figure("times", "Times", 2),
            Column::figure("z", "z", 3),
        ]);
        for riser in risers {
            let row = Row::new("rising", keys)
                .with("kind", Cell::text(kind))
                .with("term", Cell::text(riser.term.clone()))
                .with("recent_count", Cell::count(riser.recent))
                .with("before_count", Cell::count(riser.before))
                .with("times", Cell::decimal(riser.times, 1))
                .with("z", Cell::decimal(riser.z, 1))
                .with("p", Cell::decimal(riser.p, 6));
            self.data.push(row.0);
            table.push(vec![
                Cell::text(riser.term.clone()),
                Cell::count(riser.recent),
                Cell::count(riser.before),
                Cell::decimal(riser.times, 1),
                Cell::decimal(riser.z, 1),
            ]);
        }
        (!table.rows.is_empty()).then_some(Block::Table(table))
    }
}

fn recent_note(
    recent: &super::slots::Terms,
    before: &super::slots::Terms,
    from: i64,
    zone: &Zone,
) -> Note {
    let since = chrono::DateTime::from_timestamp(from, 0).unwrap_or_default();
    let since = zone.local(since).format("%Y-%m-%d %H:%M");
    if !rising::has_baseline(before) {
        return Note::remark(format!(
            "too few posts before {since} ({}) to tell what rises since",
            before.posts
        ));
    }
    let lost = before.heavy.error().max(recent.heavy.error());
    let error = if lost > 0 {
        format!("; counts of terms may be too low by {lost}")
    } else {
        String::new()
    };
    Note::remark(format!(
        "what rises: {} posts since {since} against the {} before{error}",
        recent.posts, before.posts
    ))
}
