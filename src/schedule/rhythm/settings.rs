//! `[[rhythm]]` of `cm.toml`, what it means, and the rhythm of those who write none.

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;

use super::{OnHoliday, Topic};
use crate::schedule::recurrence::Rule;
use crate::text::closest;
use crate::time::{SettingsError, Zone, zone_or};

/// `[[rhythm]]`: a recurring meeting.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RhythmSettings {
    /// Short name, part of the ids of its events.
    pub name: String,
    /// What the calendar shows; the name when absent.
    pub title: Option<String>,
    /// How often: the RRULE of RFC 5545.
    pub rrule: String,
    /// Local time, such as `09:15`.
    pub start: Option<String>,
    /// How long it takes; 60 when absent.
    pub minutes: Option<u32>,
    /// IANA zone; the zone of the program when absent.
    pub timezone: Option<String>,
    /// The day from which intervals are counted; Monday 1 January 2024 when absent.
    pub since: Option<String>,
    /// Who comes.
    pub attendees: Vec<String>,
    /// What is looked at: alerts, tasks, drafts, posts.
    pub agenda: Vec<String>,
    /// Other points of the agenda, as they are written.
    pub points: Vec<String>,
    /// `next`, `previous` or `skip`; next when absent.
    pub on_holiday: Option<String>,
}

/// A recurring meeting.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) rule: Rule,
    pub(super) since: NaiveDate,
    pub(super) start: NaiveTime,
    pub(super) minutes: u32,
    pub(super) zone: Zone,
    pub(super) attendees: Vec<String>,
    pub(super) topics: Vec<Topic>,
    pub(super) points: Vec<String>,
    pub(super) on_holiday: OnHoliday,
}

/// Name, rule, start, minutes, topics and rule for holidays of the meetings of the trade.
type OfTheTrade = (
    &'static str,
    &'static str,
    &'static str,
    u32,
    &'static [&'static str],
    &'static str,
);
const DEFAULTS: [OfTheTrade; 4] = [
    (
        "daily",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "09:15",
        15,
        &["alerts", "tasks", "drafts"],
        "skip",
    ),
    (
        "editorial",
        "FREQ=MONTHLY;BYDAY=1TU",
        "10:00",
        90,
        &["posts", "drafts", "alerts"],
        "next",
    ),
    (
        "committee",
        "FREQ=YEARLY;BYMONTH=1,4,7,10;BYDAY=2TH",
        "14:00",
        120,
        &["posts", "alerts", "tasks"],
        "next",
    ),
    (
        "strategy",
        "FREQ=YEARLY;BYMONTH=1,4,7,10;BYDAY=3TU",
        "09:30",
        180,
        &["posts", "alerts"],
        "next",
    ),
];

const TOPICS: [(&str, Topic); 4] = [
    ("alerts", Topic::Alerts),
    ("tasks", Topic::Tasks),
    ("drafts", Topic::Drafts),
    ("posts", Topic::Posts),
];

const ON_HOLIDAY: [(&str, OnHoliday); 3] = [
    ("next", OnHoliday::Next),
    ("previous", OnHoliday::Previous),
    ("skip", OnHoliday::Skip),
];

impl RhythmSettings {
    /// The rhythm of the trade: a daily exchange, a monthly editorial meeting, a quarterly committee, a quarterly review of the strategy.
    pub fn defaults() -> Vec<Self> {
        DEFAULTS
            .iter()
            .map(
                |(name, rrule, start, minutes, agenda, on_holiday)| RhythmSettings {
                    name: (*name).to_owned(),
                    rrule: (*rrule).to_owned(),
                    start: Some((*start).to_owned()),
                    minutes: Some(*minutes),
                    agenda: agenda.iter().map(|topic| (*topic).to_owned()).collect(),
                    on_holiday: Some((*on_holiday).to_owned()),
                    ..RhythmSettings::default()
                },
            )
            .collect()
    }
}

impl Meeting {
    /// What the settings say; `zone_of_program` holds where they name no zone.
    pub fn from_settings(
        settings: &RhythmSettings,
        zone_of_program: &Zone,
    ) -> Result<Self, SettingsError> {
        let name = settings.name.trim();
        let key = format!("rhythm.{name}");
        let wrong = |field: &str, message: String| SettingsError::Value {
            key: format!("{key}.{field}"),
            message,
        };
        if name.is_empty() {
            return Err(wrong(
                "name",
                "every meeting needs a name, such as daily".to_owned(),
            ));
        }
        let rule =
            Rule::parse(&settings.rrule).map_err(|error| wrong("rrule", error.to_string()))?;
        let start = settings.start.as_deref().unwrap_or("09:00");
        let start = NaiveTime::parse_from_str(start, "%H:%M")
            .map_err(|_| wrong("start", format!("`{start}` is not a time; write 09:15")))?;
        let since = settings.since.as_deref().unwrap_or("2024-01-01");
        let since = since.parse().map_err(|_| {
            wrong(
                "since",
                format!("`{since}` is not a date; write 2026-01-05"),
            )
        })?;
        let topics = settings
            .agenda
            .iter()
            .map(|topic| one_of(topic, &TOPICS).map_err(|message| wrong("agenda", message)));
        let on_holiday = settings.on_holiday.as_deref().unwrap_or("next");
        Ok(Meeting {
            name: name.to_owned(),
            title: settings.title.clone(),
            rule,
            since,
            start,
            minutes: settings.minutes.unwrap_or(60),
            zone: zone_or(settings.timezone.as_deref(), zone_of_program, &key)?,
            attendees: settings.attendees.clone(),
            topics: topics.collect::<Result<_, _>>()?,
            points: settings.points.clone(),
            on_holiday: one_of(on_holiday, &ON_HOLIDAY)
                .map_err(|message| wrong("on_holiday", message))?,
        })
    }
}

fn one_of<T: Copy>(text: &str, known: &[(&str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let hint = closest::hint(closest::closest(text, names.iter().copied()));
        format!("`{text}` is none of {}{hint}", names.join(", "))
    })
}
