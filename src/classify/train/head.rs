//! The four questions that the model answers.

use std::ops::Range;

use serde::Deserialize;

use crate::classify::model::{INTENT, SENTIMENT, SPAM, TOXICITY};
use crate::record::{Intent, Sentiment};

/// One question put to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Head {
    /// Negative, neutral, positive.
    Sentiment,
    /// The eleven intents.
    Intent,
    /// Not, toxic.
    Toxicity,
    /// Ham, spam.
    Spam,
}

impl Head {
    /// In the order of the model file.
    pub const ALL: [Head; 4] = [Head::Sentiment, Head::Intent, Head::Toxicity, Head::Spam];

    /// The name in manifests, model files and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Head::Sentiment => "sentiment",
            Head::Intent => "intent",
            Head::Toxicity => "toxicity",
            Head::Spam => "spam",
        }
    }

    /// The names of its classes.
    pub fn classes(self) -> Vec<&'static str> {
        match self {
            Head::Sentiment => Sentiment::ALL.iter().map(|value| value.name()).collect(),
            Head::Intent => Intent::ALL.iter().map(|value| value.name()).collect(),
            Head::Toxicity => vec!["not", "toxic"],
            Head::Spam => vec!["ham", "spam"],
        }
    }

    /// Its columns of the shared table.
    pub(super) fn columns(self) -> Range<usize> {
        match self {
            Head::Sentiment => SENTIMENT,
            Head::Intent => INTENT,
            Head::Toxicity => TOXICITY..TOXICITY + 1,
            Head::Spam => SPAM..SPAM + 1,
        }
    }

    /// Its columns of the language-tagged table, if it has any.
    pub(super) fn tagged_columns(self) -> Option<Range<usize>> {
        match self {
            Head::Sentiment => Some(0..3),
            Head::Toxicity => Some(3..4),
            Head::Intent | Head::Spam => None,
        }
    }
}
