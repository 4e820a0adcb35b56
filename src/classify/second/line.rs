//! A labelled line whose message is in doubt: what is sent of it, and what of an opinion counts.

use serde::Deserialize;

use super::answer::Opinion;
use super::steer::steers;
use crate::jsonl::{Field, Object};
use crate::record::{Intent, Sentiment, Str};

/// Title and text of a line, as they are sent.
pub fn message_of(line: &str) -> Option<String> {
    let object = Object::read(line).ok()?;
    let part = |key| read::<Str<'_>>(object.get(key)?);
    Some(match (part("title"), part("text")) {
        (Some(title), Some(text)) => format!("{}\n{}", &*title, &*text),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => return None,
    })
}

fn read<'a, T: Deserialize<'a>>(field: &Field<'a>) -> Option<T> {
    serde_json::from_str(field.value).ok()
}

/// What our own model says of a message in doubt.
#[derive(Clone, Copy, Debug)]
pub struct Doubtful {
    sentiment: Sentiment,
    intent: Intent,
    steers: bool,
}

impl Doubtful {
    /// Reads a labelled line whose message is `message`.
    pub fn read(line: &str, message: &str) -> Option<Self> {
        let object = Object::read(line).ok()?;
        let labels = Object::read(object.get("labels")?.value).ok()?;
        Some(Doubtful {
            sentiment: read(labels.get("sentiment")?)?,
            intent: read(labels.get("intent")?)?,
            steers: steers(message),
        })
    }

    /// What of an opinion counts: all of it, or, when the message talks to the model, only what was judged so anyway.
    pub fn admitted(&self, opinion: Opinion) -> Opinion {
        if !self.steers {
            return opinion;
        }
        Opinion {
            sentiment: opinion.sentiment.filter(|one| *one == self.sentiment),
            intent: opinion.intent.filter(|one| *one == self.intent),
        }
    }
}
