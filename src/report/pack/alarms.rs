//! What is out of the ordinary, as `cm-report alerts` tells it: alarms that are open, and those that were raised in the time asked for.

use chrono::{DateTime, Utc};

use super::section::{Answer, Part, Plan};
use super::told::told;
use crate::document::{Block, Cell, CellKind, Column, Note, Role, Table};
use crate::record::Alert;
use crate::report::alerts::{CALM, kind, severity, told as of};
use crate::report::{AlertOptions, Alerts, SeriesKey, threshold_of_false_alarms};
use crate::time::Range;

/// Alarms that are told.
const TOP: usize = 10;
/// As `cm-report alerts` has them when nothing else is said: seconds of an interval, of history, of calm, false alarms a month.
const INTERVAL: u32 = 300;
const MIN_HISTORY: i64 = 2 * 86_400;
const COOL_DOWN: i64 = 6 * 3600;
const FALSE_ALARMS: f64 = 1.0;

/// Alarms. What was usual is learnt from all that came before, so the lines before the time asked for are looked at too.
pub(super) fn alerts(plan: &Plan) -> Box<dyn Part> {
    let options = AlertOptions {
        interval: Some(INTERVAL),
        by: vec![SeriesKey::Client],
        zone: plan.options.zone.clone(),
        range: Range {
            since: None,
            until: Some(plan.end()),
        },
        client: plan.options.clients.first().cloned(),
        threshold: threshold_of_false_alarms(FALSE_ALARMS),
        min_history: MIN_HISTORY,
        cool_down: COOL_DOWN,
        now: plan.end().timestamp(),
        live: false,
    };
    told(
        Alerts::new(options).on_grid(INTERVAL),
        |mut alerts, plan| {
            let raised = alerts.finish(&mut |_| {});
            let too_long = alerts.left_out().too_long;
            let mut answer = say(plan, raised, alerts.unheard().unwrap_or(CALM));
            if too_long > 0 {
                answer.blocks.push(Block::Note(Note::warning(format!(
                "{too_long} buckets of more than five minutes say nothing about bursts; cm-report alerts --interval takes them"
            ))));
            }
            answer
        },
    )
}

fn say(plan: &Plan, mut raised: Vec<Alert>, calm: &'static str) -> Answer {
    let since = plan.options.range.since;
    raised.retain(|alert| {
        let end = alert.end_at.unwrap_or(DateTime::<Utc>::MAX_UTC);
        since.is_none_or(|since| end >= since)
    });
    // The worst first, of the equally bad the open ones, then the latest.
    raised.sort_by(|a, b| {
        let rank = |alert: &Alert| (alert.severity, alert.end_at.is_none(), alert.start_at);
        rank(b).cmp(&rank(a)).then_with(|| a.id.cmp(&b.id))
    });
    if raised.is_empty() {
        return Answer::nothing(calm);
    }
    let told = raised.get(..TOP).unwrap_or(&raised);
    let mut blocks = vec![Block::Table(table(plan, told))];
    blocks.push(Block::Points(
        told.iter()
            .map(|alert| of(alert, &plan.options.zone))
            .collect(),
    ));
    if raised.len() > told.len() {
        let rest = raised.len() - told.len();
        blocks.push(Block::Note(Note::remark(format!(
            "{rest} more, less bad or longer ago; cm-report alerts tells all"
        ))));
    }
    Answer::from(blocks)
}

fn table(plan: &Plan, alerts: &[Alert]) -> Table {
    let mut table = Table::new(vec![
        Column::key("severity", "Severity"),
        Column::key("kind", "Kind"),
        Column::key("client", "Client"),
        Column::new("source", "Source", CellKind::Text, Role::Figure(4)),
        Column::new("start_at", "Began", CellKind::Text, Role::Figure(0)),
        Column::new("status", "Ended", CellKind::Text, Role::Figure(1)),
        Column::figure("observed", "Posts", 2),
        Column::figure("expected", "Expected", 3),
    ]);
    for alert in alerts {
        let source = alert.group.get("source").cloned().unwrap_or_default();
        table.push(vec![
            Cell::text(severity(alert.severity)),
            Cell::text(kind(alert.kind)),
            Cell::text(alert.client.clone().unwrap_or_default()),
            Cell::text(source),
            plan.time(alert.start_at),
            match alert.end_at {
                Some(end) => plan.time(end),
                None => Cell::Phrase(vec![Cell::text("still open")]),
            },
            Cell::some(alert.observed, |value| Cell::decimal(value, 0)),
            Cell::some(alert.expected, |value| Cell::decimal(value, 1)),
        ]);
    }
    table
}
