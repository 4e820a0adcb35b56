//! What posts with a trait do beside posts of the same channel without it, and which of the differences are more than chance.
//!
//! Excesses (see `usual`) with and without the trait are compared within each channel, and the differences averaged, each weighing as much as it is sure
//! (W. G. Cochran, "The combination of estimates from different experiments", Biometrics 10, 1954). The variance of a channel with few posts leans on
//! that of all. Channels themselves are compared by Welch's test ("The generalization of Student's problem when several different population
//! variances are involved", Biometrika 34, 1947). Degrees of freedom: F. E. Satterthwaite, Biometrics Bulletin 2, 1946.

use std::collections::BTreeMap;

use super::kept::OwnPost;
use super::trait_of::{Feature, Trait};
use super::usual::Beside;
use crate::stats::{q_values, student_95, student_p};

/// Expected share of false findings among those that are said.
pub const FALSE_FINDINGS: f64 = 0.1;
/// Most traits of a kind that are compared, the most frequent first.
const MOST: usize = 20;
/// Share of common posts from which two traits are not told apart.
const ALIKE: f64 = 0.5;

/// What a trait goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// More engagement: do it again.
    Again,
    /// Less: avoid it.
    Avoid,
    /// The data does not say.
    CannotTell,
}

impl Advice {
    /// As reports write it.
    pub const fn word(self) -> &'static str {
        match self {
            Advice::Again => "do again",
            Advice::Avoid => "avoid",
            Advice::CannotTell => "cannot tell",
        }
    }
}

/// A trait and what goes with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The trait.
    pub of: Trait,
    /// Posts that have it, by their places.
    pub(super) members: Vec<usize>,
    /// Posts compared with: of the same channels, without it.
    pub other_count: usize,
    /// Engagement rate of posts with it over that of posts without (of typical ones: a ratio of geometric means).
    pub ratio: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Probability of such a difference when there is none.
    pub p_value: f64,
    /// Least false discovery rate at which it is found (Benjamini and Hochberg 1995).
    pub q_value: f64,
    /// What is said.
    pub advice: Advice,
    /// A weightier trait that mostly the same posts have.
    pub alike: Option<Trait>,
}

impl Effect {
    /// What is said of it in a word; a channel is no choice between good and bad, its public is another.
    pub fn verdict(&self) -> &'static str {
        match (self.of.feature, self.advice) {
            (Feature::Channel, Advice::Again) => "higher",
            (Feature::Channel, Advice::Avoid) => "lower",
            (_, advice) => advice.word(),
        }
    }
}

/// Every trait that enough posts have and enough lack, the surest first.
pub(super) fn effects(posts: &[&OwnPost], beside: &[Beside], min_group: usize) -> Vec<Effect> {
    let mut found: Vec<Effect> = candidates(posts)
        .into_iter()
        .filter_map(|(of, members)| compare(of, members, beside, min_group.max(2)))
        .collect();
    only_one_of_two(&mut found, posts.len());
    // That channels differ says nothing of the rest, and must not make it easier to find something there.
    let (channels, rest): (Vec<&mut Effect>, Vec<&mut Effect>) = found
        .iter_mut()
        .partition(|effect| effect.of.feature == Feature::Channel);
    // Two families are looked at, so each q is twice what it would be alone: together they keep the promise.
    let families = u8::from(!channels.is_empty()) + u8::from(!rest.is_empty());
    judge(channels, f64::from(families));
    judge(rest, f64::from(families));
    found.sort_by(|a, b| {
        a.p_value
            .total_cmp(&b.p_value)
            .then_with(|| a.of.cmp(&b.of))
    });
    find_alike(&mut found);
    found
}

/// What is found among comparisons that belong together, one of so many `families`.
fn judge(family: Vec<&mut Effect>, families: f64) {
    let p_values: Vec<f64> = family.iter().map(|effect| effect.p_value).collect();
    for (effect, q_value) in family.into_iter().zip(q_values(&p_values)) {
        let q_value = (q_value * families).min(1.0);
        effect.q_value = q_value;
        let is_found = q_value <= FALSE_FINDINGS;
        effect.advice = if is_found && effect.low > 1.0 {
            Advice::Again
        } else if is_found && effect.high < 1.0 {
            Advice::Avoid
        } else {
            Advice::CannotTell
        };
    }
}

/// Traits and the posts that have them: of each kind the most frequent.
fn candidates(posts: &[&OwnPost]) -> Vec<(Trait, Vec<usize>)> {
    let mut all: BTreeMap<Trait, Vec<usize>> = BTreeMap::new();
    for (at, post) in posts.iter().enumerate() {
        let channel = Trait {
            feature: Feature::Channel,
            value: post.channel.clone(),
        };
        all.entry(channel).or_default().push(at);
        for one in &post.traits {
            all.entry(one.clone()).or_default().push(at);
        }
    }
    let mut all: Vec<(Trait, Vec<usize>)> = all.into_iter().collect();
    all.sort_by(|(a, with_a), (b, with_b)| {
        let by_count = with_b.len().cmp(&with_a.len());
        a.feature
            .cmp(&b.feature)
            .then(by_count)
            .then_with(|| a.cmp(b))
    });
    let mut of_kind: BTreeMap<Feature, usize> = BTreeMap::new();
    all.retain(|(of, _)| {
        let count = of_kind.entry(of.feature).or_default();
        *count += 1;
        *count <= MOST
    });
    all
}

/// Sums of a side of a channel.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Side {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn mean(&self) -> f64 {
        self.sum / self.count
    }

    /// Sum of the squared deviations from the mean.
    fn deviations(&self) -> f64 {
        (self.squares - self.sum * self.sum / self.count).max(0.0)
    }
}

/// Those that lack a trait and those that have it, by channel or all together; only where there are both.
fn strata(
    members: &[usize],
    beside: &[Beside],
    across_channels: bool,
) -> BTreeMap<usize, [Side; 2]> {
    let mut strata: BTreeMap<usize, [Side; 2]> = BTreeMap::new();
    let mut with = members.iter().peekable();
    for (at, post) in beside.iter().enumerate() {
        let has = with.next_if(|member| **member == at).is_some();
        let (stratum, value) = if across_channels {
            (0, post.log_rate)
        } else {
            (post.channel, post.excess)
        };
        let [lacking, having] = strata.entry(stratum).or_default();
        if has {
            having.add(value);
        } else {
            lacking.add(value);
        }
    }
    strata.retain(|_, sides| sides.iter().all(|side| side.count > 0.0));
    strata
}

/// What goes with a trait of some of the posts; `None` where fewer than `min_group` have it, or lack it.
pub(in crate::report) fn compare(
    of: Trait,
    members: Vec<usize>,
    beside: &[Beside],
    min_group: usize,
) -> Option<Effect> {
    let across_channels = of.feature == Feature::Channel;
    let strata = strata(&members, beside, across_channels);
    let total = |side: usize| {
        strata
            .values()
            .filter_map(|sides| sides.get(side))
            .map(|side| side.count)
            .sum::<f64>()
    };
    let (without, having) = (total(0), total(1));
    if without < min_group as f64 || having < min_group as f64 {
        return None;
    }
    let Difference {
        estimate,
        error,
        free,
    } = if across_channels {
        across(&strata)
    } else {
        Some(within(&strata))
    }
    .filter(is_sound)?;
    let wide = student_95(free) * error;
    Some(Effect {
        of,
        members,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of posts"
        )]
        other_count: without as usize,
        ratio: estimate.exp(),
        low: (estimate - wide).exp(),
        high: (estimate + wide).exp(),
        p_value: student_p(estimate / error, free),
        q_value: 1.0,
        advice: Advice::CannotTell,
        alike: None,
    })
}

struct Difference {
    estimate: f64,
    error: f64,
    free: f64,
}

/// What the variance of all channels weighs beside that of one, as so many posts.
const PRIOR: f64 = 4.0;

/// The mean of the differences within the channels.
fn within(strata: &BTreeMap<usize, [Side; 2]>) -> Difference {
    let used = || strata.values().filter(|sides| freedom(sides) >= 1.0);
    let deviations = |sides: &[Side; 2]| sides.iter().map(Side::deviations).sum::<f64>();
    let all = used().map(deviations).sum::<f64>() / used().map(freedom).sum::<f64>();
    let (mut weights, mut estimate, mut spread) = (0.0, 0.0, 0.0);
    for sides in used() {
        let [lacking, having] = sides;
        let variance = (deviations(sides) + PRIOR * all) / (freedom(sides) + PRIOR);
        let weight = 1.0 / (variance * (1.0 / lacking.count + 1.0 / having.count));
        weights += weight;
        estimate += weight * (having.mean() - lacking.mean());
        spread += weight * weight / freedom(sides);
    }
    Difference {
        estimate: estimate / weights,
        error: (1.0 / weights).sqrt(),
        free: weights * weights / spread,
    }
}

fn freedom(sides: &[Side; 2]) -> f64 {
    sides.iter().map(|side| side.count).sum::<f64>() - 2.0
}

/// Welch's difference of two means.
fn across(strata: &BTreeMap<usize, [Side; 2]>) -> Option<Difference> {
    let [lacking, having] = strata.values().next()?;
    let part = |side: &Side| side.deviations() / (side.count - 1.0) / side.count;
    let (a, b) = (part(lacking), part(having));
    Some(Difference {
        estimate: having.mean() - lacking.mean(),
        error: (a + b).sqrt(),
        free: (a + b).powi(2) / (a * a / (lacking.count - 1.0) + b * b / (having.count - 1.0)),
    })
}

/// Figures that are all alike give no error to judge by.
fn is_sound(difference: &Difference) -> bool {
    let Difference {
        estimate,
        error,
        free,
    } = difference;
    estimate.is_finite() && error.is_finite() && *error > 1e-6 && free.is_finite() && *free >= 1.0
}

/// Where a kind has two traits of which every post has one, they are one question; the trait of fewer posts asks it.
fn only_one_of_two(found: &mut Vec<Effect>, posts: usize) {
    let mut dropped = Vec::new();
    for (at, effect) in found.iter().enumerate() {
        let twin = found.iter().enumerate().find(|(other, twin)| {
            *other != at
                && twin.of.feature == effect.of.feature
                && twin.members.len() + effect.members.len() == posts
                && common(&twin.members, &effect.members) == 0
        });
        if let Some((other, twin)) = twin {
            let (mine, its) = (effect.members.len(), twin.members.len());
            if mine > its || (mine == its && at > other) {
                dropped.push(effect.of.clone());
            }
        }
    }
    found.retain(|effect| !dropped.contains(&effect.of));
}

/// Places that stand in both lists, which are in order.
fn common(first: &[usize], second: &[usize]) -> usize {
    first
        .iter()
        .filter(|at| second.binary_search(at).is_ok())
        .count()
}

fn find_alike(found: &mut [Effect]) {
    for at in 1..found.len() {
        let (surer, rest) = found.split_at_mut(at);
        let Some(effect) = rest
            .first_mut()
            .filter(|effect| effect.advice != Advice::CannotTell)
        else {
            continue;
        };
        let alike = surer.iter().find(|other| {
            let both = common(&other.members, &effect.members) as f64;
            let either = (other.members.len() + effect.members.len()) as f64 - both;
            both >= ALIKE * either
        });
        effect.alike = alike.map(|other| other.of.clone());
    }
}
