//! Series of events as the single events they stand for.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::Event;
use crate::schedule::recurrence::{Budget, Rule, instants};
use crate::time::Zone;

/// Occurrences of one series that are given out; a rule of seconds has a million of them in a fortnight.
const MOST: usize = 10_000;

/// The single events of a stretch of time.
#[derive(Debug, Default)]
pub struct Occurrences {
    /// In order of their start.
    pub events: Vec<Event>,
    /// Series that could not be followed, or not to their end: the id and why.
    pub faults: Vec<(String, String)>,
}

/// The events that touch the time from `from` (inclusive) to `to` (exclusive), each series as its occurrences: rule and added dates, less the
/// excluded ones and those that another event of the list stands in for. `zone` is where a series without a zone recurs.
pub fn occurrences(
    events: &[Event],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: &Zone,
) -> Occurrences {
    let mut replaced: BTreeMap<&str, HashSet<i64>> = BTreeMap::new();
    for event in events {
        if let Some(at) = event.occurrence_at {
            replaced
                .entry(series(event))
                .or_default()
                .insert(at.timestamp());
        }
    }
    let mut found = Occurrences::default();
    let mut budget = Budget::default();
    for event in events {
        let recurs = event.rrule.is_some() || !event.added_at.is_empty();
        if !recurs || event.occurrence_at.is_some() {
            if touches(event.start_at, event.end_at, from, to) {
                found.events.push(event.clone());
            }
            continue;
        }
        let gone = replaced.get(series(event));
        let gone = |at: &DateTime<Utc>| gone.is_some_and(|gone| gone.contains(&at.timestamp()));
        match starts(event, from, to, zone, &mut budget) {
            Ok((starts, whole)) => {
                let starts = starts.into_iter().filter(|at| !gone(at));
                let single = starts.filter_map(|at| occurrence(event, at, zone));
                found
                    .events
                    .extend(single.filter(|event| touches(event.start_at, event.end_at, from, to)));
                if let Some(why) = whole {
                    found.faults.push((event.id.clone(), why));
                }
            }
            Err(why) => found.faults.push((event.id.clone(), why)),
        }
    }
    found
        .events
        .sort_by(|a, b| (a.start_at, &a.id).cmp(&(b.start_at, &b.id)));
    found
}

/// What the events of a series share.
fn series(event: &Event) -> &str {
    event.uid.as_deref().unwrap_or_else(|| {
        let id = event.id.as_str();
        match event.occurrence_at {
            Some(_) => id.rsplit_once('#').map_or(id, |(series, _)| series),
            None => id,
        }
    })
}

/// The starts of a series in a stretch (and a little beyond it), and why some may be missing.
fn starts(
    event: &Event,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    otherwise: &Zone,
    budget: &mut Budget,
) -> Result<(Vec<DateTime<Utc>>, Option<String>), String> {
    let zone = zone_of(event, otherwise)?;
    let mut starts = event.added_at.clone();
    let mut why = None;
    match &event.rrule {
        None => starts.push(event.start_at),
        Some(text) => {
            let rule = Rule::parse(text).map_err(|error| error.to_string())?;
            let length = event
                .end_at
                .map_or(TimeDelta::zero(), |end| end - event.start_at);
            let reach = length.max(TimeDelta::zero()) + TimeDelta::days(1);
            let edge = |at: Option<DateTime<Utc>>, otherwise: DateTime<Utc>| {
                zone.local(at.unwrap_or(otherwise))
            };
            let first = edge(from.checked_sub_signed(reach), DateTime::<Utc>::MIN_UTC);
            let last = edge(to.checked_add_signed(TimeDelta::days(1)), to);
            let start = zone.local(event.start_at);
            let mut local = Vec::new();
            if let Err(spent) = rule.between(start, first, last, &zone, budget, &mut local) {
                why = Some(spent.to_string());
            }
            starts.extend(instants(&local, &zone));
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|at| !event.excluded_at.contains(at));
    let most = starts.len().min(MOST);
    if starts.len() > MOST {
        why = Some(format!("only the first {MOST} occurrences are given"));
        starts.truncate(most);
    }
    Ok((starts, why))
}

fn zone_of(event: &Event, otherwise: &Zone) -> Result<Zone, String> {
    match &event.timezone {
        Some(name) => Zone::named(name).map_err(|error| error.to_string()),
        None if event.all_day == Some(true) => Ok(otherwise.clone()),
        None => Ok(Zone::utc()),
    }
}

/// The single event at a start: days keep their number of days, times their exact length (RFC 5545, section 3.8.5.3).
fn occurrence(event: &Event, at: DateTime<Utc>, otherwise: &Zone) -> Option<Event> {
    let end = match event.end_at {
        None => None,
        Some(end) if event.all_day == Some(true) => {
            let zone = zone_of(event, otherwise).ok()?;
            let days = zone.day(end) - zone.day(event.start_at);
            Some(zone.midnight(zone.day(at).checked_add_signed(days)?))
        }
        Some(end) => Some(at.checked_add_signed(end - event.start_at)?),
    };
    Some(Event {
        id: format!("{}#{}", event.id, at.format("%Y%m%dT%H%M%SZ")),
        start_at: at,
        end_at: end,
        rrule: None,
        added_at: Vec::new(),
        excluded_at: Vec::new(),
        occurrence_at: Some(at),
        ..event.clone()
    })
}

fn touches(
    start: DateTime<Utc>,
    end: Option<DateTime<Utc>>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> bool {
    start < to && (start >= from || end.is_some_and(|end| end > from))
}
