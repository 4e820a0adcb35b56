//! Sections over time: volume by tone, the share of negative mentions, and the hours of the week.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::periods::{Counted, by_first, mentions, total};
use super::section::Plan;
use crate::document::{
    Block, Cell, CellKind, Chart, ChartKind, Column, Line, Note, Role, Table, Tone, Unit,
};
use crate::report::aggregate::Aggregate;
use crate::report::dimension::{Dimension, Key};
use crate::report::groups::Tally;

/// A stretch no longer than this is told by the hour.
const HOURLY: TimeDelta = TimeDelta::days(2);
/// More days than this are told by the week, and more than that by the month.
const DAILY: i64 = 92;
const WEEKLY: i64 = 800;
/// Months that are told at most: ten years, so that one forged date does not make a line of nothing.
const MONTHS: usize = 120;
/// Fewest labelled mentions of an hour of the week or a stretch whose tone is worth a point.
const FEWEST: u64 = 5;

/// By the hour or by the day, as long as the stretch asked for is.
pub(super) fn grain(plan: &Plan) -> Dimension {
    let range = plan.options.range;
    match range
        .since
        .map(|since| range.until.unwrap_or(plan.now) - since)
    {
        Some(length) if length <= HOURLY => Dimension::Hour,
        _ => Dimension::Day,
    }
}

/// Places in the order of time with what was counted there, without gaps; and what a place is.
fn places(plan: &Plan, counted: &Counted) -> (String, Vec<(Cell, Aggregate)>) {
    let groups = by_first(mentions(&counted.now));
    let days: Vec<i64> = groups
        .keys()
        .filter_map(|key| match key {
            Key::Day(day) => Some(*day),
            _ => None,
        })
        .collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return ("Hour".to_owned(), hours(plan, &groups));
    };
    match last - first {
        length if length <= DAILY => {
            let filled = (*first..=*last).map(Key::Day);
            (
                "Day".to_owned(),
                filled.map(|key| place(&key, &groups)).collect(),
            )
        }
        length if length <= WEEKLY => ("Week from".to_owned(), weeks(&groups)),
        _ => ("Month".to_owned(), months(&groups)),
    }
}

fn place(key: &Key, groups: &BTreeMap<Key, Aggregate>) -> (Cell, Aggregate) {
    let group = groups.get(key).cloned().unwrap_or_default();
    (key.cell(), group)
}

/// Hours of a short stretch; those without mentions too.
fn hours(plan: &Plan, groups: &BTreeMap<Key, Aggregate>) -> Vec<(Cell, Aggregate)> {
    let starts: BTreeMap<i64, &Aggregate> = groups
        .iter()
        .filter_map(|(key, group)| match key {
            Key::Hour(start, _) => Some((*start, group)),
            _ => None,
        })
        .collect();
    let (Some((first, _)), Some((last, _))) = (starts.first_key_value(), starts.last_key_value())
    else {
        return Vec::new();
    };
    let mut hours = Vec::new();
    let mut at = *first;
    while at <= *last && hours.len() < 100 {
        let group = starts
            .get(&at)
            .map_or_else(Aggregate::default, |group| (*group).clone());
        if let Some(start) = DateTime::<Utc>::from_timestamp(at, 0) {
            let offset = plan.options.zone.offset_seconds(start);
            hours.push((Cell::Time { at: start, offset }, group));
        }
        at += 3600;
    }
    hours
}

/// Days added up by their Mondays; weeks without mentions too.
fn weeks(groups: &BTreeMap<Key, Aggregate>) -> Vec<(Cell, Aggregate)> {
    let mut weeks: BTreeMap<i64, Aggregate> = BTreeMap::new();
    for (key, group) in groups {
        if let Key::Day(day) = key {
            // 1970-01-01 was a Thursday.
            let monday = day - (day + 3).rem_euclid(7);
            Tally::merge(weeks.entry(monday).or_default(), group.clone());
        }
    }
    let (Some(first), Some(last)) = (
        weeks.keys().next().copied(),
        weeks.keys().next_back().copied(),
    ) else {
        return Vec::new();
    };
    let mut filled = Vec::new();
    let mut monday = first;
    while monday <= last {
        let group = weeks.remove(&monday).unwrap_or_default();
        filled.push((Key::Day(monday).cell(), group));
        monday += 7;
    }
    filled
}

/// Days added up by their months, the last ten years of them.
fn months(groups: &BTreeMap<Key, Aggregate>) -> Vec<(Cell, Aggregate)> {
    let mut months: BTreeMap<String, Aggregate> = BTreeMap::new();
    for (key, group) in groups {
        if let Cell::Day(day) = key.cell() {
            let month: NaiveDate = day;
            let name = month.format("%Y-%m").to_string();
            Tally::merge(months.entry(name).or_default(), group.clone());
        }
    }
    let skipped = months.len().saturating_sub(MONTHS);
    let cell = |(name, group): (String, Aggregate)| (Cell::Text(name), group);
    months.into_iter().skip(skipped).map(cell).collect()
}

/// Mentions by tone.
pub(super) fn volume(plan: &Plan, counted: &Counted) -> Vec<Block> {
    let (axis, places) = places(plan, counted);
    if places.len() < 2 {
        return Vec::new();
    }
    let labelled = places.iter().any(|(_, group)| group.labelled_count > 0);
    let count = |read: &dyn Fn(&Aggregate) -> u64| -> Vec<Option<f64>> {
        places
            .iter()
            .map(|(_, group)| Some(read(group) as f64))
            .collect()
    };
    let tone = |tone: usize| count(&|group| group.tones.get(tone).copied().unwrap_or(0));
    let mut lines = Vec::new();
    if labelled {
        lines.push(Line::new("Negative", Tone::Bad, tone(0)));
        lines.push(Line::new("Neutral", Tone::Neutral, tone(1)));
        lines.push(Line::new("Positive", Tone::Good, tone(2)));
        let rest = count(&|group| group.post_count.saturating_sub(group.labelled_count));
        if rest.iter().flatten().any(|count| *count > 0.0) {
            lines.push(Line::new("Without label", Tone::Plain, rest));
        }
    } else {
        let all = count(&|group| group.post_count);
        lines.push(Line::new("Mentions", Tone::Plain, all));
    }
    vec![Block::Chart(Chart {
        title: if labelled {
            "Mentions by tone"
        } else {
            "Mentions"
        }
        .to_owned(),
        kind: ChartKind::Stacked,
        axis,
        unit: Unit::Count,
        places: places.into_iter().map(|(place, _)| place).collect(),
        lines,
    })]
}

/// The share of negative mentions with its interval, where there are enough to have one, and the tone of all.
pub(super) fn tone(plan: &Plan, counted: &Counted) -> Vec<Block> {
    let all = total(mentions(&counted.now));
    if all.labelled_count == 0 {
        return Vec::new();
    }
    let (axis, places) = places(plan, counted);
    let enough = |group: &&Aggregate| group.labelled_count >= FEWEST;
    let groups = || places.iter().map(|(_, group)| Some(group).filter(enough));
    let mut line = Line::new(
        "Negative share",
        Tone::Bad,
        groups().map(|group| group?.share(0)).collect(),
    );
    line.band = groups().map(|group| group?.share_interval(0)).collect();
    let mut blocks = Vec::new();
    if line.values.iter().flatten().count() > 1 {
        blocks.push(Block::Chart(Chart {
            title: "Share of negative mentions, with its 95 % interval".to_owned(),
            kind: ChartKind::Line,
            axis,
            unit: Unit::Share,
            places: places.iter().map(|(place, _)| place.clone()).collect(),
            lines: vec![line],
        }));
    }
    blocks.push(Block::Table(tones(&all)));
    if blocks.len() > 1 {
        blocks.push(Block::Note(Note::remark(
            "stretches with fewer than 5 labelled mentions are left out of the line",
        )));
    }
    blocks
}

fn tones(all: &Aggregate) -> Table {
    let mut table = Table::new(vec![
        Column::key("sentiment", "Tone"),
        Column::figure("post_count", "Posts", 2),
        Column::figure("share", "Share (95 % interval)", 0),
        Column::new("bar", "", CellKind::Bar, Role::Figure(1)),
    ]);
    for (index, name) in crate::report::aggregate::TONES.iter().enumerate() {
        if let (Some(share), Some((low, high))) = (all.share(index), all.share_interval(index)) {
            table.push(vec![
                Cell::text(*name),
                Cell::count(all.tones.get(index).copied().unwrap_or(0)),
                Cell::Estimate { share, low, high },
                Cell::Share(share),
            ]);
        }
    }
    table
}

/// Mentions by weekday and hour.
pub(super) fn when(_: &Plan, counted: &Counted) -> Vec<Block> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut counts = [[0_u64; 24]; 7];
    for (keys, group) in mentions(&counted.now) {
        if let [Key::Weekday(day), Key::Number(hour), ..] = keys.as_slice()
            && let (Ok(day), Ok(hour)) = (usize::try_from(*day), usize::try_from(*hour))
            && let Some(count) = counts.get_mut(day).and_then(|hours| hours.get_mut(hour))
        {
            *count += group.post_count;
        }
    }
    let sum: u64 = counts.iter().flatten().sum();
    if sum == 0 {
        return Vec::new();
    }
    let line = |(name, hours): (&&str, &[u64; 24])| {
        let values = hours.iter().map(|count| Some(*count as f64)).collect();
        Line::new(*name, Tone::Plain, values)
    };
    vec![Block::Chart(Chart {
        title: "Mentions by weekday and hour".to_owned(),
        kind: ChartKind::Heat,
        axis: "Hour of day".to_owned(),
        unit: Unit::Count,
        places: (0..24).map(Cell::Integer).collect(),
        lines: DAYS.iter().zip(&counts).map(line).collect(),
    })]
}
