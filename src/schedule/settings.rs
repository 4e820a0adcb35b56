//! The scheduling part of `cm.toml` as plain structs, and what they mean: the rules of each channel, people. Service levels and business hours are
//! those of [`crate::time`], which `cm-classify` reads too.

mod days;
mod hours;
mod mix;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::time::{Holidays, Zone, zone_or};

pub use days::DayRange;
pub use hours::WeekHours;
pub use mix::{
    Blackout, BlackoutSettings, Campaign, CampaignSettings, Mix, MixSettings, PillarSettings,
    PromotionSettings, Share,
};

pub use crate::time::{BusinessHoursSettings, ServiceLevelSettings, SettingsError};

/// `[schedule]`: the rules of all channels, and under `channel` what differs on one.
///
/// ```toml
/// [schedule]
/// step = 15
/// min_gap = 60
/// max_per_day = 3
/// quiet_hours = ["22:00-07:00"]
/// timezone = "Europe/Paris"
///
/// [channel.linkedin]
/// max_per_day = 1
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleSettings {
    /// Minutes between two places of the grid; 15 when absent, 1 to 1440.
    pub step: Option<u32>,
    /// Minutes between any two drafts on a channel; 60 when absent.
    pub min_gap: Option<u32>,
    /// Drafts a channel carries in one of its local days; 3 when absent.
    pub max_per_day: Option<u32>,
    /// Local times when nothing goes out, such as `22:00-07:00`; none when absent.
    pub quiet_hours: Option<Vec<String>>,
    /// Local times outside which nothing goes out, such as `mon-fri 08:00-20:00`; always open when absent.
    pub open_hours: Option<Vec<String>>,
    /// Local days when nothing goes out: `2026-12-24`, `2026-12-24..2026-12-26`.
    pub blackout: Option<Vec<String>>,
    /// Places whose public holidays are left out, such as `FR`, and dates.
    pub holidays: Option<Vec<String>>,
    /// Drafts a channel carries in an ISO week of its own; no limit when absent.
    pub max_per_week: Option<u32>,
    /// Drafts a channel should carry in every whole ISO week.
    pub min_per_week: Option<u32>,
    /// Minutes between the posts of one draft on different channels; 0 when absent.
    pub min_apart: Option<u32>,
    /// IANA zone of the public; the zone of the program when absent.
    pub timezone: Option<String>,
    /// What differs on a channel, by its name.
    pub channel: BTreeMap<String, ChannelSettings>,
}

/// `[channel.NAME]`: what differs on one channel.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelSettings {
    /// Minutes between any two drafts.
    pub min_gap: Option<u32>,
    /// Drafts in one local day.
    pub max_per_day: Option<u32>,
    /// Local times when nothing goes out.
    pub quiet_hours: Option<Vec<String>>,
    /// Local times outside which nothing goes out.
    pub open_hours: Option<Vec<String>>,
    /// Local days when nothing goes out, beside those of all channels.
    pub blackout: Option<Vec<String>>,
    /// Places whose public holidays are left out, and dates; an empty list leaves none out.
    pub holidays: Option<Vec<String>>,
    /// Drafts in an ISO week.
    pub max_per_week: Option<u32>,
    /// Drafts there should be in every whole ISO week.
    pub min_per_week: Option<u32>,
    /// IANA zone of this channel's public.
    pub timezone: Option<String>,
}

/// `[[person]]`: somebody who answers.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonSettings {
    /// As tasks name them.
    pub name: String,
    /// Departments they answer for; all when absent.
    pub departments: Vec<String>,
    /// Levels they may answer; only 1 when absent.
    pub levels: Vec<u8>,
    /// Languages they write; all when absent.
    pub langs: Vec<String>,
    /// Clients they serve; any when absent.
    pub clients: Vec<String>,
    /// How many clients at once; 3 when absent.
    pub max_clients: Option<usize>,
    /// Their own hours; the business hours when absent.
    pub hours: Option<BusinessHoursSettings>,
    /// Local days away: `2026-12-24`, or `2026-12-24..2026-12-31` with both days.
    pub absent: Vec<String>,
}

/// `[on_call]`: who does what is due by the clock on the wall (urgent, level 3) outside their hours.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OnCallSettings {
    /// Names of people; with an empty list nobody is.
    pub people: Vec<String>,
    /// When; at all times when absent.
    pub hours: Option<BusinessHoursSettings>,
    /// They take turns, in the order of `people`, the first from this local day or time on: `2026-11-23`, `2026-11-23 09:00`.
    pub rotate_from: Option<String>,
    /// Days of a turn; 7 when absent.
    pub rotate_days: Option<u32>,
}

/// Minutes between two places of the grid, when nothing else is said.
pub const DEFAULT_STEP: u32 = 15;
/// Minutes between two drafts of a channel, when nothing else is said.
pub const DEFAULT_MIN_GAP: u32 = 60;
/// Drafts of a channel in a day, when nothing else is said.
pub const DEFAULT_MAX_PER_DAY: u32 = 3;

/// What holds on one channel.
#[derive(Clone, Debug)]
pub struct ChannelRules {
    /// Minutes between any two drafts. Two drafts never share an instant, not even with 0.
    pub min_gap: u32,
    /// Drafts in one local day.
    pub max_per_day: u32,
    /// When nothing goes out.
    pub quiet_hours: Vec<WeekHours>,
    /// When something may go out; always when empty.
    pub open_hours: Vec<WeekHours>,
    /// Local days when nothing goes out.
    pub blackout: Vec<DayRange>,
    /// Public holidays when nothing goes out.
    pub holidays: Vec<Holidays>,
    /// Drafts in an ISO week.
    pub max_per_week: Option<u32>,
    /// Drafts there should be in every whole ISO week.
    pub min_per_week: Option<u32>,
    /// Zone of the public.
    pub zone: Zone,
}

impl ChannelRules {
    /// The defaults in a zone.
    pub fn new(zone: Zone) -> Self {
        ChannelRules {
            min_gap: DEFAULT_MIN_GAP,
            max_per_day: DEFAULT_MAX_PER_DAY,
            quiet_hours: Vec::new(),
            open_hours: Vec::new(),
            blackout: Vec::new(),
            holidays: Vec::new(),
            max_per_week: None,
            min_per_week: None,
            zone,
        }
    }

    /// What keeps a local time closed, in words; `None` when it is open.
    pub fn closed_by(&self, day: NaiveDate, minute: u32) -> Option<String> {
        let weekday = u8::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
        let within = |hours: &[WeekHours]| hours.iter().any(|some| some.contains(weekday, minute));
        if within(&self.quiet_hours) {
            return Some("quiet hours".to_owned());
        }
        if !self.open_hours.is_empty() && !within(&self.open_hours) {
            return Some("closed hours".to_owned());
        }
        if self.blackout.iter().any(|days| days.contains(day)) {
            return Some("a blackout day".to_owned());
        }
        let holiday = self.holidays.iter().find_map(|place| place.on(day));
        holiday.map(|name| format!("a public holiday ({name})"))
    }

    fn with(&self, settings: &ChannelSettings, key: &str) -> Result<Self, SettingsError> {
        let hours = |texts: Option<&Vec<String>>, name: &str, common: &Vec<WeekHours>| match texts {
            Some(texts) => week_hours(texts, &format!("{key}.{name}")),
            None => Ok(common.clone()),
        };
        let quiet_hours = hours(
            settings.quiet_hours.as_ref(),
            "quiet_hours",
            &self.quiet_hours,
        )?;
        let open_hours = hours(settings.open_hours.as_ref(), "open_hours", &self.open_hours)?;
        let mut blackout = self.blackout.clone();
        blackout.extend(days(
            settings.blackout.as_deref().unwrap_or_default(),
            &format!("{key}.blackout"),
        )?);
        let mut holidays = self.holidays.clone();
        if let Some(texts) = &settings.holidays {
            let (dates, places) = crate::time::holidays(texts, &format!("{key}.holidays"))?;
            blackout.extend(dates.into_iter().map(|day| DayRange {
                first: day,
                last: day,
            }));
            holidays = places;
        }
        Ok(ChannelRules {
            open_hours,
            blackout,
            holidays,
            max_per_week: settings.max_per_week.or(self.max_per_week),
            min_per_week: settings.min_per_week.or(self.min_per_week),
            min_gap: settings.min_gap.unwrap_or(self.min_gap),
            max_per_day: settings.max_per_day.unwrap_or(self.max_per_day),
            quiet_hours,
            zone: zone_or(settings.timezone.as_deref(), &self.zone, key)?,
        })
    }
}

/// The rules of every channel.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Minutes between two places of the grid.
    pub step: u32,
    /// Minutes between the posts of one draft on different channels.
    pub min_apart: u32,
    /// What the calendar is made of.
    pub mix: Mix,
    /// What holds where nothing else is said.
    pub default: ChannelRules,
    /// What holds on a channel, by its name in lower case.
    pub channels: BTreeMap<String, ChannelRules>,
}

impl Rules {
    /// The defaults in a zone.
    pub fn new(zone: Zone) -> Self {
        Rules {
            step: DEFAULT_STEP,
            min_apart: 0,
            mix: Mix::default(),
            default: ChannelRules::new(zone),
            channels: BTreeMap::new(),
        }
    }

    /// What the settings say; `zone_of_program` holds where they name no zone.
    pub fn from_settings(
        settings: &ScheduleSettings,
        zone_of_program: &Zone,
    ) -> Result<Self, SettingsError> {
        let common = ChannelSettings {
            min_gap: settings.min_gap,
            max_per_day: settings.max_per_day,
            quiet_hours: settings.quiet_hours.clone(),
            open_hours: settings.open_hours.clone(),
            blackout: settings.blackout.clone(),
            holidays: settings.holidays.clone(),
            max_per_week: settings.max_per_week,
            min_per_week: settings.min_per_week,
            timezone: settings.timezone.clone(),
        };
        let default = ChannelRules::new(zone_of_program.clone()).with(&common, "schedule")?;
        let mut channels = BTreeMap::new();
        for (name, own) in &settings.channel {
            let rules = default.with(own, &format!("channel.{name}"))?;
            channels.insert(channel_key(name), rules);
        }
        let step = settings.step.unwrap_or(DEFAULT_STEP);
        if !(1..=1440).contains(&step) {
            return Err(SettingsError::Value {
                key: "schedule.step".to_owned(),
                message: format!("{step} minutes is no step; write 1 to 1440"),
            });
        }
        Ok(Rules {
            step,
            min_apart: settings.min_apart.unwrap_or(0),
            mix: Mix::default(),
            default,
            channels,
        })
    }

    /// The rules of a channel, whatever the case of its name.
    pub fn of(&self, channel: &str) -> &ChannelRules {
        self.channels
            .get(&channel_key(channel))
            .unwrap_or(&self.default)
    }
}

/// The name by which a channel is compared: trimmed, in lower case.
pub fn channel_key(name: &str) -> String {
    name.trim().to_lowercase()
}

fn week_hours(texts: &[String], key: &str) -> Result<Vec<WeekHours>, SettingsError> {
    let read = |text: &String| {
        WeekHours::parse(text).map_err(|source| SettingsError::Hours {
            key: key.to_owned(),
            source,
        })
    };
    texts.iter().map(read).collect()
}

fn days(texts: &[String], key: &str) -> Result<Vec<DayRange>, SettingsError> {
    let read = |text: &String| {
        DayRange::parse(text).ok_or_else(|| SettingsError::Value {
            key: key.to_owned(),
            message: format!("`{text}` is no day; write 2026-12-24 or 2026-12-24..2026-12-31"),
        })
    };
    texts.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_differs_only_where_it_says_so() {
        let text = r#"
            min_gap = 90
            quiet_hours = ["22:00-07:00"]
            [channel.LinkedIn]
            max_per_day = 1
            timezone = "America/New_York"
        "#;
        let settings: ScheduleSettings = toml::from_str(text).unwrap();
        let rules = Rules::from_settings(&settings, &Zone::utc()).unwrap();
        let linkedin = rules.of("linkedin");
        assert_eq!((linkedin.min_gap, linkedin.max_per_day), (90, 1));
        assert_eq!(linkedin.zone.name(), "America/New_York");
        assert!(linkedin.quiet_hours[0].contains(0, 23 * 60));
        assert_eq!(rules.of("x").max_per_day, DEFAULT_MAX_PER_DAY);
    }

    #[test]
    fn an_unknown_key_or_a_wrong_value_is_named() {
        assert!(toml::from_str::<ScheduleSettings>("min_gaps = 3").is_err());
        let fault = |text: &str| {
            let settings: ScheduleSettings = toml::from_str(text).unwrap();
            Rules::from_settings(&settings, &Zone::utc())
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            fault("quiet_hours = ['22-7']"),
            "schedule.quiet_hours: `22-7` is not a stretch of the day; write 09:00-12:30"
        );
        assert!(
            fault("timezone = 'Europe/Pari'").starts_with("schedule.timezone: unknown time zone")
        );
        assert!(fault("step = 0").contains("write 1 to 1440"));
    }
}
