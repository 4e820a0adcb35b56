//! The engagement rate: engagement divided by a denominator that is always named.

use super::aggregate::{Aggregate, Measure};
use crate::text::closest;

/// What engagement is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// People reached.
    Reach,
    /// Times shown.
    Impressions,
    /// Views.
    Views,
    /// Followers of the author at the time of reading, each post anew.
    Followers,
    /// Posts that have an engagement.
    Post,
}

/// A name that is no denominator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot divide by `{name}`{}; known: reach, impressions, views, followers, post", closest::hint(*suggestion))]
pub struct PerError {
    name: String,
    suggestion: Option<&'static str>,
}

impl Per {
    /// All of them; on a tie, an earlier one is preferred.
    pub const ALL: [Per; 5] = [
        Per::Reach,
        Per::Impressions,
        Per::Views,
        Per::Followers,
        Per::Post,
    ];

    /// The name on the command line and in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Per::Reach => "reach",
            Per::Impressions => "impressions",
            Per::Views => "views",
            Per::Followers => "followers",
            Per::Post => "post",
        }
    }

    /// What the rate is called in sentences.
    pub(super) const fn rate_name(self) -> &'static str {
        match self {
            Per::Reach => "engagement per person reached",
            Per::Impressions => "engagement per impression",
            Per::Views => "engagement per view",
            Per::Followers => "engagement per follower",
            Per::Post => "engagement",
        }
    }

    /// The denominator of a name, in any case.
    pub fn parse(name: &str) -> Result<Self, PerError> {
        let names = Per::ALL.iter().map(|per| per.name());
        let found = Per::ALL
            .into_iter()
            .find(|per| per.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| PerError {
            name: name.to_owned(),
            suggestion: closest::closest(name, names),
        })
    }

    /// Numerator and denominator; a rate per post has the posts with an engagement below it.
    pub(super) fn measures(self) -> (Measure, Option<Measure>) {
        match self {
            Per::Reach => (Measure::EngagementOnReach, Some(Measure::ReachEngaged)),
            Per::Impressions => (
                Measure::EngagementOnImpressions,
                Some(Measure::ImpressionsEngaged),
            ),
            Per::Views => (Measure::EngagementOnViews, Some(Measure::ViewsEngaged)),
            Per::Followers => (
                Measure::EngagementOnFollowers,
                Some(Measure::FollowersEngaged),
            ),
            Per::Post => (Measure::Engagement, None),
        }
    }
}

/// An engagement rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rate {
    /// Engagement per unit of the denominator.
    pub(super) value: f64,
    pub(super) per: Per,
    /// Posts that have both.
    pub(super) posts: u64,
}

impl Aggregate {
    /// Engagement by the denominator asked for, else by the one of reach, impressions and views that most posts have; on a tie in this order. The
    /// engagement and the denominator are those of the same posts: the ones that have both.
    pub(super) fn engagement_rate(&self, asked: Option<Per>) -> Option<Rate> {
        let candidates = match &asked {
            Some(per) => std::slice::from_ref(per),
            None => &Per::ALL[..3],
        };
        let mut best: Option<Rate> = None;
        for &per in candidates {
            let (over, of) = per.measures();
            let over = self.sum(over);
            let (base, posts) = of.map_or((over.count, over.count), |of| {
                let of = self.sum(of);
                (u64::try_from(of.sum).unwrap_or(0), of.count)
            });
            if base > 0 && best.is_none_or(|best| posts > best.posts) {
                best = Some(Rate {
                    value: over.sum as f64 / base as f64,
                    per,
                    posts,
                });
            }
        }
        best
    }
}
