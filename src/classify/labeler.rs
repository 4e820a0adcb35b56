//! The order of the steps: text, tokens, language, rules, scores, then one decision after the other.

use std::sync::Arc;

use super::duplicates::Sketcher;
use super::explain;
use super::intent::{self, Judged};
use super::known::{Known, NOTHING, Source};
use super::language::{self, Detected};
use super::level::{self, MANAGEMENT};
use super::lexicon::{self, FEATURES};
use super::math::round3;
use super::message::{Message, Options};
use super::model::{Logits, Model, Places};
use super::normalize::{Buffers, normalize};
use super::priority;
use super::recent::Shared;
use super::route;
use super::rules::{self, Found};
use super::sentiment;
use super::signal::{Signal, Signals};
use super::spam;
use super::spelling::Spellings;
use super::stance;
use super::tokens::Tokens;
use super::toxicity;
use super::urgency;
use crate::record::{Intent, Labels, Stance};

/// Buffers that [`Labeler::label`] reuses: one for each thread. What it remembers of the words that it met saves time and
/// never changes a judgement.
#[derive(Debug, Default)]
pub struct Scratch {
    buffers: Buffers,
    language: language::Buffer,
    pub(super) spellings: Spellings,
    pub(super) tokens: Tokens,
    pub(super) places: Places,
    pub(super) found: Found,
    sketcher: Sketcher,
}

/// What the words of a message say, whoever wrote them.
#[derive(Clone, Debug)]
struct Heard {
    detected: Detected,
    signals: Signals,
    judged: Judged,
}

impl Scratch {
    /// Empty buffers.
    pub fn new() -> Self {
        Scratch::default()
    }

    /// The logits of a message that has been read.
    pub(super) fn logits(&mut self, model: &Model, reading: &Reading) -> Logits {
        let list = &self.tokens.list;
        model.logits(
            list,
            &mut self.spellings,
            &mut self.places,
            &reading.dense,
            &self.found.signals,
            reading.detected.lang,
        )
    }
}

/// What has been read off a message before anything is decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) detected: Detected,
    /// See [`lexicon::dense`].
    pub(super) dense: [f32; FEATURES],
}

/// Reads a message into the buffers: tokens, language, rules, features. Training sees messages through the same function.
pub(super) fn read(scratch: &mut Scratch, model: &Model, message: &Message<'_>) -> Reading {
    tokenize(scratch, model, message.title, message.text);
    let detected = language::detect(
        &scratch.tokens,
        &scratch.spellings,
        message.lang_declared,
        &mut scratch.language,
    );
    read_as(scratch, detected)
}

/// Cleans a text and splits it into tokens.
pub(super) fn tokenize(scratch: &mut Scratch, model: &Model, title: Option<&str>, text: &str) {
    scratch.spellings.prepare(model);
    let text = normalize(&mut scratch.buffers, title, text);
    scratch.tokens.read(text, &mut scratch.spellings, model);
}

/// The rest of [`read`], once the language is known.
pub(super) fn read_as(scratch: &mut Scratch, detected: Detected) -> Reading {
    let (tokens, spellings) = (&scratch.tokens, &scratch.spellings);
    rules::apply(&tokens.list, spellings, detected.lang, &mut scratch.found);
    let shouts = tokens.shouted >= 2;
    let dense = lexicon::dense(&tokens.list, spellings, detected.lang, shouts);
    Reading { detected, dense }
}

/// What is grave beside the matters of management: no language model makes praise of it.
const GRAVE_BESIDE: &[Signal] = &[
    Signal::Threat,
    Signal::Hate,
    Signal::Discrimination,
    Signal::Privacy,
];
/// Probability from which a message is surely negative, whatever a language model says.
const SURELY: f64 = 0.6;

/// Judges messages with one model and one set of options. Threads take clones of one, so that what one has heard the others know.
#[derive(Clone, Debug)]
pub struct Labeler<'m> {
    model: &'m Model,
    options: Options,
    /// What was heard lately, with this model and these options; clones share it.
    recent: Arc<Shared<Heard>>,
}

impl<'m> Labeler<'m> {
    /// A judge.
    pub fn new(model: &'m Model, options: Options) -> Self {
        Labeler {
            model,
            options,
            recent: Arc::default(),
        }
    }

    /// The model.
    pub(super) fn model(&self) -> &'m Model {
        self.model
    }

    /// The settings.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The labels of a message. `reply_line`, `reply_by` and `pii` are left empty: others fill them.
    pub fn label(&self, scratch: &mut Scratch, message: &Message<'_>) -> Labels {
        self.label_known(scratch, message, &NOTHING)
    }

    /// The labels of a message of which something is known: that stands, and every decision after it builds on it.
    pub fn label_known(
        &self,
        scratch: &mut Scratch,
        message: &Message<'_>,
        known: &Known,
    ) -> Labels {
        if self.options.explain || known.is_of_words() {
            return self.label_anew(scratch, message, known);
        }
        let key = self.recent.key(&[
            message.title,
            Some(message.text),
            message.lang_declared,
            message.kind.filter(|kind| *kind == intent::REVIEW),
        ]);
        if let Some(heard) = self.recent.get(key) {
            return self.labels(message, &heard, &heard.judged.learned(known), known);
        }
        let reading = read(scratch, self.model, message);
        let heard = self.hear(scratch, &reading, message, known);
        let labels = self.labels(message, &heard, &heard.judged.learned(known), known);
        self.recent.keep(key, Arc::new(heard));
        labels
    }

    /// Takes out of what is known what a language model cannot make of a message like this one; gives how many values.
    pub fn weigh(&self, scratch: &mut Scratch, message: &Message<'_>, known: &mut Known) -> u64 {
        if !known.has_opinion() {
            return 0;
        }
        let own = known.without_opinion();
        let reading = self.read_known(scratch, message, &own);
        let heard = self.hear(scratch, &reading, message, &own);
        let judged = heard.judged.learned(&own);
        let grave = heard.signals.any(MANAGEMENT) || heard.signals.any(GRAVE_BESIDE);
        let negative = judged.tone.exact[0] >= SURELY;
        let level = level::judge(&judged, &heard.signals, message, &self.options).level;
        known.bound(grave, negative, level)
    }

    /// Reads a message, in the language that is known.
    fn read_known(&self, scratch: &mut Scratch, message: &Message<'_>, known: &Known) -> Reading {
        match known.detected() {
            Some(detected) => {
                tokenize(scratch, self.model, message.title, message.text);
                read_as(scratch, detected)
            }
            None => read(scratch, self.model, message),
        }
    }

    /// What the model was taught of the topics of a text is known of every copy of it, unless somebody spoke of the message itself.
    pub fn recall(&self, scratch: &mut Scratch, message: &Message<'_>, known: &mut Option<Known>) {
        let Some(taught) = self.model.overlay().filter(|taught| taught.knows_topics()) else {
            return;
        };
        let sketcher = &mut scratch.sketcher;
        let sketch = sketcher.sketch(message.client, message.title, message.text);
        for (topic, has) in taught.topics_of(sketch) {
            let not = if *has { "" } else { "not " };
            let reason = format!("{not}{topic}: a person said so of a copy of it");
            let known = known.get_or_insert_default();
            known.add_topic(topic, *has, Source::Person, reason);
        }
    }

    /// [`Labeler::label_known`] without what is remembered of texts met before.
    fn label_anew(&self, scratch: &mut Scratch, message: &Message<'_>, known: &Known) -> Labels {
        let reading = self.read_known(scratch, message, known);
        let heard = self.hear(scratch, &reading, message, known);
        let judged = heard.judged.learned(known);
        let mut labels = self.labels(message, &heard, &judged, known);
        if self.options.explain {
            explain::explain(
                self.model,
                scratch,
                &reading,
                message,
                &judged,
                &self.options,
                &mut labels,
            );
        }
        labels
    }

    /// What the words of a message that has been read say.
    fn hear(
        &self,
        scratch: &mut Scratch,
        reading: &Reading,
        message: &Message<'_>,
        known: &Known,
    ) -> Heard {
        let logits = scratch.logits(self.model, reading);
        let detected = reading.detected;
        let mut signals = Signals::default();
        if self.options.phrases {
            signals.clone_from(&scratch.found.signals);
        }
        let mut judged = self.judge(&logits, &signals, detected, message, known);
        if !scratch.tokens.says_something {
            judged.hear_silence();
        }
        Heard {
            detected,
            signals,
            judged,
        }
    }

    fn labels(
        &self,
        message: &Message<'_>,
        heard: &Heard,
        judged: &Judged,
        known: &Known,
    ) -> Labels {
        let tone = &judged.tone;
        let lang = known.lang.as_deref().unwrap_or(heard.detected.code);
        let mut labels = Labels {
            lang: lang.to_owned(),
            lang_score: round3(f64::from(heard.detected.score)),
            sentiment: tone.sentiment,
            sentiment_score: tone.score(),
            sentiment_p: tone.p,
            topics: known.own_topics().map(str::to_owned).collect(),
            model: self.model.id().to_owned(),
            ..Labels::default()
        };
        if message.own {
            labels.intent = Intent::Other;
            labels.intent_score = 1.0;
            labels.level = 1;
            labels.stance = Stance::Ignore;
            "marketing".clone_into(&mut labels.department);
            known.put(&mut labels);
        } else {
            self.decide(message, judged, &heard.signals, known, &mut labels);
        }
        labels
    }

    fn judge(
        &self,
        logits: &Logits,
        signals: &Signals,
        detected: Detected,
        message: &Message<'_>,
        known: &Known,
    ) -> Judged {
        let tone = sentiment::judge(self.model, logits, signals, &self.options);
        let toxicity = known.toxicity.map_or_else(
            || toxicity::judge(self.model, logits, signals, detected.lang),
            f64::from,
        );
        let spam = known.spam.map_or_else(
            || spam::judge(self.model, logits, signals, detected.lang, message),
            f64::from,
        );
        intent::judge(
            self.model,
            logits,
            signals,
            message,
            &self.options,
            tone,
            toxicity,
            spam,
        )
    }

    fn decide(
        &self,
        message: &Message<'_>,
        judged: &Judged,
        signals: &Signals,
        known: &Known,
        labels: &mut Labels,
    ) {
        labels.intent = judged.intent;
        labels.intent_score = round3(judged.intent_p);
        labels.toxicity = round3(judged.toxicity);
        labels.spam = round3(judged.spam);
        let urgency = known
            .urgency
            .map_or_else(|| urgency::judge(judged, signals, &self.options), f64::from);
        labels.urgency = round3(urgency);
        let level = || level::judge(judged, signals, message, &self.options).level;
        labels.level = known
            .level
            .unwrap_or_else(|| level().max(known.level_floor));
        known
            .department
            .as_deref()
            .unwrap_or_else(|| route::department(judged, signals, labels.level, &self.options))
            .clone_into(&mut labels.department);
        labels.stance = known
            .stance
            .unwrap_or_else(|| stance::judge(judged, signals, labels.level, &self.options));
        labels.priority = known
            .priority
            .unwrap_or_else(|| priority::judge(judged, urgency, labels.level, message));
    }
}

#[cfg(test)]
mod tests;
