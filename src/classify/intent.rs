//! The one thing a message is for.

use std::borrow::Cow;

use super::known::{Known, Source, one_of};
use super::math::softmax;
use super::message::{Message, Options};
use super::model::{INTENT, Logits, Model};
use super::routing::Routing;
use super::sentiment::Tone;
use super::signal::{Signal, Signals};
use super::usual::{self, Belief};
use crate::record::Intent;

/// The kind of message that is praise or blame more often than others are.
pub(super) const REVIEW: &str = "review";

/// How much the phrases count beside the model: the best of 0, 0.3, 0.6 and 1 on the held-out messages.
const RULES_BESIDE_MODEL: f64 = 0.3;

/// What one idiom moves from praise to complaint or back, in logits.
const IDIOM: f64 = 1.0;

/// What a message is for when something went wrong.
const WENT_WRONG: [Intent; 4] = [
    Intent::Complaint,
    Intent::Defect,
    Intent::OrderDelivery,
    Intent::BillingRefund,
];

/// Everything that later decisions build on.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) tone: Tone,
    pub(super) toxicity: f64,
    pub(super) spam: f64,
    pub(super) intent: Intent,
    /// Of the chosen intent.
    pub(super) intent_p: f64,
    /// What is believed of intent and tone.
    believed: Belief,
    /// What the model says of department, level, stance and urgency, if it was trained to.
    pub(super) routing: Option<Routing>,
}

impl Judged {
    /// Every head has a favourite for silence; silence itself asks for nothing.
    pub(super) fn hear_silence(&mut self) {
        self.routing = None;
        if !self.tone.positive() {
            self.intent = Intent::Other;
            self.intent_p = 1.0;
        }
    }

    /// The same once what is known of intent and tone stands in the place of what was judged; what the model says of the rest follows.
    pub(super) fn learned(&self, known: &Known) -> Cow<'_, Judged> {
        if known.intent.is_none() && known.sentiment.is_none() {
            return Cow::Borrowed(self);
        }
        let mut judged = self.clone();
        judged.learn(known);
        Cow::Owned(judged)
    }

    fn learn(&mut self, known: &Known) {
        let mut now = self.believed;
        if let Some((intent, source)) = known.intent {
            now.intents = one_of(intent as usize);
            self.intent = intent;
            if source == Source::Person {
                self.intent_p = 1.0;
            }
        }
        self.tone = known.tone(self.tone);
        now.tones = self.tone.exact;
        if let Some(routing) = &mut self.routing {
            usual::follow(routing, &self.believed, &now);
        }
        self.believed = now;
    }
}

/// Decides the intent. A spam score over the threshold makes it spam, or over half of it where the other words say so too, and nothing else does:
/// whoever is taken for a spammer is not answered.
#[expect(
    clippy::too_many_arguments,
    reason = "one decision, and these are what it rests on"
)]
pub(super) fn judge(
    model: &Model,
    logits: &Logits,
    signals: &Signals,
    message: &Message<'_>,
    options: &Options,
    tone: Tone,
    toxicity: f64,
    spam: f64,
) -> Judged {
    let head = &model.header().heads[1];
    let mut p = [0.0; 11];
    if options.phrases {
        p = by_rules(signals, message);
    }
    if head.trained {
        // Sums of logits are products of probabilities; the softmax below makes them sum to 1.
        for (value, logit) in p.iter_mut().zip(&logits[INTENT]) {
            *value = RULES_BESIDE_MODEL * *value + logit / f64::from(head.temperature);
        }
        // What the model took for praise is blame, and the other way round.
        let turned = f64::from(signals.get(Signal::Irony) - signals.get(Signal::Relief));
        p[Intent::Praise as usize] -= IDIOM * turned;
        p[Intent::Complaint as usize] += IDIOM * turned;
    } else {
        for value in &mut p {
            *value *= 2.0;
        }
    }
    softmax(&mut p);
    let threshold = f64::from(options.spam_threshold);
    let half = spam >= 0.5 * threshold && p[Intent::Spam as usize] >= 0.5;
    let is_spam = spam >= threshold || half;
    let (intent, intent_p) = if is_spam {
        (Intent::Spam, spam.max(p[Intent::Spam as usize]))
    } else {
        let intent = likeliest(&p);
        (intent, p[intent as usize])
    };
    Judged {
        tone,
        toxicity,
        spam,
        intent,
        intent_p,
        believed: Belief {
            intents: p,
            tones: tone.exact,
        },
        routing: Routing::judge(model, logits),
    }
}

/// The likeliest intent beside spam. The four that say something went wrong share one notion: where they have more than half of the probability together, a
/// message is one of them, even if each alone has less than a question or chat.
fn likeliest(p: &[f64; 11]) -> Intent {
    let trouble: f64 = WENT_WRONG.iter().map(|&intent| p[intent as usize]).sum();
    let among: &[Intent] = if trouble >= 0.5 {
        &WENT_WRONG
    } else {
        Intent::ALL
    };
    let wanted = among
        .iter()
        .copied()
        .filter(|&intent| intent != Intent::Spam);
    let best = wanted.reduce(|best, intent| {
        if p[intent as usize] > p[best as usize] {
            intent
        } else {
            best
        }
    });
    best.unwrap_or_default()
}

/// Strength of every intent by the phrases alone. The factors are the order of precedence of labels.md: a complaint about
/// a parcel is an order, one about money is billing, a question is what remains.
pub(super) fn by_rules(signals: &Signals, message: &Message<'_>) -> [f64; 11] {
    let get = |signal| f64::from(signals.get(signal));
    let trouble = get(Signal::Defect) + get(Signal::OpenProblem) + get(Signal::Complaint);
    let praise = get(Signal::Praise).max(0.6 * get(Signal::Happy));
    let reproach = get(Signal::Complaint)
        + 0.5 * get(Signal::Dishonesty)
        + 0.4 * get(Signal::Staff)
        + 0.4 * get(Signal::Anger);
    let bare_thanks = if praise <= 1.0 && get(Signal::Thanks) >= 1.0 {
        0.5
    } else {
        1.0
    };
    let review = if message.kind == Some(REVIEW) {
        0.3
    } else {
        0.0
    };
    [
        get(Signal::Question).min(2.5) * 0.7,
        reproach.min(4.0) * 0.9 + review,
        praise * bare_thanks * if trouble >= 1.0 { 0.5 } else { 1.0 } + review,
        get(Signal::Defect) * 1.15,
        get(Signal::Order).min(3.0) * 1.1,
        get(Signal::Billing).min(3.0) * 1.15,
        get(Signal::Suggestion) * 1.15,
        get(Signal::Job).min(3.5) * 1.1,
        get(Signal::Press).min(3.5) * 1.1,
        get(Signal::Spam) * 1.1,
        0.7 + 0.4 * get(Signal::Chat).min(2.0),
    ]
}
