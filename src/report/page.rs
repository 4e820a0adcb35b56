//! A summary as a document: a page of key figures when nothing is grouped by, else one table.

use chrono::DateTime;

use super::aggregate::{Aggregate, Brief, Measure, TONES};
use super::compare::Against;
use super::dimension::{Dimension, Key};
use super::figures;
use super::groups::Tally;
use super::rate::Rate;
use super::summary::{BREAKDOWNS, Groupings};
use crate::document::{
    Block, Cell, CellKind, Column, Document, Figure, Note, Role, Section, Series, Table,
};
use crate::stats::{DISTINCT_ERROR, DISTINCT_EXACT};

/// Values shown of each breakdown; the others are added up.
const TOP: usize = 5;
/// Labelled posts below which shares say little: the 95 % interval is then wider than 30 points at a share of one half.
const FEW: u64 = 40;

impl Groupings {
    /// The document: all figures as data, and what people read.
    pub fn document(&self) -> Document {
        let by = &self.options.by;
        // Without groups there is one row, if only to say that there are no posts.
        let nothing = [(Vec::new(), Aggregate::default())];
        let rows = if by.is_empty() && self.rows.is_empty() {
            &nothing
        } else {
            self.rows.as_slice()
        };
        let per = self.options.per;
        let against = self
            .cut
            .zip(self.previous.as_ref())
            .map(|(cut, previous)| Against::new(cut, &previous.rows));
        let data = figures::table(by, rows, per, against.as_ref(), self.options.ids > 0);
        let mut sections = match rows {
            [(keys, all)] if keys.is_empty() => self.page(all),
            // The note below says it.
            [] => Vec::new(),
            _ => vec![Section {
                heading: None,
                blocks: vec![Block::Data],
            }],
        };
        let notes: Vec<Block> = self.notes(rows).into_iter().map(Block::Note).collect();
        if !notes.is_empty() {
            sections.push(Section {
                heading: None,
                blocks: notes,
            });
        }
        Document {
            title: self.title(rows),
            data,
            sections,
        }
    }

    fn title(&self, rows: &[(Vec<Key>, Aggregate)]) -> String {
        let names: Vec<&str> = self
            .options
            .by
            .iter()
            .map(|dimension| dimension.name())
            .collect();
        let what = if names.is_empty() {
            "Summary".to_owned()
        } else {
            format!("Summary by {}", names.join(", ").replace('_', " "))
        };
        let spans = rows.iter().filter_map(|(_, group)| group.span.0);
        let Some((first, last)) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
            return what;
        };
        let day = |millis: i64| {
            DateTime::from_timestamp_millis(millis).map(|at| self.options.zone.day(at))
        };
        match (day(first), day(last.saturating_sub(1))) {
            (Some(first), Some(last)) if first == last => format!("{what}, {first}"),
            (Some(first), Some(last)) => format!("{what}, {first} to {last}"),
            _ => what,
        }
    }

    fn page(&self, all: &Aggregate) -> Vec<Section> {
        // What others say is what the tone is about; with nothing but posts of ours, there is only theirs.
        let mentions = &self.mentions;
        let (heard, of) = if mentions.post_count == 0 || all.own_count == 0 {
            (all, "")
        } else if self.mixed > 0 {
            (mentions, "")
        } else {
            (mentions, " of mentions")
        };
        let mut sections = vec![Section {
            heading: None,
            blocks: vec![Block::Figures(self.key_figures(all, heard))],
        }];
        sections.extend(self.against_before(all));
        if let Some(volume) = self.volume() {
            sections.push(Section {
                heading: None,
                blocks: vec![Block::Series(volume)],
            });
        }
        if heard.labelled_count > 0 {
            let mut blocks = vec![Block::Table(tone(heard))];
            if heard.labelled_count < FEW {
                blocks.push(Block::Note(Note::remark("too few labelled posts to tell the tone; the intervals say how far off the shares may be")));
            }
            sections.push(Section {
                heading: Some(format!("Tone{of}")),
                blocks,
            });
        }
        let tables =
            BREAKDOWNS
                .into_iter()
                .zip(&self.breakdowns)
                .filter_map(|(dimension, values)| {
                    breakdown(dimension, values, heard, self.options.min_group)
                });
        let blocks: Vec<Block> = tables.map(Block::Table).collect();
        if !blocks.is_empty() {
            sections.push(Section {
                heading: None,
                blocks,
            });
        }
        sections
    }

    /// What a newcomer sees first.
    fn key_figures(&self, all: &Aggregate, heard: &Aggregate) -> Vec<Figure> {
        let changes = self.changes(all);
        let mut figures = Vec::new();
        let mut row = |label: &str, value: Cell, remark: Cell| {
            let change = changes.iter().find(|(name, _)| *name == label);
            if value != Cell::Empty {
                figures.push(Figure {
                    label: label.to_owned(),
                    value,
                    change: change.map(|(_, change)| change.clone()),
                    remark,
                });
            }
        };
        let sum = |measure| Cell::some(all.sum(measure).known(), Cell::Integer);
        row("Posts", Cell::count(all.post_count), ours(all));
        row(
            "Authors",
            Cell::some(all.author_count(), Cell::count),
            estimated(all),
        );
        row(
            "Engagement",
            sum(Measure::Engagement),
            engagement_parts(all),
        );
        if let Some(rate) = all.engagement_rate(self.options.per) {
            let value = figures::rate_cell(rate);
            row("Engagement rate", value, over(&rate));
        }
        row("Reach", sum(Measure::Reach), Cell::Empty);
        if let Some([median, high]) = all.views.quantiles([0.5, 0.95]) {
            let remark = vec![
                words("of "),
                Cell::count(all.views.len()),
                words(" posts; one in twenty has "),
                Cell::decimal(high, 0),
                words(" or more"),
            ];
            row(
                "Views, median",
                Cell::decimal(median, 0),
                Cell::Phrase(remark),
            );
        }
        for (figure, count, remark) in work(heard) {
            row(figure, Cell::count(count), words(remark));
        }
        figures
    }

    /// Mentions per day, days without any as 0.
    fn volume(&self) -> Option<Series> {
        let days = self
            .days
            .iter()
            .filter_map(|(keys, brief)| match keys.as_slice() {
                [Key::Day(day)] => Some((*day, brief.posts as f64)),
                _ => None,
            });
        let days: Vec<(i64, f64)> = days.collect();
        let ((first, _), (last, _)) = (*days.first()?, *days.last()?);
        // A forged date far away would make a line of nothing but zeros.
        if first == last || last - first > 3660 {
            return None;
        }
        let mut known = days.into_iter().peekable();
        let points = (first..=last).map(|day| {
            let count = known
                .next_if(|(at, _)| *at == day)
                .map_or(0.0, |(_, count)| count);
            (Key::Day(day).cell(), Some(count))
        });
        Some(Series {
            label: "mentions per day".to_owned(),
            points: points.collect(),
        })
    }
}

/// How much of it needs somebody soon, or somebody senior.
fn work(all: &Aggregate) -> Vec<(&'static str, u64, &'static str)> {
    let mut work = Vec::new();
    if all.levelled_count() > 0 {
        let [_, senior, management] = all.levels;
        work.push(("For a senior", senior, "level 2"));
        work.push(("With management", management, "level 3"));
    }
    if all.urgency_known {
        work.push((
            "Urgent",
            all.urgent_count,
            "to answer within the hour or two",
        ));
    }
    work
}

fn words(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// What a rate is of, and over how many posts.
fn over(rate: &Rate) -> Cell {
    let posts = if rate.posts == 1 {
        " post that has both"
    } else {
        " posts that have both"
    };
    let of = words(&format!("of {}, over ", rate.per.name()));
    Cell::Phrase(vec![of, Cell::count(rate.posts), words(posts)])
}

fn ours(all: &Aggregate) -> Cell {
    if all.own_count == 0 {
        return Cell::Empty;
    }
    let mentions = all.post_count.saturating_sub(all.own_count);
    let word = if mentions == 1 {
        " mention, "
    } else {
        " mentions, "
    };
    Cell::Phrase(vec![
        Cell::count(mentions),
        words(word),
        Cell::count(all.own_count),
        words(" of ours"),
    ])
}

fn estimated(all: &Aggregate) -> Cell {
    let estimated = all
        .author_count()
        .is_some_and(|count| count > DISTINCT_EXACT);
    if estimated {
        return Cell::Phrase(vec![
            words("estimated, within "),
            Cell::Share(2.0 * DISTINCT_ERROR),
            words(" nineteen times in twenty"),
        ]);
    }
    Cell::Empty
}

fn engagement_parts(all: &Aggregate) -> Cell {
    let mut phrase = Vec::new();
    for (measure, one, many) in [
        (Measure::Likes, " like", " likes"),
        (Measure::Replies, " reply", " replies"),
        (Measure::Reposts, " repost", " reposts"),
    ] {
        if let Some(sum) = all.sum(measure).known() {
            if !phrase.is_empty() {
                phrase.push(words(", "));
            }
            phrase.extend([Cell::Integer(sum), words(if sum == 1 { one } else { many })]);
        }
    }
    Cell::Phrase(phrase)
}

/// Shares of the tones with their intervals.
fn tone(all: &Aggregate) -> Table {
    let columns = vec![
        Column::key("sentiment", "Tone"),
        Column::figure("post_count", "Posts", 2),
        Column::figure("share", "Share (95 % interval)", 0),
        Column::new("bar", "", CellKind::Bar, Role::Figure(1)),
    ];
    let mut table = Table::new(columns);
    for (index, (name, count)) in TONES.iter().zip(all.tones).enumerate() {
        if let (Some(share), Some((low, high))) = (all.share(index), all.share_interval(index)) {
            table.push(vec![
                Cell::text(*name),
                Cell::count(count),
                Cell::Estimate { share, low, high },
                Cell::Share(share),
            ]);
        }
    }
    table
}

/// The commonest values of a dimension, unless none is known.
fn breakdown(
    dimension: Dimension,
    values: &[(Vec<Key>, Brief)],
    all: &Aggregate,
    least: u64,
) -> Option<Table> {
    let mut known: Vec<(String, Brief)> = Vec::new();
    for (keys, brief) in values {
        match keys.as_slice() {
            [Key::Absent] | [] => {}
            [key, ..] => known.push((key.to_string(), *brief)),
        }
    }
    // Stable, so that equal counts stay in the order of their names.
    known.sort_by_key(|(_, brief)| std::cmp::Reverse(brief.posts));
    if known.is_empty() {
        return None;
    }
    let columns = vec![
        Column::key(dimension.name(), &figures::label(dimension)),
        Column::figure("post_count", "Posts", 0),
        Column::new("share", "", CellKind::Bar, Role::Figure(2)),
        Column::figure("negative_share", "Neg.", 1),
    ];
    let mut table = Table::new(columns);
    let mut row = |name: String, brief: Brief| {
        let share = brief.posts as f64 / all.post_count.max(1) as f64;
        let negative = (brief.labelled > 0).then(|| brief.negative as f64 / brief.labelled as f64);
        table.push(vec![
            Cell::text(name),
            Cell::count(brief.posts),
            Cell::Share(share),
            Cell::some(negative, Cell::Share),
        ]);
    };
    // "1 other" would take the line of the one it hides.
    let shown = if known.len() == TOP + 1 { TOP + 1 } else { TOP };
    let shown = shown.min(
        known
            .iter()
            .take_while(|(_, brief)| brief.posts >= least)
            .count(),
    );
    let rest = known.split_off(shown);
    for (name, brief) in known {
        row(name, brief);
    }
    if !rest.is_empty() {
        let count = rest.len();
        let mut others = Brief::default();
        for (_, brief) in rest {
            others.merge(brief);
        }
        row(format!("{count} others"), others);
    }
    Some(table)
}

#[cfg(test)]
mod tests;
