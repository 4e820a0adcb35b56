//! Labelled posts in, tasks out: what must be answered, moderated or agreed, by when and by whom.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::record::{Str, Task, TaskKind, TaskStatus};
use crate::text::terminal::one_line;
use crate::time::{BusinessHours, ServiceLevels, rfc3339};

use super::assign::{Person, Work, assign};

/// What a post must hold for its task, borrowed from its line.
#[derive(Debug, Default, Deserialize)]
pub struct Mention<'a> {
    /// `post`, or absent.
    #[serde(rename = "type", borrow, default)]
    pub record_type: Option<Str<'a>>,
    /// Name of the post.
    #[serde(borrow, default)]
    pub id: Option<Str<'a>>,
    /// Where it can be read.
    #[serde(borrow, default)]
    pub url: Option<Str<'a>>,
    /// Its headline.
    #[serde(borrow, default)]
    pub title: Option<Str<'a>>,
    /// Its words.
    #[serde(borrow, default)]
    pub text: Option<Str<'a>>,
    /// When its author says it was published, RFC 3339.
    #[serde(borrow, default)]
    pub published_at: Option<Str<'a>>,
    /// When it reached the server.
    #[serde(borrow, default)]
    pub indexed_at: Option<Str<'a>>,
    /// When we read it.
    #[serde(borrow, default)]
    pub fetched_at: Option<Str<'a>>,
    /// `published_at` cannot be right.
    #[serde(default)]
    pub time_suspect: Option<bool>,
    /// First post of its thread.
    #[serde(borrow, default)]
    pub conversation_id: Option<Str<'a>>,
    /// The post it answers.
    #[serde(borrow, default)]
    pub in_reply_to_id: Option<Str<'a>>,
    /// Whose brand.
    #[serde(borrow, default)]
    pub client: Option<Str<'a>>,
    /// One of our own accounts wrote it.
    #[serde(default)]
    pub own: Option<bool>,
    /// Its judgement.
    #[serde(borrow, default)]
    pub labels: Option<MentionLabels<'a>>,
}

/// The labels that a task is made from. All may be absent: labels written by hand hold what somebody thought of.
#[derive(Debug, Default, Deserialize)]
pub struct MentionLabels<'a> {
    /// Language.
    #[serde(borrow, default)]
    pub lang: Option<Str<'a>>,
    /// 0 no clock .. 1 within the hour.
    #[serde(default)]
    pub urgency: Option<f32>,
    /// 0 to 100.
    #[serde(default)]
    pub priority: Option<u8>,
    /// Who owns the answer.
    #[serde(borrow, default)]
    pub department: Option<Str<'a>>,
    /// 1, 2 or 3.
    #[serde(default)]
    pub level: Option<u8>,
    /// How to react.
    #[serde(borrow, default)]
    pub stance: Option<Str<'a>>,
    /// When it should be answered, RFC 3339.
    #[serde(borrow, default)]
    pub reply_by: Option<Str<'a>>,
}

/// How long things take, in minutes: what the queue of a person is measured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// A reply at levels 1, 2 and 3.
    pub reply: [u32; 3],
    /// Hiding or reporting a comment.
    pub moderate: u32,
    /// Agreeing the wording with management.
    pub approve: u32,
}

impl Default for Effort {
    // Guesses that a team replaces by its own figures.
    fn default() -> Self {
        Effort {
            reply: [5, 15, 30],
            moderate: 3,
            approve: 15,
        }
    }
}

/// How tasks are made.
#[derive(Clone, Debug)]
pub struct ReplyOptions {
    /// The present.
    pub now: DateTime<Utc>,
    /// How soon to answer.
    pub service_levels: ServiceLevels,
    /// The hours in which business terms count.
    pub hours: BusinessHours,
    /// Who answers; with nobody, tasks have no assignee.
    pub people: Vec<Person>,
    /// How long things take.
    pub effort: Effort,
}

/// Posts that may need an answer, gathered one by one; only what a task needs is kept.
#[derive(Debug, Default)]
pub struct Inbox {
    open: Vec<Open>,
    /// Post to its place in `open`: a later line of the same post replaces the earlier.
    places: HashMap<String, usize>,
    /// Post to the time of our last answer; `None` when that is not known.
    answers: HashMap<String, Option<DateTime<Utc>>>,
}

#[derive(Debug)]
struct Open {
    id: String,
    at: Option<DateTime<Utc>>,
    thread: String,
    client: Option<String>,
    url: Option<String>,
    title: Option<String>,
    lang: Option<String>,
    urgency: f32,
    priority: Option<u8>,
    department: Option<String>,
    level: u8,
    stance: Option<String>,
    reply_by: Option<DateTime<Utc>>,
    ignored: bool,
}

/// Letters of the text that a task shows.
const TITLE_LETTERS: usize = 80;

impl Inbox {
    /// An empty inbox.
    pub fn new() -> Self {
        Inbox::default()
    }

    /// Takes in a post: ours as an answer to another, somebody else's as something to answer. Posts without id or labels are passed over.
    pub fn add(&mut self, mention: &Mention<'_>) {
        if mention
            .record_type
            .as_deref()
            .is_some_and(|name| name != "post")
        {
            return;
        }
        if mention.own == Some(true) {
            if let Some(answered) = mention.in_reply_to_id.as_deref() {
                let at = time_of(mention);
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

    /// The tasks, by due time, then priority: assigned when there are people, with `breach` where the plan does not meet the due time.
    pub fn tasks(self, options: &ReplyOptions) -> Vec<Task> {
        let Inbox { open, answers, .. } = self;
        let answered = |open: &Open| match (answers.get(&open.id), open.at) {
            (None, _) => false,
            (Some(Some(answer)), Some(at)) => *answer >= at,
            (Some(_), _) => true,
        };
        let mut work = Vec::new();
        for open in open
            .into_iter()
            .filter(|open| !open.ignored && !answered(open))
        {
            open.work(options, &mut work);
        }
        assign(&mut work, &options.people, options.now);
        work.into_iter().map(|work| work.task).collect()
    }
}

/// When a post appeared: as its author says unless that cannot be right, else when it was seen.
fn time_of(mention: &Mention<'_>) -> Option<DateTime<Utc>> {
    let read = |text: &Option<Str<'_>>| text.as_deref().and_then(rfc3339);
    let said = if mention.time_suspect == Some(true) {
        None
    } else {
        read(&mention.published_at)
    };
    said.or_else(|| read(&mention.indexed_at))
        .or_else(|| read(&mention.fetched_at))
}

impl Open {
    fn new(id: &str, mention: &Mention<'_>, labels: &MentionLabels<'_>) -> Self {
        let owned = |text: &Option<Str<'_>>| text.as_deref().map(str::to_owned);
        let thread = mention.conversation_id.as_deref().unwrap_or(id);
        let words = mention.title.as_deref().or(mention.text.as_deref());
        Open {
            id: id.to_owned(),
            at: time_of(mention),
            thread: thread.to_owned(),
            client: owned(&mention.client),
            url: owned(&mention.url),
            title: words.map(first_words),
            lang: owned(&labels.lang),
            urgency: labels.urgency.unwrap_or(0.0),
            priority: labels.priority.map(|priority| priority.min(100)),
            department: owned(&labels.department),
            level: labels.level.unwrap_or(1).clamp(1, 3),
            stance: owned(&labels.stance),
            reply_by: labels.reply_by.as_deref().and_then(rfc3339),
            ignored: labels.stance.as_deref() == Some("ignore"),
        }
    }

    /// The task of a post; at level 3 also the one to agree the wording, due early enough to write the reply after it.
    fn work(self, options: &ReplyOptions, into: &mut Vec<Work>) {
        let kind = if self.stance.as_deref() == Some("moderate") {
            TaskKind::Moderate
        } else {
            TaskKind::Reply
        };
        let term = options.service_levels.of(self.urgency, self.level);
        // A post of the future is one whose clock is wrong: it cannot wait until then.
        let at = self.at.unwrap_or(options.now).min(options.now);
        let due = self
            .reply_by
            .unwrap_or_else(|| term.due(at, &options.hours));
        let effort = &options.effort;
        let minutes = match kind {
            TaskKind::Moderate => effort.moderate,
            _ => effort.reply[usize::from(self.level.clamp(1, 3)) - 1],
        };
        let task = Task {
            record_type: "task".to_owned(),
            id: format!("{}:{}", kind.name(), self.id),
            kind,
            post: Some(self.id),
            draft: None,
            client: self.client,
            assignee: None,
            department: self.department,
            level: self.level,
            start_at: None,
            due_at: due,
            minutes: Some(minutes),
            status: TaskStatus::Open,
            breach: None,
            priority: self.priority,
            stance: self.stance,
            url: self.url,
            title: self.title,
        };
        let work = Work {
            task,
            lang: self.lang,
            thread: self.thread,
            always: !term.business,
        };
        if self.level == 3 && kind == TaskKind::Reply {
            into.push(wording(&work, minutes, effort.approve));
        }
        into.push(work);
    }
}

/// The task to agree the wording of a reply, due early enough to write it.
fn wording(reply: &Work, reply_minutes: u32, minutes: u32) -> Work {
    let mut wording = reply.clone();
    let task = &mut wording.task;
    let title = task.title.as_deref().unwrap_or_default();
    task.title = Some(
        format!("agree the wording: {title}")
            .trim_end_matches([':', ' '])
            .to_owned(),
    );
    task.id = format!("approve:{}", task.post.as_deref().unwrap_or_default());
    task.kind = TaskKind::Approve;
    task.minutes = Some(minutes);
    let before = TimeDelta::minutes(i64::from(reply_minutes));
    task.due_at = task
        .due_at
        .checked_sub_signed(before)
        .unwrap_or(task.due_at);
    wording
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

#[cfg(test)]
mod tests;
