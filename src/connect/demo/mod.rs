//! A month in the life of an invented brand of drinks, for those who have no account yet.
//!
//! The data files were written for this project; nobody and nothing in them exists. Days are counted back from the day of `now` in Paris, so that
//! the month is always the last one.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::time::Zone;

/// The data, one JSON object a line.
const FILES: &[&str] = &[
    include_str!("fr-a.jsonl"),
    include_str!("fr-b.jsonl"),
    include_str!("en.jsonl"),
    include_str!("de.jsonl"),
    include_str!("es.jsonl"),
    include_str!("it.jsonl"),
    include_str!("pt.jsonl"),
];

/// The brand and its rivals: what the watches of the demo look for.
const TERMS: &[&str] = &["Mirabo", "Frutelia", "Limonelle"];

/// A post as the data files have it; their `truth` is for tests only.
#[derive(Clone, Debug, Deserialize)]
struct Line {
    key: String,
    /// 0 is today, -1 yesterday.
    day: i64,
    /// `HH:MM` in Paris.
    time: String,
    source: String,
    kind: Kind,
    author: Author,
    title: Option<String>,
    text: String,
    lang: String,
    #[serde(default)]
    hashtags: Vec<String>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    media: Vec<Media>,
    metrics: Option<Metrics>,
    query: String,
    #[serde(default)]
    own: bool,
    reply_to: Option<String>,
    rival: Option<String>,
}

impl Line {
    fn id(&self) -> String {
        format!("{}:{}", self.source, self.key)
    }

    fn address(&self, path: &str) -> String {
        format!("https://{}.example/{path}", self.source)
    }
}

/// The posts of the month that ends now, oldest first. Always the same for the same `now`; none is later than it.
pub fn posts(now: DateTime<Utc>) -> Vec<Post> {
    let paris = Zone::named("Europe/Paris").unwrap_or_else(|_| Zone::utc());
    let today = paris.local(now).date();
    let lines: Vec<Line> = FILES
        .iter()
        .flat_map(|file| file.lines())
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let by_key: HashMap<&str, &Line> = lines.iter().map(|line| (line.key.as_str(), line)).collect();
    let mut posts: Vec<(DateTime<Utc>, &str, Post)> = lines
        .iter()
        .filter_map(|line| {
            let at = instant(line, today, &paris).filter(|at| *at <= now)?;
            Some((at, line.key.as_str(), post(line, &by_key, at, now)))
        })
        .collect();
    posts.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
    posts.into_iter().map(|(_, _, post)| post).collect()
}

fn instant(line: &Line, today: NaiveDate, paris: &Zone) -> Option<DateTime<Utc>> {
    let day = today.checked_add_signed(TimeDelta::try_days(line.day)?)?;
    let time = NaiveTime::parse_from_str(&line.time, "%H:%M").ok()?;
    Some(paris.instant(day.and_time(time)))
}

fn post(line: &Line, by_key: &HashMap<&str, &Line>, at: DateTime<Utc>, now: DateTime<Utc>) -> Post {
    let handle = line.author.handle.clone().unwrap_or_default();
    let parent = line
        .reply_to
        .as_deref()
        .and_then(|key| by_key.get(key).copied());
    let media = line.media.iter().map(|media| Media {
        url: Some(line.address(&format!("media/{}", line.key))),
        ..media.clone()
    });
    Post {
        instance: Some(format!("{}.example", line.source)),
        url: Some(line.address(&format!("@{handle}/{}", line.key))),
        kind: Some(line.kind),
        author: Some(Author {
            url: Some(line.address(&format!("@{handle}"))),
            ..line.author.clone()
        }),
        title: line.title.clone(),
        text: Some(line.text.clone()),
        lang_declared: Some(line.lang.clone()),
        hashtags: line.hashtags.clone(),
        links: line.links.clone(),
        media: media.collect(),
        published_at: Some(at),
        fetched_at: Some(now),
        conversation_id: parent.map(|parent| root(parent, by_key).id()),
        in_reply_to_id: parent.map(Line::id),
        metrics: line.metrics.and_then(Metrics::some),
        metrics_at: line.metrics.and_then(Metrics::some).map(|_| now),
        client: Some("mirabo".to_owned()),
        query: Some(line.query.clone()),
        matched: matched(line),
        own: line.own.then_some(true),
        ..Post::new(&line.source, &line.key)
    }
}

/// The first post of a thread.
fn root<'l>(mut line: &'l Line, by_key: &HashMap<&str, &'l Line>) -> &'l Line {
    // An answer names an earlier line, so that the walk ends; the bound holds even for data that breaks this.
    for _ in 0..by_key.len() {
        match line.reply_to.as_deref().and_then(|key| by_key.get(key)) {
            Some(parent) => line = parent,
            None => break,
        }
    }
    line
}

/// The terms that stand in a post; a rival also when it is only meant.
fn matched(line: &Line) -> Vec<String> {
    let text = format!(
        "{} {}",
        line.title.as_deref().unwrap_or_default(),
        line.text
    )
    .to_lowercase();
    let stands =
        |term: &&&str| text.contains(&term.to_lowercase()) || line.rival.as_deref() == Some(**term);
    TERMS
        .iter()
        .filter(stands)
        .map(|term| (*term).to_owned())
        .collect()
}
