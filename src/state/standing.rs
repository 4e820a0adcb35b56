//! How a source has behaved over many runs: whether it fails and since when, when it may be asked again, how long it is usually silent.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row, params};

use crate::state::error::StateError;
use crate::state::store::{SourceId, State};

/// First wait after a failed run; doubles with each run that fails.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(5);
/// Longest wait after failed runs: a source is never given up.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
/// A silence is remarkable only if it is longer than this, whatever the habit.
const SHORTEST_SILENCE: TimeDelta = TimeDelta::days(1);
/// And longer than the longest usual one by this factor.
const UNUSUAL: i32 = 3;
/// Gaps seen before a habit is spoken of.
const HABIT: u32 = 5;
/// And over so long a time: posts of one hour show no habit.
const LEARNT: TimeDelta = TimeDelta::days(7);

/// What many runs have shown of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It has been asked before.
    pub known: bool,
    /// Runs in a row in which nothing could be read.
    pub failures: u32,
    /// When the first of them was.
    pub failing_since: Option<DateTime<Utc>>,
    /// Before this it is not worth asking.
    pub retry_at: Option<DateTime<Utc>>,
    /// Until then the source itself asks not to be asked again.
    pub fresh_until: Option<DateTime<Utc>>,
    /// Everything since then has been asked for and given; nothing: everything there was.
    pub floor_at: Option<DateTime<Utc>>,
    /// Time of the oldest post of the habit.
    pub first_post_at: Option<DateTime<Utc>>,
    /// Time of the newest post seen.
    pub last_post_at: Option<DateTime<Utc>>,
    /// Longest usual time between two posts, in seconds; older gaps count less and less.
    pub longest_gap: i64,
    /// Gaps seen.
    pub gaps: u32,
    /// The silence that lasts has been spoken of.
    pub silence_told: bool,
}

impl Standing {
    /// Notes a run in which nothing could be read; it is not worth asking again before 0, 5, 10, 20 minutes ... 6 hours, or before the source said.
    pub fn failed(&mut self, now: DateTime<Utc>, asked: Option<TimeDelta>) {
        self.failures = self.failures.saturating_add(1);
        self.failing_since.get_or_insert(now);
        // The first failure may be a hiccup: the next run asks again.
        let doubled = (self.failures >= 2).then(|| {
            let factor = 2i32.saturating_pow(self.failures - 2);
            FIRST_WAIT
                .checked_mul(factor)
                .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
        });
        let wait = doubled.max(asked);
        self.retry_at = wait.and_then(|wait| now.checked_add_signed(wait));
    }

    /// Notes a run in which it was read.
    pub fn answered(&mut self) {
        self.failures = 0;
        self.failing_since = None;
        self.retry_at = None;
    }

    /// Notes the time of a new post. Times run forwards only: an old post that comes late says nothing of silence.
    pub fn posted(&mut self, at: DateTime<Utc>) {
        if let Some(last) = self.last_post_at {
            let gap = (at - last).num_seconds();
            if gap <= 0 {
                return;
            }
            // A long silence of a year ago says little: it fades by a tenth with each post.
            self.longest_gap = gap.max(self.longest_gap - self.longest_gap / 10);
            self.gaps = self.gaps.saturating_add(1);
        }
        self.first_post_at.get_or_insert(at);
        self.last_post_at = Some(at);
        self.silence_told = false;
    }

    /// How long it has been silent, and its longest usual silence, if the first is out of proportion to the second.
    pub fn silence(&self, now: DateTime<Utc>) -> Option<(TimeDelta, TimeDelta)> {
        let silent = now - self.last_post_at?;
        let usual = TimeDelta::try_seconds(self.longest_gap)?;
        let unusual = silent > SHORTEST_SILENCE
            && usual.checked_mul(UNUSUAL).is_some_and(|most| silent > most);
        let known = self.last_post_at? - self.first_post_at? >= LEARNT;
        (self.gaps >= HABIT && known && unusual).then_some((silent, usual))
    }
}

impl State {
    /// What earlier runs have shown of a source.
    pub fn standing(&self, source: SourceId) -> Result<Standing, StateError> {
        let sql = "SELECT failures, failing_since, retry_at, fresh_until, floor_at, last_post_at, longest_gap, gaps, silence_told, first_post_at
                   FROM standings WHERE source = ?1";
        let ask = || {
            self.db()
                .prepare_cached(sql)?
                .query_row([source.number()], read)
                .optional()
        };
        Ok(self.check(ask())?.unwrap_or_default())
    }

    /// Notes what this run has shown of a source; lasts with the next [`State::flush`].
    pub fn note_standing(
        &mut self,
        source: SourceId,
        standing: &Standing,
    ) -> Result<(), StateError> {
        self.begin()?;
        let seconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
        let done = || {
            self.db()
                .prepare_cached(
                    "INSERT OR REPLACE INTO standings (source, failures, failing_since, retry_at, fresh_until, floor_at, last_post_at, longest_gap, gaps, silence_told, first_post_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute(params![
                    source.number(),
                    standing.failures,
                    seconds(standing.failing_since),
                    seconds(standing.retry_at),
                    seconds(standing.fresh_until),
                    seconds(standing.floor_at),
                    seconds(standing.last_post_at),
                    standing.longest_gap,
                    standing.gaps,
                    standing.silence_told,
                    seconds(standing.first_post_at),
                ])
        };
        self.check(done()).map(|_| ())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let at = |index: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        let seconds: Option<i64> = row.get(index)?;
        Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    };
    Ok(Standing {
        known: true,
        failures: row.get(0)?,
        failing_since: at(1)?,
        retry_at: at(2)?,
        fresh_until: at(3)?,
        floor_at: at(4)?,
        last_post_at: at(5)?,
        longest_gap: row.get(6)?,
        gaps: row.get(7)?,
        silence_told: row.get(8)?,
        first_post_at: at(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_failing_source_is_asked_less_and_less_but_never_given_up() {
        let now = at("2026-11-22T12:00:00Z");
        let mut standing = Standing::default();
        let mut waits = Vec::new();
        for _ in 0..12 {
            standing.failed(now, None);
            waits.push(standing.retry_at.map_or(0, |at| (at - now).num_minutes()));
        }
        assert_eq!(waits, [0, 5, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360]);
        assert_eq!(standing.failing_since, Some(now));
        standing.failed(now, TimeDelta::try_hours(24));
        assert_eq!(standing.retry_at, Some(at("2026-11-23T12:00:00Z")));
        standing.answered();
        assert_eq!(standing, Standing::default());
    }

    #[test]
    fn silence_is_measured_against_the_habit() {
        let mut standing = Standing::default();
        for day in 1..=8 {
            standing.posted(at(&format!("2026-11-{day:02}T12:00:00Z")));
        }
        assert_eq!((standing.gaps, standing.longest_gap), (7, 86_400));
        assert_eq!(standing.silence(at("2026-11-11T12:00:00Z")), None);
        let silence = standing.silence(at("2026-11-11T13:00:00Z"));
        assert_eq!(silence, Some((TimeDelta::hours(73), TimeDelta::hours(24))));
        // A post from the past changes nothing.
        standing.posted(at("2020-01-01T00:00:00Z"));
        assert_eq!(standing.gaps, 7);
    }

    #[test]
    fn a_standing_is_kept() {
        let mut state = State::memory().unwrap();
        let id = state.source("a", "").unwrap();
        assert_eq!(state.standing(id).unwrap(), Standing::default());
        let mut standing = Standing {
            known: true,
            ..Standing::default()
        };
        standing.failed(at("2026-11-22T12:00:00Z"), None);
        standing.posted(at("2026-11-22T12:00:00Z"));
        state.note_standing(id, &standing).unwrap();
        state.flush().unwrap();
        assert_eq!(state.standing(id).unwrap(), standing);
    }
}
