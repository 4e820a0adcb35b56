//! What a run says when it is over: which sources failed or fell silent, the sum, the exit code.

use std::time::Duration;

use super::sources;
use crate::cli::console::{Console, counted};
use crate::cli::exit::Exit;
use crate::fetch::{Failure, Outcome, Report};
use crate::http::HttpErrorKind;

/// A time span in words.
pub(super) fn shown(wait: Duration) -> String {
    humantime::format_duration(Duration::from_millis(
        u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
    ))
    .to_string()
}

/// Names the sources that failed, sums up, and chooses the exit code.
pub(super) fn tell(console: &Console, report: &Report) -> Exit {
    let failed: Vec<(&Outcome, &Failure)> = report
        .outcomes
        .iter()
        .filter_map(|outcome| Some((outcome, outcome.failure.as_ref()?)))
        .filter(|(_, failure)| !matches!(failure, Failure::Interrupted))
        .collect();
    for (outcome, failure) in &failed {
        match failure {
            Failure::Source(error) => {
                console.error(format!(
                    "{}: {}",
                    sources::shown(&error.source_name),
                    error.message
                ));
            }
            Failure::Http(_) | Failure::Parse(_) | Failure::File { .. } => console.error(failure),
            _ => console.error(format!("{}: {failure}", sources::shown(&outcome.source))),
        }
    }
    let total = report.total();
    let sources = report.outcomes.len();
    let mut summary = format!(
        "{} from {}, {} seen before",
        counted(total.new, "new post"),
        counted(sources as u64, "source"),
        total.old
    );
    if total.not_modified > 0 {
        summary.push_str(&format!(", {} unchanged", total.not_modified));
    }
    if failed.is_empty() {
        console.summary(summary);
    } else {
        console.warn(format!(
            "{summary}, {} failed",
            counted(failed.len() as u64, "source")
        ));
    }
    if report.interrupted {
        return Exit::Interrupted;
    }
    match failed.as_slice() {
        [] => Exit::Done,
        all if all.len() == sources && total.new + total.old == 0 => all
            .iter()
            .map(|(_, failure)| exit_of(failure))
            .max()
            .unwrap_or(Exit::Failed),
        _ => Exit::Partial,
    }
}

fn exit_of(failure: &Failure) -> Exit {
    match failure {
        Failure::Http(error) => match error.kind {
            HttpErrorKind::Unauthorized(_) => Exit::Credentials,
            HttpErrorKind::Quota { .. } => Exit::Quota,
            _ => Exit::Failed,
        },
        Failure::Source(_) => Exit::Usage,
        _ => Exit::Failed,
    }
}
