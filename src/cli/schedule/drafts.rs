//! Drafts from JSON Lines or from the spreadsheet that people keep.

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
use crate::schedule::drafts_from_csv;
pub(super) use crate::text::sheet::decoded as text;

/// The drafts of the files, and whether all could be read; `Failed` when `--strict` ends the run.
pub(super) fn read(session: &Session, paths: &[PathBuf]) -> anyhow::Result<(Vec<Draft>, Exit)> {
    let mut drafts = Vec::new();
    let mut exit = Exit::Done;
    let mut lines = Vec::new();
    stream::spare_the_inputs(session, paths)?;
    let mut rejects = Rejects::open(session)?;
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
        let sheet = drafts_from_csv(&text(&bytes), &name, &session.zone)?;
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
                return Ok((drafts, Exit::Failed));
            }
        }
        drafts.extend(sheet.drafts);
    }
    if !lines.is_empty() {
        let ran = stream::run_over(session, 1, (lines, None), None, Drafts::default)?;
        exit = match ran.exit {
            Exit::Done => exit,
            worse => worse,
        };
        drafts.extend(ran.workers.into_iter().flat_map(|worker| worker.0));
    }
    Ok((drafts, exit))
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
