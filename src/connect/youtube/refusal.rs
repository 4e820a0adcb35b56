//! What YouTube means by a refusal: its reason (`error.errors[].reason`), not its status, tells a spent allowance from a wrong key from nothing there.
//!
//! Reasons: developers.google.com/youtube/v3/docs/errors, and Google's own for keys (cloud.google.com/apis/design/errors).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::ask;
use super::json;
use crate::connect::address::parameter;
use crate::connect::{Answer, From, Verdict};
use crate::text::html;
use crate::time::Zone;

/// What a refusal means.
pub(super) fn verdict(answer: &Answer<'_>) -> Verdict {
    let Ok(value) = json::value(answer.reply) else {
        return Verdict::AsStatus;
    };
    let said = json::text(&value, "error.message")
        .map(|text| html::one_line(&html::to_text_if_html(text)))
        .unwrap_or_default();
    for reason in reasons(&value) {
        if let Some(verdict) = of_reason(reason, answer, &said) {
            return verdict;
        }
    }
    Verdict::AsStatus
}

/// The reasons given, the most telling first: those of the key stand under `details`.
fn reasons(value: &Value) -> impl Iterator<Item = &str> {
    let details = json::items(value, "error.details").iter();
    let errors = json::items(value, "error.errors").iter();
    details
        .chain(errors)
        .filter_map(|item| json::text(item, "reason"))
}

fn of_reason(reason: &str, answer: &Answer<'_>, said: &str) -> Option<Verdict> {
    Some(match reason {
        "quotaExceeded" | "dailyLimitExceeded" => quota(answer),
        "rateLimitExceeded" | "userRateLimitExceeded" | "RATE_LIMIT_EXCEEDED" => Verdict::Quota {
            message: "too many requests in a short time; try again in some minutes".to_owned(),
            retry_after: None,
        },
        "commentsDisabled" => Verdict::Nothing(format!(
            "comments are turned off{}",
            about(answer)
        )),
        "videoNotFound" => Verdict::Nothing(format!(
            "there is no such video, or it is private{}",
            about(answer)
        )),
        "playlistNotFound" => Verdict::Nothing("the channel has no public videos".to_owned()),
        "commentNotFound" | "commentThreadNotFound" => {
            Verdict::Nothing("a comment is gone".to_owned())
        }
        "channelNotFound" => Verdict::Failed(format!("there is no such channel{}", about(answer))),
        "keyInvalid" | "API_KEY_INVALID" => Verdict::Credentials(
            "YouTube does not know this API key; copy it again from the Google Cloud console"
                .to_owned(),
        ),
        "keyExpired" | "API_KEY_EXPIRED" => Verdict::Credentials(
            "the API key has expired; make a new one in the Google Cloud console".to_owned(),
        ),
        "accessNotConfigured" | "SERVICE_DISABLED" => Verdict::Credentials(
            "the project of this API key does not use the YouTube Data API v3; enable it in the Google Cloud console"
                .to_owned(),
        ),
        "API_KEY_SERVICE_BLOCKED"
        | "API_KEY_HTTP_REFERRER_BLOCKED"
        | "API_KEY_IP_ADDRESS_BLOCKED"
        | "ipRefererBlocked" => Verdict::Credentials(format!(
            "the restrictions of this API key forbid the request ({said}); change them in the Google Cloud console"
        )),
        _ => return None,
    })
}

fn quota(answer: &Answer<'_>) -> Verdict {
    let now = answer.reply.fetched_at;
    let next = next_day(now);
    let what = if answer.ask.step == ask::SEARCH {
        "the daily allowance for searches is spent"
    } else {
        "the daily allowance of units is spent"
    };
    Verdict::Quota {
        message: match next {
            Some(next) => format!(
                "{what}; a new one begins at {}",
                next.format("%Y-%m-%d %H:%M UTC")
            ),
            None => what.to_owned(),
        },
        retry_after: next.and_then(|next| (next - now).to_std().ok()),
    }
}

/// When the next daily allowance begins: at midnight, Pacific time (developers.google.com/youtube/v3/determine_quota_cost).
pub(super) fn next_day(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let pacific = Zone::named("America/Los_Angeles").ok()?;
    let tomorrow = pacific.day(now).checked_add_signed(TimeDelta::days(1))?;
    Some(pacific.midnight(tomorrow))
}

/// Which video or channel was asked about.
fn about(answer: &Answer<'_>) -> String {
    let From::Http(request) = &answer.ask.from else {
        return String::new();
    };
    ["videoId", "allThreadsRelatedToChannelId", "id"]
        .into_iter()
        .find_map(|name| parameter(&request.url, name))
        .map_or_else(String::new, |id| format!(": {id}"))
}
