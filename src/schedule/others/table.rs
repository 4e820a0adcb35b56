//! Tables of dates and titles, as spreadsheets, Google and Outlook write them: days, times of day beside them, ends, whole days.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Others, rule_of};
use crate::schedule::busy::{Busy, BusyRule};
use crate::schedule::sheet::{Column, ReadError, Row, Sheet, folded};
use crate::text::terminal::one_line;
use crate::time::Zone;
use crate::time::lenient::{Dates, DayOrder, proven_order};

/// A heading that stands twice is the next column that knows it: some programs call the day and the time of the start alike.
const COLUMNS: &[Column] = &[
    Column {
        name: "date",
        headers: &["date", "jour", "day"],
    },
    Column {
        name: "start",
        headers: &[
            "start",
            "start_at",
            "from",
            "begin",
            "debut",
            "du",
            "date_de_debut",
            "date_debut",
            "start_date",
        ],
    },
    Column {
        name: "time",
        headers: &[
            "time",
            "heure",
            "heures",
            "hour",
            "hours",
            "horaire",
            "horaires",
            "start_time",
            "begin_time",
            "heure_debut",
            "heure_de_debut",
            "debut",
            "start",
        ],
    },
    Column {
        name: "end",
        headers: &[
            "end",
            "end_at",
            "to",
            "until",
            "fin",
            "au",
            "jusqu'au",
            "date_de_fin",
            "date_fin",
            "end_date",
        ],
    },
    Column {
        name: "end time",
        headers: &["end_time", "heure_fin", "heure_de_fin", "fin", "end"],
    },
    Column {
        name: "all day",
        headers: &[
            "all_day",
            "all_day_event",
            "journee_entiere",
            "toute_la_journee",
        ],
    },
    Column {
        name: "title",
        headers: &[
            "title",
            "titre",
            "label",
            "name",
            "nom",
            "objet",
            "subject",
            "sujet",
            "event",
            "evenement",
            "operation",
            "promotion",
        ],
    },
    Column {
        name: "campaign",
        headers: &["campaign", "campagne"],
    },
    Column {
        name: "rule",
        headers: &["rule", "regle"],
    },
];

pub(super) fn read(
    text: &str,
    file: &str,
    rule: BusyRule,
    zone: &Zone,
) -> Result<Others, ReadError> {
    let sheet = Sheet::open(text, file, COLUMNS)?;
    if !sheet.has("start") && !sheet.has("date") {
        let message = "no such column in the header; write one named date, start or début";
        return Err(ReadError::new(file, 1, Some("date"), message));
    }
    let strange = sheet.unknown().filter(|(_, title)| is_hours(title));
    let strange = strange.collect();
    let rows: Vec<_> = sheet.collect();
    let hours = Hours {
        zone,
        dates: Dates {
            zone: zone.clone(),
            order: order(rows.iter().flatten()),
            ..Dates::default()
        },
        strange,
    };
    let mut others = Others::default();
    for row in rows {
        match row.and_then(|row| hours.busy(&row, rule)) {
            Ok(busy) => others.busy.push(busy),
            Err(fault) => others.faults.push(fault.to_string()),
        }
    }
    Ok(others)
}

/// The day comes first, unless dates of the table can only be read month first and none only day first.
fn order<'a>(rows: impl Iterator<Item = &'a Row<'a>>) -> DayOrder {
    let cells = rows.flat_map(|row| ["date", "start", "end"].map(|name| row.get(name)));
    let mut proven = cells.flatten().filter_map(proven_order).peekable();
    let some = proven.peek().is_some();
    match some && proven.all(|order| order == DayOrder::MonthFirst) {
        true => DayOrder::MonthFirst,
        false => DayOrder::DayFirst,
    }
}

/// Whether a heading nobody knows speaks of a time of day that may be the event's.
fn is_hours(title: &str) -> bool {
    let title = folded(title);
    let mut words = title.split('_');
    let of_reminder = ["rappel", "reminder"]
        .iter()
        .any(|word| title.contains(word));
    !of_reminder
        && words.any(|word| {
            let hours = [
                "time", "heure", "heures", "hour", "hours", "horaire", "horaires",
            ];
            hours.contains(&word)
        })
}

/// How times are read in a table.
struct Hours<'a> {
    zone: &'a Zone,
    dates: Dates,
    /// Columns that nobody knows but whose heading speaks of times.
    strange: Vec<(usize, String)>,
}

/// A day of a table, with a time since its midnight where one is written.
#[derive(Clone, Copy)]
struct Moment {
    day: NaiveDate,
    time: Option<TimeDelta>,
}

impl Hours<'_> {
    fn busy(&self, row: &Row<'_>, rule: BusyRule) -> Result<Busy, ReadError> {
        let whole = row.get("all day").is_some_and(is_yes);
        let (mut start, until) = self.start(row)?;
        let mut end = self.end(row, start, until)?;
        if whole {
            // Some programs end a whole day at the midnight after it.
            let at_midnight = end.and_then(|end| end.time) == Some(TimeDelta::zero());
            let before = end.filter(|end| at_midnight && end.day > start.day);
            end = end.map(|end| Moment {
                day: before.and_then(|end| end.day.pred_opt()).unwrap_or(end.day),
                time: None,
            });
            start.time = None;
        } else if start.time.is_none() {
            self.refuse_strange(row)?;
        }
        let start_at = self.at(start);
        let end_at = match end {
            Some(end) if end.time.is_some() => self.at(end),
            Some(end) => self.day_after(end.day),
            None if start.time.is_some() => start_at,
            None => self.day_after(start.day),
        };
        if end_at < start_at {
            return Err(row.fault("end", "it lies before the start"));
        }
        let told = |name: &str| row.get(name).map(|text| one_line(text).into_owned());
        let campaign = told("campaign");
        Ok(Busy {
            start: start_at,
            end: end_at,
            label: told("title")
                .or_else(|| campaign.clone())
                .unwrap_or_default(),
            campaign,
            rule: own_rule(row)?.unwrap_or(rule),
        })
    }

    /// When a row begins, and the time of day that its end has where both stand in one cell.
    fn start(&self, row: &Row<'_>) -> Result<(Moment, Option<TimeDelta>), ReadError> {
        let mut from = None;
        let mut moment = match (row.get("date"), row.get("start")) {
            (Some(date), Some(start)) if clock(start).is_some() => {
                from = clock(start);
                self.moment(row, "date", date)?
            }
            (_, Some(start)) => self.moment(row, "start", start)?,
            (Some(date), None) => self.moment(row, "date", date)?,
            (None, None) => return Err(row.fault("date", "is missing")),
        };
        let mut until = None;
        if let Some(text) = row.get("time") {
            let both = text.split_once(['-', '\u{2013}']);
            let both = both.and_then(|(from, until)| Some((clock(from)?, clock(until)?)));
            from = match both {
                Some((from, end)) => {
                    until = Some(end);
                    Some(from)
                }
                None => Some(time(row, "time", text)?),
            };
        }
        moment.time = from.or(moment.time);
        Ok((moment, until))
    }

    /// When a row ends, if it says so; a time without a day is on the day of the start.
    fn end(
        &self,
        row: &Row<'_>,
        start: Moment,
        until: Option<TimeDelta>,
    ) -> Result<Option<Moment>, ReadError> {
        let on_the_day = |time| Moment {
            day: start.day,
            time: Some(time),
        };
        let own = row.get("end time");
        let own = own.map(|text| time(row, "end time", text)).transpose()?;
        let own = own.or(until);
        let Some(text) = row.get("end") else {
            return Ok(own.map(on_the_day));
        };
        if let Some(time) = clock(text) {
            return Ok(Some(on_the_day(own.unwrap_or(time))));
        }
        let end = self.moment(row, "end", text)?;
        Ok(Some(Moment {
            time: own.or(end.time),
            ..end
        }))
    }

    fn moment(&self, row: &Row<'_>, name: &str, text: &str) -> Result<Moment, ReadError> {
        let at = self.dates.parse(text).ok_or_else(|| {
            let what = format!("`{text}` is not a date; write 2026-11-26 or 26/11/2026 18:30");
            row.fault(name, what)
        })?;
        let local = self.zone.local(at);
        let time = local.time().signed_duration_since(NaiveTime::MIN);
        Ok(Moment {
            day: local.date(),
            time: has_time(text).then_some(time),
        })
    }

    fn at(&self, moment: Moment) -> DateTime<Utc> {
        let Some(time) = moment.time else {
            return self.zone.midnight(moment.day);
        };
        let midnight = moment.day.and_time(NaiveTime::MIN);
        let local = midnight.checked_add_signed(time).unwrap_or(midnight);
        self.zone.instant(local)
    }

    fn day_after(&self, day: NaiveDate) -> DateTime<Utc> {
        self.zone
            .midnight(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// A time that would be passed over, so that the whole day were blocked, is a fault.
    fn refuse_strange(&self, row: &Row<'_>) -> Result<(), ReadError> {
        let written = |at: usize| {
            row.cell(at)
                .filter(|text| text.contains(|c: char| c.is_ascii_digit()))
        };
        let found = self
            .strange
            .iter()
            .find(|(at, _)| written(*at).is_some_and(has_time));
        match found {
            Some((_, title)) => {
                let what = "no heading of a time; write `start time` or `heure début`, `end time` or `heure fin`";
                Err(row.fault(&one_line(title), what))
            }
            None => Ok(()),
        }
    }
}

/// The time of a cell that must hold one.
fn time(row: &Row<'_>, name: &str, text: &str) -> Result<TimeDelta, ReadError> {
    let hour = format!("{text}:00");
    let alone = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    clock(if alone { &hour } else { text }).ok_or_else(|| {
        let what = format!("`{text}` is not a time; write 18:30 or 18h30");
        row.fault(name, what)
    })
}

/// `18:30`, `18h30`, `6:30 pm` as time since midnight; nothing else that a date may hold.
fn clock(text: &str) -> Option<TimeDelta> {
    let lower = text.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_digit() || c.is_whitespace() || ":.hminsap".contains(c);
    if !has_time(&lower)
        || !lower.starts_with(|c: char| c.is_ascii_digit())
        || !lower.chars().all(fits)
    {
        return None;
    }
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?.and_time(NaiveTime::MIN);
    let at = Dates::default().parse(&format!("2000-01-01 {lower}"))?;
    Some(at.naive_utc() - first)
}

/// Whether a date says a time of day: `18:30`, `18h30`, `6 pm`.
fn has_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut before = ' ';
    let hour = lower.chars().any(|letter| {
        let found = letter == 'h' && before.is_ascii_digit();
        before = letter;
        found
    });
    hour || lower.contains(':') || lower.ends_with("am") || lower.ends_with("pm")
}

fn is_yes(text: &str) -> bool {
    ["true", "vrai", "yes", "oui", "1", "x"].contains(&folded(text).as_str())
}

/// The rule of a row that says one itself.
fn own_rule(row: &Row<'_>) -> Result<Option<BusyRule>, ReadError> {
    let Some(text) = row.get("rule") else {
        return Ok(None);
    };
    let wrong = || {
        let what = format!("`{text}` is no rule; write avoid or within 4h");
        row.fault("rule", what)
    };
    rule_of(text).map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests;
