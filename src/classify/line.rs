//! Labels posts that lie in lines of JSON: reads what the judgement needs, writes the labels into the line, leaves every other byte alone.

use std::sync::Arc;

use crate::classify::beside::{Beside, Besides};
use crate::classify::desk::{Bench, Desk, Surroundings};
use crate::classify::known::{Known, Later, NOTHING};
use crate::classify::posted::{Posted, string};
use crate::classify::{Corrections, Labeler, Message, Scratch};
use crate::jsonl::{Field, Object, Problem, Worker};
use crate::record::Labels;
use crate::time::{Clock, Range, epoch_millis};

/// Which posts are wanted; the others are left out.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only posts published in this range; all, when it is open.
    pub range: Range,
    /// Only posts of this client.
    pub client: Option<String>,
}

/// Labels the posts of one thread.
pub struct LineLabeler<'m> {
    labeler: Labeler<'m>,
    wanted: Wanted,
    corrections: Option<Arc<Corrections>>,
    scratch: Scratch,
    labels: Vec<u8>,
    desk: Option<AtDesk>,
    beside: Beside,
    /// Posts labelled.
    pub posts: u64,
    /// Posts of whose second opinion a value could not be, given what the message says.
    pub refused: u64,
    /// Posts that a second opinion entered.
    pub opinions: u64,
    /// Posts of which a label was corrected.
    pub corrected: u64,
    /// Posts left out because a range was asked for and they have no time.
    pub undated: u64,
}

impl<'m> LineLabeler<'m> {
    /// A worker that judges with `labeler`.
    pub fn new(labeler: Labeler<'m>, wanted: Wanted) -> Self {
        LineLabeler {
            labeler,
            wanted,
            corrections: None,
            scratch: Scratch::default(),
            labels: Vec::new(),
            desk: None,
            beside: Beside::default(),
            posts: 0,
            refused: 0,
            opinions: 0,
            corrected: 0,
            undated: 0,
        }
    }

    /// The same with other work beside the judgement.
    #[must_use]
    pub fn with(mut self, besides: Besides) -> Self {
        self.beside = Beside::new(besides);
        self
    }

    /// Posts in which personal data was replaced.
    pub fn redacted(&self) -> u64 {
        self.beside.redacted
    }

    /// The same, with the last word for what people said.
    #[must_use]
    pub fn with_corrections(self, corrections: Option<Arc<Corrections>>) -> Self {
        LineLabeler {
            corrections,
            ..self
        }
    }

    /// The same with a desk that decides after it.
    #[must_use]
    pub fn with_desk(mut self, desk: Arc<Desk>, clock: Clock) -> Self {
        self.desk = (!desk.is_idle()).then(|| AtDesk {
            desk,
            clock,
            bench: Bench::default(),
        });
        self
    }
}

/// The desk and what a thread needs there.
struct AtDesk {
    desk: Arc<Desk>,
    clock: Clock,
    bench: Bench,
}

impl Worker for LineLabeler<'static> {
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.take(line, None, out)
    }
}

impl LineLabeler<'_> {
    /// Labels a line that was labelled before, now that more is known of it.
    ///
    /// # Errors
    ///
    /// Those of [`Worker::line`].
    pub fn again(&mut self, line: &str, later: &Later, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.take(line, Some(later), out)
    }

    fn take(
        &mut self,
        line: &str,
        later: Option<&Later>,
        out: &mut Vec<u8>,
    ) -> Result<(), Problem> {
        let object = Object::read(line)?;
        if !is_post(&object)? {
            self.beside.pass_on(line, out);
            return Ok(());
        }
        if !self.wants(&object)? {
            return Ok(());
        }
        let posted = Posted::read(&object)?;
        let message = posted.message();
        let known = self.known(&object, &message, later);
        let known = known.as_ref().unwrap_or(&NOTHING);
        let labels = self.judge(&object, &message, known);
        let ours = self.write_labels(&labels, object.get("labels"))?;
        let judged = (&labels, known.sentiment.is_none());
        self.beside
            .write(&object, &message, judged, (&self.labels, ours), out);
        self.posts += 1;
        Ok(())
    }

    fn wants(&mut self, object: &Object<'_>) -> Result<bool, Problem> {
        let Wanted { range, client } = &self.wanted;
        if let Some(client) = client
            && string(object, "client")?.as_deref() != Some(client)
        {
            return Ok(false);
        }
        if range.is_open() {
            return Ok(true);
        }
        let at = string(object, "published_at")?;
        let at = at.as_deref().and_then(epoch_millis);
        self.undated += u64::from(at.is_none());
        Ok(at.is_some_and(|at| range.contains_millis(at)))
    }

    /// What is known of a post before it is judged, if anything is.
    fn known(
        &mut self,
        object: &Object<'_>,
        message: &Message<'_>,
        later: Option<&Later>,
    ) -> Option<Known> {
        let mut known = self.corrections.as_ref().and_then(|corrections| {
            // An id that is no string names no post of a correction.
            let id = string(object, "id").ok()??;
            corrections.known(&id)
        });
        self.corrected += u64::from(known.is_some());
        if let Some(later) = later {
            known.get_or_insert_default().hear(later);
        }
        self.labeler.recall(&mut self.scratch, message, &mut known);
        if let Some(known) = &mut known {
            let refused = self.labeler.weigh(&mut self.scratch, message, known);
            self.refused += u64::from(refused > 0);
            self.opinions += u64::from(known.has_opinion());
        }
        known
    }

    /// All labels: those of the words, then those of the desk.
    fn judge(&mut self, object: &Object<'_>, message: &Message<'_>, known: &Known) -> Labels {
        let LineLabeler {
            labeler,
            scratch,
            beside,
            ..
        } = self;
        let mut of_words = |known: &Known| {
            let mut labels = labeler.label_known(scratch, message, known);
            let explain = labeler.options().explain;
            beside.look(message, explain, &mut labels);
            if explain && let Some((title, text)) = beside.redacted(message) {
                let words = (title.as_deref(), &*text);
                labeler.leave_unsaid(scratch, words, &labels.lang, &mut labels.why);
            }
            labels
        };
        let mut labels = of_words(known);
        if let Some(AtDesk { desk, clock, bench }) = &mut self.desk {
            let around = Surroundings::read(object);
            let context = around.context(clock.now());
            desk.decide(bench, &mut labels, message, &context, known, &mut of_words);
        }
        known.tell(&mut labels);
        labels
    }

    /// The labels as JSON; what an earlier `labels` object holds beyond them stays. Gives back where ours end.
    fn write_labels(
        &mut self,
        labels: &Labels,
        earlier: Option<&Field<'_>>,
    ) -> Result<usize, Problem> {
        self.labels.clear();
        serde_json::to_writer(&mut self.labels, labels)?;
        let ours = self.labels.len() - 1;
        let Some(earlier) = earlier.filter(|field| field.value.starts_with('{')) else {
            return Ok(ours);
        };
        for field in Object::read(earlier.value)
            .map_err(|problem| problem.shifted(earlier.start))?
            .fields
        {
            if !KNOWN.contains(&&*field.key) {
                self.labels.pop();
                self.labels.push(b',');
                serde_json::to_writer(&mut self.labels, &*field.key)?;
                self.labels.push(b':');
                self.labels.extend_from_slice(field.value.as_bytes());
                self.labels.push(b'}');
            }
        }
        Ok(ours)
    }
}

/// The fields of `labels` that are ours to write, or to leave out.
const KNOWN: &[&str] = &[
    "lang",
    "lang_score",
    "sentiment",
    "sentiment_score",
    "sentiment_p",
    "intent",
    "intent_score",
    "topics",
    "toxicity",
    "spam",
    "urgency",
    "priority",
    "department",
    "matter",
    "owner",
    "level",
    "stance",
    "reply_line",
    "reply_by",
    "pii",
    "model",
    "why",
    "duplicate_of",
];

/// Whether the record is a post: it says so, or it says nothing and has words. Records of other types pass on.
fn is_post(object: &Object<'_>) -> Result<bool, Problem> {
    match string(object, "type")? {
        Some(record_type) => Ok(&*record_type == "post"),
        None if object.get("text").is_some() || object.get("title").is_some() => Ok(true),
        None => Err(Problem::new(
            1,
            "expected a record: it has neither `type` nor `text`",
        )),
    }
}
