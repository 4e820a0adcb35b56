//! `cm-fetch check`: is every source there, is its token good, what is left of its quota; and where the memory lies.

use std::io::Write;

use clap::Args;

use super::memory::Memory;
use super::network::{Place, Wire};
use super::sources;
use super::tell::{exit_of, remembered_in, words};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::fetch;
use crate::http::Client;

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    wire: Wire,
}

/// Checks the sources of the configuration, one after the other.
pub(super) fn run(session: &Session, args: &CheckArgs) -> anyhow::Result<Exit> {
    let jobs = sources::jobs(session)?;
    if jobs.is_empty() {
        let message = "no source to check: put [[source]] tables into cm.toml";
        return Err(UsageError(message.to_owned()).into());
    }
    let client = Client::new(args.wire.client_options(session)?)?;
    // Sessions are kept, so that a check does not cost a log-in of the day.
    let state = args.place.state(super::default_state());
    let mut sessions = Memory::sessions_of(state.as_deref());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut output = Output::open(session.common.output.as_deref())?;
    let mut failures = Vec::new();
    for job in &jobs {
        let name = sources::shown(&job.source.name);
        let checked = runtime.block_on(fetch::check(job, &client, &mut sessions))?;
        let line = match checked {
            Ok(lines) if lines.is_empty() => format!("{}  {name}: good\n", job.connector.name()),
            Ok(lines) => format!(
                "{}  {name}: good; {}\n",
                job.connector.name(),
                lines.join("; ")
            ),
            Err(failure) => {
                let line = format!("{}  {name}: FAILED\n", job.connector.name());
                session.console.error(words(&failure, &job.source.name));
                failures.push(exit_of(&failure));
                line
            }
        };
        output.write_all(crate::text::terminal::one_line(line.trim_end()).as_bytes())?;
        output.write_all(b"\n")?;
    }
    output.finish()?;
    session.console.summary(match &state {
        Some(state) => format!("what is fetched is remembered in {}", remembered_in(state)),
        None => "nothing is remembered: every run fetches all there is".to_owned(),
    });
    Ok(match failures.iter().max() {
        None => Exit::Done,
        Some(worst) if failures.len() == jobs.len() => *worst,
        Some(Exit::Credentials) => Exit::Credentials,
        Some(_) => Exit::Partial,
    })
}
