//! The author's tone.

use super::math::{ln, round3, softmax};
use super::message::Options;
use super::model::{Logits, Model, SENTIMENT};
use super::signal::{Signal, Signals};
use crate::record::{Sentiment, SentimentP};

/// A tone and its probabilities.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    pub(super) sentiment: Sentiment,
    /// Rounded to three decimals; they sum to 1.
    pub(super) p: SentimentP,
    /// Negative, neutral, positive.
    pub(super) exact: [f64; 3],
}

impl Tone {
    /// P(positive) - P(negative).
    pub(super) fn score(&self) -> f32 {
        round3(self.exact[2] - self.exact[0])
    }

    pub(super) fn negative(&self) -> bool {
        self.sentiment == Sentiment::Negative
    }

    pub(super) fn positive(&self) -> bool {
        self.sentiment == Sentiment::Positive
    }
}

/// Decides the tone.
pub(super) fn judge(model: &Model, logits: &Logits, signals: &Signals, options: &Options) -> Tone {
    let head = &model.header().heads[0];
    let mut p = [0.0; 3];
    if head.trained {
        p.copy_from_slice(&logits[SENTIMENT]);
    } else {
        p = by_rules(signals);
    }
    for value in &mut p {
        *value /= f64::from(head.temperature);
    }
    idioms(&mut p, signals);
    if let Some(priors) = options.class_priors {
        let sum: f64 = priors.iter().map(|&prior| f64::from(prior.max(1e-3))).sum();
        for (value, prior) in p.iter_mut().zip(priors) {
            *value += ln(f64::from(prior.max(1e-3)) / sum);
        }
    }
    softmax(&mut p);
    let [negative, neutral, positive] = p;
    let sentiment = if negative.max(positive) <= neutral + f64::from(options.neutral_margin) {
        Sentiment::Neutral
    } else if negative >= positive {
        Sentiment::Negative
    } else {
        Sentiment::Positive
    };
    let (low, high) = (round3(negative), round3(positive));
    let middle = round3(1.0 - f64::from(low) - f64::from(high)).max(0.0);
    Tone {
        sentiment,
        p: SentimentP {
            negative: low,
            neutral: middle,
            positive: high,
        },
        exact: p,
    }
}

/// Turns the tone where an idiom says the opposite of its words: a bag of words cannot hear it. By so much that a clear judgement of the words gives way,
/// and blame elsewhere in the message still counts.
fn idioms(p: &mut [f64; 3], signals: &Signals) {
    let get = |signal| f64::from(signals.get(signal).min(1.5));
    let (irony, relief) = (get(Signal::Irony), get(Signal::Relief));
    let [negative, _, positive] = p;
    *negative += IDIOM * (irony - relief);
    *positive += IDIOM * (relief - irony);
}

/// What one idiom moves, in logits.
const IDIOM: f64 = 1.6;

/// A plain judgement for a model whose head was never trained.
fn by_rules(signals: &Signals) -> [f64; 3] {
    let get = |signal| f64::from(signals.get(signal));
    let negative = get(Signal::Unhappy)
        + get(Signal::Complaint)
        + get(Signal::Defect)
        + get(Signal::OpenProblem);
    let positive = get(Signal::Happy) + 0.7 * get(Signal::Praise);
    [negative, 0.8, positive]
}
