//! Drafts from JSON Lines or from the spreadsheet that people keep.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::record::Draft;
use crate::schedule::drafts_from_csv;

/// The drafts of the files, and whether all could be read.
pub(super) fn read(session: &Session, paths: &[PathBuf]) -> anyhow::Result<(Vec<Draft>, Exit)> {
    let (sheets, lines): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| is_sheet(path));
    let mut drafts = Vec::new();
    let mut exit = Exit::Done;
    for path in &sheets {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
        let sheet = drafts_from_csv(&text, &path.display().to_string(), &session.zone)?;
        for fault in &sheet.faults {
            session.console.error(fault);
            exit = Exit::Partial;
        }
        drafts.extend(sheet.drafts);
    }
    if !lines.is_empty() || sheets.is_empty() {
        let ran = stream::run_on(session, 1, &lines, None, Drafts::default)?;
        exit = exit.max(ran.exit);
        drafts.extend(ran.workers.into_iter().flat_map(|worker| worker.0));
    }
    Ok((drafts, exit))
}

fn is_sheet(path: &Path) -> bool {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    ["csv", "tsv", "txt"].contains(&extension.as_str())
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
        self.0.push(draft);
        Ok(())
    }
}
