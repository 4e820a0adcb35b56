//! Listening: sources to posts on the output, state behind them; once, or again and again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::dry;
use super::memory::Memory;
use super::network::Network;
use super::sources;
use super::tell::{remembered_in, shown, tell};
use crate::cli::common::Lines;
use crate::cli::console::{Console, counted};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::{self, Output};
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::fetch::privacy::Privacy;
use crate::fetch::{self, Batch, Event, Job, Sink};
use crate::http::Client;

#[derive(Args, Debug)]
pub(super) struct RunArgs {
    #[command(flatten)]
    lines: Lines,

    #[command(flatten)]
    network: Network,
}

/// Fetches the sources of the configuration.
pub(super) fn run(session: &Session, args: &RunArgs) -> anyhow::Result<Exit> {
    let jobs = sources::jobs(session)?;
    if jobs.is_empty() {
        let message = "no source to fetch: put [[source]] tables into cm.toml, or try `cm-fetch demo` or `cm-fetch feed URL`";
        return Err(UsageError(message.to_owned()).into());
    }
    let state = args.network.state(super::default_state());
    let run = Listening {
        session,
        network: &args.network,
        state,
        unattended: true,
    };
    run.listen(&jobs)
}

/// How sources are listened to.
pub(super) struct Listening<'a> {
    pub(super) session: &'a Session,
    pub(super) network: &'a Network,
    pub(super) state: Option<PathBuf>,
    /// The sources are those of the configuration, asked again and again.
    pub(super) unattended: bool,
}

impl Listening<'_> {
    /// Where the memory lies of which nobody spoke: whoever begins in a new folder may not know that there is one.
    fn memory(&self) -> Option<String> {
        let state = self.state.as_deref()?;
        let by_default = super::default_state().is_some_and(|default| default == state);
        by_default.then(|| remembered_in(state))
    }

    /// Fetches sources, once or again and again.
    pub(super) fn listen(&self, jobs: &[Job]) -> anyhow::Result<Exit> {
        let mut options = self.network.fetch_options(self.session, self.unattended);
        if self.network.dry_run {
            return dry::run(self.session, jobs, &options);
        }
        let raw = jobs.iter().any(|job| job.source.keep_raw);
        self.network.privacy.warn_of_raw(self.session, raw);
        self.spare_the_inputs(jobs)?;
        let mut memory = Memory::open(self.session, self.network, self.state.as_deref())?;
        let client = Client::new(self.network.client_options(self.session)?)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut posts = Posts::open(self.session, self.network, &mut memory, jobs.len())?;
        let exit = loop {
            let stop = stopped();
            let run = fetch::run(
                jobs.to_vec(),
                &client,
                memory.parts(),
                &options,
                &mut posts,
                stop,
            );
            let report = runtime.block_on(run);
            posts.progress.clear();
            let exit = match report {
                Ok(report) => {
                    next_time(&mut options, &report);
                    let memory = self.memory();
                    tell(
                        &self.session.console,
                        &report,
                        memory.as_deref(),
                        options.max_age,
                    )
                }
                Err(error) => {
                    runtime.shutdown_background();
                    return Err(error.into());
                }
            };
            let Some(pause) = self.network.follow.filter(|_| exit != Exit::Interrupted) else {
                break exit;
            };
            self.session
                .console
                .detail(format!("asking again in {}", shown(pause)));
            if runtime.block_on(wait(pause)) {
                break Exit::Interrupted;
            }
            posts.progress = Progress::count(
                self.session,
                (jobs.len() as u64, "sources"),
                posts.output.is_terminal(),
            );
        };
        // A file that is really a pipe nobody writes to would hold up an orderly shutdown.
        runtime.shutdown_background();
        posts.end(&mut memory, exit)?;
        Ok(exit)
    }

    /// Refuses to write into what is read.
    fn spare_the_inputs(&self, jobs: &[Job]) -> Result<(), UsageError> {
        let common = &self.session.common;
        let path = |job: &Job| {
            let target = job.source.target.as_str();
            PathBuf::from(target.strip_prefix("file://").unwrap_or(target))
        };
        let mut others: Vec<PathBuf> = jobs.iter().map(path).collect();
        others.extend(self.state.clone());
        others.extend(common.config.clone());
        for (flag, written) in [
            ("--output", &common.output),
            ("--append", &self.network.append),
        ] {
            let others = others.iter().map(PathBuf::as_path);
            output::spare(flag, written.as_deref(), others)?;
        }
        Ok(())
    }
}

/// What is said once is done once: forgetting, and spending.
fn next_time(options: &mut fetch::Options, report: &fetch::Report) {
    options.full_refresh = false;
    let spent = report.spent.map_or(0.0, |spent| spent.amount);
    options.max_cost = options.max_cost.map(|most| (most - spent).max(0.0));
}

/// Ends when the user or the system wants the run to end.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                () = interrupted() => return,
            }
        }
    }
    interrupted().await;
}

async fn interrupted() {
    // Without a handler the system ends the run, which loses nothing either.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Waits; `true` if it was interrupted.
async fn wait(pause: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(pause) => false,
        () = stopped() => true,
    }
}

/// Writes posts and shows how far the run is.
struct Posts {
    privacy: Privacy,
    console: Console,
    progress: Progress,
    output: Output,
    /// Where the output will be when it is whole, if something stands there now.
    before: Option<PathBuf>,
    buffer: Vec<u8>,
    /// Posts given.
    given: u64,
    /// Bytes in the file that lines are added to, where that is remembered.
    length: Option<u64>,
}

impl Posts {
    fn open(
        session: &Session,
        network: &Network,
        memory: &mut Memory,
        sources: usize,
    ) -> anyhow::Result<Self> {
        // A mistake in it must not cost the file that is about to be written over.
        let privacy = network.privacy.engine()?;
        let (output, length) = match &network.append {
            Some(_) if session.common.output.is_some() => {
                let message =
                    "--append and --output are two places for the same lines; give one of them";
                return Err(UsageError(message.to_owned()).into());
            }
            Some(path) => {
                let (file, length) = memory.open_appended(path, session)?;
                (Output::Direct(file), Some(length))
            }
            None => (place(session, network, memory)?, None),
        };
        if output.is_whole() {
            memory.hold();
        }
        Ok(Posts {
            privacy,
            console: session.console.clone(),
            progress: Progress::count(session, (sources as u64, "sources"), output.is_terminal()),
            output,
            before: session
                .common
                .output
                .clone()
                .filter(|path| output::holds_something(path)),
            buffer: Vec::new(),
            given: 0,
            length,
        })
    }

    /// Ends the output. A file that was to be whole is there only if it is: what was in it stays when the run was interrupted, and then nothing counts
    /// as given, or when a run that failed gave nothing.
    fn end(self, memory: &mut Memory, exit: Exit) -> anyhow::Result<()> {
        let is_file = self.output.is_whole();
        let interrupted = exit == Exit::Interrupted;
        if !is_file || !(interrupted || (exit != Exit::Done && self.given == 0)) {
            self.output.finish()?;
            return memory.release();
        }
        self.output.abandon()?;
        if let Some(path) = self.before {
            let shown = path.display();
            self.console.error(format!("{shown} is left as it was"));
        } else if interrupted {
            let message = "nothing is written: the run was interrupted; its posts come again";
            self.console.error(message);
        }
        match interrupted {
            true => Ok(()),
            false => memory.release(),
        }
    }
}

/// Where posts go that are not added to a file: to a file that is there when the run is over, unless the run never is.
fn place(session: &Session, network: &Network, memory: &Memory) -> anyhow::Result<Output> {
    let path = session.common.output.as_deref();
    let before = path.filter(|path| output::holds_something(path));
    if let Some(shown) = before.map(Path::display) {
        if network.follow.is_some() {
            let message = format!(
                "--output {shown}: something stands in it, and --follow would write over it at once; add to it with --append {shown}"
            );
            return Err(UsageError(message).into());
        }
        if !network.full_refresh && memory.remembers_posts()? {
            let message = format!(
                "--output {shown} would take away what earlier runs gave, and the state remembers that it was given: use --append {shown}, or another file"
            );
            return Err(UsageError(message).into());
        }
    }
    match network.follow {
        Some(_) => Output::as_it_comes(path),
        None => Output::open(path),
    }
}

impl Sink for Posts {
    fn write(&mut self, batch: &Batch<'_>) -> io::Result<()> {
        self.buffer.clear();
        for post in &batch.posts {
            serde_json::to_writer(&mut self.buffer, &*self.privacy.applied(post))?;
            self.buffer.push(b'\n');
        }
        self.output.write_all(&self.buffer)?;
        self.output.sync()?;
        if let Some(length) = &mut self.length {
            *length += self.buffer.len() as u64;
        }
        Ok(())
    }

    fn length(&self) -> Option<u64> {
        self.length
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
            // Who watches wants to know why nothing moves.
            Event::Waiting { host, wait } => self.console.summary(format!(
                "{host} asks for patience: waiting {}",
                shown(*wait)
            )),
            Event::Retrying { error, wait } => self
                .console
                .detail(format!("{error}; trying again in {}", shown(*wait))),
            Event::Finished(outcome) => {
                self.given += outcome.new;
                self.progress.advance(1);
                self.progress.say(counted(self.given, "post"));
                for line in &outcome.told {
                    self.console.warn(line);
                }
                for note in &outcome.notes {
                    self.console
                        .detail(format!("{}: {note}", sources::shown(&outcome.source)));
                }
            }
        }
    }
}
