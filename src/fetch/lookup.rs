//! Looking posts up again: what they count now, and whether they are still there.
//!
//! Every question becomes a source of its own in an ordinary run without memory, so that limits, repeats, log-ins and failures are those of listening.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;

use crate::connect::{Connector, LookUp, Source};
use crate::fetch::drive::run;
use crate::fetch::job::{Batch, Job, Options, RunError, Sink};
use crate::fetch::outcome::{Failure, Outcome};
use crate::http::{Client, HttpErrorKind};
use crate::record::Post;
use crate::state::{Sessions, State};

/// Posts of one network that are to be looked up.
pub struct Group {
    /// Who reads the network, if it can be asked for single posts.
    pub connector: Option<&'static dyn Connector>,
    /// Its server and token.
    pub source: Source,
    /// The posts, as they were read before.
    pub posts: Vec<Post>,
}

/// What became of a post.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It is there; this is what it is now.
    There(Box<Post>),
    /// It is gone, and how that showed.
    Gone(String),
    /// It could not be found out.
    Unknown(String),
    /// This network cannot be asked for single posts.
    Unasked,
}

/// Looks posts up. Every id of every group is in the answer.
pub async fn look_up(
    groups: Vec<Group>,
    client: &Client,
    sessions: &mut Sessions,
    stop: impl Future<Output = ()>,
) -> Result<BTreeMap<String, Fate>, RunError> {
    let mut fates = BTreeMap::new();
    let mut jobs = Vec::new();
    let mut asked = Vec::new();
    for mut group in groups {
        // A post that two clients wait for stands in two lines; asked for twice, it would be found once and missed once.
        group
            .posts
            .retain(|post| fates.insert(post.id.clone(), Fate::Unasked).is_none());
        let Some(connector) = group.connector else {
            continue;
        };
        let questions = connector.look_up(&group.source, &group.posts);
        for LookUp { ask, ids } in questions.unwrap_or_default() {
            let source = Source {
                name: format!("look up {}", jobs.len()),
                ..group.source.clone()
            };
            asked.push(ids);
            jobs.push(Job {
                asks: vec![ask],
                ..Job::new(connector, source)
            });
        }
    }
    let mut found = Found::default();
    let options = Options {
        ordered: false,
        conditional: false,
        pages: 20,
        ..Options::default()
    };
    let mut state = State::memory()?;
    let memory = (&mut state, sessions);
    let report = run(jobs, client, memory, &options, &mut found, stop).await?;
    for (ids, outcome) in asked.into_iter().zip(&report.outcomes) {
        for id in ids {
            let fate = match found.posts.get(&id) {
                Some(post) => Fate::There(Box::new(post.clone())),
                None => missing(outcome),
            };
            fates.insert(id, fate);
        }
    }
    Ok(fates)
}

/// What it means that a post was not in the answer.
fn missing(outcome: &Outcome) -> Fate {
    match &outcome.failure {
        None if outcome.more => Fate::Unknown("the answer has more pages than are read".to_owned()),
        None => Fate::Gone("the server does not know it".to_owned()),
        Some(Failure::Http(error)) => match error.kind {
            HttpErrorKind::Status(status @ (404 | 410)) => {
                Fate::Gone(format!("the server answered {status}"))
            }
            _ => Fate::Unknown(error.to_string()),
        },
        Some(failure) => Fate::Unknown(failure.to_string()),
    }
}

/// Gathers what is found.
#[derive(Default)]
struct Found {
    posts: BTreeMap<String, Post>,
}

impl Sink for Found {
    fn write(&mut self, batch: &Batch<'_>) -> io::Result<()> {
        for post in &batch.posts {
            self.posts.insert(post.id.clone(), post.clone());
        }
        Ok(())
    }
}
