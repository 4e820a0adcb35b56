//! The agenda of a meeting, from the records that are at hand.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Meeting, RhythmOptions, Topic};
use crate::record::{Alert, Draft, DraftStatus, Post, Severity, Task, TaskStatus};
use crate::text::terminal::one_line;

/// Lines under a heading; the rest are counted.
const MOST: usize = 5;
/// Posts of each kind that are named, and how many there must be for best and worst to mean something.
const POSTS: usize = 3;
const ENOUGH: usize = 2 * POSTS;
/// Letters of a text that stand for it.
const LETTERS: usize = 60;

/// What a meeting may have to look at.
#[derive(Clone, Debug, Default)]
pub struct Matters {
    /// By id: the last word on each alarm.
    alerts: BTreeMap<String, Alert>,
    drafts: Vec<Draft>,
    tasks: Vec<Task>,
    posts: Vec<Own>,
}

/// One of our posts.
#[derive(Clone, Debug)]
struct Own {
    words: String,
    at: DateTime<Utc>,
    reactions: u64,
}

impl Matters {
    /// Takes note of an alarm; of several with one id the one seen last counts.
    pub fn alert(&mut self, alert: Alert) {
        match self.alerts.get(&alert.id) {
            Some(known) if known.seen_at > alert.seen_at => {}
            _ => {
                self.alerts.insert(alert.id.clone(), alert);
            }
        }
    }

    /// Takes note of a draft.
    pub fn draft(&mut self, draft: Draft) {
        if matches!(draft.status, Some(DraftStatus::Pending)) {
            self.drafts.push(draft);
        }
    }

    /// Takes note of a task.
    pub fn task(&mut self, task: Task) {
        if task.status != TaskStatus::Resolved {
            self.tasks.push(task);
        }
    }

    /// Takes note of a post, if it is ours, was published at a known time and its reactions were counted.
    pub fn post(&mut self, post: &Post) {
        let metrics = post.metrics.as_ref();
        let counts = metrics.map(|metrics| {
            [
                metrics.like_count,
                metrics.reply_count,
                metrics.repost_count,
            ]
        });
        let counted = counts.filter(|counts| counts.iter().any(Option::is_some));
        if let (Some(true), Some(at), Some(counts)) = (post.own, post.published_at, counted) {
            self.posts.push(Own {
                words: short(
                    post.title
                        .as_deref()
                        .or(post.text.as_deref())
                        .unwrap_or(&post.id),
                ),
                at,
                reactions: counts
                    .iter()
                    .flatten()
                    .fold(0, |sum, count| sum.saturating_add(*count)),
            });
        }
    }
}

/// The points of a meeting. With `known`, each topic is followed by what there is to it; posts count from the last meeting on.
pub(super) fn agenda(
    meeting: &Meeting,
    known: Option<(&Matters, Option<DateTime<Utc>>)>,
    options: &RhythmOptions,
) -> Vec<String> {
    let mut points = Vec::new();
    for topic in &meeting.topics {
        match known {
            Some((matters, since)) => filled(*topic, matters, since, options, meeting, &mut points),
            None => points.push(heading(*topic, options).to_owned()),
        }
    }
    points.extend(meeting.points.iter().cloned());
    points
}

fn heading(topic: Topic, options: &RhythmOptions) -> &'static str {
    let language = options.language;
    match topic {
        Topic::Alerts => language.alerts(),
        Topic::Tasks => language.tasks(),
        Topic::Drafts => language.drafts(),
        Topic::Posts => language.posts(),
    }
}

fn filled(
    topic: Topic,
    matters: &Matters,
    since: Option<DateTime<Utc>>,
    options: &RhythmOptions,
    meeting: &Meeting,
    points: &mut Vec<String>,
) {
    let local = |at: DateTime<Utc>| meeting.zone.local(at).format("%Y-%m-%d %H:%M").to_string();
    let lines = match topic {
        Topic::Posts => return posts(matters, since, options, points),
        Topic::Alerts => alerts(matters, options, local),
        Topic::Tasks => tasks(matters, options, local),
        Topic::Drafts => drafts(matters, local),
    };
    list(heading(topic, options), &lines, options, points);
}

fn alerts(
    matters: &Matters,
    options: &RhythmOptions,
    local: impl Fn(DateTime<Utc>) -> String,
) -> Vec<String> {
    let mut alerts: Vec<&Alert> = matters.alerts.values().collect();
    alerts.sort_by_key(|alert| (std::cmp::Reverse(alert.severity), alert.start_at));
    let line = |alert: &&Alert| {
        let client = alert.client.as_deref().unwrap_or("-");
        let severity = match alert.severity {
            Severity::Watch => "watch",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        };
        let why = alert.why.first();
        let what = why.map_or_else(String::new, |why| format!(", {}", short(why)));
        let since = options.language.since();
        format!(
            "{severity}, {client}, {since} {}{what}",
            local(alert.start_at)
        )
    };
    alerts.iter().map(line).collect()
}

fn tasks(
    matters: &Matters,
    options: &RhythmOptions,
    local: impl Fn(DateTime<Utc>) -> String,
) -> Vec<String> {
    let late = matters
        .tasks
        .iter()
        .filter(|task| task.due_at < options.now);
    let mut late: Vec<&Task> = late.collect();
    late.sort_by_key(|task| (task.due_at, &task.id));
    let line = |task: &&Task| {
        let who = task.assignee.as_deref().unwrap_or("?");
        let what = short(task.title.as_deref().unwrap_or(&task.id));
        format!(
            "{who}, {} {}, {what}",
            options.language.due(),
            local(task.due_at)
        )
    };
    late.iter().map(line).collect()
}

fn drafts(matters: &Matters, local: impl Fn(DateTime<Utc>) -> String) -> Vec<String> {
    let mut drafts: Vec<&Draft> = matters.drafts.iter().collect();
    let by = |draft: &Draft| {
        draft
            .at
            .or(draft.latest_at)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    };
    drafts.sort_by(|a, b| (by(a), &a.id).cmp(&(by(b), &b.id)));
    let line = |draft: &&Draft| {
        let when = draft.at.or(draft.latest_at);
        let when = when.map_or_else(String::new, |at| format!(", {}", local(at)));
        format!(
            "{}{when}",
            short(draft.text.as_deref().unwrap_or(&draft.id))
        )
    };
    drafts.iter().map(line).collect()
}

/// A heading with its number, and the first lines under it.
fn list(heading: &str, lines: &[String], options: &RhythmOptions, points: &mut Vec<String>) {
    let language = options.language;
    if lines.is_empty() {
        points.push(format!("{heading}{}{}", language.colon(), language.none()));
        return;
    }
    points.push(format!("{heading}{}{}", language.colon(), lines.len()));
    points.extend(lines.iter().take(MOST).cloned());
    if lines.len() > MOST {
        points.push(language.more(lines.len() - MOST));
    }
}

fn posts(
    matters: &Matters,
    since: Option<DateTime<Utc>>,
    options: &RhythmOptions,
    points: &mut Vec<String>,
) {
    let language = options.language;
    let mut posts: Vec<&Own> = matters
        .posts
        .iter()
        .filter(|post| since.is_none_or(|since| post.at >= since) && post.at <= options.now)
        .collect();
    if posts.len() < ENOUGH {
        let heading = heading(Topic::Posts, options);
        points.push(format!(
            "{heading}{}{}",
            language.colon(),
            language.too_few(posts.len())
        ));
        return;
    }
    posts.sort_by(|a, b| b.reactions.cmp(&a.reactions).then(a.at.cmp(&b.at)));
    let line = |post: &&Own| {
        format!(
            "{}, {} {}",
            post.words,
            post.reactions,
            language.reactions()
        )
    };
    let all = posts.len();
    for (heading, some) in [
        (
            language.best(),
            posts.iter().take(POSTS).map(line).collect::<Vec<_>>(),
        ),
        (
            language.worst(),
            posts.iter().rev().take(POSTS).map(line).collect(),
        ),
    ] {
        points.push(format!("{heading}{}{}/{all}", language.colon(), some.len()));
        points.extend(some);
    }
}

fn short(text: &str) -> String {
    let line = one_line(text.trim());
    let mut letters = line.chars();
    let mut start: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}
