//! Files of whole judgements: each line, or a file of labels beside it, answers every question at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::corpus::{Corpus, Part, Row, balance, for_each_object, is_held_out, lang_of};
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
    /// How far to even out the total weights of the classes of a question over all files: 0 not at all, 1 fully.
    #[serde(default)]
    pub balance: BTreeMap<Head, f32>,
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
    for (&head, &power) in &source.balance {
        even_out(&mut corpora, head, power);
    }
    Ok(corpora)
}

/// Evens out the classes of a question, each part by itself.
fn even_out(corpora: &mut [Corpus], head: Head, power: f32) {
    let parts: BTreeSet<Part> = corpora.iter().map(|corpus| corpus.part).collect();
    for part in parts {
        let same = corpora.iter_mut().filter(|corpus| corpus.part == part);
        let rows = same.flat_map(|corpus| &mut corpus.rows);
        let mut rows: Vec<&mut Row> = rows.filter(|row| row.head == head).collect();
        balance(&mut rows, head.classes().len(), power);
    }
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

#[cfg(test)]
mod tests {
    use super::{Corpus, Head, Part, Row, even_out};

    fn corpus(part: Part, labels: &[usize]) -> Corpus {
        let rows = labels.iter().map(|&label| Row {
            head: Head::Intent,
            lang: None,
            text: String::new(),
            label,
            weight: 5.0,
        });
        Corpus {
            name: String::new(),
            part,
            licence: String::new(),
            rows: rows.collect(),
            left_out: 0,
        }
    }

    #[test]
    fn classes_are_evened_out_over_all_files_of_a_part() {
        let mut corpora = [
            corpus(Part::Train, &[0, 0]),
            corpus(Part::Train, &[0, 1]),
            corpus(Part::Held, &[0, 0, 0]),
        ];
        even_out(&mut corpora, Head::Intent, 1.0);
        let weights: Vec<f32> = corpora
            .iter()
            .flat_map(|corpus| corpus.rows.iter().map(|row| (row.weight * 3.0).round()))
            .collect();
        // Four rows of weight 5: three of the one class and one of the other, each class 10 in all. The held third is one class alone.
        assert_eq!(weights, [10.0, 10.0, 10.0, 30.0, 15.0, 15.0, 15.0]);
    }
}
