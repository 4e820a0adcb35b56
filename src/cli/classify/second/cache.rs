//! Answers kept by the words they are about, in memory and, if asked for, in a file of JSON Lines that holds hashes and no words.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::classify::second::Opinion;
use crate::cli::exit::UsageError;
use crate::record::{Intent, Sentiment};

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sentiment: Option<Sentiment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intent: Option<Intent>,
}

/// How a line begins.
const BEGIN: &[u8] = b"{\"key\":\"";
/// Bytes of a line, at most; ours have about ninety.
const LONGEST: u64 = 1024;

/// The answers so far.
#[derive(Debug)]
pub(super) struct Cache {
    known: HashMap<String, Opinion>,
    file: Option<File>,
}

impl Cache {
    /// Reads the file, if there is one; a line that was cut short is passed over. A file of anything else is left as it is, and refused.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Cache {
                known: HashMap::new(),
                file: None,
            });
        };
        let context = || format!("cannot use {} as a cache", path.display());
        let known = match File::open(path) {
            Ok(file) => read(file).with_context(context)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(HashMap::new()),
            Err(error) => return Err(error).with_context(context),
        };
        let Some(known) = known else {
            let message = format!(
                "--llm-cache {}: this file holds something else than answers, and is left as it is; name a new file",
                path.display()
            );
            return Err(UsageError(message).into());
        };
        let file = File::options().append(true).create(true).open(path);
        Ok(Cache {
            known,
            file: Some(file.with_context(context)?),
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<Opinion> {
        self.known.get(key).copied()
    }

    pub(super) fn put(&mut self, key: &str, opinion: Opinion) -> io::Result<()> {
        self.known.insert(key.to_owned(), opinion);
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let entry = Entry {
            key: key.to_owned(),
            sentiment: opinion.sentiment,
            intent: opinion.intent,
        };
        let mut line = serde_json::to_vec(&entry)?;
        // The break before it keeps a line whole that follows one that was cut short.
        line.insert(0, b'\n');
        file.write_all(&line)
    }
}

/// The answers of a file; nothing when a line is neither an answer nor the beginning of one.
fn read(file: File) -> io::Result<Option<HashMap<String, Opinion>>> {
    let mut known = HashMap::new();
    let mut file = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        if file.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(Some(known));
        }
        let line = line.trim_ascii();
        match serde_json::from_slice::<Entry>(line) {
            Ok(Entry {
                key,
                sentiment,
                intent,
            }) if is_key(&key) => {
                known.insert(key, Opinion { sentiment, intent });
            }
            _ if is_cut_short(line) => {}
            _ => return Ok(None),
        }
    }
}

/// As [`crate::classify::second::key`] makes them.
fn is_key(key: &str) -> bool {
    key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a line is the beginning of one of ours.
fn is_cut_short(line: &[u8]) -> bool {
    let is_whole = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    !is_whole && (BEGIN.starts_with(line) || line.starts_with(BEGIN))
}
