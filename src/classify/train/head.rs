//! The eight questions that the model answers.

use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;

use crate::classify::message::Options;
use crate::classify::model::{
    DEPARTMENT, DEPARTMENTS, HEADS, INTENT, LEVEL, SENTIMENT, SPAM, STANCE, TOXICITY, URGENCY,
};
use crate::record::{Intent, Sentiment, Stance};

/// Urgency from which a message counts as one for the next hour or two (`urgent` of the training messages).
const URGENT: f32 = 0.7;

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
    /// The eight departments.
    Department,
    /// 1, 2, 3.
    Level,
    /// The nine stances.
    Stance,
    /// Later, now: whether it must be answered within the hour or two.
    Urgency,
}

impl Head {
    /// In the order of the model file.
    pub const ALL: [Head; 8] = [
        Head::Sentiment,
        Head::Intent,
        Head::Toxicity,
        Head::Spam,
        Head::Department,
        Head::Level,
        Head::Stance,
        Head::Urgency,
    ];

    /// The name in manifests, model files and reports.
    pub const fn name(self) -> &'static str {
        HEADS[self as usize]
    }

    /// The names of its classes.
    pub fn classes(self) -> Vec<&'static str> {
        match self {
            Head::Sentiment => Sentiment::ALL.iter().map(|value| value.name()).collect(),
            Head::Intent => Intent::ALL.iter().map(|value| value.name()).collect(),
            Head::Toxicity => vec!["not", "toxic"],
            Head::Spam => vec!["ham", "spam"],
            Head::Department => DEPARTMENTS.to_vec(),
            Head::Level => vec!["1", "2", "3"],
            Head::Stance => Stance::ALL.iter().map(|value| value.name()).collect(),
            Head::Urgency => vec!["later", "now"],
        }
    }

    /// The class that a whole judgement (`sentiment`, `intent`, `toxic`, `department`, `level`, `stance`, `urgent`) gives.
    pub(super) fn class_in(self, judgement: &serde_json::Map<String, Value>) -> Option<usize> {
        let text = |field: &str| judgement.get(field).and_then(Value::as_str);
        let flag = |field: &str| judgement.get(field).and_then(Value::as_u64);
        let place = |name: Option<&str>| {
            let name = name?;
            self.classes().iter().position(|class| *class == name)
        };
        match self {
            Head::Sentiment | Head::Intent | Head::Department | Head::Stance => {
                place(text(self.name()))
            }
            Head::Spam => text("intent").map(|intent| usize::from(intent == "spam")),
            Head::Toxicity => flag("toxic").map(|value| usize::from(value > 0)),
            Head::Urgency => flag("urgent").map(|value| usize::from(value > 0)),
            Head::Level => flag("level")
                .and_then(|level| usize::try_from(level).ok())
                .and_then(|level| level.checked_sub(1))
                .filter(|&class| class < 3),
        }
    }

    /// Its columns.
    pub(super) fn columns(self) -> Range<usize> {
        match self {
            Head::Sentiment => SENTIMENT,
            Head::Intent => INTENT,
            Head::Toxicity => TOXICITY..TOXICITY + 1,
            Head::Spam => SPAM..SPAM + 1,
            Head::Department => DEPARTMENT,
            Head::Level => LEVEL,
            Head::Stance => STANCE,
            Head::Urgency => URGENCY..URGENCY + 1,
        }
    }

    /// Of a question with two classes: the score from which on it is the second.
    pub(super) fn threshold(self, options: &Options) -> f32 {
        match self {
            Head::Toxicity => options.toxicity_threshold,
            Head::Spam => options.spam_threshold,
            Head::Urgency => URGENT,
            Head::Sentiment | Head::Intent | Head::Department | Head::Level | Head::Stance => 0.5,
        }
    }

    /// Whether it is of tone: its hashed features have the large tables, one of them by language.
    pub(super) fn is_tone(self) -> bool {
        matches!(self, Head::Sentiment | Head::Toxicity)
    }
}
