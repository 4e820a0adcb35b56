//! Instants and ages as people type them on a command line, and the fast path for those that machines write.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::Zone;

/// Text that is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a time; write 2026-11-22, 2026-11-22T18:30:00Z, 2026-11-22T18:30, or an age such as 7d or 2h30m"
)]
pub struct TimeError {
    text: String,
}

/// An instant: RFC 3339, a local date or date and time in `zone`, or an age before `now`.
pub fn instant(text: &str, zone: &Zone, now: DateTime<Utc>) -> Result<DateTime<Utc>, TimeError> {
    let text = text.trim();
    rfc3339(text)
        .or_else(|| local(text, zone))
        .or_else(|| age(text).and_then(|age| now.checked_sub_signed(age)))
        .ok_or_else(|| TimeError {
            text: text.to_owned(),
        })
}

/// An age such as `7d` or `2h30m`.
pub fn age(text: &str) -> Option<TimeDelta> {
    let duration = humantime::parse_duration(text).ok()?;
    TimeDelta::from_std(duration).ok()
}

/// An RFC 3339 instant.
pub fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|instant| instant.to_utc())
}

fn local(text: &str, zone: &Zone) -> Option<DateTime<Utc>> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(zone.midnight(day));
    }
    [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .map(|naive| zone.instant(naive))
}

/// Milliseconds since 1970 of an RFC 3339 instant; the form `YYYY-MM-DDTHH:MM:SS[.fff]Z` is read without the general parser.
pub fn epoch_millis(text: &str) -> Option<i64> {
    plain_utc(text.as_bytes()).or_else(|| rfc3339(text).map(|instant| instant.timestamp_millis()))
}

fn plain_utc(bytes: &[u8]) -> Option<i64> {
    let (head, tail) = bytes.split_at_checked(19)?;
    let millis = match tail {
        b"Z" => 0,
        [b'.', a, b, c, b'Z'] => digits(&[*a, *b, *c])?,
        _ => return None,
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators
        .iter()
        .any(|&(at, byte)| head.get(at) != Some(&byte))
    {
        return None;
    }
    let number = |from: usize, to: usize| digits(head.get(from..to)?);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // 29th to 31st, leap seconds and anything odd take the careful way.
    if !(1..=12).contains(&month)
        || !(1..=28).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(seconds * 1_000 + millis)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + i64::from(byte - b'0'))
    })
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{ProptestConfig, proptest};

    #[test]
    fn people_may_write_dates_instants_and_ages() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let read = |text: &str| instant(text, &paris, now).map(|at| at.to_rfc3339());
        assert_eq!(read("2026-11-22").unwrap(), "2026-11-21T23:00:00+00:00");
        assert_eq!(
            read("2026-07-01 18:30").unwrap(),
            "2026-07-01T16:30:00+00:00"
        );
        assert_eq!(
            read("2026-11-22T18:30:00+02:00").unwrap(),
            "2026-11-22T16:30:00+00:00"
        );
        assert_eq!(read("7d").unwrap(), "2026-11-15T12:00:00+00:00");
        assert_eq!(read("2h30m").unwrap(), "2026-11-22T09:30:00+00:00");
        assert!(
            read("yesterday")
                .unwrap_err()
                .to_string()
                .contains("`yesterday` is not a time")
        );
        assert!(read("999999999999y").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn the_fast_path_agrees_with_the_general_parser(millis in -62_000_000_000_000_i64..250_000_000_000_000) {
            let instant = DateTime::from_timestamp_millis(millis).unwrap();
            let text = instant.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
            assert_eq!(epoch_millis(&text), Some(millis), "{text}");
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,30}") {
            let _ = epoch_millis(&text);
            let _ = instant(&text, &Zone::utc(), DateTime::UNIX_EPOCH);
        }
    }
}
