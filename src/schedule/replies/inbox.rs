//! Posts that may need an answer, gathered one by one, and what is known to be settled.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::record::Str;
use crate::text::terminal::one_line;
use crate::time::rfc3339;

use super::mention::{Mention, MentionLabels};

/// Posts that may need an answer; only what a task needs is kept.
#[derive(Debug, Default)]
pub struct Inbox {
    pub(super) open: Vec<Open>,
    /// Post to its place in `open`: a later line of the same post replaces the earlier.
    pub(super) places: HashMap<String, usize>,
    /// Post to the time of our last answer; `None` when that is not known.
    pub(super) answers: HashMap<String, Option<DateTime<Utc>>>,
    /// Posts that their network does not show any more, and when that was seen.
    pub(super) gone: HashMap<String, Option<DateTime<Utc>>>,
}

/// A post of somebody else's.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) id: String,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) conversation: Option<String>,
    pub(super) client: Option<String>,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) urgency: f32,
    pub(super) priority: Option<u8>,
    pub(super) department: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) level: u8,
    pub(super) stance: Option<String>,
    pub(super) reply_line: Option<String>,
    pub(super) reply_by: Option<DateTime<Utc>>,
    pub(super) duplicate_of: Option<String>,
}

/// Letters of the text that a task shows.
const TITLE_LETTERS: usize = 80;

impl Inbox {
    /// An empty inbox.
    pub fn new() -> Self {
        Inbox::default()
    }

    /// Takes in a post: ours as an answer to another, somebody else's as something to answer. Posts without id or labels are passed over, and so are
    /// records of other types, but for the word that a post is gone.
    pub fn add(&mut self, mention: &Mention<'_>) {
        match mention.record_type.as_deref() {
            None | Some("post") => {}
            Some("gone") => {
                if let Some(id) = mention.id.as_deref() {
                    let seen = mention.seen_at.as_deref().and_then(rfc3339);
                    self.gone.insert(id.to_owned(), seen);
                }
                return;
            }
            Some(_) => return,
        }
        if mention.own == Some(true) {
            if let Some(answered) = mention.in_reply_to_id.as_deref() {
                let at = mention.at();
                let last = self.answers.entry(answered.to_owned()).or_insert(at);
                // An answer whose time is not known counts as late enough.
                *last = match (*last, at) {
                    (Some(last), Some(at)) => Some(last.max(at)),
                    _ => None,
                };
            }
            return;
        }
        let (Some(id), Some(labels)) = (mention.id.as_deref(), &mention.labels) else {
            return;
        };
        let open = Open::new(id, mention, labels);
        if let Some(place) = self
            .places
            .get(id)
            .and_then(|place| self.open.get_mut(*place))
        {
            *place = open;
        } else {
            self.places.insert(id.to_owned(), self.open.len());
            self.open.push(open);
        }
    }
}

impl Open {
    fn new(id: &str, mention: &Mention<'_>, labels: &MentionLabels<'_>) -> Self {
        let owned = |text: &Option<Str<'_>>| text.as_deref().map(str::to_owned);
        let words = mention.title.as_deref().or(mention.text.as_deref());
        Open {
            id: id.to_owned(),
            at: mention.at(),
            conversation: owned(&mention.conversation_id),
            client: owned(&mention.client),
            url: owned(&mention.url),
            title: words.map(first_words),
            lang: owned(&labels.lang),
            urgency: labels.urgency.unwrap_or(0.0),
            priority: labels.priority.map(|priority| priority.min(100)),
            department: owned(&labels.department),
            owner: owned(&labels.owner),
            level: labels.level.unwrap_or(1).clamp(1, 3),
            stance: owned(&labels.stance),
            reply_line: owned(&labels.reply_line),
            reply_by: labels.reply_by.as_deref().and_then(rfc3339),
            duplicate_of: owned(&labels.duplicate_of).filter(|first| first != id),
        }
    }

    /// Whether nobody is to answer it.
    pub(super) fn is_ignored(&self) -> bool {
        self.stance.as_deref() == Some("ignore")
    }

    /// The first post of its wave of copies, itself when it is none.
    pub(super) fn wave(&self) -> &str {
        self.duplicate_of.as_deref().unwrap_or(&self.id)
    }
}

/// The first words of a text, on one line that acts on no terminal.
fn first_words(text: &str) -> String {
    let line = one_line(text.trim());
    let mut letters = line.chars();
    let mut start: String = letters.by_ref().take(TITLE_LETTERS).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}
