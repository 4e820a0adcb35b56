//! What a run says when it is over: which sources failed or fell silent, the sum, the exit code.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;

use super::sources;
use crate::cli::console::{Console, counted};
use crate::cli::exit::Exit;
use crate::fetch::{self, Failure, Outcome, Report};
use crate::http::HttpErrorKind;

/// So many sources have a line each in the summary; of more, only `-v` tells.
const FEW: usize = 20;

/// A time span in words.
pub(super) fn shown(wait: Duration) -> String {
    humantime::format_duration(Duration::from_millis(
        u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
    ))
    .to_string()
}

/// A place of the memory as people write it.
pub(super) fn remembered_in(state: &Path) -> String {
    let home = std::env::home_dir();
    match home.and_then(|home| Some(state.strip_prefix(home).ok()?.to_owned())) {
        Some(below) => format!("~/{}", below.display()),
        None => state.display().to_string(),
    }
}

/// What came of a run, in a line.
fn summary(report: &Report, memory: Option<&str>) -> String {
    let total = report.total();
    let sources = report.outcomes.len();
    let mut summary = format!(
        "{} from {}, {} seen before",
        counted(total.new, "new post"),
        counted(sources as u64, "source"),
        total.old
    );
    let nothing_new = total.new == 0 && total.old + total.not_modified > 0;
    if let (Some(memory), true) = (memory, nothing_new) {
        summary.push_str(&format!(" (remembered in {memory}; see --no-state)"));
    }
    if total.unwanted > 0 {
        summary.push_str(&format!(", {} not looked for", total.unwanted));
    }
    if total.not_modified > 0 {
        summary.push_str(&format!(", {} unchanged", total.not_modified));
    }
    let resting = report
        .outcomes
        .iter()
        .filter(|outcome| outcome.resting)
        .count();
    if resting > 0 {
        summary.push_str(&format!(", {resting} left alone for now"));
    }
    if let Some(spent) = report.spent {
        let amount = fetch::shown(spent.amount);
        let unit = match (amount.as_str(), spent.unit) {
            ("1", unit) => unit.trim_end_matches('s'),
            (_, unit) => unit,
        };
        summary.push_str(&format!(", about {amount} {unit} spent"));
    }
    summary
}

/// Names the sources that failed, sums up, and chooses the exit code. `memory` is where what was seen is remembered, if that is worth telling.
pub(super) fn tell(console: &Console, report: &Report, memory: Option<&str>) -> Exit {
    let failed: Vec<(&Outcome, &Failure)> = report
        .outcomes
        .iter()
        .filter_map(|outcome| Some((outcome, outcome.failure.as_ref()?)))
        .filter(|(_, failure)| !matches!(failure, Failure::Interrupted))
        .collect();
    for (outcome, failure) in &failed {
        console.error(words(failure, &outcome.source));
    }
    for outcome in &report.outcomes {
        tell_of(console, outcome, report.outcomes.len());
    }
    let total = report.total();
    let sources = report.outcomes.len();
    let summary = summary(report, memory);
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

/// A failure of a source, in words that name where it was.
pub(super) fn words(failure: &Failure, source: &str) -> String {
    match failure {
        Failure::Source(error) => {
            format!("{}: {}", sources::shown(&error.source_name), error.message)
        }
        Failure::Http(_) | Failure::Parse(_) | Failure::File { .. } => failure.to_string(),
        _ => format!("{}: {failure}", sources::shown(source)),
    }
}

/// How one source fared, where that is worth a line.
fn tell_of(console: &Console, outcome: &Outcome, sources: usize) {
    let name = sources::shown(&outcome.source);
    if let Some((silent, usual)) = outcome.silence {
        console.warn(format!(
            "{name}: nothing new for {}; its longest pause before was {}",
            roughly(silent),
            roughly(usual)
        ));
    }
    let line = format!(
        "{name}: {} new, {} old{}",
        outcome.new,
        outcome.old,
        match (&outcome.failure, outcome.resting) {
            (Some(_), _) => ", failed",
            (None, true) => ", left alone for now",
            (None, false) if outcome.not_modified > 0 => ", unchanged",
            (None, false) => "",
        }
    );
    if (2..=FEW).contains(&sources) {
        console.summary(line);
    } else if sources > FEW {
        console.detail(line);
    }
}

/// A long time as a person says it.
fn roughly(span: TimeDelta) -> String {
    match span.num_hours() {
        hours if hours >= 48 => counted(u64::try_from(hours / 24).unwrap_or(0), "day"),
        0 => counted(u64::try_from(span.num_minutes()).unwrap_or(0), "minute"),
        hours => counted(u64::try_from(hours).unwrap_or(0), "hour"),
    }
}

/// The exit code of a failure.
pub(super) fn exit_of(failure: &Failure) -> Exit {
    match failure {
        Failure::Http(error) => match error.kind {
            HttpErrorKind::Unauthorized(_) => Exit::Credentials,
            HttpErrorKind::Quota { .. } => Exit::Quota,
            _ => Exit::Failed,
        },
        Failure::Source(error) if error.credentials => Exit::Credentials,
        Failure::Source(_) => Exit::Usage,
        Failure::Cost(_) => Exit::Quota,
        _ => Exit::Failed,
    }
}
