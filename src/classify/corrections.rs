//! What people said of single posts, by the id of the post: their word stands against the model's.

use chrono::{DateTime, Utc};
use hashbrown::HashMap;
use serde_json::Value;

use crate::jsonl::{Object, Problem, Worker};
use crate::record::{Correction, Intent, Labels, Sentiment, SentimentP, Stance};
use crate::text::closest::{closest, hint};

/// The labels that a person can correct, in the order in which records hold them.
pub const CORRECTABLE: &[&str] = &[
    "lang",
    "sentiment",
    "intent",
    "toxicity",
    "spam",
    "urgency",
    "priority",
    "department",
    "level",
    "stance",
];

/// The right value of a label.
#[derive(Clone, Debug, PartialEq)]
pub enum Right {
    /// ISO 639 code, or `und`.
    Lang(String),
    /// The tone.
    Sentiment(Sentiment),
    /// What the message is for.
    Intent(Intent),
    /// In [0, 1].
    Toxicity(f32),
    /// In [0, 1].
    Spam(f32),
    /// In [0, 1].
    Urgency(f32),
    /// 0 to 100.
    Priority(u8),
    /// Any name; departments may be the user's own.
    Department(String),
    /// 1 to 3.
    Level(u8),
    /// How to react.
    Stance(Stance),
}

/// A label or a value that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CorrectionError(String);

impl Right {
    /// The value of a label, checked. Names are taken in any case; a number may be written as text, with a decimal comma too.
    ///
    /// # Errors
    ///
    /// When there is no such label, or the label no such value.
    pub fn parse(label: &str, value: &Value) -> Result<Right, CorrectionError> {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => u8::from(*flag).to_string(),
            _ => String::new(),
        };
        let name = text.to_lowercase();
        let wrong = |expected: &str| {
            CorrectionError(format!("`{label}` is {expected}, not `{}`", short(value)))
        };
        Ok(match label {
            "lang" if is_code(&name) => Right::Lang(name),
            "lang" => return Err(wrong("a code of two or three letters")),
            "sentiment" => Right::Sentiment(named(label, &name, Sentiment::ALL, Sentiment::name)?),
            "intent" => Right::Intent(named(label, &name, Intent::ALL, Intent::name)?),
            "stance" => Right::Stance(named(label, &name, Stance::ALL, Stance::name)?),
            "toxicity" => Right::Toxicity(share(&name).ok_or_else(|| wrong("from 0 to 1"))?),
            "spam" => Right::Spam(share(&name).ok_or_else(|| wrong("from 0 to 1"))?),
            "urgency" => Right::Urgency(share(&name).ok_or_else(|| wrong("from 0 to 1"))?),
            "priority" => Right::Priority(
                whole(&name, 0, 100).ok_or_else(|| wrong("a whole number from 0 to 100"))?,
            ),
            "level" => Right::Level(whole(&name, 1, 3).ok_or_else(|| wrong("1, 2 or 3"))?),
            "department" if !name.is_empty() && value.is_string() => Right::Department(text),
            "department" => return Err(wrong("a name")),
            _ => return Err(unknown_label(label)),
        })
    }

    /// The name of the label.
    pub fn label(&self) -> &'static str {
        match self {
            Right::Lang(_) => "lang",
            Right::Sentiment(_) => "sentiment",
            Right::Intent(_) => "intent",
            Right::Toxicity(_) => "toxicity",
            Right::Spam(_) => "spam",
            Right::Urgency(_) => "urgency",
            Right::Priority(_) => "priority",
            Right::Department(_) => "department",
            Right::Level(_) => "level",
            Right::Stance(_) => "stance",
        }
    }

    /// The value as records hold it.
    pub fn value(&self) -> Value {
        match self {
            Right::Lang(text) | Right::Department(text) => text.as_str().into(),
            Right::Sentiment(value) => value.name().into(),
            Right::Intent(value) => value.name().into(),
            Right::Stance(value) => value.name().into(),
            Right::Toxicity(share) | Right::Spam(share) | Right::Urgency(share) => {
                // By its digits: 0.7 and not 0.699999988.
                share.to_string().parse().map_or(Value::Null, number)
            }
            Right::Priority(value) | Right::Level(value) => (*value).into(),
        }
    }

    /// Puts the value in its place. A score beside it becomes that of a certainty; labels that follow from it stay as they are.
    fn apply(&self, labels: &mut Labels) {
        match self {
            Right::Lang(code) => {
                labels.lang.clone_from(code);
                labels.lang_score = 1.0;
            }
            Right::Sentiment(sentiment) => {
                let p = |of: Sentiment| f32::from(u8::from(*sentiment == of));
                labels.sentiment = *sentiment;
                labels.sentiment_p = SentimentP {
                    negative: p(Sentiment::Negative),
                    neutral: p(Sentiment::Neutral),
                    positive: p(Sentiment::Positive),
                };
                labels.sentiment_score = p(Sentiment::Positive) - p(Sentiment::Negative);
            }
            Right::Intent(intent) => {
                labels.intent = *intent;
                labels.intent_score = 1.0;
            }
            Right::Toxicity(share) => labels.toxicity = *share,
            Right::Spam(share) => labels.spam = *share,
            Right::Urgency(share) => labels.urgency = *share,
            Right::Priority(priority) => labels.priority = *priority,
            Right::Department(department) => labels.department.clone_from(department),
            Right::Level(level) => labels.level = *level,
            Right::Stance(stance) => labels.stance = *stance,
        }
    }
}

/// That there is no such label, with the one that may be meant.
pub fn unknown_label(label: &str) -> CorrectionError {
    let meant = hint(closest(label, CORRECTABLE.iter().copied()));
    CorrectionError(format!(
        "`{}` is no label that can be corrected{meant} (there are {})",
        short(&label.into()),
        CORRECTABLE.join(", ")
    ))
}

fn number(value: f64) -> Value {
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// A value in a message: not all of a long one.
fn short(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}...", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

fn named<T: Copy>(
    label: &str,
    name: &str,
    all: &[T],
    name_of: impl Fn(T) -> &'static str,
) -> Result<T, CorrectionError> {
    let found = all.iter().find(|&&value| name_of(value) == name);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|&value| name_of(value)).collect();
        let meant = hint(closest(name, names.iter().copied()));
        let name = short(&name.into());
        CorrectionError(format!(
            "`{name}` is no {label}{meant} (there are {})",
            names.join(", ")
        ))
    })
}

fn is_code(name: &str) -> bool {
    matches!(name.len(), 2 | 3) && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn share(text: &str) -> Option<f32> {
    let value: f32 = text.replace(',', ".").parse().ok()?;
    (0.0..=1.0).contains(&value).then_some(value)
}

fn whole(text: &str, least: u8, most: u8) -> Option<u8> {
    // A spreadsheet may have made 2.0 of 2.
    let text = text
        .strip_suffix(".0")
        .or(text.strip_suffix(",0"))
        .unwrap_or(text);
    let value = text.parse().ok()?;
    (least..=most).contains(&value).then_some(value)
}

/// What is known of one label of one post.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The right value.
    pub right: Right,
    /// Who says so.
    pub by: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// The corrections in force: of each post and label the latest.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    posts: HashMap<Box<str>, Vec<Verdict>>,
}

impl Corrections {
    /// Takes a correction; one that was made before another of the same label of the same post changes nothing, one without a time is the
    /// oldest, and of two of the same time the one that comes later in the file stands.
    ///
    /// # Errors
    ///
    /// When there is no such label, or the label no such value.
    pub fn add(&mut self, correction: Correction) -> Result<(), CorrectionError> {
        if correction.id.is_empty() {
            return Err(CorrectionError(
                "`id` is empty: it names the post".to_owned(),
            ));
        }
        let verdict = Verdict {
            right: Right::parse(&correction.label, &correction.value)?,
            by: correction.by,
            at: correction.at,
        };
        let of_post = self.posts.entry(correction.id.into()).or_default();
        let label = verdict.right.label();
        match of_post
            .iter_mut()
            .find(|earlier| earlier.right.label() == label)
        {
            Some(earlier) if earlier.at <= verdict.at => *earlier = verdict,
            Some(_) => {}
            None => of_post.push(verdict),
        }
        Ok(())
    }

    /// Takes a correction from a line of JSON.
    fn add_line(&mut self, line: &str) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let column = |key: &str| object.get(key).map_or(1, |field| field.start + 1);
        if let Some(field) = object.get("type")
            && field.value != "\"correction\""
        {
            let message = format!("expected a correction, found {}", field.value);
            return Err(Problem::new(column("type"), message));
        }
        let correction: Correction = serde_json::from_str(line)?;
        let field = if CORRECTABLE.contains(&correction.label.as_str()) {
            "value"
        } else {
            "label"
        };
        self.add(correction)
            .map_err(|error| Problem::new(column(field), error.to_string()))
    }

    /// Posts of which something was said.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Nothing was said of any post.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// What was said of a post, a verdict for each label.
    pub fn of(&self, id: &str) -> &[Verdict] {
        self.posts.get(id).map_or(&[], Vec::as_slice)
    }

    /// Replaces the labels of a post that were corrected, and says so under `why`; whether there were any.
    pub fn apply(&self, id: &str, labels: &mut Labels) -> bool {
        let verdicts = self.of(id);
        for verdict in verdicts {
            verdict.right.apply(labels);
            let by = verdict.by.as_deref().unwrap_or("a person");
            let on = verdict
                .at
                .map_or_else(String::new, |at| format!(" on {}", at.date_naive()));
            labels.why.insert(
                verdict.right.label().to_owned(),
                vec![format!("corrected by {by}{on}")],
            );
        }
        !verdicts.is_empty()
    }
}

impl Worker for Corrections {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        self.add_line(line)
    }
}

#[cfg(test)]
mod tests;
