//! `--dry-run`: the requests that would be made first, and what they may cost.

use std::io::Write;

use super::tell::{exit_of, words};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::connect::{From, Start};
use crate::fetch::{Failure, Job, Options};
use crate::http::redact;
use crate::time::Range;

/// What would be done, without secrets.
fn told(from: &From) -> String {
    match from {
        From::Http(request) if request.body.is_some() => format!("POST {}", redact(&request.url)),
        From::Http(request) => format!("GET {}", redact(&request.url)),
        From::File(path) => format!("read {}", path.display()),
    }
}

/// Prints the first requests of every source.
pub(super) fn run(session: &Session, jobs: &[Job], options: &Options) -> anyhow::Result<Exit> {
    let mut text = String::new();
    let mut wrong = Vec::new();
    for Job {
        connector,
        source,
        hindrance,
        ..
    } in jobs
    {
        let since = options
            .max_age
            .and_then(|age| session.now.checked_sub_signed(age));
        let start = Start {
            cursor: None,
            session: None,
            range: Range {
                since: options.range.since.or(since),
                until: options.range.until,
            },
            now: session.now,
        };
        let first = match hindrance {
            Some(error) => Err(error.clone()),
            None => connector.first(source, &start),
        };
        let asks = match first {
            Ok(asks) => asks,
            Err(error) => {
                let failure = Failure::from(error);
                session.console.error(words(&failure, &source.name));
                wrong.push(exit_of(&failure));
                continue;
            }
        };
        if let Some(key) = connector.session_key(source) {
            text.push_str(&format!("{}: logs in once, as {key}\n", connector.name()));
        }
        for ask in asks {
            text.push_str(&format!("{}: {}", connector.name(), told(&ask.from)));
            if let Some(price) = connector.price(source, &ask) {
                text.push_str(&format!(
                    "  (up to {} {} a page)",
                    crate::fetch::shown(price.amount),
                    price.unit
                ));
            }
            text.push('\n');
        }
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(text.as_bytes())?;
    output.finish()?;
    Ok(match wrong.iter().max() {
        None => Exit::Done,
        Some(worst) if wrong.len() == jobs.len() => *worst,
        Some(_) => Exit::Partial,
    })
}
