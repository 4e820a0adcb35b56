//! `cm-fetch metrics` and `cm-fetch verify`: posts that were fetched before are looked up again, a batch of lines at a time.

use std::collections::BTreeMap;
use std::future::pending;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::memory::Memory;
use super::network::Network;
use super::secrets::TokenArgs;
use super::sources::{self, SourceSettings};
use crate::cli::common::Lines;
use crate::cli::console::counted;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::connect::{self, Connector, PageConnector, Source};
use crate::fetch::{self, Fate, Group};
use crate::http::Client;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::{Gone, Post};
use crate::state::Sessions;

/// Lines looked up at once.
const BATCH: usize = 1000;

#[derive(Args, Debug)]
pub(super) struct LookUpArgs {
    #[command(flatten)]
    lines: Lines,

    /// Posts as JSON Lines; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Ask this server, whatever server the posts came from; a token given is for this one alone
    #[arg(long, value_name = "URL", hide_short_help = true)]
    server: Option<String>,

    #[command(flatten)]
    token: TokenArgs,

    #[command(flatten)]
    network: Network,
}

/// What is asked of the posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// What they count now.
    Metrics,
    /// Whether they are still there.
    Presence,
}

/// Looks up the posts of all lines.
pub(super) fn run(
    session: &Session,
    args: &LookUpArgs,
    question: Question,
) -> anyhow::Result<Exit> {
    let state = args.network.state(super::default_state());
    let asker = Asker {
        question,
        now: session.now,
        server: args.server.clone(),
        token: args.token.clone(),
        configured: sources::configured(session)?,
        client: Client::new(args.network.client_options(session)?)?,
        sessions: Memory::sessions_of(state.as_deref()),
        runtime: tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?,
        output: Output::open(session.common.output.as_deref())?,
        waiting: Vec::new(),
        tally: Tally::default(),
        broken: None,
    };
    let mut asker = Some(asker);
    let make = || asker.take().expect("one worker is made");
    let mut ran = stream::run_on(session, 1, &args.files, None, make)?;
    let Some(mut asker) = ran.workers.pop() else {
        return Ok(ran.exit);
    };
    asker.settle();
    if let Some(error) = asker.broken {
        return Err(error);
    }
    if ran.exit == Exit::Failed {
        asker.output.abandon()?;
        return Ok(ran.exit);
    }
    asker.output.finish()?;
    asker.tally.tell(session, question);
    Ok(if asker.tally.unknown > 0 {
        ran.exit.max(Exit::Partial)
    } else {
        ran.exit
    })
}

/// How it went.
#[derive(Default)]
struct Tally {
    there: u64,
    gone: u64,
    unknown: u64,
    unasked: u64,
    first: Option<String>,
}

impl Tally {
    fn tell(&self, session: &Session, question: Question) {
        let console = &session.console;
        if let Some(reason) = &self.first {
            let posts = counted(self.unknown, "post");
            console.error(format!(
                "{posts} could not be looked up; the first: {reason}"
            ));
        }
        let there = match question {
            Question::Metrics => "refreshed",
            Question::Presence => "still there",
        };
        let mut text = format!(
            "{} {there}, {} gone",
            counted(self.there, "post"),
            self.gone
        );
        if self.unasked > 0 {
            text.push_str(&format!(
                ", {} that cannot be asked for one by one",
                self.unasked
            ));
        }
        console.summary(text);
    }
}

/// A line that waits for its batch.
struct Waiting {
    line: String,
    /// The post, if the line is one.
    post: Option<Post>,
}

/// Looks up posts in batches and writes what it finds.
struct Asker {
    question: Question,
    now: chrono::DateTime<chrono::Utc>,
    server: Option<String>,
    token: TokenArgs,
    configured: Vec<SourceSettings>,
    client: Client,
    sessions: Sessions,
    runtime: tokio::runtime::Runtime,
    output: Output,
    waiting: Vec<Waiting>,
    tally: Tally,
    /// What ends the run.
    broken: Option<anyhow::Error>,
}

impl Worker for Asker {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        if self.broken.is_some() {
            return Ok(());
        }
        let object = Object::read(line)?;
        let is_post = object
            .get("type")
            .is_none_or(|field| field.value == "\"post\"");
        let post: Option<Post> = is_post.then(|| serde_json::from_str(line)).transpose()?;
        self.waiting.push(Waiting {
            line: line.to_owned(),
            post,
        });
        if self.waiting.len() >= BATCH {
            self.settle();
        }
        Ok(())
    }
}

impl Asker {
    /// Looks up the batch and writes it.
    fn settle(&mut self) {
        if self.broken.is_none()
            && let Err(error) = self.batch()
        {
            self.broken = Some(error);
        }
    }

    fn batch(&mut self) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        // An interrupt ends the program as it does between two batches: who listens for it in one would be deaf to it in reading lines.
        let groups = self.groups(&waiting)?;
        let looking = fetch::look_up(groups, &self.client, &mut self.sessions, pending());
        let fates = self.runtime.block_on(looking)?;
        let mut text = Vec::new();
        for Waiting { line, post } in &waiting {
            let fate = post.as_ref().and_then(|post| fates.get(&post.id));
            match fate {
                Some(Fate::There(_)) => self.tally.there += 1,
                Some(Fate::Gone(_)) => self.tally.gone += 1,
                Some(Fate::Unknown(reason)) => {
                    self.tally.unknown += 1;
                    self.tally.first.get_or_insert_with(|| reason.clone());
                }
                Some(Fate::Unasked) => self.tally.unasked += 1,
                None => self.tally.unasked += u64::from(post.is_some()),
            }
            match self.question {
                Question::Metrics => refreshed(line, fate, &mut text)?,
                Question::Presence => {
                    if let (Some(post), Some(Fate::Gone(reason))) = (post, fate) {
                        gone(post, reason, self.now, &mut text)?;
                    }
                }
            }
        }
        self.output
            .write_all(&text)
            .context("cannot write the posts")
    }

    /// The posts by the network and server that can be asked for them.
    fn groups(&self, waiting: &[Waiting]) -> anyhow::Result<Vec<Group>> {
        let mut posts: BTreeMap<(String, String), Vec<Post>> = BTreeMap::new();
        let posts_at_hand = waiting.iter().filter_map(|waiting| waiting.post.as_ref());
        for post in posts_at_hand.filter(|post| !post.id.is_empty()) {
            let instance = post.instance.clone().unwrap_or_default();
            let place = (post.source.clone(), instance);
            posts.entry(place).or_default().push(post.clone());
        }
        let mut groups = Vec::new();
        for ((network, instance), posts) in posts {
            let connector = connect::find(&network);
            let source = match connector {
                Some(connector) => self.source(connector, &instance)?,
                None => None,
            };
            let able = |connector: &&'static dyn Connector| {
                let source = source.clone().unwrap_or_default();
                connector.look_up(&source, &posts).is_some()
            };
            let able = connector.filter(|_| source.is_some()).filter(able);
            groups.push(Group {
                connector: match self.question {
                    Question::Metrics => able,
                    Question::Presence => able.or(Some(&PageConnector)),
                },
                source: source.unwrap_or_default(),
                posts,
            });
        }
        Ok(groups)
    }

    /// How a network is asked: as a source of the configuration with that server says, or with the token at hand.
    fn source(
        &self,
        connector: &'static dyn Connector,
        instance: &str,
    ) -> anyhow::Result<Option<Source>> {
        if connector.targets().is_some() {
            return Ok(None);
        }
        let address = |settings: &SourceSettings| {
            let target = settings.url.as_deref().or(settings.server.as_deref());
            sources::address(connector, target).ok()
        };
        let configured = self
            .configured
            .iter()
            .filter(|settings| settings.connector == connector.name())
            .find(|settings| {
                let host = address(settings).and_then(|address| {
                    Some(url::Url::parse(&address).ok()?.host_str()?.to_owned())
                });
                connector.server().is_some() || host.as_deref() == Some(instance)
            });
        let target = match (&self.server, configured.and_then(address)) {
            (Some(server), _) => sources::address(connector, Some(server))?,
            (None, Some(address)) => address,
            (None, None) => match (connector.server(), instance) {
                (Some(server), _) => server.to_owned(),
                (None, "") => return Ok(None),
                (None, instance) => sources::address(connector, Some(instance))?,
            },
        };
        // A line may name any server, and a token is for one: that of the configuration, that which is named, or the only one there is.
        let known = self.server.is_some() || connector.server().is_some();
        let token = match configured {
            Some(settings) => settings.token(connector)?,
            None if known => self.token.read(connector)?,
            None => None,
        };
        let options = match configured {
            Some(settings) => settings.options(connector)?,
            None => connect::Options::new(),
        };
        Ok(Some(Source {
            name: connector.name().to_owned(),
            target,
            options,
            token,
            ..Source::default()
        }))
    }
}

/// The line with the metrics of now; untouched if there are none.
fn refreshed(line: &str, fate: Option<&Fate>, text: &mut Vec<u8>) -> anyhow::Result<()> {
    let now = match fate {
        Some(Fate::There(post)) => post.metrics.as_ref().zip(post.metrics_at),
        _ => None,
    };
    match now {
        Some((metrics, at)) => {
            let mut with = Vec::new();
            let object = Object::read(line)
                .map_err(|problem| anyhow::anyhow!("a line changed its mind: {problem:?}"))?;
            object.write_with("metrics", &serde_json::to_vec(metrics)?, &mut with);
            let with = String::from_utf8(with)?;
            let object = Object::read(&with)
                .map_err(|problem| anyhow::anyhow!("a line changed its mind: {problem:?}"))?;
            object.write_with("metrics_at", &serde_json::to_vec(&at)?, text);
        }
        None => text.extend_from_slice(line.as_bytes()),
    }
    text.push(b'\n');
    Ok(())
}

/// The line for a post that is gone.
fn gone(
    post: &Post,
    reason: &str,
    now: chrono::DateTime<chrono::Utc>,
    text: &mut Vec<u8>,
) -> anyhow::Result<()> {
    let record = Gone::new(post.id.as_str(), now, reason, post.url.clone());
    serde_json::to_writer(&mut *text, &record)?;
    text.push(b'\n');
    Ok(())
}
