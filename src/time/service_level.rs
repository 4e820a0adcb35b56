//! How soon a message is answered: by its urgency and level, around the clock or in business hours.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::settings::SettingsError;
use super::{BusinessHours, age};

/// `[service_level]`: how soon a message is answered, such as `1h` (around the clock) or `8h business`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceLevelSettings {
    /// From which urgency on `urgent` holds; 0.8 when absent.
    pub urgent_from: Option<f32>,
    /// Urgent messages; `1h` when absent.
    pub urgent: Option<String>,
    /// Level 1; `8h business` when absent.
    pub level_1: Option<String>,
    /// Level 2; `4h business` when absent.
    pub level_2: Option<String>,
    /// Level 3; `1h` when absent.
    pub level_3: Option<String>,
    /// `[service_level.department.NAME]`: what differs for the messages of a department.
    pub department: BTreeMap<String, DepartmentTerms>,
}

/// The terms of one department, where they differ.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DepartmentTerms {
    /// Urgent messages.
    pub urgent: Option<String>,
    /// Level 1.
    pub level_1: Option<String>,
    /// Level 2.
    pub level_2: Option<String>,
    /// Level 3.
    pub level_3: Option<String>,
}

/// A time to answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Minutes to answer in.
    pub minutes: u32,
    /// Only business hours count.
    pub business: bool,
}

/// The terms of every kind of message. The defaults are a usual promise of customer services, not a measurement: within the hour when it burns,
/// half a working day for the senior, a working day for the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceLevels {
    /// From which urgency on `urgent` holds, in [0, 1].
    pub urgent_from: f32,
    /// The terms where a department has none of its own.
    pub terms: Terms,
    /// By department, its name in lower case.
    pub departments: BTreeMap<String, Terms>,
}

/// The times to answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Urgent messages.
    pub urgent: Term,
    /// Levels 1, 2 and 3.
    pub levels: [Term; 3],
}

impl Default for Terms {
    fn default() -> Self {
        let business = |hours: u32| Term {
            minutes: hours * 60,
            business: true,
        };
        let hour = Term {
            minutes: 60,
            business: false,
        };
        Terms {
            urgent: hour,
            levels: [business(8), business(4), hour],
        }
    }
}

impl Default for ServiceLevels {
    fn default() -> Self {
        ServiceLevels {
            urgent_from: 0.8,
            terms: Terms::default(),
            departments: BTreeMap::new(),
        }
    }
}

impl Term {
    /// Reads `1h`, `45m`, `2h30m` (around the clock) or the same followed by `business`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (time, business) = match text.strip_suffix("business") {
            Some(time) => (time.trim_end(), true),
            None => (text, false),
        };
        let minutes = u32::try_from(age(time)?.num_minutes()).ok()?;
        (minutes > 0).then_some(Term { minutes, business })
    }

    /// When an answer to something of `at` is due.
    pub fn due(&self, at: DateTime<Utc>, hours: &BusinessHours) -> DateTime<Utc> {
        let time = TimeDelta::minutes(i64::from(self.minutes));
        let always = at.checked_add_signed(time).unwrap_or(at);
        if self.business {
            // Hours that never open cannot be waited for.
            hours.add(at, time).unwrap_or(always)
        } else {
            always
        }
    }
}

impl ServiceLevels {
    /// What the settings say, the defaults elsewhere.
    pub fn from_settings(settings: &ServiceLevelSettings) -> Result<Self, SettingsError> {
        let mut levels = ServiceLevels::default();
        if let Some(from) = settings.urgent_from {
            if !(0.0..=1.0).contains(&from) {
                return Err(SettingsError::Value {
                    key: "service_level.urgent_from".to_owned(),
                    message: format!("{from} is no urgency; write 0 to 1"),
                });
            }
            levels.urgent_from = from;
        }
        levels.terms = levels.terms.with(
            "service_level",
            [
                ("urgent", &settings.urgent),
                ("level_1", &settings.level_1),
                ("level_2", &settings.level_2),
                ("level_3", &settings.level_3),
            ],
        )?;
        for (name, own) in &settings.department {
            let terms = levels.terms.with(
                &format!("service_level.department.{name}"),
                [
                    ("urgent", &own.urgent),
                    ("level_1", &own.level_1),
                    ("level_2", &own.level_2),
                    ("level_3", &own.level_3),
                ],
            )?;
            levels.departments.insert(name.to_lowercase(), terms);
        }
        Ok(levels)
    }

    /// The term of a message: `urgent` from that urgency on, else that of its level; by the department's own terms where it has any.
    pub fn of(&self, urgency: f32, level: u8, department: Option<&str>) -> Term {
        let own = department
            .filter(|_| !self.departments.is_empty())
            .and_then(|name| self.departments.get(&name.to_lowercase()));
        let terms = own.unwrap_or(&self.terms);
        let [first, second, third] = terms.levels;
        if urgency >= self.urgent_from {
            return terms.urgent;
        }
        match level {
            0 | 1 => first,
            2 => second,
            _ => third,
        }
    }
}

impl Terms {
    /// These terms where nothing else is said.
    fn with(
        mut self,
        table: &str,
        texts: [(&str, &Option<String>); 4],
    ) -> Result<Self, SettingsError> {
        let [first, second, third] = &mut self.levels;
        let terms = [&mut self.urgent, first, second, third];
        for ((key, text), term) in texts.into_iter().zip(terms) {
            if let Some(text) = text {
                *term = Term::parse(text).ok_or_else(|| SettingsError::Value {
                    key: format!("{table}.{key}"),
                    message: format!(
                        "`{text}` is not a time to answer in; write 1h or 8h business"
                    ),
                })?;
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn terms_are_read_or_refused_by_name() {
        assert_eq!(
            Term::parse("8h business"),
            Some(Term {
                minutes: 480,
                business: true
            })
        );
        assert_eq!(
            Term::parse(" 90m "),
            Some(Term {
                minutes: 90,
                business: false
            })
        );
        for text in ["", "business", "8", "0h", "30s", "soon"] {
            assert_eq!(Term::parse(text), None, "{text}");
        }
        let settings = ServiceLevelSettings {
            level_2: Some("soon".to_owned()),
            ..Default::default()
        };
        assert_eq!(
            ServiceLevels::from_settings(&settings)
                .unwrap_err()
                .to_string(),
            "service_level.level_2: `soon` is not a time to answer in; write 1h or 8h business"
        );
    }

    #[test]
    fn urgent_and_level_3_do_not_wait_for_the_office() {
        let levels = ServiceLevels::default();
        let office = BusinessHours::office(Zone::named("Europe/Paris").unwrap());
        // Friday 19:00 in Paris.
        let at: DateTime<Utc> = "2026-11-27T18:00:00Z".parse().unwrap();
        let due = |urgency, level| {
            levels
                .of(urgency, level, None)
                .due(at, &office)
                .to_rfc3339()
        };
        assert_eq!(due(0.9, 1), "2026-11-27T19:00:00+00:00");
        assert_eq!(due(0.1, 3), "2026-11-27T19:00:00+00:00");
        assert_eq!(due(0.1, 2), "2026-11-30T13:30:00+00:00");
        assert_eq!(due(0.1, 1), "2026-12-01T08:30:00+00:00");
    }
    #[test]
    fn a_department_has_terms_of_its_own() {
        let text = "level_1 = '2h'\n[department.Legal]\nlevel_1 = '30m'\n";
        let settings: ServiceLevelSettings = toml::from_str(text).unwrap();
        let levels = ServiceLevels::from_settings(&settings).unwrap();
        let minutes = |level, department| levels.of(0.0, level, department).minutes;
        assert_eq!(minutes(1, Some("legal")), 30);
        assert_eq!((minutes(1, Some("hr")), minutes(1, None)), (120, 120));
        assert_eq!(minutes(2, Some("LEGAL")), 240);
        let wrong = "[department.legal]\nurgent = 'soon'";
        let settings: ServiceLevelSettings = toml::from_str(wrong).unwrap();
        let error = ServiceLevels::from_settings(&settings).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("service_level.department.legal.urgent: `soon`")
        );
    }
}
