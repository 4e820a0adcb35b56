//! Somebody who answers: what they may do, when they work, and when they may be called.

use chrono::{DateTime, NaiveDate, Utc};

use crate::record::Task;
use crate::text::closest;
use crate::time::{BusinessHours, Zone};

use crate::schedule::settings::{OnCallSettings, PersonSettings, SettingsError};

use super::rotation::{Rotation, Turn};

/// How many clients a person serves at once when nobody says otherwise: "a CM serves two or three clients".
pub const MAX_CLIENTS: usize = 3;

/// The longest absence that is read, in days: a longer one is a mistyped year.
const MAX_ABSENCE: i64 = 1_100;

/// Somebody who answers.
#[derive(Clone, Debug)]
pub struct Person {
    /// As tasks name them.
    pub name: String,
    /// Departments they answer for; all when empty.
    pub departments: Vec<String>,
    /// Levels they may answer.
    pub levels: Vec<u8>,
    /// Languages they write; all when empty.
    pub langs: Vec<String>,
    /// Clients they serve; any when empty.
    pub clients: Vec<String>,
    /// How many clients at once.
    pub max_clients: usize,
    /// When they work, less the days they are away.
    pub hours: BusinessHours,
    /// When they do what is due by the clock on the wall, also outside `hours`; `None` for never.
    pub on_call: Option<Calls>,
}

/// When somebody may be called.
#[derive(Clone, Debug)]
pub struct Calls {
    /// The hours of the week, less the days they are away.
    pub hours: BusinessHours,
    /// Their turn, when several take turns; always when absent.
    pub turn: Option<Turn>,
}

impl Calls {
    /// The stretches between two instants, in order, cut at both.
    pub fn open_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let Some(turn) = &self.turn else {
            return self.hours.open_between(from, until);
        };
        let turns = turn.between(from, until).into_iter();
        turns
            .flat_map(|(from, until)| self.hours.open_between(from, until))
            .collect()
    }
}

/// Who may be called outside the hours, and when.
#[derive(Clone, Debug)]
pub struct OnCall {
    /// Names of people.
    people: Vec<String>,
    hours: BusinessHours,
    rotation: Option<Rotation>,
}

impl OnCall {
    /// What `[on_call]` says; without hours at all times. Everybody it names must be among the people.
    pub fn from_settings(
        settings: &OnCallSettings,
        people: &[PersonSettings],
        zone: &Zone,
    ) -> Result<Self, SettingsError> {
        for name in &settings.people {
            let mut names = people.iter().map(|person| person.name.as_str());
            if names.clone().all(|known| known != name) {
                let close = closest::closest(name, names.by_ref());
                return Err(SettingsError::Value {
                    key: "on_call.people".to_owned(),
                    message: format!("no [[person]] is called `{name}`{}", closest::hint(close)),
                });
            }
        }
        let hours = match &settings.hours {
            Some(own) => own.hours("on_call.hours", zone)?,
            None => around_the_clock(zone),
        };
        let rotation = Rotation::from_settings(settings, hours.zone())?;
        Ok(OnCall {
            people: settings.people.clone(),
            hours,
            rotation,
        })
    }

    /// When somebody of this name may be called.
    fn calls(&self, name: &str) -> Option<Calls> {
        let known = self.people.iter().any(|known| known == name);
        let turn = self.rotation.as_ref();
        known.then(|| Calls {
            hours: self.hours.clone(),
            turn: turn.map(|rotation| rotation.turn(name)),
        })
    }
}

/// Every hour of every day.
pub(super) fn around_the_clock(zone: &Zone) -> BusinessHours {
    let all_day = ["00:00-24:00".to_owned()];
    // These hours can be read; with none at all nobody would be on call.
    BusinessHours::new(zone.clone(), [&all_day[..]; 7])
        .unwrap_or_else(|_| BusinessHours::office(zone.clone()))
}

impl Person {
    /// What the settings say; `hours` are those of the team and hold when the person has none. Where nobody is named for it (`on_call` absent),
    /// everybody is taken to be within call on the days they are not away.
    pub fn from_settings(
        settings: &PersonSettings,
        hours: &BusinessHours,
        on_call: Option<&OnCall>,
        zone: &Zone,
    ) -> Result<Self, SettingsError> {
        let key = format!("person.{}", settings.name);
        let fault = |message: String| SettingsError::Value {
            key: key.clone(),
            message,
        };
        if settings.name.trim().is_empty() {
            return Err(fault("a person needs a name".to_owned()));
        }
        if let Some(level) = settings
            .levels
            .iter()
            .find(|level| !(1..=3).contains(*level))
        {
            return Err(fault(format!("level {level} is not one of 1, 2, 3")));
        }
        let hours = match &settings.hours {
            Some(own) => own.hours(&format!("{key}.hours"), zone)?,
            None => hours.clone(),
        };
        let mut away = Vec::new();
        for text in &settings.absent {
            away.extend(days(text).ok_or_else(|| SettingsError::Value {
                key: format!("{key}.absent"),
                message: format!("`{text}` is no day; write 2026-12-24 or 2026-12-24..2026-12-31"),
            })?);
        }
        let called = match on_call {
            Some(on_call) => on_call.calls(&settings.name),
            None => Some(Calls {
                hours: around_the_clock(hours.zone()),
                turn: None,
            }),
        };
        Ok(Person {
            name: settings.name.clone(),
            departments: settings.departments.clone(),
            levels: if settings.levels.is_empty() {
                vec![1]
            } else {
                settings.levels.clone()
            },
            langs: settings.langs.clone(),
            clients: settings.clients.clone(),
            max_clients: settings.max_clients.unwrap_or(MAX_CLIENTS),
            hours: hours.with_holidays(away.iter().copied()),
            on_call: called.map(|calls| Calls {
                hours: calls.hours.with_holidays(away),
                turn: calls.turn,
            }),
        })
    }

    /// Whether this person has the skills: level, department, language, client. How many clients they serve already is not asked.
    pub(super) fn is_able(&self, task: &Task) -> bool {
        let in_list = |list: &[String], value: Option<&str>| {
            list.is_empty()
                || value
                    .is_none_or(|value| list.iter().any(|known| known.eq_ignore_ascii_case(value)))
        };
        let lang = task.lang.as_deref().filter(|lang| *lang != "und");
        self.levels.contains(&task.level)
            && in_list(&self.departments, task.department.as_deref())
            && in_list(&self.langs, lang)
            && in_list(&self.clients, task.client.as_deref())
    }
}

/// One day, or all from one to another (inclusive), joined by `..`.
fn days(text: &str) -> Option<Vec<NaiveDate>> {
    let day = |text: &str| text.trim().parse::<NaiveDate>().ok();
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(text)?, day(text)?),
    };
    let length = (last - first).num_days();
    if !(0..MAX_ABSENCE).contains(&length) {
        return None;
    }
    Some(first.iter_days().take_while(|day| *day <= last).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absences_are_days_or_stretches_of_them() {
        assert_eq!(days("2026-12-24").unwrap().len(), 1);
        assert_eq!(days("2026-12-24 .. 2026-12-31").unwrap().len(), 8);
        for wrong in [
            "",
            "soon",
            "2026-12-31..2026-12-24",
            "2026-01-01..9999-01-01",
        ] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn who_is_on_call_must_be_somebody() {
        let lea = PersonSettings {
            name: "Léa".to_owned(),
            ..PersonSettings::default()
        };
        let on_call = OnCallSettings {
            people: vec!["Lea".to_owned()],
            ..OnCallSettings::default()
        };
        let error = OnCall::from_settings(&on_call, &[lea], &Zone::utc()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "on_call.people: no [[person]] is called `Lea`; did you mean `Léa`?"
        );
    }
}
