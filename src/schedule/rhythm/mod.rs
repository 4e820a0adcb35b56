//! The meetings of the trade: recurring, on working days, with an agenda filled from what is known.

mod agenda;
mod settings;
mod words;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::recurrence::{Budget, instants};
use crate::record::Event;
use crate::time::BusinessHours;

pub use agenda::Matters;
pub use settings::{Meeting, RhythmSettings};
pub use words::Language;

/// Days that are looked at for another working day; a team that is away for longer does not meet.
const REACH: u64 = 31;

/// A topic of an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Open alarms.
    Alerts,
    /// Tasks that are overdue.
    Tasks,
    /// Drafts that wait for approval.
    Drafts,
    /// The best and the worst of our posts since the last such meeting.
    Posts,
}

/// What happens to a meeting on a day when nobody works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnHoliday {
    /// It is held on the next working day.
    #[default]
    Next,
    /// It is held on the working day before.
    Previous,
    /// It is not held.
    Skip,
}

/// How a rhythm is written.
#[derive(Clone, Debug)]
pub struct RhythmOptions {
    /// First local day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
    /// The present: the next meeting of each kind has its agenda filled with what is known now.
    pub now: DateTime<Utc>,
    /// Which days are working days.
    pub hours: BusinessHours,
    /// Language of titles and agendas.
    pub language: Language,
    /// Whose meetings.
    pub client: Option<String>,
}

/// The meetings from `from` to `to`, in order. A meeting keeps its id (`rhythm:<name>:<the day its rule names>`) wherever it is moved; two of one kind
/// that end up on one day are one.
pub fn rhythm(meetings: &[Meeting], matters: &Matters, options: &RhythmOptions) -> Vec<Event> {
    let mut events = Vec::new();
    for meeting in meetings {
        let held = held(meeting, options);
        let next = held
            .iter()
            .find(|held| held.end > options.now)
            .map(|held| held.named);
        for (place, one) in held.iter().enumerate() {
            let day = meeting.zone.day(one.start);
            if day < options.from || day >= options.to {
                continue;
            }
            let before = place.checked_sub(1).and_then(|place| held.get(place));
            let since = before.map(|before| before.start);
            let known = (next == Some(one.named)).then_some((matters, since));
            events.push(event(meeting, one, known, options));
        }
    }
    events.sort_by(|a, b| (a.start_at, &a.id).cmp(&(b.start_at, &b.id)));
    events
}

/// A meeting on its day.
struct Held {
    /// The day that the rule names.
    named: NaiveDate,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

/// The days on which a meeting is held, from one before the stretch on.
fn held(meeting: &Meeting, options: &RhythmOptions) -> Vec<Held> {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let shifted =
        |day: NaiveDate, days: i64| day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day);
    // A quarter and more before, so that there is a meeting to count "since the last" from.
    let (from, to) = (shifted(options.from, -200), shifted(options.to, 32));
    let start = meeting.since.and_time(meeting.start);
    let mut local = Vec::new();
    // A rule of a person's own settings that spends the budget has named more days than anybody meets on.
    let _ = meeting.rule.between(
        start,
        midnight(from),
        midnight(to),
        &meeting.zone,
        &mut Budget::default(),
        &mut local,
    );
    let mut held: Vec<Held> = Vec::new();
    for at in local {
        let Some(day) = working_day(at.date(), meeting.on_holiday, &options.hours) else {
            continue;
        };
        let [start] = instants(&[day.and_time(at.time())], &meeting.zone)[..] else {
            continue;
        };
        let length = TimeDelta::minutes(i64::from(meeting.minutes));
        if held
            .iter()
            .any(|other| meeting.zone.day(other.start) == day)
        {
            continue;
        }
        held.push(Held {
            named: at.date(),
            start,
            end: start.checked_add_signed(length).unwrap_or(start),
        });
    }
    held.sort_by_key(|held| held.start);
    held
}

/// The day itself when it is one on which people work, else as the rule of the meeting says.
fn working_day(day: NaiveDate, on_holiday: OnHoliday, hours: &BusinessHours) -> Option<NaiveDate> {
    if hours.is_working_day(day) {
        return Some(day);
    }
    (1..=REACH)
        .filter_map(|days| match on_holiday {
            OnHoliday::Next => day.checked_add_days(Days::new(days)),
            OnHoliday::Previous => day.checked_sub_days(Days::new(days)),
            OnHoliday::Skip => None,
        })
        .find(|day| hours.is_working_day(*day))
}

fn event(
    meeting: &Meeting,
    held: &Held,
    known: Option<(&Matters, Option<DateTime<Utc>>)>,
    options: &RhythmOptions,
) -> Event {
    let language = options.language;
    let moved = meeting.zone.day(held.start) != held.named;
    let agenda = agenda::agenda(meeting, known, options);
    Event {
        record_type: "event".to_owned(),
        id: format!("rhythm:{}:{}", meeting.name, held.named),
        kind: Some("meeting".to_owned()),
        client: options.client.clone(),
        title: meeting.title(language),
        start_at: held.start,
        end_at: Some(held.end).filter(|end| *end > held.start),
        timezone: Some(meeting.zone.name().to_owned()),
        attendees: meeting.attendees.clone(),
        agenda,
        description: moved
            .then(|| language.moved_from(held.named, options.hours.holiday(held.named))),
        ..Event::default()
    }
}

impl Meeting {
    fn title(&self, language: Language) -> String {
        match &self.title {
            Some(title) => title.clone(),
            None => language.title_of(&self.name).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
