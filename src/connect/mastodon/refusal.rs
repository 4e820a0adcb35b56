//! What the refusals of a server mean, in words that say what to do.

use std::str::from_utf8;

use serde_json::Value;

use super::lists;
use super::paging::{Memo, next_list};
use super::step;
use crate::connect::connector::{Answer, Verdict};
use crate::connect::json;
use crate::connect::memo::recall;
use crate::connect::source::Source;
use crate::text::html;

/// Longest text of a server that is repeated.
const QUOTED: usize = 200;

/// What an unwelcome answer means.
pub(super) fn verdict(source: &Source, answer: &Answer<'_>) -> Verdict {
    let error = said(answer);
    let quoted = error.as_deref().map_or(String::new(), |error| {
        format!(" (the server says: {error})")
    });
    let wants_user = error
        .as_deref()
        .is_some_and(|error| error.contains("authenticated user"));
    match answer.reply.status {
        401 | 403 | 422 if source.token.is_none() && (answer.reply.status != 422 || wants_user) => {
            Verdict::Credentials(format!(
                "the server wants a token for this{quoted}; make one there under Preferences > Development with the scope `read`, \
                 and give it with --token-file FILE or CM_MASTODON_TOKEN"
            ))
        }
        401 | 422 if source.token.is_some() && (answer.reply.status == 401 || wants_user) => {
            Verdict::Credentials(format!(
                "the server refuses the token{quoted}; make a new one there under Preferences > Development"
            ))
        }
        403 => Verdict::Credentials(format!(
            "the token does not allow this{quoted}; it needs the scope `read` (or read:statuses, read:accounts, read:search and read:notifications)"
        )),
        404 | 410 => missing(source, answer, &quoted),
        _ => Verdict::AsStatus,
    }
}

fn missing(source: &Source, answer: &Answer<'_>, quoted: &str) -> Verdict {
    let memo: Memo = recall(answer.ask);
    let lists = lists::of(source).unwrap_or_default();
    let about_link = lists
        .get(memo.list)
        .is_some_and(|list| list.key.starts_with("link "));
    match answer.ask.step {
        step::CONTEXT => {
            Verdict::Nothing("a post was gone before its conversation could be read".to_owned())
        }
        step::LOOKUP if speaks(answer) => Verdict::Failed(format!(
            "there is no such account{quoted}; give it as name@server, as the server knows it"
        )),
        step::PAGE if about_link => {
            let note = "no trending article of the server has that address, and only posts about those can be listed";
            match next_list(source, &lists, &memo) {
                Some(ask) => Verdict::Instead(vec![ask], note.to_owned()),
                None => Verdict::Nothing(note.to_owned()),
            }
        }
        step::AGAIN => Verdict::AsStatus,
        _ => Verdict::Failed(format!(
            "the server does not know this question{quoted}; is it a server of the Mastodon API, and new enough?"
        )),
    }
}

/// Whether the server answers as the API does, with an error in JSON.
fn speaks(answer: &Answer<'_>) -> bool {
    said(answer).is_some()
}

/// The server's own words.
fn said(answer: &Answer<'_>) -> Option<String> {
    let body = from_utf8(&answer.reply.body).ok()?;
    let body: Value = serde_json::from_str(body).ok()?;
    let error = json::text(&body, "error").or_else(|| json::text(&body, "error_description"))?;
    let error = html::one_line(error);
    Some(error.chars().take(QUOTED).collect())
}
