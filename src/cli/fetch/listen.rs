//! `cm-fetch run` and `cm-fetch feed`: sources to posts on the output, state behind them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;

use super::privacy::PrivacyArgs;
use super::sources;
use crate::cli::common::Lines;
use crate::cli::console::{Console, counted};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::connect::Source;
use crate::fetch::privacy::Privacy;
use crate::fetch::{self, Batch, Event, Failure, Job, Outcome, Report, Sink};
use crate::http::{self, Client, HttpErrorKind};
use crate::state::State;

#[derive(Args, Debug)]
pub(super) struct RunArgs {
    #[command(flatten)]
    lines: Lines,

    #[command(flatten)]
    network: Network,
}

#[derive(Args, Debug)]
pub(super) struct FeedArgs {
    /// Addresses or files of feeds and OPML lists; `-` is standard input
    #[arg(required = true, value_name = "URL|FILE")]
    targets: Vec<String>,

    /// Name of the watch, written to the posts
    #[arg(long, value_name = "NAME")]
    query: Option<String>,

    /// Keep what the source sent and no field holds under `raw`
    #[arg(long)]
    raw: bool,

    #[command(flatten)]
    lines: Lines,

    #[command(flatten)]
    network: Network,
}

/// How to behave on the network, and what to remember.
#[derive(Args, Debug)]
struct Network {
    #[command(flatten)]
    privacy: PrivacyArgs,

    /// Remember in FILE what was fetched, so that it never comes twice [default for run: the user's state folder]
    #[arg(long, env = "CM_STATE", value_name = "FILE")]
    state: Option<PathBuf>,

    /// Remember nothing, whatever --state says: fetch all there is
    #[arg(long)]
    no_state: bool,

    /// Allow private and loopback addresses
    #[arg(long, env = "CM_ALLOW_PRIVATE", value_parser = clap::builder::FalseyValueParser::new())]
    allow_private: bool,

    /// Where our user can be reached, told to every server: an address or a page
    #[arg(long, env = "CM_CONTACT", value_name = "ADDRESS")]
    contact: Option<String>,

    /// Requests open at one host
    #[arg(
        long,
        env = "CM_PER_HOST",
        value_name = "N",
        default_value_t = 4,
        hide_short_help = true
    )]
    per_host: usize,

    /// Time for one request, such as 30s
    #[arg(long, env = "CM_TIMEOUT", value_name = "TIME", default_value = "1m", value_parser = humantime::parse_duration, hide_short_help = true)]
    timeout: Duration,

    /// Trust the certificate authorities in this PEM file too
    #[arg(long, env = "CM_CA_FILE", value_name = "FILE", hide_short_help = true)]
    ca_file: Option<PathBuf>,
}

/// Fetches the sources of the configuration.
pub(super) fn run(session: &Session, args: &RunArgs) -> anyhow::Result<Exit> {
    let jobs = sources::jobs(session)?;
    if jobs.is_empty() {
        let message = "no source to fetch: put [[source]] tables into cm.toml, or try `cm-fetch demo` or `cm-fetch feed URL`";
        return Err(UsageError(message.to_owned()).into());
    }
    let state = args.network.state.clone().or_else(super::default_state);
    listen(session, jobs, &args.network, state)
}

/// Fetches feeds named on the command line.
pub(super) fn feed(session: &Session, args: &FeedArgs) -> anyhow::Result<Exit> {
    let job = |target: &String| {
        let source = Source {
            name: sources::state_name("feed", target),
            target: target.clone(),
            options: BTreeMap::new(),
            client: session.common.client.clone(),
            query: args.query.clone(),
            keep_raw: args.raw,
        };
        sources::job("feed", source)
    };
    let jobs = args.targets.iter().map(job).collect::<Result<_, _>>()?;
    args.network.privacy.warn_of_raw(session, args.raw);
    let state = args.network.state.clone();
    listen(session, jobs, &args.network, state)
}

fn listen(
    session: &Session,
    jobs: Vec<Job>,
    network: &Network,
    state: Option<PathBuf>,
) -> anyhow::Result<Exit> {
    let state_file = state.filter(|_| !network.no_state);
    let mut state = match &state_file {
        Some(path) => State::open(path)?,
        None => State::memory()?,
    };
    let client = Client::new(client_options(session, network)?)?;
    let options = fetch::Options {
        range: session.range,
        ..fetch::Options::default()
    };
    let output = Output::as_it_comes(session.common.output.as_deref())?;
    let mut posts = Posts {
        privacy: network.privacy.engine()?,
        console: session.console.clone(),
        progress: Progress::count(session, jobs.len() as u64, output.is_terminal()),
        output,
        buffer: Vec::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let interrupted = async {
        // Without a handler the system ends the run, which loses nothing either.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let report = runtime.block_on(fetch::run(
        jobs,
        &client,
        &mut state,
        &options,
        &mut posts,
        interrupted,
    ));
    posts.progress.clear();
    // A file that is really a pipe nobody writes to would hold up an orderly shutdown.
    runtime.shutdown_background();
    let report = report?;
    if state_file.is_some() {
        state.prune(session.now)?;
    }
    posts.output.finish()?;
    Ok(tell(&session.console, &report))
}

fn client_options(session: &Session, network: &Network) -> anyhow::Result<http::Options> {
    let ca_pem = match &network.ca_file {
        Some(path) => {
            Some(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?)
        }
        None => None,
    };
    let variable = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    Ok(http::Options {
        user_agent: http::Options::user_agent(network.contact.as_deref()),
        total_timeout: network.timeout,
        per_host: network.per_host.max(1),
        allow_private: network.allow_private,
        ca_pem,
        proxy: variable(["HTTPS_PROXY", "https_proxy"])
            .or_else(|| variable(["ALL_PROXY", "all_proxy"])),
        no_proxy: variable(["NO_PROXY", "no_proxy"]),
        clock: session.clock,
        ..http::Options::default()
    })
}

/// Writes posts and shows how far the run is.
struct Posts {
    privacy: Privacy,
    console: Console,
    progress: Progress,
    output: Output,
    buffer: Vec<u8>,
}

impl Sink for Posts {
    fn write(&mut self, batch: &Batch<'_>) -> io::Result<()> {
        self.buffer.clear();
        for post in &batch.posts {
            serde_json::to_writer(&mut self.buffer, &*self.privacy.applied(post))?;
            self.buffer.push(b'\n');
        }
        self.output.write_all(&self.buffer)?;
        self.output.sync()
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Started { source } => self
                .console
                .detail(format!("{}: asking", sources::shown(source))),
            Event::Found { source, count } => {
                self.progress.lengthen(*count as u64);
                self.console.detail(format!(
                    "{}: names {}",
                    sources::shown(source),
                    counted(*count as u64, "source")
                ));
            }
            Event::Waiting { host, wait } => self.console.detail(format!(
                "{host} asks for patience: waiting {}",
                shown(*wait)
            )),
            Event::Retrying { error, wait } => self
                .console
                .detail(format!("{error}; trying again in {}", shown(*wait))),
            Event::Finished(outcome) => {
                self.progress.advance(1);
                for note in &outcome.notes {
                    self.console
                        .detail(format!("{}: {note}", sources::shown(&outcome.source)));
                }
            }
        }
    }
}

fn shown(wait: Duration) -> String {
    humantime::format_duration(Duration::from_millis(
        u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
    ))
    .to_string()
}

/// Names the sources that failed, sums up, and chooses the exit code.
fn tell(console: &Console, report: &Report) -> Exit {
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
