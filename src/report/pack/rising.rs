//! What is on the rise, and where things go in the long run, as `cm-report trends` tells it.

use chrono::TimeDelta;

use super::section::{Answer, Part, Plan};
use super::told::told;
use crate::document::{Block, Table};
use crate::report::{Every, TrendOptions, Trends};
use crate::time::Range;

/// What rises is looked for in the last quarter of the time asked for, and in a day at least.
const PART: i32 = 4;
const LEAST: TimeDelta = TimeDelta::days(1);
/// Terms of each kind that are named.
const TOP: usize = 8;
/// The share of them that may be chance.
const FALSE_DISCOVERIES: f64 = 0.05;
/// Time from which trends are drawn through days, weeks and months.
const BY_DAY: TimeDelta = TimeDelta::days(3);
const BY_WEEK: TimeDelta = TimeDelta::days(120);
const BY_MONTH: TimeDelta = TimeDelta::days(1100);

fn trends(plan: &Plan, range: Range, every: Every) -> Trends {
    let length = plan.length().unwrap_or(LEAST);
    Trends::new(&TrendOptions {
        by: Vec::new(),
        every,
        recent: (length / PART).max(LEAST).num_seconds(),
        zone: plan.options.zone.clone(),
        range,
        client: plan.options.clients.first().cloned(),
        top: TOP,
        false_discoveries: FALSE_DISCOVERIES,
    })
}

/// Words, hashtags, links and topics beside all that came before, however long ago.
pub(super) fn rising(plan: &Plan) -> Box<dyn Part> {
    let all = Range {
        since: None,
        until: Some(plan.end()),
    };
    told(trends(plan, all, Every::Day), |trends, _| {
        let blocks = blocks(trends, |block| match block {
            Block::Table(table) => first(table) == Some("term"),
            Block::Note(_) => true,
            _ => false,
        });
        let nothing = blocks.is_empty();
        if nothing {
            return Answer::nothing("no words of others to look at");
        }
        Answer::from(blocks)
    })
}

/// Volume, tone and organic reach as straight trends.
pub(super) fn slopes(plan: &Plan) -> Box<dyn Part> {
    let every = match plan.length() {
        Some(length) if length < BY_DAY => Every::Hour,
        Some(length) if length >= BY_MONTH => Every::Month,
        Some(length) if length >= BY_WEEK => Every::Week,
        _ => Every::Day,
    };
    let trends = trends(plan, plan.options.range, every);
    told(trends, |trends, _| {
        let blocks = blocks(trends, |block| match block {
            Block::Table(table) => first(table) == Some("figure"),
            Block::Chart(_) => true,
            _ => false,
        });
        if !blocks.iter().any(|block| matches!(block, Block::Table(_))) {
            return Answer::nothing("too short a time to see where things go");
        }
        Answer::from(blocks)
    })
}

fn first(table: &Table) -> Option<&str> {
    table.columns.first().map(|column| column.name.as_str())
}

fn blocks(trends: Trends, wanted: fn(&Block) -> bool) -> Vec<Block> {
    if trends.is_empty() {
        return Vec::new();
    }
    let sections = trends.document().sections.into_iter();
    let all = sections.flat_map(|section| section.blocks);
    all.filter(wanted).collect()
}
