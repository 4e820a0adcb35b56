//! What a model is trained on: rows of labelled text, read from the files that a manifest names.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::error::TrainError;
use super::head::Head;
use super::judgements::{self, Judgements};
use crate::classify::language::Lang;
use crate::text::reason;

/// One labelled text.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What the label says something about.
    pub head: Head,
    /// The true language, if the model knows it.
    pub lang: Option<Lang>,
    /// The words.
    pub text: String,
    /// The class, an index into [`Head::classes`].
    pub label: usize,
    /// How much the row counts.
    pub weight: f32,
}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).matches('\n').count() + 1
}

/// The list of files to train on and to measure with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Files that answer one question, one entry for each.
    #[serde(default, rename = "source")]
    pub sources: Vec<SourceFile>,
    /// Files that answer all questions.
    #[serde(default, rename = "judgements")]
    pub judgements: Vec<Judgements>,
}

/// One file of labelled texts, for one head.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// JSON Lines, plain or `.gz`, with the fields `text` and `lang`. Relative to the data directory, or to the manifest
    /// when it begins with `./`.
    pub file: String,
    /// What the label says something about.
    pub head: Head,
    /// For training or for measuring.
    #[serde(default)]
    pub part: Part,
    /// Field that holds the label.
    #[serde(default = "label_field")]
    pub label: String,
    /// Label in the file to class; a label that is not a class itself and not listed is left out.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Weight of every row.
    #[serde(default = "one")]
    pub weight: f32,
    /// How far to even out the total weights of the classes of the file: 0 not at all, 1 fully.
    #[serde(default)]
    pub balance: f32,
    /// Take only rows whose field has one of these values.
    #[serde(default)]
    pub only: BTreeMap<String, Vec<String>>,
    /// Leave out rows whose field has one of these values, or any value when the list is empty.
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
    /// Licence of the texts.
    pub licence: String,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Fitting the weights.
    #[default]
    Train,
    /// Choosing settings, calibration and figures.
    Dev,
    /// Figures only: nothing is chosen or calibrated by it.
    Test,
    /// A third, chosen by a hash of the text, is held out; the rest is `train`.
    Split,
    /// The third of a split file that is held out: measures like `dev`, and is trained on in a last round when all texts are asked for.
    #[serde(skip)]
    Held,
}

fn label_field() -> String {
    "label".to_owned()
}

fn one() -> f32 {
    1.0
}

impl Part {
    /// Whether settings may be chosen and calibrated by it.
    pub(super) fn calibrates(self) -> bool {
        matches!(self, Part::Dev | Part::Held)
    }

    /// Whether a model is measured with it.
    pub fn measures(self) -> bool {
        self.calibrates() || self == Part::Test
    }
}

/// A named set of rows.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// File name and head, for reports.
    pub name: String,
    /// For training or for measuring.
    pub part: Part,
    /// Licence of the texts.
    pub licence: String,
    /// The texts.
    pub rows: Vec<Row>,
    /// Texts left out because their label is no class.
    pub left_out: usize,
}

/// Reads a manifest and all its files.
///
/// # Errors
///
/// When a file cannot be read or a line is not what the manifest says.
pub fn read(manifest: &Path, data: &Path) -> Result<Vec<Corpus>, TrainError> {
    let text =
        std::fs::read_to_string(manifest).map_err(|source| TrainError::read(manifest, source))?;
    let parsed: Manifest = toml::from_str(&text).map_err(|error| TrainError::Manifest {
        path: manifest.to_owned(),
        line: error.span().map_or(1, |span| line_of(&text, span.start)),
        what: reason::of_value(error.message()),
    })?;
    let place = |file: &str| match file.strip_prefix("./") {
        Some(file) => manifest.parent().unwrap_or(Path::new(".")).join(file),
        None => data.join(file),
    };
    let mut corpora = Vec::new();
    for source in &parsed.sources {
        let name = format!(
            "{} ({})",
            source.file.trim_start_matches("./"),
            source.head.name()
        );
        let (rows, left_out) = read_source(source, &place(&source.file))?;
        corpora.push(Corpus {
            name,
            part: source.part,
            licence: source.licence.clone(),
            rows,
            left_out,
        });
    }
    for source in &parsed.judgements {
        corpora.extend(judgements::read(source, place)?);
    }
    Ok(corpora)
}

/// The lines of a JSON Lines file, plain or `.gz`, as objects; `each` is given the number of the line too.
pub(super) fn for_each_object(
    path: &Path,
    mut each: impl FnMut(usize, Map<String, Value>) -> Result<(), TrainError>,
) -> Result<(), TrainError> {
    let file = File::open(path).map_err(|source| TrainError::read(path, source))?;
    let gzip = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> = if gzip {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    for (at, line) in BufReader::new(reader).lines().enumerate() {
        let line = line.map_err(|source| TrainError::read(path, source))?;
        if line.trim().is_empty() {
            continue;
        }
        let record = serde_json::from_str(&line)
            .map_err(|error| TrainError::line(path, at + 1, reason::of_json(&error)))?;
        each(at + 1, record)?;
    }
    Ok(())
}

fn read_source(source: &SourceFile, path: &Path) -> Result<(Vec<Row>, usize), TrainError> {
    let mut rows = Vec::new();
    let mut left_out = 0;
    for_each_object(path, |line, record| {
        let Some(Value::String(text)) = record.get("text") else {
            return Err(TrainError::line(path, line, "missing field `text`".into()));
        };
        if is_wanted(source, &record) {
            let Some(label) = class_of(source, &record) else {
                left_out += 1;
                return Ok(());
            };
            rows.push(Row {
                head: source.head,
                lang: lang_of(&record),
                text: text.clone(),
                label,
                weight: source.weight,
            });
        }
        Ok(())
    })?;
    if source.balance > 0.0 {
        let mut all: Vec<&mut Row> = rows.iter_mut().collect();
        balance(&mut all, source.head.classes().len(), source.balance);
    }
    Ok((rows, left_out))
}

pub(super) fn lang_of(record: &Map<String, Value>) -> Option<Lang> {
    let tag = record.get("lang").and_then(Value::as_str);
    tag.and_then(Lang::parse)
}

fn is_wanted(source: &SourceFile, record: &Map<String, Value>) -> bool {
    let value = |field: &String| record.get(field).map(text_of);
    let only = source
        .only
        .iter()
        .all(|(field, values)| value(field).is_some_and(|value| values.contains(&value)));
    let except = source.except.iter().any(|(field, values)| {
        value(field).is_some_and(|value| values.is_empty() || values.contains(&value))
    });
    only && !except
}

/// Whether a text of a split file is kept for measuring: one in three, by a hash that never changes.
pub fn is_held_out(text: &str) -> bool {
    xxh3_64(text.as_bytes()).is_multiple_of(3)
}

fn class_of(source: &SourceFile, record: &Map<String, Value>) -> Option<usize> {
    let label = text_of(record.get(&source.label)?);
    let label = source.map.get(&label).unwrap_or(&label);
    source
        .head
        .classes()
        .iter()
        .position(|class| class == label)
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Scales the weights so that, at `power` 1, every class that occurs has the same total and the mean weight stays.
pub(super) fn balance(rows: &mut [&mut Row], classes: usize, power: f32) {
    let mut counts = vec![0.0_f32; classes];
    for row in rows.iter() {
        counts[row.label] += 1.0;
    }
    let present = counts.iter().filter(|&&count| count > 0.0).count() as f32;
    let total = rows.len() as f32;
    for row in rows {
        row.weight *= (total / (present * counts[row.label])).powf(power);
    }
}
