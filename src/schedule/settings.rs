//! The scheduling part of `cm.toml` as plain structs, and what they mean: the rules of each channel, people. Service levels and business hours are
//! those of [`crate::time`], which `cm-classify` reads too.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::time::{BusinessHoursError, Zone, zone_or};

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
}

/// Minutes between two places of the grid, when nothing else is said.
pub const DEFAULT_STEP: u32 = 15;
/// Minutes between two drafts of a channel, when nothing else is said.
pub const DEFAULT_MIN_GAP: u32 = 60;
/// Drafts of a channel in a day, when nothing else is said.
pub const DEFAULT_MAX_PER_DAY: u32 = 3;

/// A stretch of every local day, in minutes since midnight; it may span midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    start: u32,
    end: u32,
}

impl QuietHours {
    /// Reads `22:00-07:00`: from inclusive, to exclusive; `24:00` is the end of the day.
    pub fn parse(text: &str) -> Result<Self, BusinessHoursError> {
        let (start, end) = crate::time::parse_hours(text)?;
        Ok(QuietHours { start, end })
    }

    /// Whether a local time, in minutes since midnight, lies in it.
    pub fn contains(&self, minute: u32) -> bool {
        if self.start < self.end {
            (self.start..self.end).contains(&minute)
        } else {
            minute >= self.start || minute < self.end
        }
    }
}

/// What holds on one channel.
#[derive(Clone, Debug)]
pub struct ChannelRules {
    /// Minutes between any two drafts. Two drafts never share an instant, not even with 0.
    pub min_gap: u32,
    /// Drafts in one local day.
    pub max_per_day: u32,
    /// When nothing goes out.
    pub quiet_hours: Vec<QuietHours>,
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
            zone,
        }
    }

    fn with(&self, settings: &ChannelSettings, key: &str) -> Result<Self, SettingsError> {
        let quiet_hours = match &settings.quiet_hours {
            Some(texts) => quiet_hours(texts, &format!("{key}.quiet_hours"))?,
            None => self.quiet_hours.clone(),
        };
        Ok(ChannelRules {
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

fn quiet_hours(texts: &[String], key: &str) -> Result<Vec<QuietHours>, SettingsError> {
    let read = |text: &String| {
        QuietHours::parse(text).map_err(|source| SettingsError::Hours {
            key: key.to_owned(),
            source,
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
        assert!(linkedin.quiet_hours[0].contains(23 * 60));
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

    #[test]
    fn quiet_hours_span_midnight() {
        let night = QuietHours::parse("22:00-07:00").unwrap();
        let quiet = |hour: u32| night.contains(hour * 60);
        assert!(quiet(22) && quiet(0) && quiet(6) && !quiet(7) && !quiet(21));
        assert!(QuietHours::parse("12:00-24:00").unwrap().contains(1439));
        assert!(QuietHours::parse("12:00-12:00").is_err());
    }
}
