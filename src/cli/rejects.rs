//! `--rejects`: lines and rows that could not be read, kept to be mended and read again.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::atomic::Ordering;

use anyhow::Context;

use super::session::Session;
use super::stream::create;

/// Rows that could not be read, each after the header of its table.
pub(super) struct Rejects {
    file: File,
    /// The header that was written last, and how many different ones were.
    header: String,
    headers: usize,
}

/// The file of `--rejects`: made anew by whoever asks first in a run, gone on with by the others.
pub(super) fn open(session: &Session) -> anyhow::Result<Option<File>> {
    let Some(path) = session.common.rejects.as_deref() else {
        return Ok(None);
    };
    if !session.rejects_begun.swap(true, Ordering::Relaxed) {
        return create(path).map(Some);
    }
    let file = OpenOptions::new().append(true).open(path);
    let file = file.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Some(file))
}

impl Rejects {
    pub(super) fn open(session: &Session) -> anyhow::Result<Option<Self>> {
        let file = open(session)?;
        Ok(file.map(|file| Rejects {
            file,
            header: String::new(),
            headers: 0,
        }))
    }

    /// Keeps a row of a table; the header comes before the first, and again where it is another.
    pub(super) fn keep(&mut self, header: &str, row: &str) -> anyhow::Result<()> {
        if row.is_empty() {
            return Ok(());
        }
        if self.headers == 0 || self.header != header {
            self.line(header.as_bytes())?;
            header.clone_into(&mut self.header);
            self.headers += 1;
        }
        self.line(row.as_bytes())
    }

    /// Keeps a line as it is.
    pub(super) fn line(&mut self, line: &[u8]) -> anyhow::Result<()> {
        let end: &[u8] = match line.last() {
            None | Some(b'\n' | b'\r') => b"",
            Some(_) => b"\n",
        };
        self.file
            .write_all(&[line, end].concat())
            .context("cannot write the rejects")
    }

    /// How many times a header was written.
    pub(super) fn headers(&self) -> usize {
        self.headers
    }
}
