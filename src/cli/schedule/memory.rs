//! The file of `--tasks`: tasks of earlier runs, each with its line.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::Task;
use crate::schedule::{Memory, write_changed};

/// What was remembered.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    pub(super) memory: Memory,
    /// Id to the line it was read from.
    lines: HashMap<String, (String, Task)>,
    /// Lines that are no tasks, as they were.
    pub(super) others: Vec<u8>,
}

/// Reads the file, if there is one yet. A line that cannot be read ends the run: to go on would lose it when the file is written anew.
pub(super) fn read(session: &Session, path: Option<&Path>) -> anyhow::Result<Remembered> {
    let Some(path) = path else {
        return Ok(Remembered::default());
    };
    if path.as_os_str() == "-" {
        let message = "--tasks takes a file: it is read, and written anew";
        return Err(UsageError(message.to_owned()).into());
    }
    if !path.exists() {
        return Ok(Remembered::default());
    }
    let paths: [PathBuf; 1] = [path.to_owned()];
    let inputs = (session.inputs(&paths)?, stream::total_size(&paths));
    let (mut workers, _, outcome) =
        stream::run_to_end(session, 1, inputs, (None, None), Remembered::default)?;
    if stream::tell(session, &outcome) != Exit::Done {
        bail!(
            "{} holds lines that cannot be read; mend or remove them: it is left as it is",
            path.display()
        );
    }
    Ok(workers.pop().unwrap_or_default())
}

impl Worker for Remembered {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let kind = object.get("type").map(|kind| kind.value.trim_matches('"'));
        if kind != Some("task") {
            self.others.extend_from_slice(line.as_bytes());
            self.others.push(b'\n');
            return Ok(());
        }
        let task: Task = serde_json::from_str(line)?;
        self.lines
            .insert(task.id.clone(), (line.to_owned(), task.clone()));
        self.memory.add(task);
        Ok(())
    }
}

impl Remembered {
    /// Writes a task: what its line held beside stays there.
    pub(super) fn write(&self, task: &Task, out: &mut Vec<u8>) -> anyhow::Result<()> {
        match self.lines.get(&task.id) {
            Some((line, before)) => {
                let written = write_changed(line, before, task, out);
                written.map_err(|problem| anyhow::anyhow!(problem.message))?;
            }
            None => {
                serde_json::to_writer(&mut *out, task)?;
                out.push(b'\n');
            }
        }
        Ok(())
    }
}
