//! The occurrences of a rule between two local times.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike,
};

use super::days::DayFilter;
use super::{Frequency, Rule, Until};
use crate::time::Zone;

/// Days and periods that may be looked at, over all the rules of a file: strangers write rules that name nothing for ever.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    all: u64,
    each: u64,
}

/// The budget is spent: what was found so far is not all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the recurrence needs too much work; end it with UNTIL, or ask for fewer days")]
pub struct Spent;

impl Default for Budget {
    /// A second or so for all rules, some tens of milliseconds for one.
    fn default() -> Self {
        Budget {
            all: 20_000_000,
            each: 1_000_000,
        }
    }
}

impl Budget {
    fn of_one(&mut self) -> u64 {
        self.each.min(self.all)
    }
}

impl Rule {
    /// The local times from `from` (inclusive) to `to` (exclusive) of a recurrence that begins at `start`, in order; `zone` is where an UNTIL in
    /// UTC is read. Those found before the budget was spent are in `found` in any case.
    pub fn between(
        &self,
        start: NaiveDateTime,
        from: NaiveDateTime,
        to: NaiveDateTime,
        zone: &Zone,
        budget: &mut Budget,
        found: &mut Vec<NaiveDateTime>,
    ) -> Result<(), Spent> {
        let until = self.until.map(|until| match until {
            Until::Day(day) => day
                .and_hms_opt(23, 59, 59)
                .unwrap_or(day.and_time(NaiveTime::MIN)),
            Until::Local(at) => at,
            Until::Instant(at) => zone.local(at),
        });
        let left = budget.of_one();
        let mut walk = Walk {
            rule: self,
            start,
            times: Times::new(self, start.time()),
            filter: DayFilter::new(&self.by, self.frequency, self.week_start, start.date()),
            end: until.map_or(to, |until| until.min(to)),
            left,
        };
        let mut counted = 0_u32;
        let ended = walk.each(from, &mut |at| {
            if at < start {
                return true;
            }
            counted = counted.saturating_add(1);
            let over = until.is_some_and(|until| at > until)
                || self.count.is_some_and(|count| counted > count)
                || at >= to;
            if !over && at >= from {
                found.push(at);
            }
            !over
        });
        budget.all -= left - walk.left;
        ended
    }
}

/// The times of a day that a rule names.
struct Times {
    hours: Vec<i32>,
    minutes: Vec<i32>,
    seconds: Vec<i32>,
}

impl Times {
    /// What DTSTART gives where the rule says nothing; a frequency finer than a part leaves it open (an empty list).
    fn new(rule: &Rule, start: NaiveTime) -> Self {
        let part = |by: &[i32], of_start: u32, open: bool| {
            if by.is_empty() && !open {
                vec![i32::try_from(of_start).unwrap_or(0)]
            } else {
                by.to_vec()
            }
        };
        let (by, frequency) = (&rule.by, rule.frequency);
        Times {
            hours: part(&by.hours, start.hour(), frequency <= Frequency::Hourly),
            minutes: part(
                &by.minutes,
                start.minute(),
                frequency <= Frequency::Minutely,
            ),
            seconds: part(
                &by.seconds,
                start.second(),
                frequency <= Frequency::Secondly,
            ),
        }
    }
}

struct Walk<'a> {
    rule: &'a Rule,
    start: NaiveDateTime,
    times: Times,
    filter: DayFilter,
    /// Periods that begin later hold nothing.
    end: NaiveDateTime,
    left: u64,
}

type Visit<'a> = &'a mut dyn FnMut(NaiveDateTime) -> bool;

impl Walk<'_> {
    /// Calls `visit` with every time of the periods that may hold something from `from` on, in order, until it says false.
    fn each(&mut self, from: NaiveDateTime, visit: Visit<'_>) -> Result<(), Spent> {
        // With a count, everything since the start has to be counted.
        let from = if self.rule.count.is_some() {
            self.start
        } else {
            from.max(self.start)
        };
        if self.rule.frequency >= Frequency::Daily {
            self.each_of_days(from, visit)
        } else {
            self.each_of_a_day(from, visit)
        }
    }

    fn spend(&mut self, work: usize) -> Result<(), Spent> {
        let work = u64::try_from(work).unwrap_or(u64::MAX).max(1);
        self.left = self.left.checked_sub(work).ok_or(Spent)?;
        Ok(())
    }

    /// Daily and rarer: the days of each period, and on each of them the same times.
    fn each_of_days(&mut self, from: NaiveDateTime, visit: Visit<'_>) -> Result<(), Spent> {
        let times = self.day_times();
        let first = self.period_before(from.date());
        let mut days = Vec::new();
        for period in 0_u32.. {
            let Some(begin) = self
                .period(first, period)
                .filter(|day| *day <= self.end.date())
            else {
                return Ok(());
            };
            days.clear();
            self.days_of(begin, &mut days)?;
            self.spend(days.len().saturating_mul(times.len()))?;
            let all = days
                .iter()
                .flat_map(|day| times.iter().map(|time| day.and_time(*time)));
            if !self.visit_positions(all, visit) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The times of a day, in order; those that no clock shows (second 60) are left out.
    fn day_times(&self) -> Vec<NaiveTime> {
        let mut times = Vec::new();
        for hour in &self.times.hours {
            for minute in &self.times.minutes {
                for second in &self.times.seconds {
                    times.extend(time_of(*hour, *minute, *second));
                }
            }
        }
        times
    }

    fn visit_positions(&self, all: impl Iterator<Item = NaiveDateTime>, visit: Visit<'_>) -> bool {
        let positions = &self.rule.by.positions;
        if positions.is_empty() {
            return all.into_iter().all(visit);
        }
        let all: Vec<NaiveDateTime> = all.collect();
        let mut chosen: Vec<NaiveDateTime> = positions
            .iter()
            .filter_map(|position| {
                let size = usize::try_from(position.unsigned_abs()).ok()?;
                let place = if *position > 0 {
                    size.checked_sub(1)
                } else {
                    all.len().checked_sub(size)
                };
                all.get(place?).copied()
            })
            .collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen.into_iter().all(visit)
    }

    /// How many intervals lie between the period of the start and the last that begins before (or on) a day.
    fn period_before(&self, day: NaiveDate) -> u32 {
        let start = self.start.date();
        let between = match self.rule.frequency {
            Frequency::Yearly => i64::from(day.year()) - i64::from(start.year()),
            Frequency::Monthly => {
                (i64::from(day.year()) - i64::from(start.year())) * 12 + i64::from(day.month())
                    - i64::from(start.month())
            }
            Frequency::Weekly => (day - self.week_of(start)).num_days().div_euclid(7),
            _ => (day - start).num_days(),
        };
        u32::try_from(between.max(0) / i64::from(self.rule.interval)).unwrap_or(u32::MAX)
    }

    fn week_of(&self, day: NaiveDate) -> NaiveDate {
        day.week(self.rule.week_start)
            .checked_first_day()
            .unwrap_or(day)
    }

    /// The first day of a period, `None` beyond the years of the format.
    fn period(&self, first: u32, number: u32) -> Option<NaiveDate> {
        let units = first.checked_add(number)?.checked_mul(self.rule.interval)?;
        let start = self.start.date();
        let day = match self.rule.frequency {
            Frequency::Yearly => {
                NaiveDate::from_ymd_opt(start.year().checked_add(i32::try_from(units).ok()?)?, 1, 1)
            }
            Frequency::Monthly => start.with_day(1)?.checked_add_months(Months::new(units)),
            Frequency::Weekly => self
                .week_of(start)
                .checked_add_days(Days::new(u64::from(units) * 7)),
            _ => start.checked_add_days(Days::new(u64::from(units))),
        };
        day.filter(|day| day.year() <= 9_999)
    }

    fn days_of(&mut self, begin: NaiveDate, days: &mut Vec<NaiveDate>) -> Result<(), Spent> {
        let length = match self.rule.frequency {
            Frequency::Yearly => {
                for month in (1..=12).filter(|month| self.filter.may_be_in(*month)) {
                    let first = begin.with_month(month).unwrap_or(begin);
                    self.left = self.left.checked_sub(31).ok_or(Spent)?;
                    let all = first
                        .iter_days()
                        .take(usize::from(first.num_days_in_month()));
                    days.extend(all.filter(|day| self.filter.names(*day)));
                }
                return self.spend(1);
            }
            Frequency::Monthly => {
                if !self.filter.may_be_in(begin.month()) {
                    return self.spend(1);
                }
                usize::from(begin.num_days_in_month())
            }
            Frequency::Weekly => 7,
            _ => 1,
        };
        days.extend(
            begin
                .iter_days()
                .take(length)
                .filter(|day| self.filter.names(*day)),
        );
        self.spend(length)
    }

    /// Hourly and finer: a walk along the clock that jumps over days, hours and minutes that are not named.
    fn each_of_a_day(&mut self, from: NaiveDateTime, visit: Visit<'_>) -> Result<(), Spent> {
        let unit = match self.rule.frequency {
            Frequency::Hourly => 3_600,
            Frequency::Minutely => 60,
            _ => 1,
        };
        let step = i64::from(self.rule.interval) * unit;
        let origin = self.start.and_utc().timestamp().div_euclid(unit) * unit;
        // From the last period that begins before a moment on; the origin itself is one.
        let aligned = |moment: i64| origin + (moment - origin).max(0).div_euclid(step) * step;
        let next =
            |moment: i64| origin + (moment - origin + step - 1).max(0).div_euclid(step) * step;
        let mut at = aligned(from.and_utc().timestamp().div_euclid(unit) * unit);
        loop {
            self.spend(1)?;
            let Some(begin) = local(at).filter(|begin| *begin <= self.end && begin.year() <= 9_999)
            else {
                return Ok(());
            };
            let skip_to = self.not_named(begin, unit);
            if let Some(skip_to) = skip_to {
                at = next(skip_to.max(at + 1));
                continue;
            }
            let all = self.times_of_period(begin, unit);
            self.spend(all.len())?;
            if !self.visit_positions(all.into_iter(), visit) {
                return Ok(());
            }
            at += step;
        }
    }

    /// When the day, hour, minute or second of a period is not one of the rule's: the next that may be, in seconds.
    fn not_named(&self, begin: NaiveDateTime, unit: i64) -> Option<i64> {
        let at = begin.and_utc().timestamp();
        let end_of = |length: i64| (at.div_euclid(length) + 1) * length;
        let lacks = |list: &[i32], value: u32| {
            !list.is_empty() && !list.contains(&i32::try_from(value).unwrap_or(-1))
        };
        if !self.filter.names(begin.date()) {
            return Some(end_of(86_400));
        }
        if lacks(&self.times.hours, begin.hour()) {
            return Some(end_of(3_600));
        }
        if unit <= 60 && lacks(&self.times.minutes, begin.minute()) {
            return Some(end_of(60));
        }
        (unit == 1 && lacks(&self.times.seconds, begin.second())).then_some(at + 1)
    }

    fn times_of_period(&self, begin: NaiveDateTime, unit: i64) -> Vec<NaiveDateTime> {
        let own = |value: u32| vec![i32::try_from(value).unwrap_or(0)];
        let minutes = if unit == 3_600 {
            self.times.minutes.clone()
        } else {
            own(begin.minute())
        };
        let seconds = if unit >= 60 {
            self.times.seconds.clone()
        } else {
            own(begin.second())
        };
        let offsets = minutes
            .iter()
            .flat_map(|minute| seconds.iter().map(move |second| (*minute, *second)));
        let hour = i32::try_from(begin.hour()).unwrap_or(0);
        offsets
            .filter_map(|(minute, second)| {
                Some(begin.date().and_time(time_of(hour, minute, second)?))
            })
            .collect()
    }
}

fn time_of(hour: i32, minute: i32, second: i32) -> Option<NaiveTime> {
    let part = |value: i32| u32::try_from(value).ok();
    NaiveTime::from_hms_opt(part(hour)?, part(minute)?, part(second)?)
}

fn local(seconds: i64) -> Option<NaiveDateTime> {
    DateTime::UNIX_EPOCH
        .naive_utc()
        .checked_add_signed(TimeDelta::try_seconds(seconds)?)
}
