//! What a language model answered: two names out of fixed lists, or nothing.

use serde_json::{Map, Value};

use crate::record::{Intent, Sentiment};

/// What the answer says, each only if it is an allowed value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opinion {
    /// The tone.
    pub sentiment: Option<Sentiment>,
    /// The intent.
    pub intent: Option<Intent>,
}

/// An answer that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What counts of it.
    pub opinion: Opinion,
    /// Values that are not allowed.
    pub refused: u64,
}

/// An answer of which nothing can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Not what `/chat/completions` answers.
    #[error("the answer is not that of a chat endpoint")]
    NoChat,
    /// Words, but no object with labels.
    #[error("the model answered without labels")]
    NoLabels,
}

/// Objects that are looked for in an answer, at most.
const OBJECTS: usize = 64;

/// Reads the body of a reply, and the tokens in and out if the server says how many. The object may be fenced, or have words around it; of several the last one counts.
pub fn read_answer(body: &[u8]) -> (Result<Answer, Unusable>, Option<(u64, u64)>) {
    let Ok(reply) = serde_json::from_slice::<Value>(body) else {
        return (Err(Unusable::NoChat), None);
    };
    let tokens = tokens(&reply);
    let Some(content) = content(&reply) else {
        return (Err(Unusable::NoChat), tokens);
    };
    let answer = match last_object(&content) {
        Some(object) => Ok(read_object(&object)),
        None => Err(Unusable::NoLabels),
    };
    (answer, tokens)
}

fn tokens(reply: &Value) -> Option<(u64, u64)> {
    let usage = reply.get("usage")?;
    let count = |name: &str| usage.get(name).and_then(Value::as_u64);
    let tokens = (count("prompt_tokens")?, count("completion_tokens")?);
    // Every question takes some: a server that says none does not count.
    (tokens.0 > 0).then_some(tokens)
}

/// The text of the first choice: a string, or a list of parts.
fn content(reply: &Value) -> Option<String> {
    match reply.pointer("/choices/0/message/content")? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            Some(texts.collect::<Vec<_>>().concat())
        }
        _ => None,
    }
}

/// The last JSON object in a text that names a label.
fn last_object(text: &str) -> Option<Map<String, Value>> {
    let mut last = None;
    let mut at = 0;
    for _ in 0..OBJECTS {
        let rest = text.get(at..).unwrap_or_default();
        let Some(brace) = rest.find('{') else {
            break;
        };
        at += brace;
        let rest = rest.get(brace..).unwrap_or_default();
        let mut objects =
            serde_json::Deserializer::from_str(rest).into_iter::<Map<String, Value>>();
        match objects.next() {
            Some(Ok(object)) => {
                at += objects.byte_offset();
                if object
                    .keys()
                    .any(|key| matches!(lower(key).as_str(), "sentiment" | "intent"))
                {
                    last = Some(object);
                }
            }
            _ => at += 1,
        }
    }
    last
}

fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

fn read_object(object: &Map<String, Value>) -> Answer {
    let mut answer = Answer::default();
    for (key, value) in object {
        // `order-delivery` and `order delivery` are what is meant.
        let value = value
            .as_str()
            .map(|value| lower(value).replace([' ', '-'], "_"));
        let known = match lower(key).as_str() {
            "sentiment" => {
                answer.opinion.sentiment = value.as_deref().and_then(Sentiment::parse);
                answer.opinion.sentiment.is_some()
            }
            "intent" => {
                answer.opinion.intent = value.as_deref().and_then(Intent::parse);
                answer.opinion.intent.is_some()
            }
            // What else it may say is not asked for and not read.
            _ => continue,
        };
        answer.refused += u64::from(!known);
    }
    answer
}
