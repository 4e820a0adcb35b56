//! What X means by a refusal: the problem it names (`type`), beside its status. Source: docs.x.com/x-api/fundamentals/response-codes-and-errors.

use std::time::Duration;

use chrono::DateTime;

use super::ask;
use super::json;
use crate::connect::{Answer, Verdict};
use crate::text::html;

/// What a refusal means.
pub(super) fn verdict(answer: &Answer<'_>) -> Verdict {
    let reply = answer.reply;
    if (500..600).contains(&reply.status) {
        // Pages that are too large for the server fail again and again.
        return match ask::smaller(answer.ask) {
            Some(ask) => Verdict::Instead(
                vec![ask],
                format!(
                    "X answered {}; asking for half as many posts at once",
                    reply.status
                ),
            ),
            None => Verdict::AsStatus,
        };
    }
    let Ok(value) = json::value(reply) else {
        return Verdict::AsStatus;
    };
    let said = json::text(&value, "detail")
        .or_else(|| json::text(&value, "errors.0.message"))
        .or_else(|| json::text(&value, "title"))
        .map(html::one_line)
        .unwrap_or_default();
    let problem = json::text(&value, "type")
        .and_then(|address| address.rsplit('/').next())
        .unwrap_or_default();
    match (reply.status, problem) {
        (402, _) | (_, "credits") => Verdict::Quota {
            message: format!(
                "the credits of this app are used up; buy more at console.x.com ({said})"
            ),
            retry_after: None,
        },
        (_, "usage-capped") => Verdict::Quota {
            message: format!("the posts that this app may read are used up: {said}"),
            retry_after: None,
        },
        (429, _) => Verdict::Quota {
            message: "too many requests for now".to_owned() + &until(answer),
            retry_after: reset(answer),
        },
        (401, _) => Verdict::Credentials(format!(
            "X does not know this token ({said}); copy the bearer token again from console.x.com"
        )),
        (403, _) | (_, "client-forbidden" | "not-authorized-for-resource") => Verdict::Credentials(
            format!("this app may not do that: {said}; see its access at console.x.com"),
        ),
        (404, _) | (_, "resource-not-found") => Verdict::Failed(said),
        (400, _) if !said.is_empty() => Verdict::Failed(format!("X does not accept this: {said}")),
        _ => Verdict::AsStatus,
    }
}

/// How long until the limit is reset.
fn reset(answer: &Answer<'_>) -> Option<Duration> {
    let seconds = answer
        .reply
        .header("x-rate-limit-reset")?
        .trim()
        .parse()
        .ok()?;
    let reset = DateTime::from_timestamp(seconds, 0)?;
    (reset - answer.reply.fetched_at).to_std().ok()
}

fn until(answer: &Answer<'_>) -> String {
    reset(answer).map_or_else(String::new, |wait| {
        format!("; ask again in {} s", wait.as_secs())
    })
}
