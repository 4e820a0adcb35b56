//! What the refusals of a server mean. Lemmy names its errors: `{"error": "not_logged_in"}` (`LemmyErrorType`).

use std::time::Duration;

use super::ask::{self, Api, Memo, step};
use crate::connect::connector::{Answer, Ask, From, Verdict};
use crate::connect::json;
use crate::connect::memo::recall;
use crate::connect::source::Source;
use crate::text::html;

/// How long a limit of requests lasts at most, as servers come: buckets are refilled within minutes (`rate_limit` in lemmy's defaults).
const PAUSE: Duration = Duration::from_mins(10);

/// What an unwelcome answer means.
pub(super) fn verdict(source: &Source, answer: &Answer<'_>) -> Verdict {
    let status = answer.reply.status;
    let error = json::value(answer.reply)
        .ok()
        .and_then(|body| json::text(&body, "error").map(html::one_line))
        .map(|error| error.chars().take(100).collect::<String>())
        .unwrap_or_default();
    match error.as_str() {
        "rate_limit_error" | "too_many_requests" => {
            return Verdict::Quota {
                message: "the server's limit of requests is spent".to_owned(),
                retry_after: Some(PAUSE),
            };
        }
        "not_logged_in" | "incorrect_login" | "invalid_jwt" | "instance_is_private" => {
            return Verdict::Credentials(match &source.token {
                Some(_) => format!(
                    "the server refuses the token (it says: {error}); log in again for a new one"
                ),
                None => format!(
                    "the server wants a token for this (it says: {error}); give it with --token-file FILE or CM_LEMMY_TOKEN"
                ),
            });
        }
        _ => {}
    }
    let url = match &answer.ask.from {
        From::Http(request) => request.url.as_str(),
        From::File(_) => "",
    };
    match (answer.ask.step, status) {
        (step::AGAIN, _) if error.starts_with("couldnt_find") || error == "not_found" => {
            Verdict::Nothing("a post is not there any more".to_owned())
        }
        // Servers of 1.0 keep version 3 for posts, and version 4 only for comments.
        (step::AGAIN, 404) if error.is_empty() && url.contains("/api/v3/") => {
            let ask = Ask::get(url.replacen("/api/v3/", "/api/v4/", 1)).step(step::AGAIN);
            let note = "the server does not know version 3 of the API; asking for version 4";
            Verdict::Instead(vec![ask], note.to_owned())
        }
        (step::SITE, 400 | 404) => site_refused(source, answer),
        (step::LIST | step::POST | step::RESOLVE, 400 | 404)
            if error.starts_with("couldnt_find") || error == "not_found" =>
        {
            Verdict::Failed(format!(
                "the server knows nothing of that name or number (it says: {error}); a community of another server is given as name@server"
            ))
        }
        _ => Verdict::AsStatus,
    }
}

/// A server without version 3 may have version 4.
fn site_refused(source: &Source, answer: &Answer<'_>) -> Verdict {
    let memo: Memo = recall(answer.ask);
    if memo.told || memo.api == Api::V4 {
        return Verdict::Failed(
            "the server does not answer as Lemmy does; is the address right? (see --api)"
                .to_owned(),
        );
    }
    let memo = Memo {
        api: Api::V4,
        ..memo
    };
    let note = "the server does not know version 3 of the API; asking for version 4";
    Verdict::Instead(vec![ask::site(source, &memo)], note.to_owned())
}
