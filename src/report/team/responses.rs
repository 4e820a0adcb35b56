//! How soon each one who waited was answered, and the figures of groups of them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::Known;
use crate::report::talk::Wait;
use crate::stats::{Reached, Survival, Z_95, clustered_mean, wilson};

/// Somebody who waited.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Response {
    /// The place of its wait.
    pub(super) wait: usize,
    pub(super) author: u64,
    /// When the waiting began, in milliseconds since 1970.
    pub(super) start: i64,
    /// Milliseconds by the clock until the answer, or until the end of what was watched.
    pub(super) clock: i64,
    /// The same in business hours.
    pub(super) business: i64,
    pub(super) answered: bool,
    /// In time, too late, or neither yet.
    pub(super) met: Option<bool>,
    pub(super) first: bool,
    pub(super) level: u8,
    pub(super) team: String,
    pub(super) client: String,
    /// Who has the task, else who answered.
    pub(super) person: String,
}

fn time(millis: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis)
}

impl Response {
    /// Of a wait by its place.
    pub(super) fn new(known: &Known<'_>, place: usize, wait: &Wait) -> Option<Self> {
        let posts = || {
            let post = |place: &usize| known.talks.posts.get(*place);
            wait.posts.iter().filter_map(post)
        };
        let first = posts().next()?;
        let answer = wait.answer.and_then(|place| known.talks.posts.get(place));
        // What was answered after the end of what is asked about was not answered yet.
        let answer = answer.filter(|answer| answer.at <= known.until);
        let end = answer.map_or(known.until, |answer| answer.at).max(first.at);
        let hours = &known.options.desk.hours;
        let business = hours.between(time(first.at)?, time(end)?);
        let due = posts().filter_map(|post| {
            let department = known.talks.names.word(post.department);
            let department = Some(department).filter(|name| !name.is_empty());
            let term = known
                .options
                .desk
                .levels
                .of(post.urgency, post.level, department);
            Some(term.due(time(post.at)?, hours).timestamp_millis())
        });
        let due = due.min()?;
        let word = |name| known.talks.names.word(name).to_owned();
        Some(Response {
            wait: place,
            author: wait.author,
            start: first.at,
            clock: end - first.at,
            business: business.num_milliseconds(),
            answered: answer.is_some(),
            met: (answer.is_some() || end > due).then_some(end <= due),
            first: wait.first,
            level: posts().map(|post| post.level).max().unwrap_or(1),
            team: word(first.department),
            client: word(first.client),
            person: answer.map(|answer| word(answer.handle)).unwrap_or_default(),
        })
    }
}

/// A time with its interval, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Times {
    /// Over those who were answered.
    pub(super) mean: Option<(f64, Option<(f64, f64)>)>,
    /// Over all, those who still wait included.
    pub(super) median: Reached,
    pub(super) p90: Reached,
}

/// The figures of a group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// What it is grouped by: `all`, `person`, `team`, `client`, `level`.
    pub(super) by: &'static str,
    pub(super) name: String,
    /// `all`, `first` or `next` answers.
    pub(super) reply: &'static str,
    pub(super) waited: u64,
    pub(super) authors: u64,
    pub(super) answered: u64,
    pub(super) met: u64,
    pub(super) missed: u64,
    pub(super) clock: Times,
    pub(super) business: Times,
    pub(super) ids: Vec<String>,
}

impl Group {
    /// A share of counts with Wilson's interval.
    pub(super) fn share(part: u64, whole: u64) -> Option<(f64, (f64, f64))> {
        let interval = wilson(part, whole, Z_95)?;
        Some((part as f64 / whole as f64, interval))
    }
}

/// What a response is grouped by.
type Key<'a> = Box<dyn Fn(&Response) -> String + 'a>;

/// What groups are made of: all, and each person, team, client and level.
pub(super) fn groups(known: &Known<'_>, responses: &[Response]) -> Vec<Group> {
    let assignees = known.tasks.assignees();
    let person = |response: &Response| person(known, &assignees, response);
    let mut made = Vec::new();
    let by: [(&'static str, Key<'_>); 5] = [
        ("all", Box::new(|_| String::new())),
        ("person", Box::new(person)),
        ("team", Box::new(|response| response.team.clone())),
        ("client", Box::new(|response| response.client.clone())),
        ("level", Box::new(|response| response.level.to_string())),
    ];
    for (by, key) in &by {
        let mut named: BTreeMap<String, Vec<&Response>> = BTreeMap::new();
        for response in responses {
            named.entry(key(response)).or_default().push(response);
        }
        if *by != "all" {
            named.remove("");
            named = suppressed(named, known.options.min_group);
        }
        for (name, members) in named {
            for reply in ["all", "first", "next"] {
                let members = members
                    .iter()
                    .filter(|one| reply == "all" || one.first == (reply == "first"));
                let members: Vec<&Response> = members.copied().collect();
                if !members.is_empty() {
                    made.push(group(known, (*by, &name, reply), &members));
                }
            }
        }
    }
    made
}

/// Who has the task about one of the posts, else who answered.
fn person(known: &Known<'_>, assignees: &HashMap<&str, &str>, response: &Response) -> String {
    let posts = known
        .waits
        .get(response.wait)
        .map_or(&[][..], |wait| &wait.posts);
    let assigned = posts.iter().find_map(|place| {
        let id = known.talks.posts.get(*place)?.id.as_deref()?;
        assignees.get(id)
    });
    assigned.map_or_else(|| response.person.clone(), |name| (*name).to_owned())
}

/// Small groups put together; what is too small even then is left out.
fn suppressed(
    named: BTreeMap<String, Vec<&Response>>,
    least: u64,
) -> BTreeMap<String, Vec<&Response>> {
    let is_small = |members: &[&Response]| (members.len() as u64) < least;
    let (small, mut large): (BTreeMap<_, _>, BTreeMap<_, _>) = named
        .into_iter()
        .partition(|(_, members)| is_small(members));
    let rest: Vec<&Response> = small.into_values().flatten().collect();
    if !rest.is_empty() && !is_small(&rest) {
        large.insert("other (suppressed)".to_owned(), rest);
    }
    large
}

fn group(
    known: &Known<'_>,
    (by, name, reply): (&'static str, &str, &'static str),
    members: &[&Response],
) -> Group {
    let count =
        |is: &dyn Fn(&Response) -> bool| members.iter().filter(|one| is(one)).count() as u64;
    let mut authors: Vec<u64> = members.iter().map(|one| one.author).collect();
    authors.sort_unstable();
    authors.dedup();
    let id = |one: &&Response| {
        let place = known.waits.get(one.wait)?.posts.first()?;
        let id = known.talks.posts.get(*place)?.id.as_deref()?;
        Some(id.to_owned())
    };
    Group {
        by,
        name: name.to_owned(),
        reply,
        waited: members.len() as u64,
        authors: authors.len() as u64,
        answered: count(&|one| one.answered),
        met: count(&|one| one.met == Some(true)),
        missed: count(&|one| one.met == Some(false)),
        clock: times(members, |one| one.clock),
        business: times(members, |one| one.business),
        ids: members
            .iter()
            .filter_map(id)
            .take(known.options.ids)
            .collect(),
    }
}

fn times(members: &[&Response], millis: fn(&Response) -> i64) -> Times {
    let seconds = |one: &Response| millis(one) as f64 / 1000.0;
    let survival = Survival::new(
        members
            .iter()
            .map(|one| (seconds(one), one.answered))
            .collect(),
    );
    let mut by_author: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for one in members.iter().filter(|one| one.answered) {
        let sum = by_author.entry(one.author).or_default();
        sum.0 += seconds(one);
        sum.1 += 1.0;
    }
    let clusters: Vec<(f64, f64)> = by_author.into_values().collect();
    let mean = clustered_mean(&clusters);
    Times {
        mean: mean.map(|(mean, interval)| (mean, interval.map(|(low, high)| (low.max(0.0), high)))),
        median: survival.quantile(0.5),
        p90: survival.quantile(0.9),
    }
}
