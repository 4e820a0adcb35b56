//! The figures of a group, by their stable names: the table of data of a summary. docs/report.md says what each means.

use super::aggregate::{Aggregate, Measure};
use super::compare::{self, Against};
use super::dimension::{Dimension, Key};
use super::rate::{Per, Rate};
use crate::document::{Cell, CellKind, Column, Role, Table};

/// A figure: its column and how it is read from a group.
struct Figure {
    name: &'static str,
    label: &'static str,
    role: Role,
    kind: CellKind,
    read: fn(&Aggregate, Option<Per>) -> Cell,
}

const fn number(
    name: &'static str,
    label: &'static str,
    role: Role,
    read: fn(&Aggregate, Option<Per>) -> Cell,
) -> Figure {
    Figure {
        name,
        label,
        role,
        kind: CellKind::Number,
        read,
    }
}

/// Every figure, in the order of the output.
const FIGURES: &[Figure] = &[
    number("post_count", "Posts", Role::Figure(0), |group, _| {
        Cell::count(group.post_count)
    }),
    number("author_count", "Authors", Role::Figure(3), |group, _| {
        Cell::some(group.author_count(), Cell::count)
    }),
    number("own_count", "Ours", Role::Figure(9), |group, _| {
        Cell::count(group.own_count)
    }),
    number("labelled_count", "Labelled", Role::Data, |group, _| {
        Cell::count(group.labelled_count)
    }),
    number("negative_share", "Negative", Role::Figure(1), |group, _| {
        Cell::some(group.share(0), Cell::Share)
    }),
    number(
        "negative_share_low",
        "Neg. low",
        Role::Figure(10),
        |group, _| Cell::some(group.share_interval(0), |(low, _)| Cell::Share(low)),
    ),
    number(
        "negative_share_high",
        "Neg. high",
        Role::Figure(10),
        |group, _| Cell::some(group.share_interval(0), |(_, high)| Cell::Share(high)),
    ),
    number("neutral_share", "Neutral", Role::Figure(11), |group, _| {
        Cell::some(group.share(1), Cell::Share)
    }),
    number("positive_share", "Positive", Role::Figure(6), |group, _| {
        Cell::some(group.share(2), Cell::Share)
    }),
    number("sentiment_score", "Tone", Role::Figure(12), |group, _| {
        Cell::some(group.mean_score(), |score| Cell::decimal(score, 2))
    }),
    number("engagement", "Engagement", Role::Figure(2), |group, _| {
        sum(group, Measure::Engagement)
    }),
    number(
        "engagement_mean",
        "per post",
        Role::Figure(13),
        |group, _| Cell::some(group.mean_engagement(), |mean| Cell::decimal(mean, 1)),
    ),
    number(
        "engagement_rate",
        "Eng. rate",
        Role::Figure(7),
        |group, per| Cell::some(group.engagement_rate(per), rate_cell),
    ),
    Figure {
        name: "engagement_rate_by",
        label: "of",
        role: Role::Figure(8),
        kind: CellKind::Text,
        read: |group, per| {
            Cell::some(group.engagement_rate(per), |rate| {
                Cell::text(rate.per.name())
            })
        },
    },
    number(
        "engagement_rate_post_count",
        "of posts",
        Role::Data,
        |group, per| Cell::some(group.engagement_rate(per), |rate| Cell::count(rate.posts)),
    ),
    number("like_count", "Likes", Role::Figure(14), |group, _| {
        sum(group, Measure::Likes)
    }),
    number("reply_count", "Replies", Role::Figure(14), |group, _| {
        sum(group, Measure::Replies)
    }),
    number("repost_count", "Reposts", Role::Figure(14), |group, _| {
        sum(group, Measure::Reposts)
    }),
    number("view_count", "Views", Role::Data, |group, _| {
        sum(group, Measure::Views)
    }),
    number("view_p50", "Views p50", Role::Figure(4), |group, _| {
        Cell::some(group.views.quantile(0.5), |views| Cell::decimal(views, 0))
    }),
    number("view_p95", "Views p95", Role::Figure(5), |group, _| {
        Cell::some(group.views.quantile(0.95), |views| Cell::decimal(views, 0))
    }),
    number("reach_count", "Reach", Role::Figure(15), |group, _| {
        sum(group, Measure::Reach)
    }),
    number(
        "impression_count",
        "Impressions",
        Role::Figure(16),
        |group, _| sum(group, Measure::Impressions),
    ),
    number("level_1_count", "Level 1", Role::Data, |group, _| {
        level(group, 0)
    }),
    number("level_2_count", "Level 2", Role::Data, |group, _| {
        level(group, 1)
    }),
    number("level_3_count", "Level 3", Role::Data, |group, _| {
        level(group, 2)
    }),
    number("urgent_count", "Urgent", Role::Data, |group, _| {
        Cell::some(
            group.urgency_known.then_some(group.urgent_count),
            Cell::count,
        )
    }),
];

fn sum(group: &Aggregate, measure: Measure) -> Cell {
    Cell::some(group.sum(measure).known(), Cell::Integer)
}

fn level(group: &Aggregate, index: usize) -> Cell {
    let known = group.levelled_count() > 0;
    Cell::some(
        group.levels.get(index).filter(|_| known).copied(),
        Cell::count,
    )
}

/// A row for each group: its keys, then its figures.
pub(super) fn table(
    by: &[Dimension],
    rows: &[(Vec<Key>, Aggregate)],
    per: Option<Per>,
    against: Option<&Against<'_>>,
    with_ids: bool,
) -> Table {
    let keys = by
        .iter()
        .map(|dimension| Column::key(dimension.name(), &label(*dimension)));
    let figures = FIGURES
        .iter()
        .map(|figure| Column::new(figure.name, figure.label, figure.kind, figure.role));
    let changes = against.map(|_| compare::columns()).unwrap_or_default();
    let ids = with_ids.then(|| Column::new("post_ids", "Ids", CellKind::Text, Role::Data));
    let columns = keys.chain(figures).chain(changes).chain(ids);
    let mut table = Table::new(columns.collect());
    for (keys, group) in rows {
        let figures = FIGURES.iter().map(|figure| (figure.read)(group, per));
        let changes = against.map(|against| against.cells(keys, group, per));
        let cells = keys.iter().map(Key::cell).chain(figures);
        let ids = with_ids.then(|| Cell::text(group.ids.list().join(" ")));
        let cells = cells.chain(changes.into_iter().flatten());
        table.push(cells.chain(ids).collect());
    }
    table
}

/// A rate as people read it: a share, but for engagement per post.
pub(super) fn rate_cell(rate: Rate) -> Cell {
    match rate.per {
        Per::Post => Cell::decimal(rate.value, 1),
        _ => Cell::Share(rate.value),
    }
}

/// A dimension's name as a heading.
pub(super) fn label(dimension: Dimension) -> String {
    let name = dimension.name().replace('_', " ");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
