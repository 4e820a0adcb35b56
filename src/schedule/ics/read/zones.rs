//! The zones that a strange calendar names: IANA names, Windows names, names with a prefix, and zones that only its VTIMEZONE explains.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::content::{Component, Property};
use super::{alike, windows};
use crate::schedule::recurrence::{Budget, Rule};
use crate::time::Zone;

/// What is known of the zones of a calendar.
#[derive(Debug)]
pub(in crate::schedule::ics) struct Zones {
    /// Where times without a zone are.
    pub(in crate::schedule::ics) floating: Zone,
    own: HashMap<String, Own>,
}

/// A zone of the calendar's own.
#[derive(Clone, Debug)]
enum Own {
    /// It says which IANA zone it is.
    Known(Zone),
    /// Only its offsets are known, and for what recurs in it a zone that has the same.
    Observances(Vec<Observance>, Option<Zone>),
}

/// A stretch of a VTIMEZONE: the local times at which an offset begins to hold.
#[derive(Clone, Debug)]
pub(super) struct Observance {
    pub(super) start: NaiveDateTime,
    rule: Option<Rule>,
    more: Vec<NaiveDateTime>,
    pub(super) before: i64,
    pub(super) after: i64,
}

/// Zones of one calendar for which one with the same clock is looked for; strangers may write thousands.
const MOST_ALIKE: usize = 20;

/// Local time in a zone of the calendar.
#[derive(Clone, Debug)]
pub(in crate::schedule::ics) struct Placed {
    pub(in crate::schedule::ics) at: DateTime<Utc>,
    /// The zone, when it is one of the database.
    pub(in crate::schedule::ics) zone: Option<Zone>,
    /// The calendar does not name that zone: it has the same clock.
    pub(in crate::schedule::ics) alike: bool,
}

impl Zones {
    /// The zones of a VCALENDAR; `otherwise` holds where it does not say where its floating times are.
    pub(in crate::schedule::ics) fn of(calendar: &Component, otherwise: &Zone) -> Self {
        let named = calendar
            .get("X-WR-TIMEZONE")
            .and_then(|property| database_zone(property.value.trim()));
        let floating = named.unwrap_or_else(|| otherwise.clone());
        let mut own = HashMap::new();
        let mut looked = 0;
        for zone in calendar
            .children
            .iter()
            .filter(|child| child.name == "VTIMEZONE")
        {
            let Some(name) = zone
                .get("TZID")
                .map(|property| property.value.trim().to_owned())
            else {
                continue;
            };
            let location = zone
                .get("X-LIC-LOCATION")
                .and_then(|property| database_zone(property.value.trim()));
            let zone = match location {
                Some(zone) => Own::Known(zone),
                None => {
                    let observances = observances(zone);
                    let years = alike::years(calendar, &name).filter(|_| looked < MOST_ALIKE);
                    looked += usize::from(years.is_some());
                    let same = years.and_then(|years| alike::alike(&observances, years, &floating));
                    Own::Observances(observances, same)
                }
            };
            own.insert(name, zone);
        }
        Zones { floating, own }
    }

    /// A local time in the zone of a TZID; what is wrong when nobody knows the zone.
    pub(in crate::schedule::ics) fn place(
        &self,
        local: NaiveDateTime,
        tzid: &str,
    ) -> Result<Placed, String> {
        let tzid = tzid.trim();
        let placed = |zone: &Zone| Placed {
            at: zone.instant(local),
            zone: Some(zone.clone()),
            alike: false,
        };
        if let Some(zone) = database_zone(tzid) {
            return Ok(placed(&zone));
        }
        match self.own.get(tzid) {
            Some(Own::Known(zone)) => Ok(placed(zone)),
            Some(Own::Observances(observances, alike)) => offset(observances, local)
                .and_then(|offset| local.checked_sub_signed(TimeDelta::try_seconds(offset)?))
                .map(|at| {
                    let at = at.and_utc();
                    let zone = alike.clone().filter(|zone| zone.instant(local) == at);
                    Placed {
                        at,
                        alike: zone.is_some(),
                        zone,
                    }
                })
                .ok_or_else(|| format!("the time zone `{tzid}` says no offset")),
            None => {
                Err(Zone::named(tzid).map_or_else(|error| error.to_string(), |_| String::new()))
            }
        }
    }
}

/// The zone of a name as calendars write it: `Europe/Paris`, `/mozilla.org/20050126_1/Europe/Paris`, `Romance Standard Time`,
/// `(UTC+01:00) Brussels, ...` is not among them.
fn database_zone(name: &str) -> Option<Zone> {
    let name = name.trim_matches('"');
    if name.is_empty() || name.eq_ignore_ascii_case("local") {
        return None;
    }
    if let Ok(zone) = Zone::named(name) {
        return Some(zone);
    }
    if let Some(iana) = windows::iana(name) {
        return Zone::named(iana).ok();
    }
    let mut rest = name;
    while let Some((_, tail)) = rest.split_once('/') {
        if tail.contains('/')
            && let Ok(zone) = Zone::named(tail)
        {
            return Some(zone);
        }
        rest = tail;
    }
    None
}

fn observances(zone: &Component) -> Vec<Observance> {
    zone.children
        .iter()
        .filter_map(|child| {
            let offset = |name: &str| {
                child
                    .get(name)
                    .and_then(|property| seconds(&property.value))
            };
            let after = offset("TZOFFSETTO")?;
            Some(Observance {
                start: child
                    .get("DTSTART")
                    .and_then(|property| local(&property.value))?,
                rule: child
                    .get("RRULE")
                    .and_then(|property| Rule::parse(&property.value).ok()),
                more: child
                    .all("RDATE")
                    .flat_map(|property: &Property| property.value.split(',').filter_map(local))
                    .collect(),
                before: offset("TZOFFSETFROM").unwrap_or(after),
                after,
            })
        })
        .collect()
}

/// The offset in force at a local time: that of the last observance that has begun, or what was before the first.
fn offset(observances: &[Observance], at: NaiveDateTime) -> Option<i64> {
    let mut last: Option<(NaiveDateTime, i64)> = None;
    for observance in observances {
        let from = at - TimeDelta::try_days(400)?;
        let to = at + TimeDelta::try_seconds(1)?;
        let begins = begins(observance, from, to, &mut Budget::default());
        let begun = begins.into_iter().filter(|begin| *begin <= at).max();
        if let Some(begun) = begun
            && last.is_none_or(|(before, _)| begun > before)
        {
            last = Some((begun, observance.after));
        }
    }
    last.map(|(_, offset)| offset).or_else(|| {
        let first = observances
            .iter()
            .min_by_key(|observance| observance.start)?;
        Some(first.before)
    })
}

/// When an observance begins to hold: its own start and dates, and those of its rule in a stretch of time.
pub(super) fn begins(
    observance: &Observance,
    from: NaiveDateTime,
    to: NaiveDateTime,
    budget: &mut Budget,
) -> Vec<NaiveDateTime> {
    let mut begins: Vec<NaiveDateTime> = observance.more.clone();
    begins.push(observance.start);
    if let Some(rule) = &observance.rule {
        let zone = Zone::utc();
        // What the budget does not reach is left out: the file's own start still stands.
        let _ = rule.between(observance.start, from, to, &zone, budget, &mut begins);
    }
    begins
}

/// `+0100` in seconds.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let two = |at: usize| {
        digits
            .get(at..at + 2)
            .and_then(|part| part.parse::<i64>().ok())
    };
    Some(sign * (two(0)? * 3_600 + two(2)? * 60 + two(4).unwrap_or(0)))
}

/// `20261122T180000`, whatever letter ends it.
pub(in crate::schedule::ics) fn local(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M"))
        .ok()
}
