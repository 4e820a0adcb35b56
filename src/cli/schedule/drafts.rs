//! Drafts from JSON Lines or from the spreadsheet that people keep.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::exit::Exit;
use crate::cli::mistaken;
use crate::cli::rejects::Rejects;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Input, Problem, Worker};
use crate::record::Draft;
use crate::schedule::{ChannelNames, drafts_from_csv};
pub(super) use crate::text::sheet::decoded as text;

/// The drafts of the files, and whether all could be read; `Failed` when `--strict` ends the run. Channels that `cm.toml` calls nearly so are told.
pub(super) fn read(session: &Session, paths: &[PathBuf]) -> anyhow::Result<(Vec<Draft>, Exit)> {
    let (mut drafts, lines, mut exit) = tables(session, paths)?;
    if exit == Exit::Failed {
        return Ok((drafts, exit));
    }
    if !lines.is_empty() {
        let ran = stream::run_over(session, 1, (lines, None), None, Drafts::default)?;
        exit = match ran.exit {
            Exit::Done => exit,
            worse => worse,
        };
        drafts.extend(ran.workers.into_iter().flat_map(|worker| worker.0));
    }
    warn_of_slips(session, &drafts);
    Ok((drafts, exit))
}

/// The drafts of those files that are tables, and the other files, which hold lines; `Failed` when `--strict` ends the run.
pub(super) fn tables(
    session: &Session,
    paths: &[PathBuf],
) -> anyhow::Result<(Vec<Draft>, Vec<Input>, Exit)> {
    let mut drafts = Vec::new();
    let mut exit = Exit::Done;
    let mut lines = Vec::new();
    stream::spare_the_inputs(session, paths)?;
    let mut rejects = Rejects::open(session)?;
    let channels = channel_names(session);
    for input in session.inputs(paths)? {
        let name = input.name.clone();
        let mut bytes = Vec::new();
        input
            .decompressed()
            .and_then(|mut input| input.read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {name}"))?;
        mistaken::refuse(&name, &bytes)?;
        if !is_sheet(&name, &bytes) {
            let bytes = Box::new(Cursor::new(bytes));
            lines.push(Input { name, bytes });
            continue;
        }
        let sheet = drafts_from_csv(&text(&bytes), &name, &session.zone, &channels)?;
        for remark in &sheet.remarks {
            session.console.warn(remark);
        }
        for fault in &sheet.faults {
            session.console.error(fault);
            exit = Exit::Partial;
            if let Some(rejects) = &mut rejects {
                rejects.keep(&sheet.header, &fault.raw)?;
            }
            if session.common.strict {
                return Ok((drafts, lines, Exit::Failed));
            }
        }
        drafts.extend(sheet.drafts);
    }
    Ok((drafts, lines, exit))
}

/// The names of channels that `cm.toml` uses, be it for their rules, their charter or days that are closed.
pub(super) fn channel_names(session: &Session) -> ChannelNames {
    let mut names = Vec::new();
    for file in &session.files {
        let of_clients = file.tables(&["charter", "client"]);
        let mut paths = vec![vec!["channel"], vec!["charter", "channel"]];
        for (client, _) in &of_clients {
            paths.push(vec!["charter", "client", client.as_str(), "channel"]);
        }
        let tables = paths.iter().flat_map(|path| file.tables(path));
        let values = file.named_in(&["channel"], "");
        names.extend(tables.chain(values).map(|(name, _)| name));
    }
    ChannelNames::new(names.iter().map(String::as_str))
}

/// Tells of channels whose rules do not hold because `[channel.NAME]` is spelt a little differently, once each.
fn warn_of_slips(session: &Session, drafts: &[Draft]) {
    let ruled: Vec<String> = session
        .files
        .iter()
        .flat_map(|file| file.tables(&["channel"]))
        .map(|(name, _)| name)
        .collect();
    let ruled = ChannelNames::new(ruled.iter().map(String::as_str));
    let named: BTreeSet<&String> = drafts.iter().flat_map(|draft| &draft.channels).collect();
    for channel in named {
        if let Some(near) = ruled.nearly(channel) {
            session.console.warn(format!(
                "no [channel.{near}] holds for the channel `{channel}` of the drafts; did you mean `{near}`?"
            ));
        }
    }
}

/// Whether a file is a table: what begins with a brace is not, nor what is called JSON, nor what is empty and not called a table.
pub(super) fn is_sheet(name: &str, bytes: &[u8]) -> bool {
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let extension = Path::new(name).extension().unwrap_or_default();
    let extension = extension.to_string_lossy().to_lowercase();
    let first = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start()
        .first();
    match (first, extension.as_str()) {
        (Some(b'{'), _) | (_, "jsonl" | "ndjson" | "json") => false,
        (Some(_), _) => true,
        (None, extension) => ["csv", "tsv", "txt"].contains(&extension),
    }
}

#[derive(Default)]
struct Drafts(Vec<Draft>);

impl Worker for Drafts {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let draft: Draft = serde_json::from_str(line)?;
        if draft.record_type != "draft" {
            return Err(Problem::new(
                1,
                format!("expected a draft, found a {}", draft.record_type),
            ));
        }
        if let Some(priority) = draft
            .priority
            .filter(|priority| !(1..=5).contains(priority))
        {
            let message = format!("priority: `{priority}` is not one of 1 to 5");
            return Err(Problem::new(1, message));
        }
        self.0.push(draft);
        Ok(())
    }
}
