//! The queue: jobs wait their turn, begin as far as the window allows, and name others.

use chrono::TimeDelta;

use crate::connect::{Cursor, Source};
use crate::fetch::drive::Run;
use crate::fetch::job::{Event, Job};
use crate::fetch::name::kept;
use crate::fetch::outcome::Outcome;
use crate::fetch::wanted::{Covered, Wanted};
use crate::fetch::work::{DEPTH, Work};
use crate::state::{Standing, StateError};

impl Run<'_> {
    /// Puts a job at the end of the queue; not if its name is taken. Says whether it was.
    pub(super) fn enlist(&mut self, job: Job, depth: u8, trusted: bool) -> bool {
        let Source {
            name,
            target,
            options,
            ..
        } = &job.source;
        // A list that names itself under another name would otherwise be read again and again.
        let target = format!(
            "{}\u{1f}{target}\u{1f}{options:?}\u{1f}{}",
            job.connector.name(),
            job.scope()
        );
        let new_name = self.known.insert(format!("name {name}"));
        let new_target = self.known.insert(format!("target {target}"));
        if !new_name || (depth > 0 && !new_target) {
            if depth == 0 {
                let mut outcome = Outcome {
                    source: job.source.name,
                    connector: job.connector.name(),
                    ..Outcome::default()
                };
                outcome.note("named twice; asked once".to_owned());
                self.outcomes.insert(self.jobs, outcome);
                self.jobs += 1;
            }
            return false;
        }
        self.waiting.push_back((self.jobs, job, depth, trusted));
        self.jobs += 1;
        true
    }

    /// Begins jobs as far as the window allows.
    pub(super) fn open_window(&mut self) -> Result<(), StateError> {
        let mut begun = false;
        while self.active.len() < self.options.window.max(1) {
            let Some((number, job, depth, trusted)) = self.waiting.pop_front() else {
                break;
            };
            let id = self.state.source(&kept(&job.source.name), &job.scope())?;
            if self.options.full_refresh {
                self.state.forget(id)?;
            }
            let standing = self.state.standing(id)?;
            let hindrance = job.hindrance.clone();
            let mut work = Box::new(Work::new(job, id, depth, trusted));
            if let Some(error) = hindrance {
                work.fail(error.into());
            } else if let Some(note) = self.reason_to_wait(&standing) {
                work.outcome.resting = true;
                work.outcome.note(note);
            } else {
                self.sink.event(&Event::Started {
                    source: &work.source.name,
                });
                work.wanted = self.wanted(&standing);
                work.standing = standing;
                // What lies between the last run and this one's range would never be asked for again if it went on from here.
                let last = self.state.met_at(id)?;
                work.incomplete = work
                    .wanted
                    .since
                    .is_some_and(|since| last.is_some_and(|last| since > last));
                if !work.wanted.wider {
                    work.cursor_before = self.state.cursor(id)?.map(Cursor);
                }
                self.log_in_or_begin(number, &mut work);
            }
            self.active.insert(number, work);
            begun = true;
        }
        // What is found written and not noted after a kill is noted for the sources of its scope, so these must be known before anything is written.
        if begun && self.sink.length().is_some() {
            self.flush()?;
        }
        Ok(())
    }

    /// Why a source is not asked in this run, if earlier runs or the source itself say so.
    fn reason_to_wait(&self, standing: &Standing) -> Option<String> {
        let now = self.now();
        let later = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.filter(|at| *at > now && self.options.patient)
        };
        if let Some(at) = later(standing.retry_at) {
            let times = match standing.failures {
                1 => "has failed".to_owned(),
                many => format!("has failed {many} times in a row, the first"),
            };
            return Some(format!(
                "{times} at {}; asked again after {}",
                standing
                    .failing_since
                    .unwrap_or(now)
                    .format("%Y-%m-%d %H:%M"),
                at.format("%Y-%m-%d %H:%M UTC")
            ));
        }
        later(standing.fresh_until).map(|at| {
            format!(
                "asks not to be asked before {}",
                at.format("%Y-%m-%d %H:%M UTC")
            )
        })
    }

    /// From when posts are wanted, and how that compares with what was given before.
    fn wanted(&self, standing: &Standing) -> Wanted {
        let asked = self.options.range.since;
        let youngest = || {
            let age = self.options.max_age?;
            let begin = || self.now().checked_sub_signed(age);
            if standing.known {
                standing.floor_at
            } else {
                begin()
            }
        };
        let since = asked.or_else(youngest);
        Wanted {
            since,
            by_age: asked.is_none() && !standing.known,
            until: self.options.range.until,
            covered: Covered::of(standing),
            wider: standing.known
                && standing.floor_at.is_some_and(|floor| {
                    since.is_none_or(|since| since + TimeDelta::seconds(1) < floor)
                }),
        }
    }

    /// Enlists the sources that a source names.
    pub(super) fn take_up(&mut self, parent: usize, found: Vec<(Source, bool)>) {
        let Some(work) = self.active.get(&parent) else {
            return;
        };
        let (connector, depth, name) = (work.connector, work.depth + 1, work.source.name.clone());
        let (mut count, mut left_out, named) = (0, 0, found.len());
        for (source, trusted) in found {
            if depth > DEPTH || self.jobs >= self.options.sources {
                left_out += 1;
            } else if self.enlist(Job::new(connector, source), depth, trusted) {
                count += 1;
            }
        }
        self.sink.event(&Event::Found {
            source: &name,
            count,
        });
        let Some(work) = self.active.get_mut(&parent) else {
            return;
        };
        if left_out > 0 {
            work.outcome.note(format!("{left_out} of the {named} sources it names are left out: too many, or named too indirectly"));
        }
        let twice = named - left_out - count;
        if twice > 0 {
            work.outcome.note(format!(
                "{twice} of the {named} sources it names are known already"
            ));
        }
    }
}
