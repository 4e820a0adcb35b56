//! Days of a stretch as numbers, those without posts as 0.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::periods::Rows;
use super::section::Plan;
use crate::report::aggregate::Aggregate;
use crate::report::dimension::Key;
use crate::time::Range;

/// A stretch longer than this is not told day by day.
const LONGEST: i64 = 3700;

/// A figure of each day of a stretch, the day being the key at `place`, in the order of the days; of a stretch without bounds, from the first day known to the last.
pub(super) fn days(
    plan: &Plan,
    range: Range,
    rows: &Rows,
    place: usize,
    figure: impl Fn(&[Key], &Aggregate) -> f64,
) -> Vec<f64> {
    let mut known: BTreeMap<i64, f64> = BTreeMap::new();
    for (keys, group) in rows {
        if let Some(Key::Day(day)) = keys.get(place) {
            *known.entry(*day).or_insert(0.0) += figure(keys, group);
        }
    }
    let number = |at: DateTime<Utc>| number_of(plan.options.zone.day(at));
    let first = range
        .since
        .map(number)
        .or_else(|| known.keys().next().copied());
    let last = match range.until.or(range.since.map(|_| plan.now)) {
        Some(until) => Some(number(until - TimeDelta::milliseconds(1))),
        None => known.keys().next_back().copied(),
    };
    match (first, last) {
        (Some(first), Some(last)) if (0..=LONGEST).contains(&(last - first)) => (first..=last)
            .map(|day| known.get(&day).copied().unwrap_or(0.0))
            .collect(),
        _ => known.into_values().collect(),
    }
}

/// Days since 1970-01-01.
fn number_of(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) - 719_163
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn days_count_from_1970() {
        let day = |year, month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(number_of(day(1970, 1, 1)), 0);
        assert_eq!(number_of(day(2026, 11, 22)), 20_779);
    }
}
