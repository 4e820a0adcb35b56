//! Giving: ready pages are sifted, written, and only then noted in the state.

use chrono::TimeDelta;

use crate::fetch::dedup::{sift, when};
use crate::fetch::drive::Run;
use crate::fetch::job::{Batch, Event, RunError};
use crate::fetch::work::Work;
use crate::state::{Changes, StateError};

/// Changes noted in one transaction: a run that is killed outright repeats at most so many batches, and at most those of the last moment.
const NOTES: usize = 512;
/// Longest time for which a source can ask not to be asked.
const LONGEST_REST: TimeDelta = TimeDelta::days(1);

impl Run<'_> {
    /// Gives what is ready, in the order of the jobs if that is wished, and closes sources that are through.
    pub(super) fn give(&mut self) -> Result<(), RunError> {
        let mut from = 0;
        while let Some((&number, work)) = self.active.range(from..).next() {
            from = number + 1;
            if !work.is_ready() && !work.is_answered() {
                if self.options.ordered {
                    break;
                }
                continue;
            }
            let Some(mut work) = self.active.remove(&number) else {
                break;
            };
            self.give_source(&mut work)?;
            if work.is_answered() {
                self.note_standing(&mut work)?;
                self.sink.event(&Event::Finished(&work.outcome));
                self.outcomes.insert(number, work.outcome);
            } else {
                self.active.insert(number, work);
                if self.options.ordered {
                    break;
                }
            }
        }
        Ok(())
    }

    fn give_source(&mut self, work: &mut Work) -> Result<(), RunError> {
        while let Some(ready) = work.next_ready() {
            let place = (work.source.as_ref(), work.id);
            let sifted = sift(
                ready.posts,
                place,
                (&*self.state, &work.wanted),
                &mut self.watcher,
                ready.fetched_at,
            )?;
            let new = sifted.posts.len() as u64;
            work.times.extend(sifted.posts.iter().filter_map(when));
            if new > 0 {
                let batch = Batch {
                    source: &work.source,
                    posts: sifted.posts,
                };
                self.sink.write(&batch).map_err(RunError::Write)?;
            }
            work.outcome.new += new;
            work.outcome.old += sifted.old;
            work.outcome.unwanted += sifted.unwanted;
            work.outcome.outside += sifted.early + sifted.late;
            if work.wanted.by_age {
                work.outcome.too_old += sifted.early;
            }
            work.incomplete |= sifted.owed;
            let mut changes = Changes {
                seen: sifted.seen,
                replied: true,
                ..Changes::new(work.id, ready.fetched_at)
            };
            work.settle(&mut changes);
            self.note(&changes)?;
        }
        // The last answer may have brought no page: "unchanged", or a failure that was borne.
        let mut changes = Changes::new(work.id, self.client.options().clock.now());
        if work.settle(&mut changes) || (work.is_answered() && work.outcome.not_modified > 0) {
            self.note(&changes)?;
        }
        Ok(())
    }

    /// Notes how a source behaved in this run.
    fn note_standing(&mut self, work: &mut Work) -> Result<(), StateError> {
        if work.outcome.resting {
            return Ok(());
        }
        let now = self.now();
        let mut standing = work.standing.clone();
        let silent = work.outcome.pages == 0 && work.outcome.not_modified == 0;
        match &work.outcome.failure {
            Some(failure) if silent => standing.failed(now, failure.asked_wait()),
            _ => standing.answered(),
        }
        if !work.incomplete {
            standing.known = true;
            standing.floor_at = work.wanted.floor();
        }
        let fresh_for = work
            .fresh_for
            .and_then(|wait| TimeDelta::from_std(wait).ok());
        standing.fresh_until = fresh_for.map(|wait| now + wait.min(LONGEST_REST));
        work.times.sort_unstable();
        // A date in the future is wrong, and would hide a silence.
        let times = work.times.drain(..).filter(|at| *at <= now);
        times.for_each(|at| standing.posted(at));
        if !standing.silence_told {
            work.outcome.silence = standing.silence(now);
            standing.silence_told = work.outcome.silence.is_some();
        }
        if standing == work.standing {
            return Ok(());
        }
        self.state.note_standing(work.id, &standing)?;
        self.noted += 1;
        Ok(())
    }

    fn note(&mut self, changes: &Changes) -> Result<(), StateError> {
        self.state.note(changes)?;
        if let Some(length) = self.sink.length() {
            self.state.note_appended(length)?;
        }
        self.noted += 1;
        if self.noted >= NOTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    pub(super) fn flush(&mut self) -> Result<(), StateError> {
        self.noted = 0;
        self.state.flush()
    }
}
