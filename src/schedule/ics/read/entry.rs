//! One entry of a strange calendar as an event.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::content::{Component, Property};
use super::zones::{Placed, Zones, local};
use crate::record::Event;
use crate::text::terminal::one_line;
use crate::time::Zone;

/// Properties that a field holds, or that are made anew; all others are kept as lines.
pub(in crate::schedule::ics) const HELD: &[&str] = &[
    "UID",
    "DTSTART",
    "DTEND",
    "DUE",
    "DURATION",
    "DTSTAMP",
    "LAST-MODIFIED",
    "SEQUENCE",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "STATUS",
    "CATEGORIES",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "X-CM-RECORD",
];

/// A moment as a calendar writes it.
#[derive(Clone, Debug)]
pub(in crate::schedule::ics) struct Stamp {
    pub(in crate::schedule::ics) at: DateTime<Utc>,
    pub(in crate::schedule::ics) local: NaiveDateTime,
    /// The zone it is in, when it recurs there; `None` for UTC and for zones that are in no database.
    pub(in crate::schedule::ics) zone: Option<Zone>,
    /// The calendar does not name that zone: it has the same clock as the calendar's own.
    pub(in crate::schedule::ics) alike: bool,
    /// A DATE.
    pub(in crate::schedule::ics) day: bool,
}

/// Reads a DATE-TIME or DATE property that holds one value.
pub(in crate::schedule::ics) fn stamp(property: &Property, zones: &Zones) -> Result<Stamp, String> {
    stamp_of(property, &property.value, zones)
}

fn stamp_of(property: &Property, text: &str, zones: &Zones) -> Result<Stamp, String> {
    let text = text.trim();
    let wrong = || format!("{}: `{}` is not a date", property.name, one_line(text));
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y%m%d") {
        return Ok(Stamp {
            at: zones.floating.midnight(day),
            local: day.and_time(NaiveTime::MIN),
            zone: Some(zones.floating.clone()),
            alike: false,
            day: true,
        });
    }
    let time = local(text).ok_or_else(wrong)?;
    if text.ends_with(['Z', 'z']) {
        return Ok(Stamp {
            at: time.and_utc(),
            local: time,
            zone: None,
            alike: false,
            day: false,
        });
    }
    let Placed { at, zone, alike } = match property.parameter("TZID") {
        Some(tzid) => zones.place(time, tzid)?,
        None => Placed {
            at: zones.floating.instant(time),
            zone: Some(zones.floating.clone()),
            alike: false,
        },
    };
    Ok(Stamp {
        at,
        local: time,
        zone,
        alike,
        day: false,
    })
}

/// What is read of an entry, and what of it could not be.
pub(in crate::schedule::ics) struct Read {
    pub(in crate::schedule::ics) event: Event,
    /// What is passed over, with its line.
    pub(in crate::schedule::ics) notes: Vec<(usize, String)>,
}

/// An entry as an event; the reason when it has no time that can be read.
pub(in crate::schedule::ics) fn event(
    entry: &Component,
    zones: &Zones,
    otherwise_id: &str,
) -> Result<Read, (usize, String)> {
    let first = entry.get("DTSTART").or_else(|| entry.get("DUE"));
    let first = first.ok_or_else(|| (entry.number, "an entry without DTSTART".to_owned()))?;
    let number = first.number;
    let start = stamp(first, zones).map_err(|what| (number, what))?;
    let mut notes = Vec::new();
    let end = match end(entry, &start, zones) {
        Ok(end) => end,
        Err((number, what)) => {
            notes.push((number, what));
            None
        }
    };
    let replaced = entry.get("RECURRENCE-ID").map(|property| {
        let number = property.number;
        stamp(property, zones).map_err(|what| (number, what))
    });
    let replaced = replaced.transpose()?;
    let uid = text(entry, "UID").unwrap_or_else(|| otherwise_id.to_owned());
    let ours = uid.strip_suffix("@cm").map(str::to_owned);
    let id = ours.clone().unwrap_or_else(|| uid.clone());
    let mut rules = entry.all("RRULE");
    let rule = rules.next();
    let rule = rule.map(|property| property.value.trim().to_owned());
    // A zone that is only alike is needed, and told, where something recurs in it.
    let zone = start.zone.as_ref().filter(|zone| zone.name() != "UTC");
    let zone = zone.filter(|_| !start.alike || rule.is_some());
    let mut event = Event {
        record_type: "event".to_owned(),
        id: match &replaced {
            Some(stamp) => format!("{id}#{}", stamp.at.format("%Y%m%dT%H%M%SZ")),
            None => id,
        },
        start_at: start.at,
        end_at: end,
        timezone: zone.map(|zone| zone.name().to_owned()),
        rrule: rule,
        all_day: start.day.then_some(true),
        occurrence_at: replaced.map(|stamp| stamp.at),
        uid: ours.is_none().then_some(uid),
        ..told(entry)
    };
    all_dates(entry, &start, zones, &mut event, &mut notes);
    if event.rrule.is_some() {
        notes.extend(strange_zone(first, &start).map(|what| (number, what)));
    }
    event.ics = rules.map(|property| property.line.clone()).collect();
    kept(entry, &mut event.ics);
    Ok(Read { event, notes })
}

/// What to say of something that recurs in a zone which only the calendar knows.
fn strange_zone(first: &Property, start: &Stamp) -> Option<String> {
    let in_utc = first.value.trim_end().ends_with(['Z', 'z']);
    match &start.zone {
        Some(zone) if start.alike => Some(format!(
            "its zone is in no database: its recurrence will be read in {}, whose clock is the same",
            zone.name()
        )),
        None if !in_utc => {
            Some("its zone is in no database: its recurrence will be read in UTC".to_owned())
        }
        _ => None,
    }
}

/// The words of a property, when it has any.
fn text(entry: &Component, name: &str) -> Option<String> {
    let text = entry.get(name).map(Property::text);
    text.filter(|text| !text.trim().is_empty())
}

/// What an entry says of itself, without its times.
fn told(entry: &Component) -> Event {
    let title = text(entry, "SUMMARY");
    let status = text(entry, "STATUS");
    Event {
        kind: (entry.name == "VTODO").then(|| "todo".to_owned()),
        title: title.map_or_else(String::new, |text| one_line(&text).into_owned()),
        attendees: entry.all("ATTENDEE").map(attendee).collect(),
        description: text(entry, "DESCRIPTION"),
        location: text(entry, "LOCATION"),
        url: text(entry, "URL"),
        status: status.map(|status| status.to_ascii_lowercase()),
        categories: entry.all("CATEGORIES").flat_map(Property::texts).collect(),
        ..Event::default()
    }
}

/// The dates that a series has besides its rule, and those it leaves out.
fn all_dates(
    entry: &Component,
    start: &Stamp,
    zones: &Zones,
    event: &mut Event,
    notes: &mut Vec<(usize, String)>,
) {
    for (name, into) in [
        ("RDATE", &mut event.added_at),
        ("EXDATE", &mut event.excluded_at),
    ] {
        for property in entry.all(name) {
            dates(property, start, zones, into, notes);
        }
    }
}

/// The lines of an entry that no field holds.
fn kept(entry: &Component, lines: &mut Vec<String>) {
    let others = entry
        .properties
        .iter()
        .filter(|property| !HELD.contains(&property.name.as_str()));
    lines.extend(others.map(|property| property.line.clone()));
    for child in &entry.children {
        child.lines(lines);
    }
}

/// The values of RDATE or EXDATE; a DATE among times is that day at the time of the start, as some programs write it.
fn dates(
    property: &Property,
    start: &Stamp,
    zones: &Zones,
    into: &mut Vec<DateTime<Utc>>,
    notes: &mut Vec<(usize, String)>,
) {
    for text in property
        .value
        .split(',')
        .filter(|text| !text.trim().is_empty())
    {
        // A PERIOD counts by its start.
        let text = text.split('/').next().unwrap_or(text);
        match stamp_of(property, text, zones) {
            Ok(stamp) if stamp.day && !start.day => {
                let local = stamp.local.date().and_time(start.local.time());
                into.push(match &start.zone {
                    Some(zone) => zone.instant(local),
                    None => local.and_utc(),
                });
            }
            Ok(stamp) => into.push(stamp.at),
            Err(what) => notes.push((property.number, what)),
        }
    }
}

fn attendee(property: &Property) -> String {
    let address = property.value.trim();
    let plain = address
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        .and_then(|_| address.get(7..))
        .unwrap_or(address);
    match property.parameter("CN").map(str::trim) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => plain.to_owned(),
    }
}

/// The end: DTEND or DUE, else DTSTART and DURATION, else the end of the day for whole days; nothing for a moment.
fn end(
    entry: &Component,
    start: &Stamp,
    zones: &Zones,
) -> Result<Option<DateTime<Utc>>, (usize, String)> {
    let property = entry.get("DTEND").or_else(|| entry.get("DUE"));
    if let Some(property) = property {
        let end = stamp(property, zones).map_err(|what| (property.number, what))?;
        return match end.at.cmp(&start.at) {
            std::cmp::Ordering::Greater => Ok(Some(end.at)),
            std::cmp::Ordering::Equal if start.day => Ok(next_day(start)),
            std::cmp::Ordering::Equal => Ok(None),
            std::cmp::Ordering::Less => Err((
                property.number,
                format!("{} lies before the start", property.name),
            )),
        };
    }
    if let Some(property) = entry.get("DURATION") {
        let wrong = || {
            (
                property.number,
                format!("DURATION: `{}` is none", one_line(&property.value)),
            )
        };
        let (days, rest) = duration(property.value.trim()).ok_or_else(wrong)?;
        let local = start
            .local
            .checked_add_days(Days::new(days))
            .ok_or_else(wrong)?;
        let at = match &start.zone {
            Some(zone) => zone.instant(local),
            None => i64::try_from(days)
                .ok()
                .and_then(TimeDelta::try_days)
                .and_then(|days| start.at.checked_add_signed(days))
                .ok_or_else(wrong)?,
        };
        return Ok(at.checked_add_signed(rest).filter(|end| *end > start.at));
    }
    Ok(if start.day { next_day(start) } else { None })
}

fn next_day(start: &Stamp) -> Option<DateTime<Utc>> {
    let next = start.local.checked_add_days(Days::new(1))?;
    Some(
        start
            .zone
            .as_ref()
            .map_or(next.and_utc(), |zone| zone.instant(next)),
    )
}

/// `P1W`, `P1DT2H30M`: days, and the rest as exact time. A length below zero is none.
fn duration(text: &str) -> Option<(u64, TimeDelta)> {
    let text = text.strip_prefix('+').unwrap_or(text).to_ascii_uppercase();
    let mut letters = text.strip_prefix('P')?.chars();
    let (mut days, mut seconds, mut number) = (0_u64, 0_i64, String::new());
    for letter in letters.by_ref() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        if letter == 'T' && number.is_empty() {
            continue;
        }
        let value: u32 = std::mem::take(&mut number).parse().ok()?;
        match letter {
            'W' => days = days.checked_add(u64::from(value) * 7)?,
            'D' => days = days.checked_add(u64::from(value))?,
            'H' => seconds = seconds.checked_add(i64::from(value) * 3_600)?,
            'M' => seconds = seconds.checked_add(i64::from(value) * 60)?,
            'S' => seconds = seconds.checked_add(i64::from(value))?,
            _ => return None,
        }
    }
    number.is_empty().then_some(())?;
    Some((days, TimeDelta::try_seconds(seconds)?))
}
