//! What X bills, in USD: docs.x.com/x-api/getting-started/pricing, "charged per resource returned in the response", as read in August 2026.
//!
//! Not every line of the bill can be known from here. A post or profile that was sent before on the same UTC day is billed once, so a day's second
//! look costs less than said. Profiles of authors and posts that are quoted come in the same response, and are counted at their own price.

use serde_json::Value;

use super::ask::{self, Memo};
use super::json;
use crate::connect::address::parameter;
use crate::connect::{Ask, From, Source};

/// A post.
pub(super) const POST: f64 = 0.005;
/// A post of the account that the token belongs to, or one that mentions it ("owned reads").
pub(super) const OWNED: f64 = 0.001;
/// A profile.
pub(super) const PROFILE: f64 = 0.010;
/// A count of the last 7 days, for each request.
const COUNT: f64 = 0.005;
/// A count of all posts, for each request.
const COUNT_ALL: f64 = 0.010;

/// What a post of a source costs.
pub(super) fn of_post(source: &Source, step: &str) -> f64 {
    let can_be_owned = matches!(step, ask::MENTIONS | ask::POSTS);
    if can_be_owned && source.options.has("own") {
        OWNED
    } else {
        POST
    }
}

/// What a request costs at most; posts that others quote, which nobody can count beforehand, come on top.
pub(super) fn at_most(source: &Source, ask: &Ask) -> f64 {
    let From::Http(request) = &ask.from else {
        return 0.0;
    };
    let number = |name: &str| -> f64 {
        let value = parameter(&request.url, name);
        value.and_then(|value| value.parse().ok()).unwrap_or(0.0)
    };
    let profiles = if source.options.has("no-authors") {
        0.0
    } else {
        PROFILE
    };
    match ask.step {
        ask::USER => PROFILE,
        ask::USAGE => 0.0,
        ask::COUNT if source.options.has("all") => COUNT_ALL,
        ask::COUNT => COUNT,
        ask::LOOK_UP => {
            let ids = parameter(&request.url, "ids").unwrap_or_default();
            (POST + profiles) * ids.split(',').count() as f64
        }
        // All of them have one author.
        ask::POSTS => of_post(source, ask.step) * number("max_results") + profiles,
        _ => (of_post(source, ask.step) + profiles) * number("max_results"),
    }
}

/// What an answer cost.
pub(super) fn of_answer(source: &Source, ask: &Ask, value: &Value) -> f64 {
    let count = |path: &str| json::items(value, path).len() as f64;
    match ask.step {
        ask::USER | ask::USAGE | ask::COUNT => at_most(source, ask),
        _ => {
            count("data") * of_post(source, ask.step)
                + count("includes.tweets") * POST
                + count("includes.users") * PROFILE
        }
    }
}

/// The estimate for a number of posts, in words.
pub(super) fn estimate(source: &Source, memo: &Memo, posts: u64) -> String {
    let owned = source.options.has("own") && memo.listed != Some(ask::List::Search);
    let price = if owned { OWNED } else { POST };
    let what = memo.what.as_deref().unwrap_or_default();
    let cost = posts as f64 * price;
    let mut text = format!("{what}: about {} posts, {cost:.2} USD", grouped(posts));
    if !source.options.has("no-authors") && memo.listed != Some(ask::List::Posts) {
        text.push_str(&format!(
            ", and up to {:.2} USD for the profiles of their authors (none with --no-authors)",
            posts as f64 * PROFILE
        ));
    }
    text
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_234, "1,234"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
