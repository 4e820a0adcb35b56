//! What a refusal means: by the number of the error in its body (api.stackexchange.com/docs/error-handling), which comes with status 400 mostly.

use std::time::Duration;

use serde_json::Value;

use crate::connect::connector::{Answer, Verdict};
use crate::connect::source::Source;
use crate::connect::{json, words};

/// What an unwelcome answer means.
pub(super) fn verdict(source: &Source, answer: &Answer<'_>) -> Verdict {
    let body: Value = serde_json::from_slice(&answer.reply.body).unwrap_or_default();
    let said = words::line(json::text(&body, "error_message")).unwrap_or_default();
    match json::count(&body, "error_id") {
        Some(502) => quota(source, &said),
        Some(400) if said.contains("key") => Verdict::Credentials(format!(
            "the key is not one of a known application ({said}); take it from https://stackapps.com/apps/oauth"
        )),
        Some(401 | 402 | 403 | 405 | 406) => {
            Verdict::Credentials(format!("the API wants other credentials ({said})"))
        }
        Some(400) if said.contains("site") => Verdict::Failed(format!(
            "there is no such site ({said}); the names are at https://stackexchange.com/sites, `cooking` for cooking.stackexchange.com"
        )),
        Some(400 | 404) => {
            Verdict::Failed(format!("the API did not understand the question ({said})"))
        }
        Some(500 | 503) => Verdict::Failed(format!(
            "the API fails at the moment ({said}); try again later"
        )),
        _ => Verdict::AsStatus,
    }
}

/// Too many requests, or all of a day; the message ends in "... available in N seconds".
fn quota(source: &Source, said: &str) -> Verdict {
    let seconds = said
        .split(|char: char| !char.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .next_back();
    let hint = if source.token.is_some() {
        ""
    } else {
        "; with a key the API grants 10,000 requests a day instead of 300"
    };
    Verdict::Quota {
        message: format!("the quota of requests is spent ({said}){hint}"),
        retry_after: seconds.map(Duration::from_secs),
    }
}
