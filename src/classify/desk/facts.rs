//! What conditions are asked about: a message, its labels so far, and what is known around it.

use chrono::{Datelike, Timelike};

use super::alarm::{Alarms, instant};
use super::context::Context;
use super::expression::Facts;
use super::expression::field::{Flag, Number, WEEKDAYS, Word};
use super::history::Past;
use super::queries::Bench;
use crate::classify::Message;
use crate::record::Labels;
use crate::time::Zone;

/// A message and all that is known of it.
pub(super) struct Case<'a> {
    pub(super) labels: &'a Labels,
    pub(super) message: &'a Message<'a>,
    pub(super) context: &'a Context<'a>,
    pub(super) past: Option<Past>,
    pub(super) alarms: Option<&'a Alarms>,
    pub(super) bench: &'a Bench,
    pub(super) zone: &'a Zone,
}

impl Case<'_> {
    fn local(&self) -> chrono::NaiveDateTime {
        self.zone.local(instant(self.message, self.context.now))
    }
}

impl Facts for Case<'_> {
    fn number(&self, field: Number) -> Option<f64> {
        let labels = self.labels;
        let before = |count: fn(&Past) -> u32| self.past.as_ref().map(|past| count(past).into());
        Some(match field {
            Number::Followers => self.message.author_followers? as f64,
            Number::SentimentScore => labels.sentiment_score.into(),
            Number::IntentScore => labels.intent_score.into(),
            Number::Toxicity => labels.toxicity.into(),
            Number::Spam => labels.spam.into(),
            Number::Urgency => labels.urgency.into(),
            Number::Priority => labels.priority.into(),
            Number::Level => labels.level.into(),
            Number::Hour => self.local().hour().into(),
            Number::PostsBefore => return before(|past| past.posts),
            Number::ComplaintsBefore => return before(|past| past.complaints),
            Number::UnansweredBefore => return before(|past| past.unanswered),
            Number::NegativeBefore => return before(|past| past.negative),
            Number::PraisesBefore => return before(|past| past.praises),
        })
    }

    fn word(&self, field: Word) -> &str {
        let labels = self.labels;
        match field {
            Word::Sentiment => labels.sentiment.name(),
            Word::Intent => labels.intent.name(),
            Word::Department => &labels.department,
            Word::Matter => labels.matter.as_ref().unwrap_or(&labels.department),
            Word::Stance => labels.stance.name(),
            Word::Lang => &labels.lang,
            Word::Client => self.message.client.unwrap_or_default(),
            Word::Watch => self.context.query.unwrap_or_default(),
            Word::Source => self.message.source.unwrap_or_default(),
            Word::Kind => self.message.kind.unwrap_or_default(),
            Word::Author => self
                .context
                .author_handle
                .unwrap_or_default()
                .trim_start_matches('@'),
            Word::Weekday => {
                let day = self.local().weekday().num_days_from_monday() as usize;
                WEEKDAYS.get(day).copied().unwrap_or_default()
            }
        }
    }

    fn flag(&self, field: Flag) -> bool {
        match field {
            Flag::Verified => self.message.author_verified,
            Flag::Own => self.message.own,
            Flag::Alarm => self
                .alarms
                .is_some_and(|alarms| alarms.is_open(self.message, self.context.now)),
        }
    }

    fn has_topic(&self, name: &str) -> bool {
        self.labels.topics.iter().any(|topic| topic == name)
    }

    fn found(&self, query: usize) -> bool {
        self.bench.found(query)
    }
}
