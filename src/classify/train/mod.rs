//! Makes models: corpora in, a model out.

use super::features::BUCKETS;
use super::language::Lang;
use super::model::{COLUMNS, DENSE, HeadHeader, Header, Model, ModelError, TAGGED_COLUMNS};
use super::signal::Signal;

/// The names of the heads, in the order of the model file.
pub const HEADS: [&str; 4] = ["sentiment", "intent", "toxicity", "spam"];

fn blank_header(id: &str) -> Header {
    Header {
        id: id.to_owned(),
        trained_on: Vec::new(),
        langs: Lang::ALL
            .iter()
            .map(|lang| lang.code().to_owned())
            .collect(),
        signals: Signal::ALL
            .iter()
            .map(|signal| signal.name().to_owned())
            .collect(),
        shared_scale: vec![0.0; COLUMNS],
        tagged_scale: vec![0.0; TAGGED_COLUMNS],
        word_scale: 0.0,
        bias: vec![0.0; COLUMNS],
        dense: vec![0.0; DENSE * COLUMNS],
        heads: HEADS
            .iter()
            .map(|name| HeadHeader {
                name: (*name).to_owned(),
                temperature: 1.0,
                shift: 0.0,
                trained: false,
            })
            .collect(),
        tables: [0; 3],
    }
}

/// A model without weights: the rules alone decide.
///
/// # Errors
///
/// Never in practice; the parts are checked like those of any model.
pub fn rules_only() -> Result<Model, ModelError> {
    let _ = BUCKETS;
    Model::assemble(&blank_header("rules"), &[], &[], &[])
}
