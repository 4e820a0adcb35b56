//! What a result cost: the money over what it brought, which is exact; as what ads of this account cost, an estimate from so many ads.
//!
//! The interval takes the ads of a group for a sample of the ads that the account buys: the logarithm of the ratio estimator over ads (Cochran, "Sampling
//! Techniques", 3rd edition 1977, section 6.4), with Student's t. What is brought is divided by the money and turned round, so that ads that brought
//! nothing count.

use super::spent::{Spent, What, number};
use crate::stats::{Change, rate_interval, ratio_of_rates};

/// Fewer ads bear no interval.
pub(super) const FEWEST: usize = 5;

/// What a cost is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Result,
    ThousandReached,
    Engagement,
    Click,
}

impl Unit {
    pub(super) const ALL: [Unit; 4] = [
        Unit::Result,
        Unit::ThousandReached,
        Unit::Engagement,
        Unit::Click,
    ];

    /// In the names of fields.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Unit::Result => "result",
            Unit::ThousandReached => "thousand_reached",
            Unit::Engagement => "engagement",
            Unit::Click => "click",
        }
    }

    /// For people.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Unit::Result => "a result",
            Unit::ThousandReached => "1,000 reached",
            Unit::Engagement => "an engagement",
            Unit::Click => "a click",
        }
    }

    const fn what(self) -> What {
        match self {
            Unit::Result => What::Results,
            Unit::ThousandReached => What::Reach,
            Unit::Engagement => What::Engagement,
            Unit::Click => What::Clicks,
        }
    }

    const fn size(self) -> f64 {
        match self {
            Unit::ThousandReached => 1000.0,
            _ => 1.0,
        }
    }
}

/// What one cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cost {
    /// Ads that say how much they brought.
    pub(super) ads: usize,
    /// Money for one; unknown when nothing came of it.
    pub(super) money: Option<f64>,
    /// Its 95 % interval.
    pub(super) interval: Option<(f64, f64)>,
}

/// What each ad brought, and the money for it.
fn blocks(spent: &Spent, unit: Unit) -> Vec<(f64, f64)> {
    let counts = spent.ads().filter_map(|ad| ad.counted(unit.what()));
    counts
        .map(|counted| (number(counted.total) / unit.size(), number(counted.spend)))
        .collect()
}

pub(super) fn cost(spent: &Spent, unit: Unit) -> Cost {
    let blocks = blocks(spent, unit);
    let (brought, money) = blocks
        .iter()
        .fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
    let cost = (brought > 0.0 && money > 0.0).then(|| money / brought);
    let enough = blocks.len() >= FEWEST;
    let interval = cost.filter(|_| enough).and_then(|cost| {
        let Change { low, high, .. } = rate_interval(&blocks)?;
        Some(((1.0 / high).min(cost), (1.0 / low).max(cost)))
    });
    Cost {
        ads: blocks.len(),
        money: cost,
        interval,
    }
}

/// The cost of now as a multiple of the cost before, with its interval; nothing where too few ads tell.
pub(super) fn change(now: &Spent, before: &Spent, unit: Unit) -> Option<Change> {
    let (now, before) = (blocks(now, unit), blocks(before, unit));
    if now.len().min(before.len()) < FEWEST {
        return None;
    }
    let brought = ratio_of_rates(&now, &before)?;
    Some(Change {
        estimate: 1.0 / brought.estimate,
        low: 1.0 / brought.high,
        high: 1.0 / brought.low,
    })
}
