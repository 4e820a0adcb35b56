//! The answers: each list read, and what it leads to.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ask::{self, List, Memo};
use super::json;
use super::mapping;
use super::usage;
use crate::connect::item::left_out;
use crate::connect::memo::recall;
use crate::connect::{Answer, Cursor, Page, ParseError, Source, Verdict};
use crate::record::Post;
use crate::text::html;

/// One page of any list, or one item.
pub(super) fn page(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let value = json::value(answer.reply)?;
    let memo: Memo = recall(answer.ask);
    let list = memo.list.unwrap_or(List::Feed);
    let reading = Reading {
        source,
        answer,
        memo: &memo,
        list,
    };
    if answer.ask.step == ask::ONE {
        return Ok(Page {
            posts: reading.post(&value).into_iter().collect(),
            ..Page::default()
        });
    }
    let Some(items) = json::at(&value, "data").and_then(Value::as_array) else {
        let message = "this is JSON, but no list of the Graph API (`data` is missing); is the address that of Meta?";
        return Err(ParseError::new(answer.reply, message));
    };
    let mut page = Page {
        cursor: memo.cursor.clone().map(Cursor),
        ..Page::default()
    };
    let newest = reading.items(items, &mut page);
    reading.go_on(&value, newest, &mut page);
    reading.heed_limits(&mut page);
    Ok(page)
}

struct Reading<'a> {
    source: &'a Source,
    answer: &'a Answer<'a>,
    memo: &'a Memo,
    list: List,
}

impl Reading<'_> {
    fn post(&self, item: &Value) -> Option<Post> {
        let (source, answer, memo) = (self.source, self.answer, self.memo);
        match self.list {
            List::Feed | List::Tagged => mapping::facebook_post(source, answer, item),
            List::Comments => mapping::facebook_comment(source, answer, memo, item),
            List::Media | List::Tags => mapping::media(source, answer, item),
            List::MediaComments | List::Replies => {
                mapping::media_comment(source, answer, memo, item)
            }
        }
    }

    /// Reads the items of a page; gives back when the newest was made.
    fn items(&self, items: &[Value], page: &mut Page) -> Option<DateTime<Utc>> {
        let (mut newest, mut bad) = (None, 0);
        for item in items {
            let Some(post) = self.post(item) else {
                bad += 1;
                continue;
            };
            newest = newest.max(post.published_at);
            self.lead_on(item, &post, page);
            page.posts.push(post);
            if self.list == List::MediaComments {
                self.replies(item, page, &mut bad);
            }
        }
        left_out(
            &mut page.notes,
            bad,
            "without an id, which only those see who may moderate",
        );
        newest
    }

    /// Asks for the comments under a post.
    fn lead_on(&self, item: &Value, post: &Post, page: &mut Page) {
        let (comments, count) = match self.list {
            List::Feed => (List::Comments, "comments.summary.total_count"),
            List::Media => (List::MediaComments, "comments_count"),
            _ => return,
        };
        let is_old = post
            .published_at
            .zip(self.memo.posts_from)
            .is_some_and(|(at, from)| at < from);
        let has_none = json::count(item, count) == Some(0);
        if !self.source.options.has("comments") || is_old || has_none {
            return;
        }
        let native = post.id.strip_prefix("meta:").unwrap_or_default();
        let memo = Memo {
            post: Some(native.to_owned()),
            permalink: post.url.clone(),
            ..self.memo.clone()
        };
        page.next
            .push(ask::list(self.source, comments, native, &memo));
    }

    /// The replies that come with a comment of Instagram; more of them are asked for.
    fn replies(&self, comment: &Value, page: &mut Page, bad: &mut usize) {
        let Some(id) = json::text(comment, "id") else {
            return;
        };
        let memo = Memo {
            parent: Some(id.to_owned()),
            ..self.memo.clone()
        };
        for reply in json::items(comment, "replies.data") {
            match mapping::media_comment(self.source, self.answer, &memo, reply) {
                Some(reply) => page.posts.push(reply),
                None => *bad += 1,
            }
        }
        if json::at(comment, "replies.paging.next").is_some() {
            page.next
                .push(ask::list(self.source, List::Replies, id, &memo));
        }
    }

    /// Adds the next page, unless everything on this one is older than what is wanted.
    fn go_on(&self, value: &Value, newest: Option<DateTime<Utc>>, page: &mut Page) {
        let from = match self.list {
            List::Comments => self.memo.comments_from,
            List::Replies => None,
            // Replies on Instagram stand under their comment, so its comments of before are read again, as far back as posts.
            _ => self.memo.posts_from,
        };
        let is_over = newest.zip(from).is_some_and(|(newest, from)| newest < from);
        let Some(theirs) = json::text(value, "paging.next").filter(|_| !is_over) else {
            return;
        };
        let after = json::text(value, "paging.cursors.after");
        match ask::next(self.answer.ask, after, theirs) {
            Some(next) => page.next.push(next),
            None => {
                let message =
                    "Meta names a next page, but not where it begins; the rest is missing";
                page.cut = Some(Verdict::Failed(message.to_owned()));
            }
        }
    }

    /// Asks nothing more when the allowance is nearly used up.
    fn heed_limits(&self, page: &mut Page) {
        let Some(usage) = usage::of(self.answer.reply) else {
            return;
        };
        if usage.percent < usage::ENOUGH || page.next.is_empty() {
            return;
        }
        let when = usage.wait.map_or_else(
            || "try again in an hour".to_owned(),
            |wait| format!("try again in {} minutes", wait.as_secs() / 60),
        );
        page.cut = Some(Verdict::Quota {
            message: format!(
                "{:.0} % of what Meta allows in an hour is used; {when}",
                usage.percent
            ),
            retry_after: usage.wait,
        });
    }
}

/// What the answer to a check says.
pub(super) fn checked(answer: &Answer<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let Ok(value) = json::value(answer.reply) else {
        return lines;
    };
    if answer.ask.step == ask::ME {
        let name = json::text(&value, "name").map(html::one_line);
        let id = json::string(&value, "id").unwrap_or_default();
        lines.push(format!(
            "the token is that of {} ({id})",
            name.unwrap_or_default()
        ));
    } else {
        if json::flag(&value, "data.is_valid") == Some(false) {
            lines.push("Meta no longer accepts the token; make a new one".to_owned());
        }
        lines.extend(expiry(&value, "data.expires_at", "the token"));
        lines.extend(expiry(
            &value,
            "data.data_access_expires_at",
            "its access to data",
        ));
        let scopes: Vec<&str> = json::items(&value, "data.scopes")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if !scopes.is_empty() {
            lines.push(format!("it may: {}", scopes.join(", ")));
        }
    }
    if let Some(usage) = usage::of(answer.reply) {
        lines.push(format!(
            "{:.0} % of what Meta allows in an hour is used",
            usage.percent
        ));
    }
    lines
}

/// When something expires; 0 means never.
fn expiry(value: &Value, path: &str, what: &str) -> Option<String> {
    match json::count(value, path)? {
        0 => Some(format!("{what} does not expire")),
        _ => {
            let at = json::epoch(value, path)?;
            Some(format!(
                "{what} expires at {}",
                at.format("%Y-%m-%d %H:%M UTC")
            ))
        }
    }
}
