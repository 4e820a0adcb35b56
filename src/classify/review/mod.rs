//! Picks the posts whose judgement by a person teaches most, and reads back what the person wrote.
//!
//! Four kinds, in stated shares (`pick.rs`): those of which the model is unsure (least margin; Lewis and Gale 1994, "A sequential algorithm for
//! training text classifiers"), those on which the model and the rules, or two copies of one text, disagree (Seung, Opper and Sompolinsky
//! 1992, "Query by committee"), those that are new, far from what is picked already, and some at random, the only ones whose figures
//! say how good the model is in general. Memory does not grow with the input.

mod filled;
mod id;
mod pick;
mod pool;
mod words;

use std::sync::Arc;

use hashbrown::HashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::corrections::Corrections;
use super::labeler::{Labeler, Scratch};
use super::posted::Posted;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::{Intent, Labels, Str};

pub use filled::{BadCell, Filled, FilledError, Reading, read_filled};
pub use id::id_cell;
use pool::Pool;

/// Characters of a text that are shown to whoever judges it; a cell of a spreadsheet holds 32,767.
const SHOWN: usize = 2000;
/// Texts that are remembered to find copies with other labels.
const REMEMBERED: usize = 100_000;
/// Posts among which new ones are looked for.
const AMONG: usize = 2000;

/// Why a post was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The model is unsure of it.
    Unsure,
    /// The model and the rules, or two copies of it, disagree.
    Disagreeing,
    /// It is like nothing else that was picked.
    New,
    /// Chance.
    Random,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Unsure, Kind::Disagreeing, Kind::New, Kind::Random];

    /// The name in the column `picked`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Unsure => "unsure",
            Kind::Disagreeing => "disagreeing",
            Kind::New => "new",
            Kind::Random => "random",
        }
    }
}

/// A post that may be picked.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its place in the input.
    order: u64,
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub url: Option<String>,
    /// Title and text, cut when they are long.
    pub text: String,
    /// What it is judged to be.
    pub labels: Labels,
    /// What made it worth a look, for people.
    pub hint: String,
    words: Vec<u32>,
}

/// The best candidates of each kind.
#[derive(Debug)]
struct Pools {
    unsure: Pool,
    disagreeing: Pool,
    random: Pool,
    new: Pool,
    /// Hash of the words of a text to what its first copy is labelled.
    copies: HashMap<u64, Intent>,
}

/// Reads posts and keeps the best candidates. One for a run, since the order of the posts decides.
pub struct Reviewer {
    labeler: Labeler<'static>,
    rules: Labeler<'static>,
    scratch: Scratch,
    judged: Arc<Corrections>,
    wanted: usize,
    seed: u64,
    order: u64,
    pools: Pools,
    /// Posts that a correction could not name.
    pub nameless: u64,
    /// Posts that have been judged by a person.
    pub known: u64,
}

impl Reviewer {
    /// Picks `wanted` posts; `rules` judges by the rules alone, `judged` are left out, `seed` decides what chance picks.
    pub fn new(
        labeler: Labeler<'static>,
        rules: Labeler<'static>,
        judged: Arc<Corrections>,
        wanted: usize,
        seed: u64,
    ) -> Self {
        let most = wanted.saturating_mul(8).clamp(64, 20_000);
        Reviewer {
            labeler,
            rules,
            scratch: Scratch::default(),
            judged,
            wanted,
            seed,
            order: 0,
            pools: Pools {
                unsure: Pool::new(most),
                disagreeing: Pool::new(most),
                random: Pool::new(wanted.saturating_mul(2).max(1)),
                new: Pool::new(AMONG),
                copies: HashMap::new(),
            },
            nameless: 0,
            known: 0,
        }
    }

    /// The picks, in the order of the input.
    pub fn picks(self) -> Vec<(Kind, Candidate)> {
        pick::pick(self.pools, self.wanted)
    }

    fn consider(&mut self, candidate: &Candidate, rules: &Labels) {
        let labels = &candidate.labels;
        let p = labels.sentiment_p;
        let mut tones = [p.negative, p.neutral, p.positive];
        tones.sort_by(f32::total_cmp);
        let [_, second, first] = tones;
        let doubt =
            0.5 * (1.0 - f64::from(labels.intent_score)) + 0.5 * (1.0 - f64::from(first - second));
        let hint = || {
            format!(
                "intent {:.0} % sure, tone {:.0} %",
                100.0 * labels.intent_score,
                100.0 * first
            )
        };
        self.pools.unsure.offer(doubt, candidate, hint);
        let (score, reason) = self.disagreement(candidate, rules);
        if score > 0.0 {
            self.pools.disagreeing.offer(score, candidate, || reason);
        }
        let chance = |salt: u64| {
            let hash = xxh3_64_with_seed(&candidate.order.to_le_bytes(), self.seed ^ salt);
            hash as f64
        };
        let (random, new) = (chance(0), chance(0x5DEE_CE66));
        self.pools.random.offer(random, candidate, String::new);
        self.pools.new.offer(new, candidate, String::new);
    }

    /// How far two judges are apart, and who they are.
    fn disagreement(&mut self, candidate: &Candidate, rules: &Labels) -> (f64, String) {
        let labels = &candidate.labels;
        if candidate.words.len() >= 3 {
            let bytes: Vec<u8> = candidate
                .words
                .iter()
                .flat_map(|word| word.to_le_bytes())
                .collect();
            let key = xxh3_64(&bytes);
            let room = self.pools.copies.len() < REMEMBERED;
            match self.pools.copies.get(&key) {
                Some(&intent) if intent != labels.intent => {
                    return (3.0, format!("a copy of it is {}", intent.name()));
                }
                None if room => {
                    self.pools.copies.insert(key, labels.intent);
                }
                _ => {}
            }
        }
        let (mut score, mut reasons) = (0.0, Vec::new());
        if rules.intent != labels.intent && rules.intent != Intent::Other {
            score += f64::from(rules.intent_score);
            reasons.push(rules.intent.name());
        }
        let p = rules.sentiment_p;
        let sure = p.negative.max(p.positive);
        if rules.sentiment != labels.sentiment && sure > p.neutral {
            score += f64::from(sure);
            reasons.push(rules.sentiment.name());
        }
        (score, format!("the rules say {}", reasons.join(", ")))
    }
}

impl Worker for Reviewer {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let string = |key: &str| {
            let field = object.get(key);
            field.and_then(|field| serde_json::from_str::<Option<Str<'_>>>(field.value).ok()?)
        };
        self.order += 1;
        let other = string("type").is_some_and(|kind| &*kind != "post");
        if other || object.get("own").is_some_and(|own| own.value == "true") {
            return Ok(());
        }
        let posted = Posted::read(&object)?;
        if posted.is_wordless() {
            let message = "expected a post with words: `text` or `title`";
            return Err(Problem::new(1, message));
        }
        let Some(id) = string("id").filter(|id| !id.is_empty()) else {
            self.nameless += 1;
            return Ok(());
        };
        if !self.judged.of(&id).is_empty() {
            self.known += 1;
            return Ok(());
        }
        let message = posted.message();
        let given = object
            .get("labels")
            .and_then(|field| serde_json::from_str::<Labels>(field.value).ok());
        let labels = match given {
            Some(labels) => labels,
            None => self.labeler.label(&mut self.scratch, &message),
        };
        let rules = self.rules.label(&mut self.scratch, &message);
        let shown = posted.words();
        let candidate = Candidate {
            order: self.order,
            id: id.0.into_owned(),
            url: string("url").map(|url| url.0.into_owned()),
            words: words::words(&shown),
            text: cut(shown.trim()),
            labels,
            hint: String::new(),
        };
        self.consider(&candidate, &rules);
        Ok(())
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{} [...]", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
