//! Public holidays, computed for any year: France, Alsace-Moselle, Belgium, Switzerland, Luxembourg, Québec, United Kingdom, Germany, Spain,
//! Italy, Portugal, United States. Which laws say so stands at the head of each table.

mod english;
mod german;
mod latin;
mod rule;

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::text::closest;

pub use rule::easter;
use rule::{Rule, Shift};

/// A country whose holidays are known.
struct Country {
    code: &'static str,
    name: &'static str,
    rules: &'static [Rule],
    /// Code and name of its regions.
    regions: &'static [(&'static str, &'static str)],
    /// Other codes of regions, and of the region that stands for the country.
    aliases: &'static [(&'static str, &'static str)],
}

const COUNTRIES: &[Country] = &[
    Country {
        code: "FR",
        name: "France",
        rules: latin::FRANCE,
        regions: &[("ALSACE", "Alsace-Moselle")],
        aliases: &[
            ("57", "ALSACE"),
            ("67", "ALSACE"),
            ("68", "ALSACE"),
            ("6AE", "ALSACE"),
            ("ALSACE-MOSELLE", "ALSACE"),
        ],
    },
    country("BE", "Belgique", latin::BELGIUM),
    Country {
        regions: german::CANTONS,
        ..country("CH", "Suisse", german::SWITZERLAND)
    },
    country("LU", "Luxembourg", latin::LUXEMBOURG),
    country("CA-QC", "Québec", english::QUEBEC),
    Country {
        regions: english::NATIONS,
        ..country("GB", "United Kingdom", english::BRITAIN)
    },
    Country {
        regions: german::LAENDER,
        ..country("DE", "Deutschland", german::GERMANY)
    },
    country("ES", "España", latin::SPAIN),
    country("IT", "Italia", latin::ITALY),
    country("PT", "Portugal", latin::PORTUGAL),
    country("US", "United States", english::UNITED_STATES),
];

const fn country(code: &'static str, name: &'static str, rules: &'static [Rule]) -> Country {
    Country {
        code,
        name,
        rules,
        regions: &[],
        aliases: &[],
    }
}

/// A day off and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The local day.
    pub date: NaiveDate,
    /// Its name in the language of the place; in two languages where two are official.
    pub name: &'static str,
    /// Its name in English.
    pub english: &'static str,
    /// Whether it is a substitute for a holiday that falls on a weekend.
    pub observed: bool,
}

/// The public holidays of a place.
#[derive(Clone, Copy)]
pub struct Holidays {
    country: &'static Country,
    region: Option<(&'static str, &'static str)>,
}

/// A place whose holidays are not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown place `{code}` for public holidays{}", hint(suggestion.as_deref()))]
pub struct HolidaysError {
    code: String,
    suggestion: Option<String>,
}

fn hint(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(_) => closest::hint(suggestion),
        None => {
            let codes: Vec<&str> = COUNTRIES.iter().map(|country| country.code).collect();
            format!(
                "; known are {}, with regions such as FR-ALSACE, CH-GE, GB-SCT, DE-BY",
                codes.join(", ")
            )
        }
    }
}

impl Holidays {
    /// The holidays of a place by its ISO 3166 code, in any case: `FR`, `FR-ALSACE` (also `FR-57`, `FR-67`, `FR-68`), `CH-GE`, `GB-SCT`,
    /// `CA-QC`. The code of a country alone gives what all its regions share; `GB` is England.
    pub fn named(code: &str) -> Result<Self, HolidaysError> {
        let wanted = code.trim().to_ascii_uppercase().replace('_', "-");
        let country = COUNTRIES.iter().find(|country| {
            wanted
                .strip_prefix(country.code)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        });
        let unknown = || HolidaysError {
            code: code.to_owned(),
            suggestion: suggestion(&wanted),
        };
        let country = country.ok_or_else(unknown)?;
        let Some(region) = wanted
            .strip_prefix(country.code)
            .and_then(|rest| rest.strip_prefix('-'))
        else {
            return Ok(Holidays {
                country,
                region: None,
            });
        };
        let region = country
            .aliases
            .iter()
            .find(|(alias, _)| *alias == region)
            .map_or(region, |(_, code)| code);
        let known = country.regions.iter().find(|(code, _)| *code == region);
        Ok(Holidays {
            country,
            region: Some(*known.ok_or_else(unknown)?),
        })
    }

    /// Every code that `named` knows, countries first among their regions, without other spellings.
    pub fn codes() -> Vec<String> {
        COUNTRIES
            .iter()
            .flat_map(|country| {
                let regions = country.regions.iter();
                std::iter::once(country.code.to_owned())
                    .chain(regions.map(|(region, _)| format!("{}-{region}", country.code)))
            })
            .collect()
    }

    /// The code, such as `FR-ALSACE`.
    pub fn code(&self) -> String {
        match self.region {
            Some((region, _)) => format!("{}-{region}", self.country.code),
            None => self.country.code.to_owned(),
        }
    }

    /// The place in its own language.
    pub fn place(&self) -> &'static str {
        self.region.map_or(self.country.name, |(_, name)| name)
    }

    /// The name of the holiday on a local day, in the language of the place; `None` on other days.
    pub fn on(&self, date: NaiveDate) -> Option<&'static str> {
        self.holiday(date).map(|holiday| holiday.name)
    }

    /// The holiday on a local day; of two on one day the first of the law's list, a substitute only when there is no other.
    pub fn holiday(&self, date: NaiveDate) -> Option<Holiday> {
        let mut found = None;
        self.each_near(date, |holiday| {
            let better = found.is_none_or(|found: Holiday| found.observed && !holiday.observed);
            if holiday.date == date && better {
                found = Some(holiday);
            }
        });
        found
    }

    /// The holidays from a day (inclusive) to another (exclusive), in order.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Vec<Holiday> {
        let mut days = Vec::new();
        // A substitute may lie in the year before or after its holiday.
        for year in (from.year() - 1)..=(to.year() + 1).min(from.year().saturating_add(1_000)) {
            self.each_of(year, |holiday| {
                if (from..to).contains(&holiday.date) {
                    days.push(holiday);
                }
            });
        }
        days.sort_by_key(|holiday| (holiday.date, holiday.observed));
        days
    }

    fn each_near(&self, date: NaiveDate, mut visit: impl FnMut(Holiday)) {
        self.each_of(date.year(), &mut visit);
        match (date.month(), date.day()) {
            (12, 30..) => self.each_of(date.year() + 1, visit),
            (1, ..=7) => self.each_of(date.year() - 1, visit),
            _ => {}
        }
    }

    /// The holidays that the rules give to a year, and the days kept instead of those on a weekend.
    fn each_of(&self, year: i32, mut visit: impl FnMut(Holiday)) {
        let region = match self.region {
            // What is said of the United Kingdom as a whole is said of England.
            None if self.country.code == "GB" => Some("ENG"),
            region => region.map(|(code, _)| code),
        };
        let mut taken = Vec::with_capacity(20);
        let mut shifted = Vec::new();
        for rule in self.country.rules {
            if let Some(date) = rule.day(year).filter(|_| rule.kept_in(region)) {
                taken.push(date);
                visit(holiday(rule, date, false));
                if rule.shift != Shift::None && weekend(date) {
                    shifted.push((rule, date));
                }
            }
        }
        for (rule, date) in shifted {
            if let Some(date) = instead(rule.shift, date, &taken) {
                taken.push(date);
                visit(holiday(rule, date, true));
            }
        }
    }
}

impl fmt::Debug for Holidays {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Holidays")
            .field(&self.code())
            .finish()
    }
}

impl PartialEq for Holidays {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

fn holiday(rule: &Rule, date: NaiveDate, observed: bool) -> Holiday {
    Holiday {
        date,
        name: rule.name,
        english: rule.english,
        observed,
    }
}

fn suggestion(wanted: &str) -> Option<String> {
    let codes = Holidays::codes();
    let by_code = closest::closest(wanted, codes.iter().map(String::as_str)).map(str::to_owned);
    let by_name = || {
        codes.iter().find(|code| {
            Holidays::named(code)
                .is_ok_and(|place| place.place().to_uppercase() == wanted.to_uppercase())
        })
    };
    by_name().cloned().or(by_code)
}

fn weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The free weekday for a holiday on a weekend.
fn instead(shift: Shift, date: NaiveDate, taken: &[NaiveDate]) -> Option<NaiveDate> {
    let sunday = date.weekday() == Weekday::Sun;
    match (shift, sunday) {
        (Shift::None, _) | (Shift::Monday, false) => None,
        (Shift::NextFree, _) => (1..=7)
            .filter_map(|days| date.checked_add_days(Days::new(days)))
            .find(|day| !weekend(*day) && !taken.contains(day)),
        (Shift::Nearest | Shift::Monday, true) => date.succ_opt(),
        (Shift::Nearest, false) => date.pred_opt(),
    }
}

#[cfg(test)]
mod tests;
