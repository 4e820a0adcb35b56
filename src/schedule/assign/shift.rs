//! A person's working time as two lists of stretches, at work and on call, made as far ahead as they are asked for.

use chrono::{DateTime, TimeDelta, Utc};

use super::person::Person;

/// Days that are looked up at a time.
const CHUNK: i64 = 28;

/// Days after which somebody whose hours have not opened is taken not to come back.
const HORIZON: i64 = 3_660;

/// Seconds since 1970, from inclusive, to exclusive.
pub(super) type Stretch = (i64, i64);

/// When a person works from now on, and when they may be called outside that.
#[derive(Clone, Debug)]
pub(super) struct Shift<'a> {
    person: &'a Person,
    now: DateTime<Utc>,
    /// How far the lists reach.
    until: DateTime<Utc>,
    /// At work.
    pub(super) work: Vec<Stretch>,
    /// On call, outside `work`.
    pub(super) call: Vec<Stretch>,
}

/// How far into both lists a person's time is given out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursors {
    work: Cursor,
    call: Cursor,
}

#[derive(Clone, Copy, Debug)]
struct Cursor {
    stretch: usize,
    at: i64,
}

/// When a piece of work would begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) at: i64,
    /// Outside the person's hours.
    pub(super) away: bool,
}

impl<'a> Shift<'a> {
    pub(super) fn new(person: &'a Person, now: DateTime<Utc>) -> Self {
        Shift {
            person,
            now,
            until: now,
            work: Vec::new(),
            call: Vec::new(),
        }
    }

    /// The beginning of both lists.
    pub(super) fn cursors(&self) -> Cursors {
        let cursor = Cursor {
            stretch: 0,
            at: self.now.timestamp(),
        };
        Cursors {
            work: cursor,
            call: cursor,
        }
    }

    /// Looks further ahead; false when the horizon is reached.
    fn extend(&mut self) -> bool {
        let next = self.until.checked_add_signed(TimeDelta::days(CHUNK));
        let Some(next) = next.filter(|next| (*next - self.now).num_days() <= HORIZON) else {
            return false;
        };
        let seconds = |stretches: Vec<(DateTime<Utc>, DateTime<Utc>)>| -> Vec<Stretch> {
            let plain =
                |(from, to): (DateTime<Utc>, DateTime<Utc>)| (from.timestamp(), to.timestamp());
            stretches.into_iter().map(plain).collect()
        };
        let work = seconds(self.person.hours.open_between(self.until, next));
        if let Some(on_call) = &self.person.on_call {
            let call = seconds(on_call.open_between(self.until, next));
            self.call.extend(without(&call, &work));
        }
        self.work.extend(work);
        self.until = next;
        true
    }

    /// Makes the lists reach an instant, if anything does.
    pub(super) fn reach(&mut self, at: i64) {
        while self.until.timestamp() < at && self.extend() {}
    }

    /// The stretch of a list in which a cursor stands, cut at it; the cursor moves on past those that are over.
    fn here(&mut self, call: bool, cursor: &mut Cursor) -> Option<Stretch> {
        loop {
            let list = if call { &self.call } else { &self.work };
            match list.get(cursor.stretch).copied() {
                Some((from, to)) if to > cursor.at => return Some((from.max(cursor.at), to)),
                Some(_) => cursor.stretch += 1,
                None if call && self.person.on_call.is_none() => return None,
                None if !self.extend() => return None,
                None => {}
            }
        }
    }

    /// When work could begin; `always` is due by the clock and may be done on call. `None` when the person never comes back.
    pub(super) fn start(&mut self, cursors: &mut Cursors, always: bool) -> Option<Start> {
        let work = self.here(false, &mut cursors.work);
        // Whoever is at work at once is not called.
        let now = self.now.timestamp();
        let call = if always && work.is_none_or(|(from, _)| from > now) {
            self.here(true, &mut cursors.call)
        } else {
            None
        };
        let away = call.is_some_and(|(call, _)| work.is_none_or(|(work, _)| call < work));
        let chosen = if away { call } else { work };
        chosen.map(|(at, _)| Start { at, away })
    }

    /// Gives out time: the first there is, over several stretches when one is too short. Gives back from when to when.
    pub(super) fn take(
        &mut self,
        cursors: &mut Cursors,
        always: bool,
        seconds: i64,
    ) -> Option<Stretch> {
        let begins = self.start(cursors, always)?.at;
        let (mut left, mut end) = (seconds, begins);
        while left > 0 {
            let away = self.start(cursors, always)?.away;
            let cursor = if away {
                &mut cursors.call
            } else {
                &mut cursors.work
            };
            let (from, to) = self.here(away, cursor)?;
            let part = left.min(to - from);
            left -= part;
            end = from + part;
            cursor.at = end;
        }
        Some((begins, end))
    }

    /// Seconds of a list between two instants.
    pub(super) fn between(list: &[Stretch], from: i64, until: i64) -> u64 {
        let first = list.partition_point(|(_, to)| *to <= from);
        let inside = list
            .iter()
            .skip(first)
            .take_while(|(start, _)| *start < until);
        let sum: i64 = inside
            .map(|(start, to)| (*to).min(until) - (*start).max(from))
            .sum();
        u64::try_from(sum).unwrap_or(0)
    }
}

/// What of some stretches lies in none of the others; both in order.
fn without(stretches: &[Stretch], others: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    let mut first = 0;
    for &(mut from, to) in stretches {
        while others.get(first).is_some_and(|other| other.1 <= from) {
            first += 1;
        }
        for &(other_from, other_to) in others.iter().skip(first) {
            if other_from >= to {
                break;
            }
            if other_from > from {
                left.push((from, other_from));
            }
            from = from.max(other_to);
        }
        if from < to {
            left.push((from, to));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};

    fn stretches() -> impl Strategy<Value = Vec<Stretch>> {
        proptest::collection::vec((0_i64..4, 1_i64..5), 0..6).prop_map(|parts| {
            let mut at = 0;
            let next = |(pause, length): (i64, i64)| {
                let from = at + pause;
                at = from + length;
                (from, at)
            };
            parts.into_iter().map(next).collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_left_is_what_no_other_covers(a in stretches(), b in stretches()) {
            let covers = |list: &[Stretch], second: i64| list.iter().any(|(from, to)| (*from..*to).contains(&second));
            let left = without(&a, &b);
            for second in 0..60 {
                prop_assert_eq!(covers(&left, second), covers(&a, second) && !covers(&b, second));
            }
        }
    }
}
