//! What Meta means by a refusal: the code and subcode of its error, which comes with all sorts of statuses.
//!
//! Codes: developers.facebook.com/docs/graph-api/guides/error-handling and /overview/rate-limiting.

use serde_json::Value;

use super::ask::{self, Memo};
use super::json;
use super::usage;
use crate::connect::memo::recall;
use crate::connect::{Answer, Verdict};
use crate::text::html;

/// What a refusal means.
pub(super) fn verdict(answer: &Answer<'_>) -> Verdict {
    let Ok(value) = json::value(answer.reply) else {
        return fewer(answer).unwrap_or(Verdict::AsStatus);
    };
    let Some(code) = json::count(&value, "error.code") else {
        return fewer(answer).unwrap_or(Verdict::AsStatus);
    };
    let said = json::text(&value, "error.message")
        .map(html::one_line)
        .unwrap_or_default();
    match code {
        1 | 2 => fewer(answer).unwrap_or(Verdict::Failed(format!("Meta failed: {said}"))),
        190 | 102 => Verdict::Credentials(format!(
            "{} ({said}); make a new one at developers.facebook.com/tools/explorer",
            of_token(&value)
        )),
        4 | 17 | 32 | 341 | 613 | 80_000..=80_014 => quota(answer, &said),
        3 => Verdict::Credentials(format!("the app of this token may not do that: {said}")),
        10 | 200..=299 => Verdict::Credentials(permission(answer, &said)),
        100 | 803 => gone(answer, &said),
        368 => Verdict::Failed(format!("Meta has blocked the app for now: {said}")),
        _ => Verdict::Failed(format!("Meta refuses with error {code}: {said}")),
    }
}

/// The same question for fewer items, when Meta fails over a page: many fields of many posts are too much for it.
fn fewer(answer: &Answer<'_>) -> Option<Verdict> {
    let status = answer.reply.status;
    let message = String::from_utf8_lossy(&answer.reply.body);
    let is_too_much = status >= 500 || message.contains("reduce the amount of data");
    let ask = ask::smaller(answer.ask).filter(|_| is_too_much)?;
    let note = format!("Meta answered {status}; asking for fewer posts at once");
    Some(Verdict::Instead(vec![ask], note))
}

/// What is wrong with the token, by the subcode.
fn of_token(value: &Value) -> &'static str {
    match json::count(value, "error.error_subcode") {
        Some(458) => "the person has removed the app of this token",
        Some(459 | 464) => "the person of this token must log in to Facebook and confirm",
        Some(460) => "the person of this token has changed the password",
        Some(463) => "the token has expired",
        Some(467) => "the token is no longer valid",
        Some(492) => "the person of this token has no role on the page any more",
        _ => "Meta does not accept this token",
    }
}

fn quota(answer: &Answer<'_>, said: &str) -> Verdict {
    let wait = usage::of(answer.reply).and_then(|usage| usage.wait);
    let when = wait.map_or_else(
        || "try again in an hour".to_owned(),
        |wait| format!("try again in {} minutes", wait.as_secs() / 60),
    );
    Verdict::Quota {
        message: format!("Meta's limit is reached ({said}); {when}"),
        retry_after: wait,
    }
}

fn permission(answer: &Answer<'_>, said: &str) -> String {
    let needs = recall::<Memo>(answer.ask)
        .list
        .map_or_else(String::new, |list| {
            format!("; this needs {}", list.permissions())
        });
    format!("the token lacks a permission ({said}){needs}")
}

/// Something is not there, or not for us, which Meta does not tell apart.
fn gone(answer: &Answer<'_>, said: &str) -> Verdict {
    let is_missing = said.contains("does not exist");
    let memo: Memo = recall(answer.ask);
    if is_missing && (answer.ask.step == ask::ONE || memo.post.is_some()) {
        return Verdict::Nothing("a post or comment is gone".to_owned());
    }
    if is_missing {
        let message =
            format!("there is no page or account of this id, or the token may not see it ({said})");
        return Verdict::Failed(message);
    }
    Verdict::Failed(format!("Meta does not accept this: {said}"))
}
