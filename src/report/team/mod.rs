//! How the team answers: how often, how soon, by whom; and what became of those who got an answer.

mod data;
mod effect;
mod page;
mod responses;
mod tasks;

#[cfg(test)]
mod tests;

pub use effect::{Answers, Outcome};
pub use tasks::Tasks;

use chrono::{DateTime, Utc};

use super::row::LineProblem;
use super::talk::{Talk, Talks, TooManyPosts, Wait, waits};
use crate::document::Document;
use crate::record::Task;
use crate::time::{BusinessHours, Range, ServiceLevels, Zone};
use responses::Response;

/// When a team works and how soon it should answer.
#[derive(Clone, Debug)]
pub struct Desk {
    /// When it works.
    pub hours: BusinessHours,
    /// How soon it should answer.
    pub levels: ServiceLevels,
}

/// What is asked of a team.
#[derive(Clone, Debug)]
pub struct TeamOptions {
    /// Where the clock of days hangs.
    pub zone: Zone,
    /// Only those who began to wait in it; answers count whenever they came.
    pub range: Range,
    /// Only posts of these clients; all when empty.
    pub clients: Vec<String>,
    /// When it works, and how soon it should answer.
    pub desk: Desk,
    /// Every post of others awaits an answer, not only those that ask.
    pub all: bool,
    /// Groups of fewer are put together; 0 and 1 for none.
    pub min_group: u64,
    /// How many ids of posts are given with each group; 0 for none.
    pub ids: usize,
    /// The present: nobody has waited longer than until then.
    pub now: DateTime<Utc>,
}

/// Posts and tasks while lines come in. What is gathered apart merges to the same.
#[derive(Clone, Debug)]
pub struct Team {
    /// The posts.
    pub talk: Talk,
    /// The tasks.
    pub tasks: Tasks,
}

/// All that is known of a team.
pub(super) struct Known<'a> {
    pub(super) options: &'a TeamOptions,
    pub(super) talks: &'a Talks,
    pub(super) waits: &'a [Wait],
    pub(super) tasks: &'a Tasks,
    /// The end of what was watched, in milliseconds since 1970.
    pub(super) until: i64,
    /// Whether every post of others asks: so asked, or because none has labels.
    pub(super) all: bool,
}

impl Team {
    /// Holds at most so many posts.
    pub fn new(max_posts: usize) -> Self {
        Team {
            talk: Talk::new(max_posts),
            tasks: Tasks::default(),
        }
    }

    /// Takes a line of JSON: a post, or a task.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        self.talk.add_line(line)
    }

    /// Takes a task.
    pub fn add_task(&mut self, task: Task) {
        self.tasks.add(task);
    }

    /// Adds what another gathered.
    pub fn merge(&mut self, other: Team) {
        self.talk.merge(other.talk);
        self.tasks.merge(other.tasks);
    }

    /// The answers as a document.
    pub fn finish(self, options: &TeamOptions) -> Result<Document, TooManyPosts> {
        let talks = self.talk.settle()?;
        let until = talks.seen_until.min(options.now.timestamp_millis());
        let labelled = talks.posts.iter().any(|post| !post.own && post.labelled);
        let all = options.all || !labelled;
        let mut waits = waits(&talks, all);
        waits.retain(|wait| is_asked_about(&talks, wait, options));
        let known = Known {
            options,
            talks: &talks,
            waits: &waits,
            tasks: &self.tasks,
            until,
            all,
        };
        let responses: Vec<Response> = waits
            .iter()
            .enumerate()
            .filter_map(|(place, wait)| Response::new(&known, place, wait))
            .collect();
        let groups = responses::groups(&known, &responses);
        let answers = effect::answers(&known, &responses);
        Ok(page::document(&known, &responses, &groups, &answers))
    }
}

fn is_asked_about(talks: &Talks, wait: &Wait, options: &TeamOptions) -> bool {
    let first = wait.posts.first().and_then(|place| talks.posts.get(*place));
    first.is_some_and(|first| {
        let client = talks.names.word(first.client);
        options.range.contains_millis(first.at)
            && (options.clients.is_empty() || options.clients.iter().any(|name| name == client))
    })
}
