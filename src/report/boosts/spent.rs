//! What ads cost and brought, in millionths, so that sums are exact whatever their order.

use std::collections::{BTreeMap, BTreeSet};

use crate::ads::AdRow;

/// Kinds of results that are told apart in a group.
const MOST_KINDS: usize = 100;

/// A count of millionths, the millionths of money for it, and the rows that have the count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) total: i128,
    pub(super) spend: i128,
    pub(super) rows: u64,
}

/// Which count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Reach,
    Impressions,
    Engagement,
    Clicks,
    Results,
}

impl What {
    pub(super) const ALL: [What; 5] = [
        What::Reach,
        What::Impressions,
        What::Engagement,
        What::Clicks,
        What::Results,
    ];

    fn of(self, row: &AdRow) -> Option<f64> {
        match self {
            What::Reach => row.reach,
            What::Impressions => row.impressions,
            What::Engagement => row.engagement,
            What::Clicks => row.clicks,
            What::Results => row.results,
        }
    }
}

/// An ad: all its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ad {
    pub(super) spend: i128,
    pub(super) refunded: i128,
    pub(super) rows: u64,
    counts: [Counted; 5],
    pub(super) post: Option<usize>,
    pub(super) kinds: BTreeSet<String>,
}

/// Millionths.
pub(super) fn millionths(value: f64) -> i128 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "amounts of exports are below 1e12"
    )]
    let rounded = (value * 1e6).round() as i128;
    rounded
}

/// Back to a number.
pub(super) fn number(millionths: i128) -> f64 {
    millionths as f64 / 1e6
}

impl Ad {
    pub(super) fn add(&mut self, row: &AdRow, post: Option<usize>) {
        let spend = millionths(row.spend);
        self.spend += spend;
        self.refunded -= spend.min(0);
        self.rows += 1;
        self.post = self.post.or(post);
        for (what, counted) in What::ALL.into_iter().zip(&mut self.counts) {
            if let Some(count) = what.of(row) {
                counted.total += millionths(count);
                counted.spend += spend;
                counted.rows += 1;
            }
        }
        if let Some(kind) = &row.result_kind
            && row.results.is_some_and(|results| results > 0.0)
            && self.kinds.len() < MOST_KINDS
        {
            self.kinds.insert(kind.clone());
        }
    }

    fn merge(&mut self, other: Ad) {
        self.spend += other.spend;
        self.refunded += other.refunded;
        self.rows += other.rows;
        self.post = self.post.or(other.post);
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            mine.total += theirs.total;
            mine.spend += theirs.spend;
            mine.rows += theirs.rows;
        }
        self.kinds.extend(other.kinds);
    }

    /// A count, if any row has it.
    pub(super) fn counted(&self, what: What) -> Option<Counted> {
        let place = What::ALL.iter().position(|known| *known == what)?;
        let counted = self.counts.get(place).copied();
        counted.filter(|counted| counted.rows > 0)
    }
}

/// What tells ads apart.
pub(super) type AdKey = [String; 8];

/// The ads of a group in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spent {
    pub(super) ads: BTreeMap<AdKey, Ad>,
}

impl Spent {
    pub(super) fn is_empty(&self) -> bool {
        self.ads.is_empty()
    }

    pub(super) fn ads(&self) -> impl Iterator<Item = &Ad> {
        self.ads.values()
    }

    /// Places of the promoted posts, each once, in order.
    pub(super) fn posts(&self) -> Vec<usize> {
        let posts: BTreeSet<usize> = self.ads().filter_map(|ad| ad.post).collect();
        posts.into_iter().collect()
    }

    pub(super) fn spend(&self) -> i128 {
        self.ads().map(|ad| ad.spend).sum()
    }

    /// The sum of a count, and the ads that have it; nothing where none has.
    pub(super) fn total(&self, what: What) -> Option<(i128, u64)> {
        let counts = self.ads().filter_map(|ad| ad.counted(what));
        counts
            .map(|counted| (counted.total, 1))
            .reduce(|(a, n), (b, m)| (a + b, n + m))
    }

    pub(super) fn merge(&mut self, other: Spent) {
        for (key, ad) in other.ads {
            self.ads.entry(key).or_default().merge(ad);
        }
    }
}
