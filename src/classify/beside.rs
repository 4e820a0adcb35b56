//! What is done to a line beside the judgement: personal data is found and taken out, copies and doubts are marked for the stage that follows.

use crate::classify::duplicates::{Meaning, Sketcher};
use crate::classify::marked::Marks;
use crate::classify::message::Message;
use crate::classify::pii::{self, Finder, redact, redact_json};
use crate::classify::recent::Recent;
use crate::jsonl::Object;
use crate::record::Labels;

/// What is to be done beside the judgement.
#[derive(Clone, Copy, Debug, Default)]
pub struct Besides {
    /// Replace personal data in title and text.
    pub redact: bool,
    /// Write lines with marks for a stage that reads [`super::Marked`]: sketches to find copies by.
    pub group: bool,
    /// The same, to ask for a second opinion: judgements less sure than this are marked.
    pub doubt: Option<f32>,
    /// The same, to label copies again once it is known of what they are copies: lines are kept as they were read.
    pub keep: bool,
}

/// Does it, for one thread.
#[derive(Debug, Default)]
pub(super) struct Beside {
    besides: Besides,
    finder: Finder,
    recent: Recent<Personal>,
    sketcher: Sketcher,
    edits: Vec<(usize, String)>,
    /// Posts in which something was replaced.
    pub(super) redacted: u64,
}

/// The kinds of personal data in a text, as bits.
#[derive(Clone, Copy, Debug, Default)]
struct Personal {
    kinds: u8,
    /// Those of them that nobody but their owner should read.
    private: u8,
}

/// Posts of these kinds can be read by everybody.
const PUBLIC: &[&str] = &["post", "comment", "reply", "quote", "review"];

/// Fills `pii` of a message that stands in no line.
pub fn look_for_personal(message: &Message<'_>, explain: bool, labels: &mut Labels) {
    Beside::default().look(message, explain, labels);
}

impl Beside {
    pub(super) fn new(besides: Besides) -> Self {
        Beside {
            besides,
            ..Beside::default()
        }
    }

    fn marks(&self) -> bool {
        self.besides.group || self.besides.doubt.is_some() || self.besides.keep
    }

    /// A line that is no post.
    pub(super) fn pass_on(&self, line: &str, out: &mut Vec<u8>) {
        let write = |out: &mut Vec<u8>| {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
            0
        };
        if self.marks() {
            Marks::default().write(out, write);
        } else {
            write(out);
        }
    }

    /// Fills `pii`, and says why it matters where everybody can read it.
    pub(super) fn look(&mut self, message: &Message<'_>, explain: bool, labels: &mut Labels) {
        let Personal { kinds, private } = self.personal(message);
        if kinds == 0 {
            return;
        }
        let names = |kinds: u8| {
            let is_among = move |kind: &super::Pii| kinds >> *kind as u8 & 1 == 1;
            super::Pii::ALL
                .into_iter()
                .filter(is_among)
                .map(super::Pii::name)
        };
        labels.pii = names(kinds).map(str::to_owned).collect();
        let is_public = message.kind.is_some_and(|kind| PUBLIC.contains(&kind));
        if explain && is_public && !message.own && private > 0 {
            let shown = names(private).collect::<Vec<_>>().join(", ");
            let why = format!("personal data that everybody can read: {shown}");
            labels.why.insert("pii".to_owned(), vec![why]);
        }
    }

    /// Title and text as they are redacted, if they are.
    pub(super) fn redacted(&mut self, message: &Message<'_>) -> Option<(Option<String>, String)> {
        if !self.besides.redact || self.personal(message).kinds == 0 {
            return None;
        }
        let mut without =
            |text: &str| redact(&mut self.finder, text).unwrap_or_else(|| text.to_owned());
        Some((message.title.map(&mut without), without(message.text)))
    }

    fn personal(&mut self, message: &Message<'_>) -> Personal {
        let key = self.recent.key(&[message.title, Some(message.text)]);
        if let Some(personal) = self.recent.get(key) {
            return *personal;
        }
        let mut personal = Personal::default();
        for text in [message.title.unwrap_or_default(), message.text] {
            pii::kinds(&mut self.finder, text, |kind| {
                personal.kinds |= 1 << kind as u8;
                personal.private |= u8::from(kind.is_private()) << kind as u8;
            });
        }
        self.recent.keep(key, personal);
        personal
    }

    /// Appends the line with its labels; ours end at a byte of `json`. `heard` when our own model judged the tone.
    pub(super) fn write(
        &mut self,
        object: &Object<'_>,
        message: &Message<'_>,
        (labels, heard): (&Labels, bool),
        (json, ours): (&[u8], usize),
        out: &mut Vec<u8>,
    ) {
        self.edits.clear();
        if self.besides.redact && !labels.pii.is_empty() {
            self.redact(object);
        }
        let edits = &self.edits;
        let write = |out: &mut Vec<u8>| {
            let end = object.write_edited(edits, "labels", json, out) + ours;
            out.push(b'\n');
            end
        };
        if !self.marks() {
            write(out);
            return;
        }
        let id = id_of(object).filter(|_| self.besides.group && is_compared(object, message));
        if id.is_some() {
            self.sketcher
                .sketch(message.client, message.title, message.text);
        }
        // What a person or another model said of one copy says nothing against the others.
        let score = heard.then_some(labels.sentiment_score);
        let meaning = Meaning::new(self.sketcher.facts(), score);
        let sketch = if id.is_some() {
            self.sketcher.last()
        } else {
            &[]
        };
        let doubtful = self.besides.doubt.is_some_and(|limit| {
            !message.own && (labels.intent_score < limit || surest(labels) < limit)
        });
        let marks = Marks {
            id: id.unwrap_or_default(),
            sketch,
            meaning,
            doubtful,
            source: if doubtful || self.besides.keep {
                object.line()
            } else {
                ""
            },
        };
        marks.write(out, write);
    }

    /// Every field named title or text, even if the same name comes twice.
    fn redact(&mut self, object: &Object<'_>) {
        for (place, field) in object.fields.iter().enumerate() {
            if matches!(&*field.key, "title" | "text")
                && let Some(redacted) = redact_json(&mut self.finder, field.value)
            {
                self.edits.push((place, redacted));
            }
        }
        self.redacted += u64::from(!self.edits.is_empty());
    }
}

fn surest(labels: &Labels) -> f32 {
    let p = labels.sentiment_p;
    p.negative.max(p.neutral).max(p.positive)
}

/// The id as JSON, when it is a string.
fn id_of<'a>(object: &Object<'a>) -> Option<&'a str> {
    let value = object.get("id")?.value;
    (value.len() > 2 && value.starts_with('"')).then_some(value)
}

/// Our own posts are no copies, and a repost is known for what it is.
fn is_compared(object: &Object<'_>, message: &Message<'_>) -> bool {
    let is_repost = object
        .get("repost_of_id")
        .is_some_and(|field| field.value != "null");
    !message.own && !is_repost
}
