//! Makes models: corpora in, a model out.
//!
//! The recipe (docs/model.md): hashed features with inverse document frequencies, a language-tagged copy for tone and
//! toxicity, lexicon and rule features, word vectors; one logistic regression for each head; weights rounded to 8 bits,
//! idf folded in; one temperature for each head fitted on the dev rows.

mod adapt;
mod calibrate;
mod classes;
pub mod compare;
pub mod corpus;
mod dataset;
mod error;
pub mod evaluate;
mod fit;
mod head;
pub mod judgements;
mod lexicon;
mod taught;
mod vocabulary;
mod weights;

pub use adapt::{Adapting, adapt};
pub use error::TrainError;
pub use head::Head;
pub use lexicon::Words;
pub use taught::{Taught, Teacher};
pub use vocabulary::vocabulary;

use std::collections::BTreeSet;

use corpus::{Corpus, Part, Row};
use dataset::Dataset;
use fit::Fitted;
use weights::Weights;

use super::language::Lang;
use super::model::{COLUMNS, DENSE, DESK, HeadHeader, Header, Model, ModelError, TONE, Tables};
use super::signal::Signal;

/// How to train.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The name under which the model signs its labels.
    pub id: String,
    /// Inverse strength of the penalty, in the order of [`Head::ALL`].
    pub c: [f64; 8],
    /// Steps of the optimiser at most.
    pub iterations: usize,
    /// Whether a last round trains on the held-out third of split files too; temperatures and thresholds stay those found without it.
    pub all_texts: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            id: "cm-1".to_owned(),
            c: [0.7, 2.0, 3.0, 4.0, 3.0, 2.0, 3.0, 2.0],
            iterations: 100,
            all_texts: false,
        }
    }
}

/// How far training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What is being trained.
    pub head: Head,
    /// Rows it is trained on.
    pub rows: usize,
    /// Steps done.
    pub step: usize,
    /// Mean loss with penalty.
    pub loss: f64,
}

/// A head whose rows all say the same would give every message that label.
fn check_classes(head: Head, rows: &[&Row]) -> Result<(), TrainError> {
    let first = rows.first().map_or(0, |row| row.label);
    if rows.iter().any(|row| row.label != first) {
        return Ok(());
    }
    Err(TrainError::OneClass {
        head: head.name(),
        class: head.classes().get(first).copied().unwrap_or_default(),
        rows: rows.len(),
    })
}

/// Fits one head: the optimiser is made for each number of classes.
fn fit_head(
    head: Head,
    data: &Dataset,
    c: f64,
    iterations: usize,
    report: &mut dyn FnMut(usize, f64),
) -> Fitted {
    match head {
        Head::Sentiment | Head::Level => fit::fit::<3>(data, &[], c, iterations, report),
        Head::Intent => fit::fit::<11>(data, &[], c, iterations, report),
        Head::Department => fit::fit::<8>(data, &[], c, iterations, report),
        Head::Stance => fit::fit::<9>(data, &[], c, iterations, report),
        Head::Toxicity | Head::Spam | Head::Urgency => {
            fit::fit::<1>(data, &[], c, iterations, report)
        }
    }
}

/// Trains a model: corpora for training fit the weights, those for measuring set temperatures and thresholds.
///
/// Deterministic: the same rows, words and settings give the same bytes, from any number of threads.
///
/// # Errors
///
/// When there is nothing to train the tone on.
pub fn train(
    corpora: &[Corpus],
    words: &Words,
    settings: &Settings,
    progress: &mut dyn FnMut(Progress),
) -> Result<Model, TrainError> {
    let mut header = blank_header(&settings.id);
    let mut parts: &[Part] = &[Part::Train];
    let mut weights = fit_heads((corpora, parts), words, settings, &mut header, progress)?;
    let model = weights.model(&mut header, words)?;
    calibrate::calibrate(&mut header, &model, corpora);
    if settings.all_texts {
        parts = &[Part::Train, Part::Held];
        weights = fit_heads((corpora, parts), words, settings, &mut header, progress)?;
    }
    header.trained_on = trained_on(corpora, parts);
    Ok(weights.model(&mut header, words)?)
}

/// What the model file says of its texts: a line for each file and question.
fn trained_on(corpora: &[Corpus], parts: &[Part]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut names = BTreeSet::new();
    let trained = corpora.iter().filter(|corpus| parts.contains(&corpus.part));
    for corpus in trained.filter(|corpus| names.insert(&corpus.name)) {
        let rows = |part| {
            let same = corpora
                .iter()
                .filter(|other| other.name == corpus.name && other.part == part);
            same.map(|other| other.rows.len()).sum::<usize>()
        };
        let held = match rows(Part::Held) {
            held if held > 0 && parts.contains(&Part::Held) => format!(" and {held}{HELD_OUT}"),
            _ => String::new(),
        };
        let fitted = rows(Part::Train);
        told.push(format!(
            "{}: {fitted} rows{held}; {}",
            corpus.name, corpus.licence
        ));
    }
    told
}

/// How a model file says that it was trained on texts that were held out before.
const HELD_OUT: &str = " held out";

/// Whether a model was trained on the very texts of a corpus that was held out for measuring.
pub fn has_learnt(model: &Model, corpus: &Corpus) -> bool {
    let is_told = |told: &String| {
        let rows = told
            .strip_prefix(&corpus.name)
            .and_then(|rest| rest.strip_prefix(": "));
        rows.and_then(|rows| rows.split_once(';'))
            .is_some_and(|(rows, _)| rows.ends_with(HELD_OUT))
    };
    corpus.part == Part::Held && model.trained_on().iter().any(is_told)
}

/// Fits every head that has rows in these parts.
fn fit_heads(
    (corpora, parts): (&[Corpus], &[Part]),
    words: &Words,
    settings: &Settings,
    header: &mut Header,
    progress: &mut dyn FnMut(Progress),
) -> Result<Weights, TrainError> {
    // A model that knows the words and nothing else, for the features that come from them.
    let lexicon = words.blank_table();
    let tables = Tables {
        lexicon: &lexicon,
        ..Tables::default()
    };
    let blank = Model::assemble(&blank_header(&settings.id), &tables)?;
    let mut weights = Weights::new(words.dimensions);
    for (head, c) in Head::ALL.into_iter().zip(settings.c) {
        let rows: Vec<&Row> = corpora
            .iter()
            .filter(|corpus| parts.contains(&corpus.part))
            .flat_map(|corpus| &corpus.rows)
            .filter(|row| row.head == head)
            .collect();
        if rows.is_empty() {
            if head == Head::Sentiment {
                return Err(TrainError::NoRows { head: head.name() });
            }
            continue;
        }
        check_classes(head, &rows)?;
        let data = dataset::build(head, &rows, &blank, words);
        let mut report = |step, loss| {
            progress(Progress {
                head,
                rows: rows.len(),
                step,
                loss,
            });
        };
        let fitted = fit_head(head, &data, c, settings.iterations, &mut report);
        weights.add(head, &data, &fitted);
        header.heads[head as usize].trained = true;
    }
    Ok(weights)
}

fn blank_header(id: &str) -> Header {
    Header {
        id: id.to_owned(),
        trained_on: Vec::new(),
        langs: Lang::ALL
            .iter()
            .map(|lang| lang.code().to_owned())
            .collect(),
        signals: Signal::learnt()
            .map(|signal| signal.name().to_owned())
            .collect(),
        tone_scale: vec![0.0; TONE],
        tagged_scale: vec![0.0; TONE],
        desk_scale: vec![0.0; DESK],
        word_scale: vec![0.0; COLUMNS],
        bias: vec![0.0; COLUMNS],
        dense: vec![0.0; DENSE * COLUMNS],
        heads: Head::ALL
            .iter()
            .map(|head| HeadHeader {
                name: head.name().to_owned(),
                temperature: 1.0,
                thresholds: vec![0.0; Lang::ALL.len() + 1],
                trained: false,
            })
            .collect(),
        tables: [0; 4],
    }
}

/// A model without weights: the rules alone decide.
///
/// # Errors
///
/// Never in practice; the parts are checked like those of any model.
pub fn rules_only() -> Result<Model, ModelError> {
    Model::assemble(&blank_header("rules"), &Tables::default())
}

#[cfg(test)]
mod tests;
