//! What a refusal of a blog means: by the code in its body (`{"code": "rest_...", "message": ...}`), which says more than the status.

use serde_json::Value;

use super::ask::{self, Memo};
use super::{ME, SMALL_PAGE, TERMS};
use crate::connect::connector::{Answer, Verdict};
use crate::connect::memo::recall;
use crate::connect::source::Source;
use crate::connect::{json, words};

/// The codes of a user name or application password that does not fit (`wp_authenticate_application_password` of WordPress).
const WRONG_PASSWORD: &[&str] = &[
    "incorrect_password",
    "invalid_username",
    "invalid_email",
    "invalid_application_password",
    "rest_not_logged_in",
];

/// What to say when the blog knows addresses of one form only.
pub(super) const PLAINLY: &str =
    "no /wp-json at this address; asking the longer way, /?rest_route=";

/// What an unwelcome answer means.
pub(super) fn verdict(source: &Source, answer: &Answer<'_>) -> Verdict {
    let reply = answer.reply;
    let memo: Memo = recall(answer.ask);
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let code = json::text(&body, "code").unwrap_or_default();
    match (reply.status, code) {
        (400, "rest_post_invalid_page_number") => {
            Verdict::Nothing("there is nothing after the last page".to_owned())
        }
        (404, "") if !memo.plain => {
                        Verdict::Instead(ask::plainly(source, answer.ask, memo), PLAINLY.to_owned())
        }
        (404, "") => Verdict::Failed(
            "this is no WordPress blog with a REST API; try its feed: cm-fetch feed ADDRESS/feed/".to_owned(),
        ),
        (404, "rest_no_route") => Verdict::Failed(format!(
            "the blog has switched off the REST API of its {}; try its feed: cm-fetch feed {}",
            memo.sort.noun(),
            match memo.sort {
                ask::Sort::Posts => "ADDRESS/feed/",
                ask::Sort::Comments => "ADDRESS/comments/feed/",
            }
        )),
        (_, "application_passwords_disabled" | "application_passwords_disabled_for_user") => {
            Verdict::Credentials(
                "the blog allows no application passwords; an administrator can allow them".to_owned(),
            )
        }
        (_, code) if WRONG_PASSWORD.contains(&code) => Verdict::Credentials(
            "the user name or the application password is wrong; the token is `user:application password`, not the password of the log-in page".to_owned(),
        ),
        (401 | 403, _) if source.token.is_none() => Verdict::Credentials(format!(
            "the blog shows this only to its users{}; give `user:application password` with --token-file",
            said(&body)
        )),
        (401 | 403, _) => Verdict::Credentials(format!(
            "this user of the blog may not see this{}; it takes the role of an editor or administrator",
            said(&body)
        )),
        (500..=599, _) if memo.size > SMALL_PAGE && answer.ask.step != ME && answer.ask.step != TERMS => {
            let note = format!(
                "the server failed with {} on {} at once; asking for {SMALL_PAGE}",
                reply.status, memo.size
            );
            let smaller = Memo {
                size: SMALL_PAGE,
                ..memo
            };
            Verdict::Instead(ask::again(source, answer.ask, &smaller), note)
        }
        (400, code) if !code.is_empty() => {
            Verdict::Failed(format!("the blog did not understand the question{}", said(&body)))
        }
        _ => Verdict::AsStatus,
    }
}

/// What the blog says about it, in brackets.
fn said(body: &Value) -> String {
    words::line(json::text(body, "message"))
        .map(|message| format!(" ({})", message.trim_end_matches('.')))
        .unwrap_or_default()
}
