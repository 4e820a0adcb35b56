//! A period against the one before it: every change with its interval and a plain word. docs/report.md says how.

use std::collections::BTreeMap;

use super::aggregate::{Aggregate, Brief, Measure};
use super::blocks::Cut;
use super::dimension::{Dimension, Key};
use super::figures;
use super::rate::Per;
use super::summary::{BREAKDOWNS, Groupings};
use crate::document::{
    self, Block, Cell, CellKind, Column, Direction, Note, Role, Section, Table, Tone,
};
use crate::stats::{Change, Verdict, difference_of_shares, ratio_of_rates, ratio_of_totals};

/// Values compared of each breakdown.
const TOP: usize = 5;

/// How two figures are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Ratio,
    Difference,
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            By::Ratio => "ratio",
            By::Difference => "difference",
        }
    }
}

/// A figure that is compared: its name, its heading, how.
const COMPARED: [(&str, &str, By); 7] = [
    ("post_count", "Posts", By::Ratio),
    ("author_count", "Authors", By::Ratio),
    ("engagement", "Engagement", By::Ratio),
    ("engagement_rate", "Engagement rate", By::Ratio),
    ("reach_count", "Reach", By::Ratio),
    ("negative_share", "Negative", By::Difference),
    ("positive_share", "Positive", By::Difference),
];

/// A figure in both periods.
#[derive(Clone, Default)]
struct Pair {
    now: Cell,
    before: Cell,
    change: Option<Change>,
}

/// The period before, to compare groups with.
pub(super) struct Against<'g> {
    cut: Cut,
    rows: BTreeMap<&'g [Key], &'g Aggregate>,
    nothing: Aggregate,
}

impl<'g> Against<'g> {
    pub(super) fn new(cut: Cut, rows: &'g [(Vec<Key>, Aggregate)]) -> Self {
        Against {
            cut,
            rows: rows
                .iter()
                .map(|(keys, group)| (keys.as_slice(), group))
                .collect(),
            nothing: Aggregate::default(),
        }
    }

    /// The cells of [`columns`] for a group.
    pub(super) fn cells(&self, keys: &[Key], now: &Aggregate, per: Option<Per>) -> Vec<Cell> {
        let before = self.rows.get(keys).copied().unwrap_or(&self.nothing);
        let pairs = pairs(now, before, self.cut, per);
        let cells = COMPARED.iter().zip(pairs).flat_map(|((_, _, by), pair)| {
            let of = |read: fn(&Change) -> f64| {
                Cell::some(pair.change, |change| Cell::decimal(read(&change), 3))
            };
            let word = Cell::some(pair.change, |change| {
                Cell::text(verdict(*by, change).word())
            });
            [
                pair.before.clone(),
                of(|change| change.estimate),
                of(|change| change.low),
                of(|change| change.high),
                word,
            ]
        });
        cells.collect()
    }
}

/// Columns that a comparison adds to a table of groups.
pub(super) fn columns() -> Vec<Column> {
    let columns = COMPARED
        .iter()
        .enumerate()
        .flat_map(|(index, (name, label, by))| {
            // People see whether the posts and the negative share changed; programs get everything.
            let seen = |order: u8| match index {
                0 => Role::Figure(order),
                5 => Role::Figure(order + 3),
                _ => Role::Data,
            };
            let column = |suffix: &str, label: String, kind: CellKind, role: Role| {
                Column::new(&format!("{name}_{suffix}"), &label, kind, role)
            };
            let by = by.name();
            let number = CellKind::Number;
            [
                column("before", format!("{label} before"), number, Role::Data),
                column(by, format!("{label} {by}"), number, seen(2)),
                column(
                    &format!("{by}_low"),
                    format!("{label} low"),
                    number,
                    Role::Data,
                ),
                column(
                    &format!("{by}_high"),
                    format!("{label} high"),
                    number,
                    Role::Data,
                ),
                column("change", format!("{label} change"), CellKind::Text, seen(1)),
            ]
        });
    columns.collect()
}

fn verdict(by: By, change: Change) -> Verdict {
    match by {
        By::Ratio => change.ratio_verdict(),
        By::Difference => change.difference_verdict(),
    }
}

/// The figures of [`COMPARED`] in both periods.
fn pairs(now: &Aggregate, before: &Aggregate, cut: Cut, per: Option<Per>) -> [Pair; 7] {
    let [engagement, reach] = [Measure::Engagement, Measure::Reach].map(|measure| {
        let (a, b) = (now.sum(measure).known(), before.sum(measure).known());
        let sums = |group: &Aggregate| group.blocks.sums(cut, measure);
        let change = a.and(b);
        Pair {
            now: Cell::some(a, Cell::Integer),
            before: Cell::some(b, Cell::Integer),
            change: change.and_then(|_| ratio_of_totals(&sums(now), &sums(before), false)),
        }
    });
    let [negative, positive] = [0, 2].map(|tone| Pair {
        now: Cell::some(now.share(tone), Cell::Share),
        before: Cell::some(before.share(tone), Cell::Share),
        change: difference_of_shares(
            (now.tones[tone], now.labelled_count),
            (before.tones[tone], before.labelled_count),
        ),
    });
    let posts = Pair {
        now: Cell::count(now.post_count),
        before: Cell::count(before.post_count),
        change: ratio_of_totals(&now.blocks.posts(cut), &before.blocks.posts(cut), true),
    };
    [
        posts,
        authors(now, before, cut),
        engagement,
        rate(now, before, cut, per),
        reach,
        negative,
        positive,
    ]
}

/// Authors vary from period to period as posts do, of which each writes as many as the period's authors do on average.
fn authors(now: &Aggregate, before: &Aggregate, cut: Cut) -> Pair {
    let blocks = |group: &Aggregate| -> Vec<f64> {
        let posts = group.blocks.posts(cut);
        let part = group.author_count().unwrap_or(0) as f64 / posts.iter().sum::<f64>().max(1.0);
        posts.into_iter().map(|block| block * part).collect()
    };
    let (a, b) = (now.author_count(), before.author_count());
    let change = a.and(b);
    Pair {
        now: Cell::some(a, Cell::count),
        before: Cell::some(b, Cell::count),
        change: change.and_then(|_| ratio_of_totals(&blocks(now), &blocks(before), true)),
    }
}

fn rate(now: &Aggregate, before: &Aggregate, cut: Cut, per: Option<Per>) -> Pair {
    let Some(rate) = now.engagement_rate(per) else {
        return Pair::default();
    };
    // Both periods by the same denominator.
    let earlier = before.engagement_rate(Some(rate.per));
    let (over, of) = rate.per.measures();
    let blocks = |group: &Aggregate| group.blocks.pairs(cut, over, of);
    Pair {
        now: figures::rate_cell(rate),
        before: Cell::some(earlier, figures::rate_cell),
        change: ratio_of_rates(&blocks(now), &blocks(before)),
    }
}

impl Groupings {
    /// How the figures of [`COMPARED`] changed, by their headings, for the key figures of the page.
    pub(super) fn changes(&self, now: &Aggregate) -> Vec<(&'static str, document::Change)> {
        let (Some(cut), Some(previous)) = (self.cut, self.previous.as_deref()) else {
            return Vec::new();
        };
        let Some((_, before)) = previous.rows.first() else {
            return Vec::new();
        };
        let compared = COMPARED
            .iter()
            .zip(pairs(now, before, cut, self.options.per));
        let told = |((_, label, by), pair): (&(_, &'static str, By), Pair)| {
            let change = pair.change?;
            let verdict = verdict(*by, change);
            let direction = Direction::from(verdict);
            // More is welcome of these, but more posts may be a crisis.
            let tone = match direction {
                Direction::Up if *label != "Posts" && *label != "Authors" => Tone::Good,
                Direction::Down if *label != "Posts" && *label != "Authors" => Tone::Bad,
                _ => Tone::Plain,
            };
            let by = match direction {
                Direction::Unknown => Cell::Empty,
                _ => Cell::Phrase(signed(*by, change.estimate)),
            };
            let word = verdict.word().to_owned();
            Some((
                *label,
                document::Change {
                    word,
                    by,
                    direction,
                    tone,
                },
            ))
        };
        compared.filter_map(told).collect()
    }

    /// The sections of the page that compare it with the period before.
    pub(super) fn against_before(&self, now: &Aggregate) -> Vec<Section> {
        let (Some(cut), Some(previous)) = (self.cut, self.previous.as_deref()) else {
            return Vec::new();
        };
        let Some((_, before)) = previous
            .rows
            .first()
            .filter(|(_, group)| group.post_count > 0)
        else {
            if !self.options.compare_said {
                return Vec::new();
            }
            return vec![Section {
                heading: None,
                blocks: vec![Block::Note(Note::remark(
                    "no posts of the period before, which has the same length: nothing to compare with",
                ))],
            }];
        };
        let mut table = changes("figure", "Figure");
        for ((_, label, by), pair) in COMPARED
            .iter()
            .zip(pairs(now, before, cut, self.options.per))
        {
            push(&mut table, vec![Cell::text(*label)], *by, pair);
        }
        let mut sections = vec![Section {
            heading: Some("Against the period before".to_owned()),
            blocks: vec![Block::Table(table)],
        }];
        sections.extend(self.shares_against(previous));
        sections
    }

    /// Shares of the commonest values of the breakdowns, now and before.
    fn shares_against(&self, previous: &Groupings) -> Option<Section> {
        let mut blocks = Vec::new();
        let (now_of, before_of) = (self.mentions.post_count, previous.mentions.post_count);
        for (index, dimension) in BREAKDOWNS.into_iter().enumerate() {
            let (now, before) = (self.breakdowns.get(index)?, previous.breakdowns.get(index)?);
            let mut counts: BTreeMap<&Key, [u64; 2]> = BTreeMap::new();
            for (place, values) in [now, before].into_iter().enumerate() {
                for (keys, Brief { posts, .. }) in values {
                    if let [key] = keys.as_slice()
                        && *key != Key::Absent
                    {
                        counts.entry(key).or_default()[place] = *posts;
                    }
                }
            }
            let least = self.options.min_group;
            let mut known: Vec<(&Key, [u64; 2])> = counts
                .into_iter()
                .filter(|(_, [now, before])| *now.max(before) >= least)
                .collect();
            known.sort_by_key(|(_, [now, before])| std::cmp::Reverse(*now.max(before)));
            known.truncate(TOP);
            if known.is_empty() {
                continue;
            }
            blocks.push(Block::Table(shares(dimension, known, [now_of, before_of])));
        }
        (!blocks.is_empty()).then(|| Section {
            heading: Some("Shares of mentions against the period before".to_owned()),
            blocks,
        })
    }
}

fn shares(dimension: Dimension, known: Vec<(&Key, [u64; 2])>, of: [u64; 2]) -> Table {
    let mut table = changes(dimension.name(), &figures::label(dimension));
    for (key, [now, before]) in known {
        let share = |part: u64, of: u64| match of {
            0 => Cell::Empty,
            of => Cell::Share(part as f64 / of as f64),
        };
        let pair = Pair {
            now: share(now, of[0]),
            before: share(before, of[1]),
            change: difference_of_shares((now, of[0]), (before, of[1])),
        };
        push(
            &mut table,
            vec![Cell::text(key.to_string())],
            By::Difference,
            pair,
        );
    }
    table
}

/// An empty table of changes.
fn changes(name: &str, label: &str) -> Table {
    Table::new(vec![
        Column::key(name, label),
        Column::figure("now", "Now", 0),
        Column::figure("before", "Before", 1),
        Column::new(
            "interval",
            "Change (95 % interval)",
            CellKind::Text,
            Role::Figure(3),
        ),
        Column::new("change", "", CellKind::Text, Role::Figure(0)),
    ])
}

fn push(table: &mut Table, mut row: Vec<Cell>, by: By, pair: Pair) {
    if pair.now == Cell::Empty && pair.before == Cell::Empty {
        return;
    }
    row.extend([pair.now, pair.before]);
    row.push(Cell::some(pair.change, |change| interval(by, change)));
    row.push(Cell::some(pair.change, |change| {
        Cell::text(verdict(by, change).word())
    }));
    table.push(row);
}

/// A change as people say it: in percent of what was, or in points.
fn interval(by: By, change: Change) -> Cell {
    let mut phrase = signed(by, change.estimate);
    phrase.push(Cell::text(match by {
        By::Ratio => " (",
        By::Difference => " points (",
    }));
    phrase.extend(signed(by, change.low));
    phrase.push(Cell::text(" to "));
    phrase.extend(signed(by, change.high));
    phrase.push(Cell::text(")"));
    Cell::Phrase(phrase)
}

fn signed(by: By, value: f64) -> Vec<Cell> {
    let sign = |value: f64| Cell::text(if value >= 0.0 { "+" } else { "" });
    match by {
        By::Ratio if value.is_infinite() => vec![Cell::text("any")],
        By::Ratio => vec![sign(value - 1.0), Cell::Share(value - 1.0)],
        By::Difference => vec![sign(value), Cell::decimal(value * 100.0, 1)],
    }
}
