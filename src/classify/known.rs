//! What somebody said of a message before it is judged: these labels are not judged any more, and every other one follows from them.
//!
//! A person's correction and a language model's opinion take the same way: through the chain of decisions, each in the place of the decision
//! that it replaces. Nothing is mended afterwards.

use super::language::{Detected, Lang};
use super::second::Opinion;
use super::sentiment::Tone;
use crate::record::{Intent, Labels, Sentiment, SentimentP, Stance};

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A person: the score beside it becomes that of a certainty.
    Person,
    /// A language model: the scores stay those of our own.
    Model,
}

/// Labels that are known. The default knows nothing.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub(super) lang: Option<String>,
    pub(super) sentiment: Option<(Sentiment, Source)>,
    pub(super) intent: Option<(Intent, Source)>,
    pub(super) toxicity: Option<f32>,
    pub(super) spam: Option<f32>,
    pub(super) urgency: Option<f32>,
    pub(super) priority: Option<u8>,
    pub(super) department: Option<String>,
    pub(super) level: Option<u8>,
    pub(super) stance: Option<Stance>,
    /// Topics that it has, and those that it has not.
    pub(super) topics: Vec<(String, bool)>,
    /// Label, who said it, and what `why` says of that.
    pub(super) reasons: Vec<(&'static str, Source, String)>,
    /// The language model that had a say.
    pub(super) opinion_of: Option<String>,
    /// The level below which its say does not bring a message.
    pub(super) level_floor: u8,
}

/// What becomes known of a message only after it was labelled, so that it is labelled again.
#[derive(Clone, Debug, Default)]
pub struct Later {
    /// What people said of the topics of a post that it is a copy of: each topic, whether it has it, who says so.
    pub topics: Vec<(String, bool, String)>,
    /// What a language model answered, and its name.
    pub opinion: Option<(Opinion, String)>,
}

/// Nothing is known.
pub(super) static NOTHING: Known = Known {
    lang: None,
    sentiment: None,
    intent: None,
    toxicity: None,
    spam: None,
    urgency: None,
    priority: None,
    department: None,
    level: None,
    stance: None,
    topics: Vec::new(),
    reasons: Vec::new(),
    opinion_of: None,
    level_floor: 0,
};

impl Known {
    /// The language, if it is known.
    pub(super) fn detected(&self) -> Option<Detected> {
        let lang = Lang::parse(self.lang.as_deref()?);
        Some(Detected {
            code: lang.map_or("und", Lang::code),
            score: 1.0,
            lang,
        })
    }

    /// Whether something is known that the judgement of the words begins with.
    pub(super) fn is_of_words(&self) -> bool {
        self.lang.is_some() || self.toxicity.is_some() || self.spam.is_some()
    }

    /// The tone that was judged, or the one that is known.
    pub(super) fn tone(&self, judged: Tone) -> Tone {
        let Some((sentiment, source)) = self.sentiment else {
            return judged;
        };
        let exact = one_of(sentiment as usize);
        Tone {
            sentiment,
            exact,
            p: match source {
                Source::Person => certain(sentiment),
                Source::Model => judged.p,
            },
        }
    }

    /// Whether a topic is known to be there, or known not to be.
    pub(super) fn topic(&self, name: &str) -> Option<bool> {
        let said = self.topics.iter().find(|(known, _)| known == name);
        said.map(|(_, has)| *has)
    }

    /// Topics that it has.
    pub(super) fn own_topics(&self) -> impl Iterator<Item = &str> {
        let had = self.topics.iter().filter(|(_, has)| *has);
        had.map(|(name, _)| name.as_str())
    }

    /// Takes in what was said of a topic, if nobody said anything of it before.
    pub(super) fn add_topic(&mut self, name: &str, has: bool, source: Source, reason: String) {
        if self.topic(name).is_none() {
            self.topics.push((name.to_owned(), has));
            self.reasons.push(("topics", source, reason));
        }
    }

    /// Takes in what became known later; what a person said of this very message stands before it.
    pub(super) fn hear(&mut self, later: &Later) {
        for (topic, has, reason) in &later.topics {
            let not = if *has { "" } else { "not " };
            let reason = format!("{not}{topic}: {reason}, of a copy of it");
            self.add_topic(topic, *has, Source::Person, reason);
        }
        let Some((opinion, name)) = &later.opinion else {
            return;
        };
        let reason = || format!("second opinion: {name}");
        if let (Some(sentiment), None) = (opinion.sentiment, self.sentiment) {
            self.sentiment = Some((sentiment, Source::Model));
            self.reasons.push(("sentiment", Source::Model, reason()));
            self.opinion_of = Some(name.clone());
        }
        if let (Some(intent), None) = (opinion.intent, self.intent) {
            self.intent = Some((intent, Source::Model));
            self.reasons.push(("intent", Source::Model, reason()));
            self.opinion_of = Some(name.clone());
        }
    }

    /// The same without what a language model said.
    pub(super) fn without_opinion(&self) -> Known {
        let mut own = self.clone();
        own.sentiment = own.sentiment.filter(|(_, source)| *source != Source::Model);
        own.intent = own.intent.filter(|(_, source)| *source != Source::Model);
        own.opinion_of = None;
        own
    }

    /// Keeps a language model from making little of a message that is `grave`, or surely negative: such a message is no praise, nothing grave is
    /// spam, and its level does not sink below what it was judged. Gives how many values were refused.
    pub(super) fn bound(&mut self, grave: bool, negative: bool, level: u8) -> u64 {
        if !grave && !negative {
            return 0;
        }
        self.level_floor = level;
        let before = self.reasons.len();
        if self.sentiment == Some((Sentiment::Positive, Source::Model)) {
            self.sentiment = None;
            self.forget("sentiment");
        }
        let harmless = match self.intent {
            Some((Intent::Praise, Source::Model)) => true,
            Some((Intent::Spam, Source::Model)) => grave,
            _ => false,
        };
        if harmless {
            self.intent = None;
            self.forget("intent");
        }
        if !self.has_opinion() {
            self.opinion_of = None;
        }
        (before - self.reasons.len()) as u64
    }

    fn forget(&mut self, label: &str) {
        self.reasons
            .retain(|(known, source, _)| *known != label || *source == Source::Person);
    }

    /// Whether a language model had a say.
    pub(super) fn has_opinion(&self) -> bool {
        let of_model = |(_, source, _): &(_, Source, _)| *source == Source::Model;
        self.reasons.iter().any(of_model)
    }

    /// The same, but for an intent or a tone that a rule of the user's sets; nothing when it sets none, or none that is new and may be set.
    pub(super) fn ruled(
        &self,
        labels: &Labels,
        intent: Option<Intent>,
        sentiment: Option<Sentiment>,
    ) -> Option<Known> {
        let intent = intent.filter(|intent| *intent != labels.intent && may_rule(self.intent));
        let sentiment =
            sentiment.filter(|tone| *tone != labels.sentiment && may_rule(self.sentiment));
        if intent.is_none() && sentiment.is_none() {
            return None;
        }
        let mut known = self.clone();
        if let Some(intent) = intent {
            known.intent = Some((intent, Source::Person));
        }
        if let Some(sentiment) = sentiment {
            known.sentiment = Some((sentiment, Source::Person));
        }
        Some(known)
    }

    /// Writes what is known into labels that no decision was made on: those of our own posts.
    pub(super) fn put(&self, labels: &mut Labels) {
        if let Some((intent, _)) = self.intent {
            labels.intent = intent;
        }
        if let Some(toxicity) = self.toxicity {
            labels.toxicity = toxicity;
        }
        if let Some(spam) = self.spam {
            labels.spam = spam;
        }
        if let Some(urgency) = self.urgency {
            labels.urgency = urgency;
        }
        if let Some(priority) = self.priority {
            labels.priority = priority;
        }
        if let Some(department) = &self.department {
            labels.department.clone_from(department);
        }
        if let Some(level) = self.level {
            labels.level = level;
        }
        if let Some(stance) = self.stance {
            labels.stance = stance;
        }
    }

    /// Says who decided, and signs with the model that had a say. What a person said needs no words and rules behind it.
    pub fn tell(&self, labels: &mut Labels) {
        for (label, source, reason) in &self.reasons {
            // A rule of the user's may have set it otherwise.
            let stands = match (*label, self.sentiment, self.intent) {
                _ if *source == Source::Person => true,
                ("sentiment", Some((sentiment, _)), _) => sentiment == labels.sentiment,
                ("intent", _, Some((intent, _))) => intent == labels.intent,
                _ => true,
            };
            if !stands {
                continue;
            }
            let reasons = labels.why.entry((*label).to_owned()).or_default();
            if *source == Source::Person && *label != "topics" {
                reasons.clear();
            }
            reasons.insert(0, reason.clone());
        }
        if let Some(name) = &self.opinion_of {
            labels.model = format!("{}+{name}", labels.model);
        }
    }
}

/// Whether a rule may set what is known: nothing that a person said of the message.
pub(super) fn may_rule<T>(known: Option<(T, Source)>) -> bool {
    known.is_none_or(|(_, source)| source == Source::Model)
}

/// All of the probability in one place.
pub(super) fn one_of<const N: usize>(place: usize) -> [f64; N] {
    let mut p = [0.0; N];
    if let Some(one) = p.get_mut(place) {
        *one = 1.0;
    }
    p
}

fn certain(sentiment: Sentiment) -> SentimentP {
    let p = |of: Sentiment| f32::from(u8::from(sentiment == of));
    SentimentP {
        negative: p(Sentiment::Negative),
        neutral: p(Sentiment::Neutral),
        positive: p(Sentiment::Positive),
    }
}
