//! Which posts deserve money, how much of a budget, and what it should bring: from our posts' own results and the results of earlier ads.
//!
//! How a post does by itself is its excess over what its channel and hour usually bring (`stats::crossed`), with its uncertainty. What money brings
//! stands at the top of `response`, how a budget is split at the top of `split`, and all of it in docs/boost.md.

mod money;
mod response;
mod split;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

pub use response::Expected;
pub use split::{Curve, split};

use super::best_times::{History, OwnPost, Per, PerError, WEEK, cell_of, choose_per};
use super::settings::Rules;
use crate::ads::{AdResult, PromotedPost, family, promotes};
use crate::stats::crossed::{Count, fit};
use crate::stats::normal_cdf;
use crate::time::Zone;
use response::{Ad, Response};

/// How sure it must be that a post does better than usual before money is put on it.
pub const SURE: f64 = 0.8;
/// Older posts of a channel from which it is known what is usual there.
const FEWEST: usize = 5;

/// What the money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Engagements.
    Engagement,
    /// People reached.
    Reach,
}

/// What to advise on.
#[derive(Clone, Debug)]
pub struct BoostOptions {
    /// The present.
    pub now: DateTime<Utc>,
    /// Money to spend.
    pub budget: f64,
    /// Only ads in this currency; `None` when all are in one.
    pub currency: Option<String>,
    /// What engagement is divided by; `None` for the best that the posts have.
    pub per: Option<Per>,
    /// Posts published within this time are advised on; older ones say what is usual.
    pub max_age: TimeDelta,
    /// What the money is for.
    pub aim: Aim,
    /// A post gets nothing or at least this.
    pub least: f64,
    /// Split also over posts that may be no better than usual.
    pub all: bool,
    /// The zone of each channel's public.
    pub rules: Rules,
}

/// An advice that cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoostError {
    /// See there.
    #[error(transparent)]
    Per(#[from] PerError),
    /// Money is not added up across currencies.
    #[error("the ads are in {}; choose one with --currency", .0.join(" and "))]
    Currencies(Vec<String>),
}

/// Whether a post deserves money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does better than usual.
    Boost,
    /// It may or may not.
    Unsure,
    /// It does worse than usual.
    Leave,
    /// It has no figures that could be compared.
    Unknown,
}

impl Verdict {
    /// The word for tables.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Boost => "boost",
            Verdict::Unsure => "unsure",
            Verdict::Leave => "leave",
            Verdict::Unknown => "unknown",
        }
    }
}

/// The advice on a post.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The post.
    pub post: OwnPost,
    /// The name of its channel.
    pub channel: String,
    /// The network whose ad manager it is promoted with.
    pub network: String,
    /// Whether it deserves money.
    pub verdict: Verdict,
    /// What it does by itself, as a multiple of what is usual on its channel at its hour.
    pub times_usual: Option<Expected>,
    /// Probability that it does better than usual.
    pub better_p: Option<f64>,
    /// Money for it.
    pub money: f64,
    /// Engagements that the money should bring.
    pub engagement: Option<Expected>,
    /// People that it should reach.
    pub reach: Option<Expected>,
    /// Cost of an engagement.
    pub cost: Option<Expected>,
    /// What an engagement usually costs this account on the network.
    pub usual_cost: Option<f64>,
    /// Probability that it costs less than usual.
    pub cheaper_p: Option<f64>,
    /// Why not, or what to mind.
    pub why: Vec<String>,
}

/// The advice on all posts.
#[derive(Clone, Debug)]
pub struct Boost {
    /// What engagement is divided by.
    pub per: Per,
    /// Of all amounts; `None` when no export names one.
    pub currency: Option<String>,
    /// The post with most money first.
    pub advice: Vec<Advice>,
    /// What is not spent.
    pub left: f64,
    /// What one more unit of money would bring.
    pub next: Option<f64>,
    /// Where the data does not support a choice.
    pub warnings: Vec<String>,
    /// What is known of each network's ads.
    pub networks: BTreeMap<String, NetworkHistory>,
}

/// What is known of a network's ads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetworkHistory {
    /// Ads with money and a result.
    pub ads: usize,
    /// Least and most money on one.
    pub money: (f64, f64),
    /// Median cost of an engagement.
    pub usual_cost: f64,
    /// Whether the amounts differ enough to see returns diminish; otherwise the scale is assumed.
    pub shows_saturation: bool,
}

/// What a network's ads brought.
struct Returns {
    engagement: Option<Response>,
    reach: Option<Response>,
}

/// A post's excess: mean and standard deviation of the logarithm, by place in the history.
type Excesses = Vec<Option<(f64, f64)>>;

/// Advises.
pub fn boost(
    history: &History,
    ads: &[AdResult],
    options: &BoostOptions,
) -> Result<Boost, BoostError> {
    let (ads, currency) = in_one_currency(ads, options)?;
    let name = history.channel_names();
    let (per, excesses) = excesses(history, options)?;
    let returns = returns(history.posts(), &excesses, &ads);
    let mut advice: Vec<Advice> = history
        .posts()
        .iter()
        .zip(&excesses)
        .filter(|(post, _)| post.at <= options.now && options.now - post.at <= options.max_age)
        .map(|(post, excess)| judge(post, name(post), *excess, per))
        .collect();
    let mut boost = Boost {
        per,
        currency,
        left: options.budget,
        next: None,
        warnings: Vec::new(),
        networks: networks(&returns),
        advice: Vec::new(),
    };
    money::spend(&mut advice, &returns, options, &mut boost);
    advice.sort_by(|a, b| {
        let p = |one: &Advice| one.better_p.unwrap_or(-1.0);
        b.money
            .total_cmp(&a.money)
            .then(p(b).total_cmp(&p(a)))
            .then(a.post.id.cmp(&b.post.id))
    });
    boost.advice = advice;
    Ok(boost)
}

fn networks(returns: &BTreeMap<String, Returns>) -> BTreeMap<String, NetworkHistory> {
    returns
        .iter()
        .filter_map(|(network, returns)| {
            let response = returns.engagement.as_ref()?;
            let history = NetworkHistory {
                ads: response.ads,
                money: response.money,
                usual_cost: response.usual_cost,
                shows_saturation: response.shows_saturation(),
            };
            Some((network.clone(), history))
        })
        .collect()
}

fn in_one_currency<'a>(
    ads: &'a [AdResult],
    options: &BoostOptions,
) -> Result<(Vec<&'a AdResult>, Option<String>), BoostError> {
    let chosen = |ad: &&AdResult| match (&options.currency, &ad.currency) {
        (Some(wanted), Some(of)) => of.eq_ignore_ascii_case(wanted),
        _ => true,
    };
    let ads: Vec<&AdResult> = ads.iter().filter(chosen).collect();
    let currencies: BTreeSet<String> = ads
        .iter()
        .filter_map(|ad| ad.currency.as_ref())
        .map(|currency| currency.to_uppercase())
        .collect();
    if currencies.len() > 1 {
        return Err(BoostError::Currencies(currencies.into_iter().collect()));
    }
    let of_ads = currencies.into_iter().next();
    let asked = options.currency.as_ref().map(|code| code.to_uppercase());
    Ok((ads, asked.or(of_ads)))
}

/// What each post does beyond its channel and hour, as the older posts have it; `None` for posts that cannot be compared.
fn excesses(history: &History, options: &BoostOptions) -> Result<(Per, Excesses), PerError> {
    let name = history.channel_names();
    let mut channels: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, post) in history.posts().iter().enumerate() {
        channels.entry(name(post)).or_default().push(index);
    }
    let posts = history.posts();
    let by_channel: Vec<(String, Vec<&OwnPost>)> = channels
        .iter()
        .map(|(channel, indices)| {
            let posts = indices.iter().filter_map(|index| posts.get(*index));
            (channel.clone(), posts.collect())
        })
        .collect();
    let per = choose_per(options.per, &by_channel)?;
    let mut excesses = vec![None; posts.len()];
    let mut older: Vec<Vec<(usize, Count)>> = Vec::new();
    let mut recent: Vec<Vec<(usize, Count)>> = Vec::new();
    for (channel, indices) in &channels {
        let zone = &options.rules.of(channel).zone;
        let comparable = indices.iter().filter_map(|index| {
            let count = comparable(posts.get(*index)?, per, zone, options)?;
            Some((*index, count))
        });
        let (new, old) = comparable.partition(|(index, _)| {
            let at = posts.get(*index).map(|post| post.at);
            at.is_some_and(|at| options.now - at <= options.max_age)
        });
        recent.push(new);
        older.push(old);
    }
    let counts: Vec<Vec<Count>> = older
        .iter()
        .map(|posts| posts.iter().map(|(_, count)| *count).collect())
        .collect();
    let fitted = fit(&counts, WEEK);
    for ((group, old), new) in fitted.groups.iter().zip(&older).zip(&recent) {
        if old.len() < FEWEST {
            continue;
        }
        let of_old = old.iter().zip(&group.excess);
        let of_old = of_old.map(|((index, _), excess)| (*index, Some(*excess)));
        let of_new = new
            .iter()
            .map(|(index, count)| (*index, group.excess_of(count)));
        for (index, excess) in of_old.chain(of_new) {
            if let Some(slot) = excesses.get_mut(index) {
                *slot = excess.filter(|(_, deviation)| deviation.is_finite());
            }
        }
    }
    Ok((per, excesses))
}

/// A post as a count that can be compared with others of its channel, whatever its age.
fn comparable(post: &OwnPost, per: Per, zone: &Zone, options: &BoostOptions) -> Option<Count> {
    // Engagement of a post still grows in its first days; what it is divided by grows with it, unless that is nothing or the followers.
    let counted = post.counted_at.unwrap_or(options.now).min(options.now);
    let young = counted - post.at < TimeDelta::days(2);
    if young && matches!(per, Per::Post | Per::Followers) {
        return None;
    }
    let (weekday, hour) = cell_of(zone, post.at);
    Some(Count {
        row: usize::from(weekday),
        column: usize::from(hour),
        events: post.engagement,
        exposure: per.of(post)?,
        weight: 1.0,
    })
}

/// What the ads of each network brought, with the excess of the posts that are known to be theirs.
fn returns(posts: &[OwnPost], excesses: &Excesses, ads: &[&AdResult]) -> BTreeMap<String, Returns> {
    let mut by_network: BTreeMap<String, (Vec<Ad>, Vec<Ad>)> = BTreeMap::new();
    for ad in ads {
        let post = posts.iter().position(|post| is_of(ad, post));
        let excess = post
            .and_then(|index| excesses.get(index).copied().flatten())
            .map(|(mean, _)| mean);
        let (engagement, reach) = by_network.entry(ad.network.clone()).or_default();
        for (list, brought) in [(engagement, ad.engagement), (reach, ad.reach)] {
            list.extend(brought.map(|brought| Ad {
                money: ad.spend,
                brought,
                excess,
            }));
        }
    }
    by_network
        .into_iter()
        .map(|(network, (engagement, reach))| {
            let returns = Returns {
                engagement: Response::learn(&engagement),
                reach: Response::learn(&reach),
            };
            (network, returns)
        })
        .collect()
}

/// Whether an ad promoted a post: by its address, its id, or the beginning of its text in the ad's name.
fn is_of(ad: &AdResult, post: &OwnPost) -> bool {
    let post = PromotedPost {
        channel: &post.channel,
        id: &post.id,
        url: post.url.as_deref(),
        text: post.text.as_deref().unwrap_or_default(),
        at: post.at.timestamp_millis(),
    };
    promotes(&ad.network, ad.post.as_deref(), &ad.name, &post)
}

fn judge(post: &OwnPost, channel: String, excess: Option<(f64, f64)>, per: Per) -> Advice {
    let better_p = excess.map(|(mean, deviation)| normal_cdf(mean / deviation.max(1e-9)));
    let verdict = match better_p {
        Some(p) if p >= SURE => Verdict::Boost,
        Some(p) if p <= 1.0 - SURE => Verdict::Leave,
        Some(_) => Verdict::Unsure,
        None => Verdict::Unknown,
    };
    let why = match verdict {
        Verdict::Unknown if per.of(post).is_none() => vec![format!("has no {per}")],
        Verdict::Unknown => {
            vec!["cannot be compared: too young, or too few older posts on its channel".to_owned()]
        }
        _ => Vec::new(),
    };
    Advice {
        network: family(&post.channel),
        post: post.clone(),
        channel,
        verdict,
        times_usual: excess.map(|(mean, deviation)| Expected::around(mean, deviation)),
        better_p,
        money: 0.0,
        engagement: None,
        reach: None,
        cost: None,
        usual_cost: None,
        cheaper_p: None,
        why,
    }
}
