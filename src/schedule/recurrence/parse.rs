//! The text of a recurrence rule.

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use super::{By, Frequency, Rule, RuleError, Until};

/// Longest rule that is read, in bytes.
const LONGEST: usize = 4_000;

impl Rule {
    /// Reads `FREQ=WEEKLY;BYDAY=MO`, with or without `RRULE:` before it, in any case and order.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        read(text).map_err(|what| RuleError {
            rule: text.chars().take(80).collect(),
            what,
        })
    }
}

fn read(text: &str) -> Result<Rule, String> {
    if text.len() > LONGEST {
        return Err("it is too long".to_owned());
    }
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.strip_prefix("RRULE:").unwrap_or(&upper);
    let mut rule = Rule {
        frequency: Frequency::Daily,
        interval: 1,
        count: None,
        until: None,
        week_start: Weekday::Mon,
        by: By::default(),
    };
    let mut frequency = None;
    for part in upper.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| format!("`{part}` has no `=`"))?;
        let (name, value) = (name.trim(), value.trim());
        match name {
            "FREQ" => frequency = Some(frequency_of(value)?),
            "INTERVAL" => rule.interval = positive(name, value)?,
            "COUNT" => rule.count = Some(positive(name, value)?),
            "UNTIL" => rule.until = Some(until(value)?),
            "WKST" => rule.week_start = weekday(value)?,
            "BYDAY" | "BYWEEKDAY" => rule.by.days = list(value, nth_weekday)?,
            _ => by_numbers(&mut rule.by, name, value)?,
        }
    }
    rule.frequency = frequency.ok_or("it has no FREQ")?;
    // A month has five of a weekday at most; a year that names its months counts in them (RFC 5545, section 3.3.10).
    let monthly = rule.frequency == Frequency::Monthly
        || (rule.frequency == Frequency::Yearly && !rule.by.months.is_empty());
    let beyond = rule.by.days.iter().find(|(nth, _)| nth.abs() > 5);
    match beyond {
        Some((nth, day)) if monthly => {
            let day = day.to_string().to_uppercase();
            let day = day.get(..2).unwrap_or_default();
            Err(format!(
                "BYDAY: no month has a `{nth}{day}`; write 1{day} to 5{day}, or -1{day} for the last"
            ))
        }
        _ => Ok(rule),
    }
}

fn by_numbers(by: &mut By, name: &str, value: &str) -> Result<(), String> {
    let (into, least, most, negative) = match name {
        "BYSECOND" => (&mut by.seconds, 0, 60, false),
        "BYMINUTE" => (&mut by.minutes, 0, 59, false),
        "BYHOUR" => (&mut by.hours, 0, 23, false),
        "BYMONTHDAY" => (&mut by.month_days, 1, 31, true),
        "BYYEARDAY" => (&mut by.year_days, 1, 366, true),
        "BYWEEKNO" => (&mut by.weeks, 1, 53, true),
        "BYMONTH" => (&mut by.months, 1, 12, false),
        "BYSETPOS" => (&mut by.positions, 1, 366, true),
        "BYEASTER" => (&mut by.easter, 0, 366, true),
        // What later standards add (RSCALE, SKIP) changes the meaning; what makers add (X-) does not.
        _ if name.starts_with("X-") => return Ok(()),
        _ => {
            return Err(format!(
                "`{name}` is not known; a rule has FREQ, INTERVAL, COUNT, UNTIL, WKST and parts such as BYDAY or BYMONTHDAY"
            ));
        }
    };
    *into = list(value, |text| {
        let number: i32 = text
            .parse()
            .map_err(|_| format!("{name}: `{text}` is not a number"))?;
        let size = if negative { number.abs() } else { number };
        (least..=most)
            .contains(&size)
            .then_some(number)
            .ok_or_else(|| format!("{name}: `{text}` is out of range; write {least} to {most}"))
    })?;
    into.sort_unstable();
    into.dedup();
    Ok(())
}

fn list<T>(value: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    value.split(',').map(|text| read(text.trim())).collect()
}

fn frequency_of(value: &str) -> Result<Frequency, String> {
    Ok(match value {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => {
            return Err(format!(
                "FREQ: `{value}` is not known; write DAILY, WEEKLY, MONTHLY or YEARLY"
            ));
        }
    })
}

fn positive(name: &str, value: &str) -> Result<u32, String> {
    let number = value.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("{name}: `{value}` is not a number from 1 up"))
}

fn weekday(value: &str) -> Result<Weekday, String> {
    Ok(match value {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => {
            return Err(format!(
                "`{value}` is not a day; write MO, TU, WE, TH, FR, SA, SU"
            ));
        }
    })
}

fn nth_weekday(value: &str) -> Result<(i32, Weekday), String> {
    let Some((number, day)) = value
        .len()
        .checked_sub(2)
        .and_then(|at| value.split_at_checked(at))
    else {
        return weekday(value).map(|day| (0, day));
    };
    let nth = match number.trim_start_matches('+') {
        "" if number.is_empty() => 0,
        digits => digits
            .parse::<i32>()
            .ok()
            .filter(|nth| (1..=53).contains(&nth.abs()))
            .ok_or_else(|| format!("BYDAY: `{value}` is out of range; write MO, 1MO for the first, -1MO for the last"))?,
    };
    Ok((nth, weekday(day)?))
}

/// A DATE, a local DATE-TIME, or one in UTC.
fn until(value: &str) -> Result<Until, String> {
    let time = |text: &str| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok();
    let read = match value.strip_suffix('Z') {
        Some(text) => time(text).map(|at| Until::Instant(at.and_utc())),
        None => time(value).map(Until::Local).or_else(|| {
            let day = NaiveDate::parse_from_str(value, "%Y%m%d").ok()?;
            Some(Until::Day(day))
        }),
    };
    read.ok_or_else(|| format!("UNTIL: `{value}` is not a date; write 20261231"))
}
