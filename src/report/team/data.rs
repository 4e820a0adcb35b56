//! The figures of a team as rows for programs: a row for each group, outcome and person with tasks.

use super::effect::{Answers, Outcome};
use super::responses::{Group, Times};
use super::tasks::Load;
use crate::document::{Cell, CellKind, Column, Role, Table};
use crate::stats::Reached;

const WORDS: &[&str] = &["part", "group_by", "group", "reply", "outcome"];

const FIGURES: &[&str] = &[
    "wait_count",
    "author_count",
    "answered_count",
    "response_share",
    "response_share_low",
    "response_share_high",
    "mean_seconds",
    "mean_seconds_low",
    "mean_seconds_high",
    "median_seconds",
    "median_seconds_low",
    "median_seconds_high",
    "p90_seconds",
    "p90_seconds_low",
    "p90_seconds_high",
    "business_mean_seconds",
    "business_mean_seconds_low",
    "business_mean_seconds_high",
    "business_median_seconds",
    "business_median_seconds_low",
    "business_median_seconds_high",
    "business_p90_seconds",
    "business_p90_seconds_low",
    "business_p90_seconds_high",
    "met_count",
    "missed_count",
    "met_share",
    "met_share_low",
    "met_share_high",
    "difference",
    "difference_low",
    "difference_high",
    "treated_count",
    "control_count",
    "unmatched_count",
    "task_count",
    "open_count",
    "pending_count",
    "snoozed_count",
    "resolved_count",
    "breach_count",
    "open_minutes",
];

/// Cells by the names of their columns.
type Named = Vec<(String, Cell)>;

/// The table; `ids` adds those of the posts.
pub(super) fn table(
    groups: &[Group],
    answers: &[Answers],
    loads: &[(String, Load)],
    has_tasks: bool,
    ids: bool,
) -> Table {
    let words = WORDS
        .iter()
        .map(|name| Column::new(name, name, CellKind::Text, Role::Key));
    let figures = FIGURES.iter().map(|name| Column::figure(name, name, 0));
    let ids = ids.then(|| Column::new("post_ids", "Ids", CellKind::Text, Role::Data));
    let mut table = Table::new(words.chain(figures).chain(ids).collect());
    let groups = groups.iter().map(|group| of_group(group, has_tasks));
    let answers = answers.iter().map(of_outcome);
    for named in groups.chain(answers).chain(loads.iter().map(of_load)) {
        let cell = |column: &Column| {
            let found = named.iter().find(|(name, _)| *name == column.name);
            found.map_or(Cell::Empty, |(_, cell)| cell.clone())
        };
        let row = table.columns.iter().map(cell).collect();
        table.push(row);
    }
    table
}

fn word(name: &str, text: &str) -> (String, Cell) {
    (name.to_owned(), Cell::text(text))
}

fn count(name: &str, count: u64) -> (String, Cell) {
    (name.to_owned(), Cell::count(count))
}

fn share(named: &mut Named, name: &str, (part, whole): (u64, u64)) {
    if let Some((share, (low, high))) = Group::share(part, whole) {
        named.push((name.to_owned(), Cell::Share(share)));
        named.push((format!("{name}_low"), Cell::Share(low)));
        named.push((format!("{name}_high"), Cell::Share(high)));
    }
}

fn of_group(group: &Group, has_tasks: bool) -> Named {
    let mut named = vec![
        word("part", "response"),
        word("group_by", group.by),
        word("group", &group.name),
        word("reply", group.reply),
        count("wait_count", group.waited),
        count("author_count", group.authors),
        count("answered_count", group.answered),
        count("met_count", group.met),
        count("missed_count", group.missed),
        word("post_ids", &group.ids.join(" ")),
    ];
    // Without tasks nobody knows who should have answered.
    if group.by != "person" || has_tasks {
        share(&mut named, "response_share", (group.answered, group.waited));
        share(
            &mut named,
            "met_share",
            (group.met, group.met + group.missed),
        );
    }
    times(&mut named, "", &group.clock);
    times(&mut named, "business_", &group.business);
    named
}

fn times(named: &mut Named, prefix: &str, times: &Times) {
    let mut add = |name: &str, end: &str, value: Option<f64>| {
        if let Some(value) = value {
            named.push((format!("{prefix}{name}_seconds{end}"), seconds(value)));
        }
    };
    if let Some((mean, interval)) = times.mean {
        add("mean", "", Some(mean));
        add("mean", "_low", interval.map(|(low, _)| low));
        add("mean", "_high", interval.map(|(_, high)| high));
    }
    let reached: [(&str, &Reached); 2] = [("median", &times.median), ("p90", &times.p90)];
    for (name, reached) in reached {
        add(name, "", reached.value);
        add(name, "_low", reached.low);
        add(name, "_high", reached.high);
    }
}

/// Whole seconds: answers are not known to more.
pub(super) fn seconds(value: f64) -> Cell {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of floats saturates"
    )]
    let whole = value.round() as i64;
    Cell::Duration(whole)
}

fn of_outcome(answers: &Answers) -> Named {
    let (treated, controls) = answers.cases;
    let mut named = vec![
        word("part", "effect"),
        word("outcome", answers.outcome.name()),
    ];
    let size = |count: usize| count as u64;
    match answers.effect {
        Some(effect) => {
            let digits = if answers.outcome == Outcome::AskedAgain {
                3
            } else {
                2
            };
            let mut add = |name: &str, value: f64| {
                named.push((name.to_owned(), Cell::decimal(value, digits)));
            };
            add("difference", effect.difference);
            add("difference_low", effect.low);
            add("difference_high", effect.high);
            named.push(count("treated_count", size(effect.treated)));
            named.push(count("control_count", size(effect.controls)));
            named.push(count("unmatched_count", size(effect.unmatched)));
        }
        None => {
            named.push(count("treated_count", size(treated)));
            named.push(count("control_count", size(controls)));
        }
    }
    named
}

fn of_load((person, load): &(String, Load)) -> Named {
    vec![
        word("part", "tasks"),
        word("group_by", "person"),
        word("group", person),
        count("task_count", load.count()),
        count("open_count", load.open),
        count("pending_count", load.pending),
        count("snoozed_count", load.snoozed),
        count("resolved_count", load.resolved),
        count("breach_count", load.breach),
        count("open_minutes", load.minutes),
    ]
}
