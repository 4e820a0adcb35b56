//! The best and the worst of our own posts, and what they share: what to do again, what to avoid, only where the data says so.
//!
//! The model stands at the top of `usual` and `effect`, and in docs/posts.md in words.

mod charts;
pub(in crate::report) mod effect;
pub(in crate::report) mod kept;
mod tell;
#[cfg(test)]
mod tests;
mod trait_of;
pub(in crate::report) mod usual;

use chrono::TimeDelta;

pub use effect::{Advice, Effect, FALSE_FINDINGS};
pub use kept::LeftOut;
pub use trait_of::{Feature, Trait};

use self::kept::{Kept, OwnPost};
use self::usual::Beside;
use super::rate::Per;
use super::row::LineProblem;
use super::scope::{Passed, Scope};
use crate::document::Document;

/// What is asked of our posts.
#[derive(Clone, Debug)]
pub struct PostsOptions {
    /// Of which posts.
    pub scope: Scope,
    /// What engagement is divided by; nothing for the best that most posts of every channel have.
    pub per: Option<Per>,
    /// Posts whose figures were read before this age are left out: they still grow.
    pub min_age: TimeDelta,
    /// How many of the best, and of the worst, are shown.
    pub top: usize,
}

/// A denominator that no post has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--per {0}: no post of ours has it; leave --per out to take what they have")]
pub struct NoDenominator(&'static str);

/// Our posts on the way to the report. Parts merge in any order to the same whole.
#[derive(Clone, Debug)]
pub struct OwnPosts {
    options: PostsOptions,
    kept: Kept,
    passed: Passed,
}

/// Our posts, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    options: PostsOptions,
    per: Per,
    posts: Vec<OwnPost>,
    beside: Vec<Beside>,
    effects: Vec<Effect>,
    left_out: LeftOut,
    passed: Passed,
}

impl OwnPosts {
    /// Before the first line.
    pub fn new(options: &PostsOptions) -> Self {
        OwnPosts {
            options: options.clone(),
            kept: Kept::default(),
            passed: Passed::default(),
        }
    }

    /// Takes a line into account.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        let scope = &self.options.scope;
        if let Some((row, at)) = scope.read(line, &mut self.passed)? {
            self.kept.add(&row, at, &scope.zone);
        }
        Ok(())
    }

    /// Lines that are no posts.
    pub fn other_types(&self) -> u64 {
        self.passed.other_types
    }

    /// Adds what another has read.
    pub fn merge(&mut self, other: OwnPosts) {
        self.kept.merge(other.kept);
        self.passed.merge(other.passed);
    }

    /// Judges the posts.
    pub fn finish(self) -> Result<Judged, NoDenominator> {
        let OwnPosts {
            options,
            kept,
            passed,
        } = self;
        let (posts, mut left_out) = kept.into_posts();
        let now = options.scope.now.timestamp_millis();
        let old_enough = |post: &OwnPost| {
            let counted = post.counted_at.unwrap_or(now).min(now);
            counted.saturating_sub(post.at) >= options.min_age.num_milliseconds()
        };
        let (posts, young): (Vec<OwnPost>, Vec<OwnPost>) = posts.into_iter().partition(old_enough);
        left_out.too_young = young.len() as u64;
        let per = choose(options.per, &posts.iter().collect::<Vec<_>>())?;
        let (posts, without): (Vec<OwnPost>, Vec<OwnPost>) = posts
            .into_iter()
            .partition(|post| post.exposure(per).is_some());
        left_out.no_denominator = without.len() as u64;
        let rows: Vec<&OwnPost> = posts.iter().collect();
        let beside = usual::beside(&rows, per);
        let min_group = usize::try_from(options.scope.min_group).unwrap_or(usize::MAX);
        let effects = effect::effects(&rows, &beside, min_group);
        Ok(Judged {
            options,
            per,
            posts,
            beside,
            effects,
            left_out,
            passed,
        })
    }
}

impl Judged {
    /// What was compared, the surest first.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// Posts that were judged.
    pub fn count(&self) -> usize {
        self.posts.len()
    }

    /// What was passed over and left out.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// As a report.
    pub fn document(&self) -> Document {
        tell::document(self)
    }
}

/// Share of the posts of every channel that must have a denominator for it to be taken without being asked for.
const MOST: f64 = 0.8;

/// What engagement is divided by: what was asked for, else the first that most posts of every channel have.
pub(in crate::report) fn choose(
    asked: Option<Per>,
    posts: &[&OwnPost],
) -> Result<Per, NoDenominator> {
    if let Some(per) = asked {
        let any = posts.is_empty() || posts.iter().any(|post| post.exposure(per).is_some());
        return if any {
            Ok(per)
        } else {
            Err(NoDenominator(per.name()))
        };
    }
    let mut channels: Vec<&str> = posts.iter().map(|post| post.channel.as_str()).collect();
    channels.sort_unstable();
    channels.dedup();
    let most_have = |per: &Per| {
        channels.iter().all(|channel| {
            let of_channel = || posts.iter().filter(|post| post.channel == *channel);
            let have = of_channel()
                .filter(|post| post.exposure(*per).is_some())
                .count();
            have as f64 >= MOST * of_channel().count() as f64
        })
    };
    Ok(Per::ALL.into_iter().find(most_have).unwrap_or(Per::Post))
}
