//! From verdicts to money: what is open to it, what each gets, and what that should bring.

use std::collections::{BTreeMap, BTreeSet};

use super::{Advice, Aim, Boost, BoostOptions, Curve, Expected, Returns, SURE, Verdict, split};

/// Splits the budget over the posts that deserve it, and says what it should bring.
pub(super) fn spend(
    advice: &mut [Advice],
    returns: &BTreeMap<String, Returns>,
    options: &BoostOptions,
    boost: &mut Boost,
) {
    let response = |network: &str| {
        let returns = returns.get(network)?;
        match options.aim {
            Aim::Engagement => returns.engagement.as_ref(),
            Aim::Reach => returns.reach.as_ref(),
        }
    };
    let mut open: Vec<usize> = Vec::new();
    let mut without = BTreeSet::new();
    for (index, one) in advice.iter_mut().enumerate() {
        let deserves =
            one.verdict == Verdict::Boost || (options.all && one.verdict == Verdict::Unsure);
        if !deserves {
            continue;
        }
        match response(&one.network) {
            Some(_) => open.push(index),
            None => {
                without.insert(one.network.clone());
                one.why.push(format!("no ad results of {}", one.network));
            }
        }
    }
    warn(advice, &open, &without, boost);
    let curves: Vec<Curve> = open
        .iter()
        .filter_map(|index| {
            let one = advice.get(*index)?;
            Some(response(&one.network)?.curve(log_excess(one).0))
        })
        .collect();
    let shares = split(options.budget, &curves, options.least);
    for ((index, money), curve) in open.iter().zip(&shares).zip(&curves) {
        let Some(one) = advice.get_mut(*index) else {
            continue;
        };
        // Whole cents, rounded down, so that the sum stays within the budget.
        one.money = (money * 100.0 + 1e-6).floor() / 100.0;
        boost.left -= one.money;
        if one.money > 0.0 {
            let next = curve.next(one.money);
            boost.next = Some(boost.next.map_or(next, |known| known.max(next)));
            if let Some(returns) = returns.get(&one.network) {
                forecast(one, returns);
            }
        }
    }
    boost.left = (boost.left * 100.0).round() / 100.0;
}

fn warn(advice: &[Advice], open: &[usize], without: &BTreeSet<String>, boost: &mut Boost) {
    for network in without {
        boost.warnings.push(format!(
            "no ad results of {network}: what money brings there is not known; give the export of its ad manager"
        ));
    }
    if advice.is_empty() {
        boost
            .warnings
            .push("no post of ours is young enough to be advised on (--max-age)".to_owned());
    } else if open.is_empty() && without.is_empty() {
        boost.warnings.push(format!(
            "the figures support no choice: no post is better than usual with {:.0} % certainty; wait for more figures, or split anyway with --all",
            SURE * 100.0
        ));
    }
}

fn log_excess(advice: &Advice) -> (f64, f64) {
    advice
        .times_usual
        .map_or((0.0, 0.0), |usual| usual.logarithm())
}

/// What the money on a post should bring.
fn forecast(one: &mut Advice, returns: &Returns) {
    let excess = log_excess(one);
    if let Some(response) = &returns.engagement {
        let brings = response.brings(one.money, excess);
        one.engagement = Some(brings);
        one.cost = Some(Expected {
            mid: one.money / brings.mid,
            low: one.money / brings.high,
            high: one.money / brings.low,
        });
        one.usual_cost = Some(response.usual_cost);
        one.cheaper_p = Some(response.cheaper_p(one.money, excess));
        if one.cheaper_p.is_some_and(|p| p < 0.5) {
            one.why
                .push("at this amount an engagement costs more than usual".to_owned());
        }
        if one.money > 2.0 * response.money.1 {
            one.why.push(format!(
                "more than twice the {:.2} that any ad on {} has cost: what it brings is a guess",
                response.money.1, one.network
            ));
        }
    }
    // What people do with a post changes whom it reaches little; the results say how much.
    one.reach = returns
        .reach
        .as_ref()
        .map(|response| response.brings(one.money, excess));
}
