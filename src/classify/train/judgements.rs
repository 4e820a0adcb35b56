//! Files of whole judgements: each line, or a file of labels beside it, answers every question at once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::corpus::{Corpus, Part, Row, for_each_object, is_held_out, lang_of};
use super::error::TrainError;
use super::head::Head;

/// Some files of whole judgements. A line has `text`, `lang` and any of `sentiment`, `intent`, `department`, `level`,
/// `stance`, `urgent` (0 or 1) and `toxic` (0 or 1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgements {
    /// JSON Lines, plain or `.gz`, placed as in [`super::corpus::SourceFile::file`].
    pub files: Vec<String>,
    /// A file of labels for texts that lie elsewhere: `key` is the xxh3 of the text in 16 hexadecimal digits, the rest as
    /// above. Texts without a line there are left out.
    #[serde(default)]
    pub labels: Option<String>,
    /// For training, measuring, or both.
    #[serde(default)]
    pub part: Part,
    /// The questions that are answered, with the weight of every row.
    pub weights: BTreeMap<Head, f32>,
    /// Licence of the texts.
    pub licence: String,
}

type Keyed = BTreeMap<u64, Map<String, Value>>;

/// Reads the files: one corpus for each file, part and question.
pub(super) fn read(
    source: &Judgements,
    place: impl Fn(&str) -> PathBuf,
) -> Result<Vec<Corpus>, TrainError> {
    let labels = match &source.labels {
        Some(file) => Some(read_labels(&place(file))?),
        None => None,
    };
    let mut corpora = Vec::new();
    for file in &source.files {
        let mut parts: BTreeMap<(Part, Head), Vec<Row>> = BTreeMap::new();
        let path = place(file);
        for_each_object(&path, |line, record| {
            let Some(Value::String(text)) = record.get("text") else {
                return Err(TrainError::line(&path, line, "missing field `text`".into()));
            };
            let judgement = match &labels {
                Some(labels) => labels.get(&xxh3_64(text.as_bytes())),
                None => Some(&record),
            };
            let part = match source.part {
                Part::Split if is_held_out(text) => Part::Held,
                Part::Split => Part::Train,
                part => part,
            };
            for (&head, &weight) in &source.weights {
                if let Some(label) = judgement.and_then(|judgement| head.class_in(judgement)) {
                    parts.entry((part, head)).or_default().push(Row {
                        head,
                        lang: lang_of(&record),
                        text: text.clone(),
                        label,
                        weight,
                    });
                }
            }
            Ok(())
        })?;
        for ((part, head), rows) in parts {
            let name = format!("{} ({})", file.trim_start_matches("./"), head.name());
            corpora.push(Corpus {
                name,
                part,
                licence: source.licence.clone(),
                rows,
                left_out: 0,
            });
        }
    }
    Ok(corpora)
}

fn read_labels(path: &std::path::Path) -> Result<Keyed, TrainError> {
    let mut labels = Keyed::new();
    for_each_object(path, |line, record| {
        let key = record.get("key").and_then(Value::as_str);
        let Some(key) = key.and_then(|key| u64::from_str_radix(key, 16).ok()) else {
            let what = "want `key`: 16 hexadecimal digits".to_owned();
            return Err(TrainError::line(path, line, what));
        };
        labels.insert(key, record);
        Ok(())
    })?;
    Ok(labels)
}
