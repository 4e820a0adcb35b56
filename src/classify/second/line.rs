//! A labelled line that a second opinion enters.

use serde::Deserialize;
use serde_json::Value;

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

/// A line, and what its labels say so far.
#[derive(Debug)]
pub struct Doubtful<'a> {
    line: Object<'a>,
    labels: Object<'a>,
    sentiment: Sentiment,
    intent: Intent,
    steers: bool,
}

impl<'a> Doubtful<'a> {
    /// Reads a labelled line whose message is `message`.
    pub fn read(line: &'a str, message: &str) -> Option<Self> {
        let object = Object::read(line).ok()?;
        let labels = Object::read(object.get("labels")?.value).ok()?;
        Some(Doubtful {
            sentiment: read(labels.get("sentiment")?)?,
            intent: read(labels.get("intent")?)?,
            steers: steers(message),
            line: object,
            labels,
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

    /// The line with an opinion of the model `name` in it, and what becomes of `model` and `why`. Everything else stays as it is.
    pub fn with(&self, opinion: Opinion, name: &str) -> Vec<u8> {
        let mut why = self
            .labels
            .get("why")
            .and_then(read::<Value>)
            .unwrap_or_default();
        if !why.is_object() {
            why = Value::Object(serde_json::Map::new());
        }
        let mut edits = Vec::new();
        for (place, field) in self.labels.fields.iter().enumerate() {
            let new = match &*field.key {
                "sentiment" => opinion
                    .sentiment
                    .map(|one| (one.name(), one == self.sentiment)),
                "intent" => opinion.intent.map(|one| (one.name(), one == self.intent)),
                "model" => {
                    let ours = read::<Str<'_>>(field).unwrap_or_default();
                    let both = format!("{}+{name}", &*ours);
                    edits.push((place, Value::from(both).to_string()));
                    None
                }
                _ => None,
            };
            if let Some((value, same)) = new {
                edits.push((place, Value::from(value).to_string()));
                tell(&mut why, &field.key, name, same);
            }
        }
        let mut labels = Vec::new();
        self.labels
            .write_edited(&edits, "why", why.to_string().as_bytes(), &mut labels);
        let mut line = Vec::new();
        self.line.write_edited(&[], "labels", &labels, &mut line);
        line
    }
}

/// Says who decided a label; what spoke for another value goes.
fn tell(why: &mut Value, label: &str, name: &str, same: bool) {
    let reason = Value::from(format!("second opinion: {name}"));
    let Some(reasons) = why.as_object_mut() else {
        return;
    };
    let earlier = reasons.get_mut(label).and_then(Value::as_array_mut);
    match earlier.filter(|_| same) {
        Some(earlier) => earlier.insert(0, reason),
        None => {
            reasons.insert(label.to_owned(), Value::from(vec![reason]));
        }
    }
}
