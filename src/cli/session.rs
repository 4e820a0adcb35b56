//! What a run has at hand once the command line is understood.

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::Context;
use chrono::{DateTime, Utc};

use super::common::Common;
use super::console::Console;
use super::exit::UsageError;
use crate::config::File;
use crate::document::Language;
use crate::jsonl;
use crate::time::{Clock, Range, Zone, instant, rfc3339};

/// The run's surroundings: time, zone, range, configuration, console.
pub(super) struct Session {
    pub(super) common: Common,
    pub(super) console: Console,
    /// The configuration files in force, the strongest first.
    pub(super) files: Vec<File>,
    pub(super) clock: Clock,
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Zone,
    pub(super) range: Range,
    /// The language of reports.
    pub(super) language: Language,
    /// Whether the file of `--rejects` has been made in this run.
    pub(super) rejects_begun: AtomicBool,
    /// Lines read so far that were taken, and that were rejected.
    pub(super) taken: AtomicU64,
    pub(super) rejected: AtomicU64,
}

impl Session {
    pub(super) fn new(
        program: &'static str,
        common: Common,
        files: Vec<File>,
    ) -> anyhow::Result<Self> {
        let zone = Zone::named(&common.tz).context("--tz")?;
        let clock = match &common.now {
            Some(text) => Clock::Given(match rfc3339(text) {
                Some(instant) => instant,
                None => instant(text, &zone, Clock::System.now()).context("--now")?,
            }),
            None => Clock::System,
        };
        let now = clock.now();
        let bound =
            |flag: &'static str, text: &Option<String>| -> anyhow::Result<Option<DateTime<Utc>>> {
                text.as_deref()
                    .map(|text| instant(text, &zone, now).context(flag))
                    .transpose()
            };
        let range = Range {
            since: bound("--since", &common.since)?,
            until: bound("--until", &common.until)?,
        };
        if let (Some(since), Some(until)) = (range.since, range.until)
            && since > until
        {
            let message = "--since is later than --until: nothing lies between them";
            return Err(UsageError(message.to_owned()).into());
        }
        let console = Console::new(program, common.quiet, common.verbose);
        Ok(Session {
            common,
            console,
            files,
            clock,
            now,
            zone,
            range,
            language: Language::English,
            rejects_begun: AtomicBool::new(false),
            taken: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
        })
    }

    /// Whether lines were read and every one of them was rejected.
    pub(super) fn read_nothing(&self) -> bool {
        self.rejected.load(Ordering::Relaxed) > 0 && self.taken.load(Ordering::Relaxed) == 0
    }

    /// Threads to work with.
    pub(super) fn jobs(&self) -> usize {
        let chosen = self
            .common
            .jobs
            .or_else(|| std::thread::available_parallelism().ok());
        chosen.map_or(1, NonZeroUsize::get)
    }

    /// How lines are to be read.
    pub(super) fn line_settings(&self, jobs: usize) -> jsonl::Settings {
        jsonl::Settings {
            jobs,
            max_line: self.common.max_line,
            strict: self.common.strict,
        }
    }

    /// Opens the inputs; says so when a person would otherwise wait for nothing.
    pub(super) fn inputs(&self, paths: &[PathBuf]) -> anyhow::Result<Vec<jsonl::Input>> {
        let waits_for_keyboard = paths.is_empty() && io::IsTerminal::is_terminal(&io::stdin());
        if waits_for_keyboard {
            self.console.warn(
                "reading standard input from the terminal; end it with Ctrl-D, or see --help",
            );
        }
        Ok(jsonl::open(paths)?)
    }
}
