//! Logging in: sources of one account share one session, asked for once, however many of them wait for it.

use crate::connect::{OldSession, Start};
use crate::fetch::ask::{LogInErrand, LoggedIn};
use crate::fetch::drive::Run;
use crate::fetch::outcome::Failure;
use crate::fetch::work::Work;
use crate::http::HttpErrorKind;
use crate::state::StateError;

impl Run<'_> {
    /// Begins a source, once its session is there.
    pub(super) fn log_in_or_begin(&mut self, number: usize, work: &mut Work) {
        match work.connector.session_key(&work.source) {
            Some(key) => {
                work.session_key = Some(key);
                self.log_in(number, work, false);
            }
            None => self.begin(work),
        }
    }

    /// Sees to it that a source has a session. `refused` says that the server has refused the one in force.
    fn log_in(&mut self, number: usize, work: &mut Work, refused: bool) {
        let Some(key) = work.session_key.clone() else {
            return;
        };
        if let Some(waiting) = self.logging_in.get_mut(&key) {
            waiting.push(number);
            work.logging_in = true;
            return;
        }
        let old = self
            .sessions
            .get(&key)
            .map(|text| OldSession { text, refused });
        let renewal = old.is_some();
        match work.connector.log_in(&work.source, old, self.now()) {
            Err(error) => work.fail(error.into()),
            Ok(None) if work.begun => {}
            Ok(None) => self.begin(work),
            Ok(Some(request)) => {
                work.logging_in = true;
                self.logging_in.insert(key.clone(), vec![number]);
                self.log_ins.push(LogInErrand {
                    key,
                    request,
                    renewal,
                    connector: work.connector,
                    source: work.source.clone(),
                });
            }
        }
    }

    /// The session that an ask was sent with is over: the ask waits for another one.
    pub(super) fn renew(&mut self, number: usize, used: Option<&str>) {
        let Some(mut work) = self.active.remove(&number) else {
            return;
        };
        let key = work.session_key.clone().unwrap_or_default();
        // Another source may have renewed it meanwhile.
        if self.sessions.get(&key) == used {
            self.log_in(number, &mut work, true);
        }
        self.active.insert(number, work);
    }

    /// Takes up what a log-in came to: all that wait for it go on, or fail.
    pub(super) fn logged_in(&mut self, landed: LoggedIn) -> Result<(), StateError> {
        let LoggedIn { errand, outcome } = landed;
        let failure = match outcome {
            Ok(session) => {
                self.sessions.put(&errand.key, session)?;
                None
            }
            // A session can be too old to be renewed; then one logs in afresh.
            Err(failure) if errand.renewal && may_start_afresh(&failure) => {
                match errand.connector.log_in(&errand.source, None, self.now()) {
                    Ok(Some(request)) => {
                        self.log_ins.push(LogInErrand {
                            request,
                            renewal: false,
                            ..errand
                        });
                        return Ok(());
                    }
                    _ => Some(failure),
                }
            }
            Err(failure) => Some(failure),
        };
        for number in self.logging_in.remove(&errand.key).unwrap_or_default() {
            let Some(mut work) = self.active.remove(&number) else {
                continue;
            };
            work.logging_in = false;
            match &failure {
                Some(failure) => work.fail(failure.again()),
                None if !work.begun => self.begin(&mut work),
                None => {}
            }
            self.active.insert(number, work);
        }
        Ok(())
    }

    /// Asks the connector where to begin.
    fn begin(&mut self, work: &mut Work) {
        let session = work
            .session_key
            .as_deref()
            .and_then(|key| self.sessions.get(key));
        let start = Start {
            cursor: work.cursor_before.as_ref(),
            session,
            range: work.wanted.range(),
            now: self.now(),
        };
        let given = std::mem::take(&mut work.given);
        let asks = if given.is_empty() {
            work.connector.first(&work.source, &start)
        } else {
            Ok(given)
        };
        work.begin(asks, self.options);
    }
}

/// Whether a renewal failed because of the old session, and not because the server is away.
fn may_start_afresh(failure: &Failure) -> bool {
    match failure {
        Failure::Http(error) => matches!(
            error.kind,
            HttpErrorKind::Unauthorized(_) | HttpErrorKind::Status(400..=499)
        ),
        _ => false,
    }
}
