//! What our own posts did, by channel.

use super::periods::{Counted, by_first, is_ours};
use super::section::Plan;
use crate::document::{
    Block, Cell, CellKind, Chart, ChartKind, Column, Line, Role, Table, Tone, Unit,
};
use crate::report::aggregate::{Aggregate, Measure};
use crate::report::dimension::Key;
use crate::report::figures::rate_cell;

pub(super) fn say(_: &Plan, counted: &Counted) -> Vec<Block> {
    let ours = counted.now.iter().filter(|(keys, _)| is_ours(keys));
    let mut channels: Vec<(Key, Aggregate)> = by_first(ours).into_iter().collect();
    channels.sort_by_key(|(_, group)| std::cmp::Reverse(group.post_count));
    if channels.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(vec![
        Column::key("source", "Source"),
        Column::figure("post_count", "Posts", 0),
        Column::figure("engagement", "Engagement", 1),
        Column::figure("engagement_mean", "per post", 2),
        Column::new("bar", "", CellKind::Bar, Role::Figure(6)),
        Column::figure("engagement_rate", "Eng. rate", 3),
        Column::figure("reach_count", "Reach", 4),
        Column::figure("view_p50", "Views p50", 5),
    ]);
    let means = channels
        .iter()
        .filter_map(|(_, group)| group.mean_engagement());
    let largest = means.fold(f64::MIN_POSITIVE, f64::max);
    for (key, group) in &channels {
        let sum = |measure| Cell::some(group.sum(measure).known(), Cell::Integer);
        table.push(vec![
            key.cell(),
            Cell::count(group.post_count),
            sum(Measure::Engagement),
            Cell::some(group.mean_engagement(), |mean| Cell::decimal(mean, 1)),
            Cell::some(group.mean_engagement(), |mean| Cell::Share(mean / largest)),
            Cell::some(group.engagement_rate(None), rate_cell),
            sum(Measure::Reach),
            Cell::some(group.views.quantile(0.5), |views| Cell::decimal(views, 0)),
        ]);
    }
    let means: Vec<Option<f64>> = channels
        .iter()
        .map(|(_, group)| group.mean_engagement())
        .collect();
    let mut blocks = vec![Block::Table(table)];
    if means.iter().flatten().count() > 1 {
        blocks.insert(
            0,
            Block::Chart(Chart {
                title: "Engagement per post of ours".to_owned(),
                kind: ChartKind::Bars,
                axis: "Source".to_owned(),
                unit: Unit::Decimal(1),
                places: channels.iter().map(|(key, _)| key.cell()).collect(),
                lines: vec![Line::new("Engagement per post of ours", Tone::Plain, means)],
            }),
        );
    }
    blocks
}
