//! What an unwelcome answer means: the error names of the network (<https://atproto.com/specs/xrpc>), told apart and put into words that say what to do.

use serde_json::Value;

use super::lane::{After, Lane, SMALL, What};
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
    let mut plan = Plan::read(&answer.ask.memo).unwrap_or_default();
    let what = plan.lane().map(|lane| lane.what);
    let better = match (reply.status, error) {
        (400 | 401, "ExpiredToken" | "InvalidToken") if known => Some(Verdict::Renew),
        (401 | 403, _) if !known => Some(Verdict::Credentials(log_in(what).to_owned())),
        (500..=599, _) => smaller(&mut plan),
        (400 | 404, _) => beyond(&mut plan).or_else(|| {
            let why = why(plan.lane()?, &body);
            Some(plan.refuse(why))
        }),
        _ => None,
    };
    better.unwrap_or(Verdict::AsStatus)
}

fn log_in(what: Option<What>) -> &'static str {
    if what == Some(What::Search) {
        "Bluesky lets only accounts search: make an app password (Settings, Privacy and security, App passwords) and give it with --handle NAME and --token-file FILE or CM_BLUESKY_TOKEN; or listen without one, to accounts and feeds, with --author, --feed and --list"
    } else {
        "this is shown to accounts only: make an app password (Settings, Privacy and security, App passwords) and give it with --handle NAME and --token-file FILE or CM_BLUESKY_TOKEN"
    }
}

/// A server that fails on a large page may well give a small one.
fn smaller(plan: &mut Plan) -> Option<Verdict> {
    let lane = plan
        .lane()
        .filter(|lane| lane.limit > SMALL && lane.what != What::Thread)?;
    lane.limit = SMALL;
    let note = format!("the server fails on large pages; asked for {SMALL} posts at a time");
    Some(Verdict::Instead(vec![plan.ask()?], note))
}

/// A search that the server will not turn further goes on before the time it has come to.
fn beyond(plan: &mut Plan) -> Option<Verdict> {
    let lane = plan
        .lane()
        .filter(|lane| lane.what == What::Search && lane.is_under_way())?;
    let mut further = lane.clone();
    let after = further.go_beyond();
    // One that has not come further is over, and the refusal stands.
    if further.is_under_way() {
        return None;
    }
    *lane = further;
    let note = match after {
        After::Short(note) => note,
        After::More | After::Over => {
            "the server shows no more of the search; asked for what is older".to_owned()
        }
    };
    Some(Verdict::Instead(vec![plan.ask()?], note))
}

/// In words, what the server refuses and what to do.
fn why(lane: &Lane, body: &Value) -> String {
    let error = json::text(body, "error").unwrap_or_default();
    let words = json::text(body, "message").unwrap_or(error);
    let words: String = one_line(words.trim()).chars().take(WORDS).collect();
    let value = &lane.value;
    let what = match (error, lane.what) {
        (
            "AccountDeactivated" | "AccountTakedown" | "AccountSuspended" | "RepoDeactivated"
            | "RepoTakendown",
            _,
        ) => {
            format!("the account `{value}` is closed or suspended")
        }
        ("BlockedActor" | "BlockedByActor", _) => {
            format!("`{value}` and the account that asks block each other; read it without a token")
        }
        (_, What::Author) => format!("there is no account `{value}`; check the name"),
        (_, What::Thread) => {
            format!("there is no post `{value}`: it is deleted, or the address is wrong")
        }
        (_, What::Feed) => format!("the feed `{value}` cannot be read; check the address"),
        (_, What::List) => format!("the list `{value}` cannot be read; check the address"),
        (_, What::Search) => format!("the search `{value}` is refused"),
        (_, What::Mentions | What::Notifications) => "the notifications are refused".to_owned(),
    };
    if words.is_empty() {
        what
    } else {
        format!("{what} (the server says: {words})")
    }
}
