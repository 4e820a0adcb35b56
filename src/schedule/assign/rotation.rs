//! Taking turns on call: one after the other, each for some days, from a local day and time on; before that day the turns run on backwards, so that
//! there is never a week without anybody.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::time::Zone;

use crate::schedule::settings::{OnCallSettings, SettingsError};

/// Days of a turn when nobody says otherwise.
const WEEK: u32 = 7;

/// The longest turn, in days.
const LONGEST: u32 = 366;

/// How people take turns.
#[derive(Clone, Debug)]
pub(super) struct Rotation {
    zone: Zone,
    from: NaiveDateTime,
    days: u32,
    /// Names, in their order; somebody may come twice.
    people: Vec<String>,
}

/// One person's turns.
#[derive(Clone, Debug)]
pub struct Turn {
    rotation: Rotation,
    name: String,
}

impl Rotation {
    /// What `[on_call]` says of turns; `None` when it says nothing. Turns change by the clock on the wall of the hours.
    pub(super) fn from_settings(
        settings: &OnCallSettings,
        zone: &Zone,
    ) -> Result<Option<Self>, SettingsError> {
        let fault = |key: &str, message: String| SettingsError::Value {
            key: format!("on_call.{key}"),
            message,
        };
        let Some(text) = &settings.rotate_from else {
            return match settings.rotate_days {
                Some(_) => {
                    let message = "turns begin on a day; write rotate_from = \"2026-11-23\" too";
                    Err(fault("rotate_days", message.to_owned()))
                }
                None => Ok(None),
            };
        };
        let from = beginning(text).ok_or_else(|| {
            let message = format!("`{text}` is no day; write 2026-11-23, or 2026-11-23 09:00");
            fault("rotate_from", message)
        })?;
        let days = settings.rotate_days.unwrap_or(WEEK);
        if !(1..=LONGEST).contains(&days) {
            let message = format!("{days} days are no turn; write 1 to {LONGEST}");
            return Err(fault("rotate_days", message));
        }
        Ok(Some(Rotation {
            zone: zone.clone(),
            from,
            days,
            people: settings.people.clone(),
        }))
    }

    /// The turns of somebody.
    pub(super) fn turn(&self, name: &str) -> Turn {
        Turn {
            rotation: self.clone(),
            name: name.to_owned(),
        }
    }

    /// When a turn begins, counted from the first.
    fn begins(&self, number: i64) -> Option<DateTime<Utc>> {
        let days = number.checked_mul(i64::from(self.days))?;
        let step = Days::new(days.unsigned_abs());
        let local = if days < 0 {
            self.from.checked_sub_days(step)
        } else {
            self.from.checked_add_days(step)
        };
        Some(self.zone.reached(local?))
    }
}

impl Turn {
    /// The stretches of these turns between two instants, in order, cut at both.
    pub fn between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let rotation = &self.rotation;
        let since = (rotation.zone.local(from) - rotation.from).num_days();
        // A clock change may move a beginning by some hours: one turn earlier is looked at too.
        let mut number = since.div_euclid(i64::from(rotation.days)) - 1;
        let mut stretches = Vec::new();
        while let (Some(begin), Some(end)) = (rotation.begins(number), rotation.begins(number + 1))
            && begin < until
        {
            let people = i64::try_from(rotation.people.len()).unwrap_or(i64::MAX);
            let place = number.rem_euclid(people.max(1));
            let own = usize::try_from(place)
                .ok()
                .and_then(|place| rotation.people.get(place));
            let (begin, end) = (begin.max(from), end.min(until));
            if own == Some(&self.name) && begin < end {
                stretches.push((begin, end));
            }
            number += 1;
        }
        stretches
    }
}

/// `2026-11-23`, `2026-11-23 09:00`, `2026-11-23T09:00`.
fn beginning(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let Some((day, time)) = text.split_once([' ', 'T']) else {
        return Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN));
    };
    let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?;
    Some(day.parse::<NaiveDate>().ok()?.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn rotation(from: &str, days: Option<u32>) -> Result<Option<Rotation>, String> {
        let settings = OnCallSettings {
            people: ["Ann", "Bob", "Léa"].map(str::to_owned).to_vec(),
            rotate_from: Some(from.to_owned()),
            rotate_days: days,
            ..OnCallSettings::default()
        };
        let zone = Zone::named("Europe/Paris").unwrap();
        Rotation::from_settings(&settings, &zone).map_err(|error| error.to_string())
    }

    #[test]
    fn weeks_go_round_by_the_clock_on_the_wall() {
        let rotation = rotation("2026-10-19 09:00", None).unwrap().unwrap();
        let month = (at("2026-10-01T00:00:00Z"), at("2026-11-20T00:00:00Z"));
        let of = |name: &str| rotation.turn(name).between(month.0, month.1);
        // Before the first day the round runs backwards; the clock changes on 25 October.
        let ann = [
            ("2026-10-01T00:00:00Z", "2026-10-05T07:00:00Z"),
            ("2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"),
            ("2026-11-09T08:00:00Z", "2026-11-16T08:00:00Z"),
        ];
        assert_eq!(of("Ann"), ann.map(|(from, to)| (at(from), at(to))));
        assert_eq!(of("Bob")[1].0, at("2026-10-26T08:00:00Z"));
        let mut all: Vec<_> = ["Ann", "Bob", "Léa"].into_iter().flat_map(of).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0].1 == pair[1].0));
        assert_eq!((all[0].0, all[all.len() - 1].1), month);
    }

    #[test]
    fn turns_that_cannot_be_read_are_named() {
        let fault = |from: &str, days| rotation(from, days).unwrap_err();
        assert_eq!(
            fault("Monday", None),
            "on_call.rotate_from: `Monday` is no day; write 2026-11-23, or 2026-11-23 09:00"
        );
        assert_eq!(
            fault("2026-11-23", Some(0)),
            "on_call.rotate_days: 0 days are no turn; write 1 to 366"
        );
    }
}
