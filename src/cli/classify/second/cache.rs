//! Answers kept by the words they are about, in memory and, if asked for, in a file of JSON Lines that holds hashes and no words.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::classify::second::Opinion;
use crate::record::{Intent, Sentiment};

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sentiment: Option<Sentiment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intent: Option<Intent>,
}

/// The answers so far.
#[derive(Debug)]
pub(super) struct Cache {
    known: HashMap<String, Opinion>,
    file: Option<File>,
}

impl Cache {
    /// Reads the file, if there is one; a line that is no answer is passed over.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let mut known = HashMap::new();
        let Some(path) = path else {
            return Ok(Cache { known, file: None });
        };
        let context = || format!("cannot use {} as a cache", path.display());
        let file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .with_context(context)?;
        for line in BufReader::new(&file).split(b'\n') {
            let line = line.with_context(context)?;
            if let Ok(entry) = serde_json::from_slice::<Entry>(&line) {
                let Entry {
                    key,
                    sentiment,
                    intent,
                } = entry;
                known.insert(key, Opinion { sentiment, intent });
            }
        }
        Ok(Cache {
            known,
            file: Some(file),
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
