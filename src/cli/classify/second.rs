//! `--llm`: asks a language model about the messages that our own model is unsure of. The local label stays whenever anything goes wrong.

mod asker;
mod cache;

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use futures_util::{StreamExt, stream};

use self::asker::{Asker, Failure};
use self::cache::Cache;
use super::ordered::Doubt;
use crate::classify::LineLabeler;
use crate::classify::second::{Answer, Opinion, estimate, key, message_of, steers};
use crate::cli::common::duration;
use crate::cli::console::{Console, counted};
use crate::cli::exit::UsageError;
use crate::cli::session::Session;

/// Questions that are under way at the same time.
const AT_ONCE: usize = 4;

/// Whom to ask, and how often.
#[derive(Args, Clone, Debug)]
pub(super) struct SecondArgs {
    /// Ask a language model about the messages in doubt: a server such as http://localhost:11434 that speaks the OpenAI form
    #[arg(long, env = "CM_LLM", value_name = "URL", requires = "llm_model")]
    llm: Option<String>,

    /// The model to ask for
    #[arg(long, env = "CM_LLM_MODEL", value_name = "NAME")]
    llm_model: Option<String>,

    /// A message is in doubt when its tone or its intent is less sure than this
    #[arg(long, value_name = "P", default_value_t = 0.6, hide_short_help = true)]
    llm_below: f32,

    /// Messages to ask about at most; with 0, only say how many would be asked about and what it would take
    #[arg(long, value_name = "N", default_value_t = 100, hide_short_help = true)]
    llm_max: u64,

    /// Keep the answers in FILE, and do not ask again about the same words
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    llm_cache: Option<PathBuf>,

    /// Time for one answer, such as 30s
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration, hide_short_help = true)]
    llm_timeout: Duration,

    /// Read the server's key from FILE, which others must not be able to read [or: CM_LLM_TOKEN_FILE, CM_LLM_TOKEN]
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    llm_token_file: Option<PathBuf>,

    /// USD for a million tokens in and out, such as 0.15,0.60, to say what it cost
    #[arg(
        long,
        value_name = "IN,OUT",
        value_delimiter = ',',
        hide_short_help = true
    )]
    llm_price: Vec<f64>,
}

impl SecondArgs {
    /// From which doubt on messages are asked about, if they are.
    pub(super) fn doubt(&self) -> Option<f32> {
        self.llm.as_ref().map(|_| self.llm_below)
    }

    /// Whoever asks, if somebody is to be asked.
    pub(super) fn second(&self, session: &Session) -> anyhow::Result<Option<Second>> {
        let Some(address) = &self.llm else {
            return Ok(None);
        };
        let name = self.llm_model.as_deref().unwrap_or_default().trim();
        if name.is_empty() {
            let message =
                "--llm: say which model is asked, with --llm-model or llm_model under [classify]";
            return Err(UsageError(message.to_owned()).into());
        }
        let price = match self.llm_price.as_slice() {
            [] => None,
            [taken, given]
                if [taken, given]
                    .iter()
                    .all(|usd| usd.is_finite() && **usd >= 0.0) =>
            {
                Some((*taken, *given))
            }
            _ => {
                let message = "--llm-price takes two prices: for a million tokens in, and out";
                return Err(UsageError(message.to_owned()).into());
            }
        };
        if !(0.0..=1.0).contains(&self.llm_below) {
            let message = "--llm-below takes a probability, from 0 to 1";
            return Err(UsageError(message.to_owned()).into());
        }
        if self.llm_timeout.is_zero() {
            let message = "--llm-timeout: write a time above 0, such as 30s";
            return Err(UsageError(message.to_owned()).into());
        }
        Ok(Some(Second {
            asker: Asker::new(session, self, address, name)?,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
            cache: Cache::open(self.llm_cache.as_deref())?,
            console: session.console.clone(),
            most: self.llm_max,
            price,
            told: BTreeSet::new(),
            unasked: HashSet::new(),
            tally: Tally::default(),
        }))
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Messages in doubt.
    doubtful: u64,
    asked: u64,
    /// Messages whose labels an opinion entered.
    taken: u64,
    /// Messages of which a value of the answer was refused, since it is none or cannot be, or which nobody was asked about, since they talk to the model.
    refused: u64,
    failed: u64,
    /// Answers that came back.
    answers: u64,
    /// Those of them whose tokens the server did not count.
    uncounted: u64,
    /// Tokens in and out: used, or, when nothing is asked, estimated.
    tokens: (u64, u64),
}

/// Asks, and enters the answers.
#[derive(Debug)]
pub(super) struct Second {
    asker: Asker,
    runtime: tokio::runtime::Runtime,
    cache: Cache,
    console: Console,
    most: u64,
    price: Option<(f64, f64)>,
    /// Kinds of failures that were told.
    told: BTreeSet<String>,
    /// Messages that would be asked about if --llm-max were not reached, each once.
    unasked: HashSet<String>,
    tally: Tally,
}

/// A message in doubt that may get an opinion: its place among the doubts, and under what its answer is remembered.
struct Question {
    doubt: usize,
    key: String,
}

impl Second {
    /// Gives away lines in their order; those in doubt are labelled again if there is an opinion of them.
    pub(super) fn pass(
        &mut self,
        lines: &[u8],
        doubts: &mut [Doubt],
        mut again: Option<&mut LineLabeler<'static>>,
        give: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let (wanted, questions) = self.sort_out(lines, doubts);
        let Second {
            asker,
            runtime,
            cache,
            ..
        } = self;
        let asker = &*asker;
        let mut answers = stream::iter(questions)
            .map(|(key, message)| async move { (key, asker.ask(&message).await) })
            .buffered(AT_ONCE);
        let mut outcomes = Vec::new();
        let mut failed = HashSet::new();
        let (mut given, mut taken, mut refused) = (0, 0, 0);
        for Question { doubt, key } in &wanted {
            let Some(doubt) = doubts.get_mut(*doubt) else {
                continue;
            };
            let (start, end) = doubt.line;
            give(lines.get(given..start).unwrap_or_default())?;
            given = start;
            // Answers come in the order of the questions, and each question once.
            while cache.get(key).is_none()
                && !failed.contains(key)
                && let Some((key, outcome)) = runtime.block_on(answers.next())
            {
                match &outcome {
                    Ok((answer, _)) => cache.put(&key, answer.opinion)?,
                    Err(_) => {
                        failed.insert(key.clone());
                    }
                }
                outcomes.push(outcome.map_err(|failure| (key, failure)));
            }
            let Some(opinion) = cache.get(key) else {
                continue;
            };
            doubt.later.opinion = Some((opinion, asker.model().to_owned()));
            let (line, is_refused) = labelled(doubt, opinion, again.as_deref_mut());
            refused += u64::from(is_refused);
            if let Some(line) = line {
                give(&line)?;
                // The line break is given with the line.
                given = end + 1;
                taken += 1;
            }
        }
        drop(answers);
        self.tally.taken += taken;
        self.tally.refused += refused;
        self.settle(outcomes);
        give(lines.get(given..).unwrap_or_default())
    }

    /// The doubts that may get an opinion, and the questions to be asked for them.
    fn sort_out(
        &mut self,
        lines: &[u8],
        doubts: &[Doubt],
    ) -> (Vec<Question>, Vec<(String, String)>) {
        let mut asked_about = Vec::new();
        let mut questions: Vec<(String, String)> = Vec::new();
        let mut asked = HashSet::new();
        for (place, doubt) in doubts.iter().enumerate() {
            self.tally.doubtful += 1;
            let text = lines.get(doubt.line.0..doubt.line.1);
            let text = text.and_then(|text| std::str::from_utf8(text).ok());
            let Some(message) = text.and_then(message_of) else {
                continue;
            };
            if steers(&message) {
                self.tally.refused += 1;
                continue;
            }
            let key = key(self.asker.model(), &message);
            let known = self.cache.get(&key).is_some() || asked.contains(&key);
            if !known && (self.tally.asked >= self.most || self.asker.gave_up()) {
                if self.unasked.insert(key) && self.most == 0 {
                    let (taken, given) = estimate(&message);
                    self.tally.tokens.0 += taken;
                    self.tally.tokens.1 += given;
                }
                continue;
            }
            if !known {
                self.tally.asked += 1;
                asked.insert(key.clone());
                questions.push((key.clone(), message));
            }
            asked_about.push(Question { doubt: place, key });
        }
        (asked_about, questions)
    }

    fn settle(&mut self, outcomes: Vec<Result<(Answer, Tokens), (String, Failure)>>) {
        for outcome in outcomes {
            let tokens = match outcome {
                Ok((answer, tokens)) => {
                    if answer.refused > 0 {
                        self.tell("refused", "an answer named a label that does not exist");
                    }
                    Some(tokens)
                }
                Err((key, failure)) => {
                    if failure.unasked {
                        self.tally.asked -= 1;
                        self.unasked.insert(key);
                    } else {
                        self.tally.failed += 1;
                        self.tell(&failure.kind, &failure.message);
                    }
                    failure.tokens
                }
            };
            if let Some(tokens) = tokens {
                self.tally.tokens.0 += tokens.taken;
                self.tally.tokens.1 += tokens.given;
                self.tally.answers += 1;
                self.tally.uncounted += u64::from(tokens.estimated);
            }
        }
        if self.asker.gave_up() {
            self.tell("gave up", "no more messages are asked about in this run");
        }
    }

    /// Said once for each kind.
    fn tell(&mut self, kind: &str, message: &str) {
        if self.told.insert(kind.to_owned()) {
            let message = format!("second opinion: {message}; the local labels stay");
            self.console.warn(message);
        }
    }

    /// Whether something went wrong.
    pub(super) fn failed(&self) -> bool {
        self.tally.failed > 0 || self.asker.gave_up()
    }

    /// How it went, for the summary.
    pub(super) fn summary(&self) -> String {
        let tally = &self.tally;
        let (taken, given) = tally.tokens;
        let cost = self.price.map_or(String::new(), |(per_in, per_out)| {
            let usd = (taken as f64 * per_in + given as f64 * per_out) / 1e6;
            format!(", {usd:.4} USD")
        });
        let doubtful = format!("{} in doubt", counted(tally.doubtful, "message"));
        if self.most == 0 {
            let would = self.unasked.len();
            return format!(
                "{doubtful}, {would} would be asked about, about {taken} tokens in and {given} out{cost}"
            );
        }
        let mut parts = vec![
            doubtful,
            format!("{} asked about", tally.asked),
            format!("{} got a second opinion", tally.taken),
        ];
        for (count, what) in [
            (tally.failed, "failed"),
            (tally.refused, "refused in whole or in part"),
            (self.unasked.len() as u64, "not asked about"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        let used = format!("{taken} tokens in and {given} out{cost}");
        parts.push(match tally.uncounted {
            0 => used,
            all if all == tally.answers => {
                format!("about {used} (estimated: the server did not count)")
            }
            _ => format!("about {used} (in part estimated: the server did not count all)"),
        });
        parts.join(", ")
    }

    /// Whether the summary is what was asked for.
    pub(super) fn only_counts(&self) -> bool {
        self.most == 0
    }
}

/// Tokens in and out of one answer: as the server counts them, else estimated.
#[derive(Clone, Copy, Debug)]
struct Tokens {
    taken: u64,
    given: u64,
    estimated: bool,
}

/// The line of a doubt with the opinion in it, if it entered, and whether a value of it was refused.
fn labelled(
    doubt: &Doubt,
    opinion: Opinion,
    mut again: Option<&mut LineLabeler<'static>>,
) -> (Option<Vec<u8>>, bool) {
    if opinion == Opinion::default() {
        return (None, true);
    }
    // A value that was none of the labels is not there: of what is kept of an answer nothing else tells.
    let is_whole = opinion.sentiment.is_some() && opinion.intent.is_some();
    let mut line = Vec::new();
    let before = weighed(again.as_deref());
    let labelled = doubt.label(again.as_deref_mut(), &mut line);
    let after = weighed(again.as_deref());
    let entered = labelled && after.1 > before.1;
    (entered.then_some(line), !is_whole || after.0 > before.0)
}

/// Posts of which a value of an opinion was refused so far, and posts that an opinion entered.
fn weighed(again: Option<&LineLabeler<'static>>) -> (u64, u64) {
    again.map_or((0, 0), |again| (again.refused, again.opinions))
}
