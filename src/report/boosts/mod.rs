//! Paid beside organic: what ads cost and brought, what the promoted posts and the others did by themselves, against the time before.
//!
//! The posts come line by line and in parts that merge; the exports of ad managers come at the end, whole, since they are small. Which figures are exact and
//! which are estimates stands at the top of `cost` and `uplift`, and in docs/report.md in words.

mod account;
mod book;
mod cost;
mod data;
mod notes;
#[cfg(test)]
mod simulated;
mod spent;
mod tell;
#[cfg(test)]
mod tests;
mod uplift;

use chrono::TimeDelta;

use self::account::Accounts;
use self::book::{Book, Key};
use self::spent::Spent;
use self::uplift::{Beside, Side};
use super::posts::choose;
use super::posts::kept::{Kept, OwnPost};
use super::rate::Per;
use super::row::LineProblem;
use super::scope::{Passed, Scope};
use super::{NoDenominator, PostsLeftOut};
use crate::ads::AdSheet;
use crate::document::Document;
use crate::time::Range;

/// What is asked of ads and posts.
#[derive(Clone, Debug)]
pub struct BoostsOptions {
    /// Of which time and clients; posts of any time are read, since an old post may be promoted.
    pub scope: Scope,
    /// The stretch before it, to compare with.
    pub before: Option<Range>,
    /// Whether campaigns are told apart.
    pub by_campaign: bool,
    /// What organic engagement is divided by; nothing for the best that most posts of every channel have.
    pub per: Option<Per>,
    /// Posts whose figures were read before this age are not compared: they still grow.
    pub min_age: TimeDelta,
    /// Whether the figures of posts hold what ads brought, which is then taken off.
    pub posts_include_paid: bool,
}

/// Our posts on the way to the report. Parts merge in any order to the same whole.
#[derive(Clone, Debug)]
pub struct Boosts {
    options: BoostsOptions,
    /// Every time and every client.
    everything: Scope,
    kept: Kept,
    passed: Passed,
}

/// What was counted beside the groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Rows of the time and the clients asked for.
    rows: u64,
    /// Of those, rows whose post is not among ours.
    unmatched: u64,
    /// Rows that another export holds too.
    doubled: u64,
    /// Rows of no known day, when a time was asked for.
    undated: u64,
    /// Rows of another time, neither asked for nor before it.
    other_time: u64,
    /// Rows of other clients.
    other_client: u64,
    /// Rows of an unknown client, when clients were asked for.
    unknown_client: u64,
    /// Rows over several days of which only some were asked for.
    across: u64,
    /// Rows without a currency.
    no_currency: u64,
    /// Ads in groups that are too small to be shown.
    suppressed: u64,
}

/// A group of ads.
#[derive(Clone, Debug)]
pub(super) struct Group {
    key: Key,
    now: Spent,
    before: Spent,
    /// The promoted posts, by themselves.
    boosted: Side,
    /// The posts of the same account that were never promoted.
    others: Side,
    beside: Option<Beside>,
    ids: Vec<String>,
}

/// Ads and posts, held against each other.
#[derive(Clone, Debug)]
pub struct Boosted {
    options: BoostsOptions,
    per: Per,
    groups: Vec<Group>,
    told: Told,
    doubtful: Vec<String>,
    left_out: PostsLeftOut,
    passed: Passed,
}

impl Boosts {
    /// Before the first line.
    pub fn new(options: &BoostsOptions) -> Self {
        Boosts {
            options: options.clone(),
            everything: Scope {
                range: Range::default(),
                clients: Vec::new(),
                ..options.scope.clone()
            },
            kept: Kept::default(),
            passed: Passed::default(),
        }
    }

    /// Takes a line into account.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        if let Some((row, at)) = self.everything.read(line, &mut self.passed)? {
            self.kept.add(&row, at, &self.everything.zone);
        }
        Ok(())
    }

    /// Lines that are no posts.
    pub fn other_types(&self) -> u64 {
        self.passed.other_types
    }

    /// Adds what another has read.
    pub fn merge(&mut self, other: Boosts) {
        self.kept.merge(other.kept);
        self.passed.merge(other.passed);
    }

    /// Holds the posts against the ads of some exports.
    pub fn finish(self, sheets: &[AdSheet]) -> Result<Boosted, NoDenominator> {
        let Boosts {
            options,
            kept,
            passed,
            ..
        } = self;
        let (mut posts, left_out) = kept.into_posts();
        let mut book = Book::new(&options, &posts, sheets);
        if options.posts_include_paid {
            book.take_off(&mut posts);
        }
        book.fold_small(options.scope.min_group);
        let now = options.scope.now.timestamp_millis();
        let range = options.scope.range;
        let comparable = |post: &OwnPost| {
            let counted = post.counted_at.unwrap_or(now).min(now);
            let old = counted.saturating_sub(post.at) >= options.min_age.num_milliseconds();
            old && range.contains_millis(post.at)
        };
        let asked: Vec<&OwnPost> = posts.iter().filter(|post| comparable(post)).collect();
        let per = choose(options.per, &asked)?;
        let accounts = Accounts::new(&posts, &book.ever, per, range, &comparable);
        let keep = options.scope.ids;
        let groups = book
            .groups
            .into_iter()
            .map(|(key, [now, before])| {
                let members = now.posts();
                let ids = members.iter().filter_map(|at| posts.get(*at));
                let ids = ids.map(|post| post.id.clone()).filter(|id| !id.is_empty());
                Group {
                    ids: ids.take(keep).collect(),
                    boosted: Side::of(members.iter().filter_map(|at| posts.get(*at))),
                    others: accounts.others(&key),
                    beside: accounts.beside(&key, &members),
                    key,
                    now,
                    before,
                }
            })
            .collect();
        let doubtful = sheets
            .iter()
            .filter_map(|sheet| sheet.doubtful_date.clone());
        Ok(Boosted {
            per,
            groups,
            told: book.told,
            doubtful: doubtful.collect(),
            left_out,
            passed,
            options,
        })
    }
}

impl Boosted {
    /// As a report.
    pub fn document(&self) -> Document {
        tell::document(self)
    }

    /// Groups that hold ads of the time asked for; others are only there to be compared with.
    fn shown(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| !group.now.is_empty())
    }
}
