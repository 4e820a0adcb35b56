//! What an unwelcome answer means: the error names of the network (<https://atproto.com/specs/xrpc>), told apart and put into words that say what to do.

use serde_json::Value;

use super::lane::{SMALL, What};
use super::plan::Plan;
use crate::connect::connector::{Answer, Verdict};
use crate::connect::json;
use crate::connect::source::Source;
use crate::text::terminal::one_line;

/// Longest words of a server that are passed on, in characters.
const WORDS: usize = 160;

/// What an unwelcome answer means.
pub(super) fn verdict(source: &Source, answer: &Answer<'_>) -> Verdict {
    let reply = answer.reply;
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let error = json::text(&body, "error").unwrap_or_default();
    let known = source.token.is_some();
    let mut plan = Plan::read(&answer.ask.memo);
    let what = plan.as_mut().and_then(|plan| Some(plan.lane()?.what));
    match (reply.status, error) {
        (400 | 401, "ExpiredToken" | "InvalidToken") if known => Verdict::Renew,
        (401 | 403, _) if !known => Verdict::Credentials(log_in(what).to_owned()),
        (500..=599, _) => smaller(plan).unwrap_or(Verdict::AsStatus),
        (400, _) if what == Some(What::Search) => match beyond(plan) {
            Some(verdict) => verdict,
            None => refused(answer, what, &body),
        },
        (400 | 404, _) => match plan.and_then(|mut plan| plan.postpone()) {
            Some(ask) => Verdict::Instead(vec![ask], "asked again after the others".to_owned()),
            None => refused(answer, what, &body),
        },
        _ => Verdict::AsStatus,
    }
}

fn log_in(what: Option<What>) -> &'static str {
    if what == Some(What::Search) {
        "Bluesky lets only accounts search: make an app password (Settings, Privacy and security, App passwords) and give it with --handle NAME and --token-file FILE or CM_BLUESKY_TOKEN; or listen without one, to accounts and feeds, with --author, --feed and --list"
    } else {
        "this is shown to accounts only: make an app password (Settings, Privacy and security, App passwords) and give it with --handle NAME and --token-file FILE or CM_BLUESKY_TOKEN"
    }
}

/// A server that fails on a large page may well give a small one.
fn smaller(plan: Option<Plan>) -> Option<Verdict> {
    let mut plan = plan?;
    let lane = plan
        .lane()
        .filter(|lane| lane.limit > SMALL && lane.what != What::Thread)?;
    lane.limit = SMALL;
    let note = format!("the server fails on large pages; asked for {SMALL} posts at a time");
    Some(Verdict::Instead(vec![plan.ask()?], note))
}

/// A search that the server will not turn further goes on before the time it has come to.
fn beyond(plan: Option<Plan>) -> Option<Verdict> {
    let mut plan = plan?;
    let lane = plan.lane().filter(|lane| lane.is_under_way())?;
    let after = lane.go_beyond();
    // One that has not come further is over, and the refusal stands.
    if lane.is_under_way() {
        return None;
    }
    let (next, _, note) = plan.advance(&after);
    let note = note.unwrap_or_else(|| {
        "the server shows no more of the search; asked for what is older".to_owned()
    });
    Some(Verdict::Instead(vec![next?], note))
}

/// In words, what the server refuses and what to do.
fn refused(answer: &Answer<'_>, what: Option<What>, body: &Value) -> Verdict {
    let error = json::text(body, "error").unwrap_or_default();
    let words = json::text(body, "message").unwrap_or(error);
    let words: String = one_line(words.trim()).chars().take(WORDS).collect();
    let value = Plan::read(&answer.ask.memo).and_then(|mut plan| Some(plan.lane()?.value.clone()));
    let value = value.unwrap_or_default();
    let says = if words.is_empty() {
        String::new()
    } else {
        format!(" (the server says: {words})")
    };
    let message = match (error, what) {
        (
            "AccountDeactivated" | "AccountTakedown" | "AccountSuspended" | "RepoDeactivated"
            | "RepoTakendown",
            _,
        ) => {
            format!("the account `{value}` is closed or suspended{says}")
        }
        ("BlockedActor" | "BlockedByActor", _) => {
            format!(
                "`{value}` and the account that asks block each other; read it without a token{says}"
            )
        }
        (_, Some(What::Author)) => format!("there is no account `{value}`; check the name{says}"),
        (_, Some(What::Thread)) => {
            format!("there is no post `{value}`: it is deleted, or the address is wrong{says}")
        }
        (_, Some(What::Feed)) => {
            format!("the feed `{value}` cannot be read; check the address{says}")
        }
        (_, Some(What::List)) => {
            format!("the list `{value}` cannot be read; check the address{says}")
        }
        (_, Some(What::Search)) => format!("the search `{value}` is refused{says}"),
        _ => return Verdict::AsStatus,
    };
    Verdict::Failed(message)
}
