//! What a refusal of a forum means: by the `error_type` in its body, which says more than the status.

use std::time::Duration;

use serde_json::Value;

use super::{CHUNKS, POST, TOPIC};
use crate::connect::connector::{Answer, Verdict};
use crate::connect::source::Source;
use crate::connect::{json, words};

/// What an unwelcome answer means.
pub(super) fn verdict(source: &Source, answer: &Answer<'_>) -> Verdict {
    let reply = answer.reply;
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let kind = json::text(&body, "error_type").unwrap_or_default();
    let said = words::line(json::text(&body, "errors.0").or(json::text(&body, "message")))
        .map(|said| format!(" ({})", said.trim_end_matches('.')))
        .unwrap_or_default();
    let single = answer.ask.step == POST || answer.ask.step == CHUNKS;
    match reply.status {
        404 | 410 if single => Verdict::Nothing("a post is gone".to_owned()),
        403 if single && kind != "not_logged_in" => {
            Verdict::Nothing("a post may not be seen".to_owned())
        }
        404 | 410 if answer.ask.step == TOPIC => {
            Verdict::Failed("there is no such topic, or it may not be seen".to_owned())
        }
        401 | 403 if !body.is_object() => Verdict::AsStatus,
        401 | 403 if source.token.is_none() => Verdict::Credentials(format!(
            "the forum shows this to its members only{said}; give a key with --token-file"
        )),
        401 | 403 if kind == "not_logged_in" || kind == "invalid_access" => {
            let how = if source.options.has("user") {
                "it must be a key of the forum's administrators, and good for this member"
            } else {
                "it must be a user API key; a key of the forum's administrators goes with --user NAME"
            };
            Verdict::Credentials(format!("the forum refuses the key{said}; {how}"))
        }
        429 => match json::count(&body, "extras.wait_seconds") {
            Some(seconds) => Verdict::Quota {
                message: format!("the forum asks for a pause of {seconds} s{said}"),
                retry_after: Some(Duration::from_secs(seconds)),
            },
            None => Verdict::AsStatus,
        },
        400 => Verdict::Failed(format!("the forum did not understand the question{said}")),
        _ => Verdict::AsStatus,
    }
}
