//! The key numbers, each against the stretch before.

use super::change::{Compared, Rise, of_counts, of_shares, of_sums};
use super::count::days;
use super::periods::{Counted, mentions, total};
use super::section::Plan;
use crate::document::{Block, Cell, Figure};
use crate::report::aggregate::{Aggregate, Measure};
use crate::report::dimension::Key;
use crate::report::figures::rate_cell;
use crate::stats::{DISTINCT_ERROR, DISTINCT_EXACT};

pub(super) fn say(plan: &Plan, counted: &Counted) -> Vec<Block> {
    let all = total(counted.now.iter());
    let heard = total(mentions(&counted.now));
    let mut figures = vec![volume(plan, counted, &heard)];
    if let Some(authors) = heard.author_count() {
        figures.push(Figure {
            label: "Authors".to_owned(),
            value: Cell::count(authors),
            remark: estimated(authors),
            ..Figure::default()
        });
    }
    figures.extend(tone(counted, &heard));
    figures.extend(engagement(plan, counted, &all));
    if let Some(rate) = all.engagement_rate(None) {
        figures.push(Figure {
            label: "Engagement rate".to_owned(),
            value: rate_cell(rate),
            remark: Cell::Phrase(vec![
                Cell::Text(format!("of {}, over ", rate.per.name())),
                Cell::count(rate.posts),
                Cell::Text(if rate.posts == 1 { " post" } else { " posts" }.to_owned()),
            ]),
            ..Figure::default()
        });
    }
    figures.extend(work(&heard));
    vec![Block::Figures(figures)]
}

fn volume(plan: &Plan, counted: &Counted, heard: &Aggregate) -> Figure {
    let compared = compare(plan, counted, of_counts, |keys, group| {
        if keys.last() == Some(&Key::Flag(true)) {
            0.0
        } else {
            group.post_count as f64
        }
    });
    let ours = total(counted.now.iter()).own_count;
    Figure {
        label: "Mentions".to_owned(),
        value: Cell::count(heard.post_count),
        change: compared.map(|compared| compared.change(Rise::Neither, false)),
        remark: Cell::Phrase(vec![
            Cell::Text("and ".to_owned()),
            Cell::count(ours),
            Cell::Text(" of ours".to_owned()),
        ]),
    }
}

/// A figure of the days now against that of the days before.
fn compare(
    plan: &Plan,
    counted: &Counted,
    against: fn(&[f64], &[f64]) -> Option<Compared>,
    figure: impl Fn(&[Key], &Aggregate) -> f64,
) -> Option<Compared> {
    let before = counted.before.as_ref()?;
    let now = days(plan, plan.options.range, &counted.now, 0, &figure);
    let before = days(plan, plan.before?, before, 0, &figure);
    against(&now, &before)
}

fn estimated(authors: u64) -> Cell {
    if authors <= DISTINCT_EXACT {
        return Cell::Empty;
    }
    Cell::Phrase(vec![
        Cell::Text("estimated, within ".to_owned()),
        Cell::Share(2.0 * DISTINCT_ERROR),
        Cell::Text(" nineteen times in twenty".to_owned()),
    ])
}

/// The shares of negative and positive mentions among those with labels.
fn tone(counted: &Counted, heard: &Aggregate) -> Vec<Figure> {
    let before = counted.before.as_ref().map(|rows| total(mentions(rows)));
    let figure = |label: &str, tone: usize, rise: Rise| {
        let (low, high) = heard.share_interval(tone)?;
        let count = |group: &Aggregate| group.tones.get(tone).copied().unwrap_or(0);
        let compared = before.as_ref().and_then(|before| {
            of_shares(
                (count(heard), heard.labelled_count),
                (count(before), before.labelled_count),
            )
        });
        Some(Figure {
            label: label.to_owned(),
            value: Cell::Share(heard.share(tone)?),
            change: compared.map(|compared| compared.change(rise, true)),
            remark: Cell::Phrase(vec![
                Cell::Share(low),
                Cell::Text(" to ".to_owned()),
                Cell::Share(high),
                Cell::Text(", of ".to_owned()),
                Cell::count(heard.labelled_count),
                Cell::Text(" labelled".to_owned()),
            ]),
        })
    };
    [
        figure("Negative mentions", 0, Rise::Bad),
        figure("Positive mentions", 2, Rise::Good),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Likes, replies and reposts of all posts, ours included; reach where networks give it.
fn engagement(plan: &Plan, counted: &Counted, all: &Aggregate) -> Vec<Figure> {
    let figure = |label: &str, measure: Measure| {
        let sum = all.sum(measure);
        let value = sum.known()?;
        let compared = compare(plan, counted, of_sums, |_, group| {
            group.sum(measure).known().unwrap_or(0) as f64
        });
        Some(Figure {
            label: label.to_owned(),
            value: Cell::Integer(value),
            change: compared.map(|compared| compared.change(Rise::Good, false)),
            remark: Cell::Phrase(vec![
                Cell::Text("over ".to_owned()),
                Cell::count(sum.count),
                Cell::Text(if sum.count == 1 { " post" } else { " posts" }.to_owned()),
            ]),
        })
    };
    [
        figure("Engagement", Measure::Engagement),
        figure("Reach", Measure::Reach),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What needs somebody senior, or somebody soon.
pub(super) fn work(heard: &Aggregate) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut figure = |label: &str, count: u64, remark: &str| {
        figures.push(Figure {
            label: label.to_owned(),
            value: Cell::count(count),
            remark: Cell::text(remark),
            ..Figure::default()
        });
    };
    if heard.levelled_count() > 0 {
        let [_, senior, management] = heard.levels;
        figure("For a senior", senior, "level 2");
        figure("With management", management, "level 3");
    }
    if heard.urgency_known {
        figure(
            "Urgent",
            heard.urgent_count,
            "to answer within the hour or two",
        );
    }
    figures
}
