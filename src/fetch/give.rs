//! Giving: ready pages are sifted, written, and only then noted in the state.

use crate::fetch::dedup::sift;
use crate::fetch::drive::Run;
use crate::fetch::job::{Batch, Event, RunError};
use crate::fetch::work::Work;
use crate::state::{Changes, StateError};

/// Changes noted in one transaction: a run that is killed outright repeats at most so many batches, and at most those of the last moment.
const NOTES: usize = 512;

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
                (self.state, &self.options.range),
                ready.fetched_at,
            )?;
            let new = sifted.posts.len() as u64;
            if new > 0 {
                let batch = Batch {
                    source: &work.source,
                    posts: sifted.posts,
                };
                self.sink.write(&batch).map_err(RunError::Write)?;
            }
            work.outcome.new += new;
            work.outcome.old += sifted.old;
            work.outcome.outside += sifted.early + sifted.late;
            work.incomplete |= sifted.late > 0;
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

    fn note(&mut self, changes: &Changes) -> Result<(), StateError> {
        self.state.note(changes)?;
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
