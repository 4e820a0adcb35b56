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
use crate::state::Lock;

/// What was remembered.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    pub(super) memory: Memory,
    /// Id to the line it was read from.
    lines: HashMap<String, (String, Task)>,
    /// Lines that are no tasks, as they were.
    pub(super) others: Vec<u8>,
    /// Nobody else writes the file as long as this lives.
    _lock: Option<Lock>,
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
    let lock = Some(hold(path)?);
    if !path.exists() {
        return Ok(Remembered {
            _lock: lock,
            ..Remembered::default()
        });
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
    Ok(Remembered {
        _lock: lock,
        ..workers.pop().unwrap_or_default()
    })
}

/// From the reading to the writing the file is one run's alone: of two at once, one would lose what the other has given out.
fn hold(path: &Path) -> anyhow::Result<Lock> {
    // Under whatever name the file is called, it has one lock.
    let own = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = own.parent().filter(|folder| *folder != Path::new(""));
    if folder.is_some_and(|folder| !folder.is_dir()) {
        bail!("cannot write {}: there is no such folder", path.display());
    }
    Ok(Lock::take(&own)?)
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
