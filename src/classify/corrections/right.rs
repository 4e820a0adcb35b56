//! The right value of a label, as people write it and as records hold it.

use serde_json::Value;

use crate::classify::known::{Known, Source};
use crate::record::{Intent, Sentiment, Stance};
use crate::text::closest::{closest, hint};

/// The labels that a person can correct, in the order in which records hold them.
pub const CORRECTABLE: &[&str] = &[
    "lang",
    "sentiment",
    "intent",
    "topics",
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
    /// A topic that it has, or has not.
    Topic(String, bool),
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

impl CorrectionError {
    pub(super) fn new(message: &str) -> Self {
        CorrectionError(message.to_owned())
    }
}

impl Right {
    /// What a value says of a label: one thing, or, of topics, as many as it names.
    ///
    /// # Errors
    ///
    /// When there is no such label, or the label no such value.
    pub fn all(label: &str, value: &Value) -> Result<Vec<Right>, CorrectionError> {
        match (label, value) {
            ("topics", Value::Array(names)) if !names.is_empty() => {
                names.iter().map(|name| Right::parse(label, name)).collect()
            }
            ("topics", Value::String(names)) => {
                let names = names.split([',', ';']);
                names
                    .map(|name| Right::parse(label, &name.into()))
                    .collect()
            }
            _ => Right::parse(label, value).map(|right| vec![right]),
        }
    }

    /// The value of a label, checked. Names are taken in any case, but for those of topics; a number may be written as text, with a decimal comma too.
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
            "topics" => topic(&text).ok_or_else(|| {
                wrong("the name of a topic, or several between commas, with `!` before those that it has not")
            })?,
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
            Right::Topic(..) => "topics",
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
            Right::Topic(name, true) => name.as_str().into(),
            Right::Topic(name, false) => format!("!{name}").into(),
            Right::Toxicity(share) | Right::Spam(share) | Right::Urgency(share) => {
                // By its digits: 0.7 and not 0.699999988.
                share.to_string().parse().map_or(Value::Null, number)
            }
            Right::Priority(value) | Right::Level(value) => (*value).into(),
        }
    }

    /// Makes it known; what `why` says of it is `reason`.
    pub(super) fn make_known(&self, known: &mut Known, reason: String) {
        let person = Source::Person;
        match self {
            Right::Lang(code) => known.lang = Some(code.clone()),
            Right::Sentiment(sentiment) => known.sentiment = Some((*sentiment, person)),
            Right::Intent(intent) => known.intent = Some((*intent, person)),
            Right::Topic(name, true) => {
                return known.add_topic(name, true, person, format!("{name}: {reason}"));
            }
            Right::Topic(name, false) => {
                return known.add_topic(name, false, person, format!("not {name}: {reason}"));
            }
            Right::Toxicity(share) => known.toxicity = Some(*share),
            Right::Spam(share) => known.spam = Some(*share),
            Right::Urgency(share) => known.urgency = Some(*share),
            Right::Priority(priority) => known.priority = Some(*priority),
            Right::Department(department) => known.department = Some(department.clone()),
            Right::Level(level) => known.level = Some(*level),
            Right::Stance(stance) => known.stance = Some(*stance),
        }
        known.reasons.push((self.label(), person, reason));
    }

    /// Whether another verdict is about the same thing, so that only the later one stands.
    pub(super) fn replaces(&self, other: &Right) -> bool {
        match (self, other) {
            (Right::Topic(one, _), Right::Topic(other, _)) => one == other,
            _ => self.label() == other.label(),
        }
    }
}

/// A topic, or one that it has not.
fn topic(text: &str) -> Option<Right> {
    let (name, has) = match text.strip_prefix('!') {
        Some(name) => (name.trim(), false),
        None => (text, true),
    };
    (!name.is_empty()).then(|| Right::Topic(name.to_owned(), has))
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
