//! The answers: each list read, and what it leads to.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ask::{self, About, BATCH, Memo};
use super::json;
use super::mapping;
use crate::connect::item::left_out;
use crate::connect::memo::recall;
use crate::connect::{Answer, Cursor, Page, ParseError, Source};
use crate::record::Post;

/// One page of any list.
pub(super) fn page(source: &Source, answer: &Answer<'_>) -> Result<Page, ParseError> {
    let value = json::value(answer.reply)?;
    let memo: Memo = recall(answer.ask);
    // A list without items leaves them out, but never says that it is none.
    let is_list = json::text(&value, "kind").is_some_and(|kind| kind.ends_with("ListResponse"));
    if !is_list && json::at(&value, "items").is_none_or(|items| !items.is_array()) {
        let message =
            "this is JSON, but no list of the YouTube Data API; is the address that of YouTube?";
        return Err(ParseError::new(answer.reply, message));
    }
    let reading = Reading {
        source,
        answer,
        memo: &memo,
        value: &value,
    };
    let mut page = match answer.ask.step {
        ask::CHANNEL => reading.channel()?,
        ask::UPLOADS => reading.uploads(),
        ask::THREADS => reading.threads(),
        ask::REPLIES | ask::COMMENTS => reading.comments(),
        ask::SEARCH => reading.search(),
        ask::POPULAR => Page::default(),
        _ => reading.videos(),
    };
    for post in &mut page.posts {
        if post.metrics.is_none() {
            post.metrics_at = None;
        }
    }
    page.cursor = memo.cursor.map(Cursor);
    Ok(page)
}

struct Reading<'a> {
    source: &'a Source,
    answer: &'a Answer<'a>,
    memo: &'a Memo,
    value: &'a Value,
}

impl Reading<'_> {
    fn items(&self) -> &[Value] {
        json::items(self.value, "items")
    }

    /// Adds the next page, unless everything on this one is older than what is wanted.
    fn go_on(&self, page: &mut Page, newest: Option<DateTime<Utc>>, from: Option<DateTime<Utc>>) {
        let is_over = newest.zip(from).is_some_and(|(newest, from)| newest < from);
        let token = json::text(self.value, "nextPageToken").filter(|_| !is_over);
        page.next
            .extend(token.and_then(|token| ask::next(self.answer.ask, token)));
    }

    fn channel(&self) -> Result<Page, ParseError> {
        let name = self.memo.name.as_deref().unwrap_or_default();
        let found = self
            .items()
            .iter()
            .find_map(|item| Some((item, json::text(item, "id")?)));
        let Some((item, id)) = found else {
            let message = format!("there is no channel `{name}`; copy its address or its @handle");
            return Err(ParseError::new(self.answer.reply, message));
        };
        let is_hidden = json::flag(item, "statistics.hiddenSubscriberCount") == Some(true);
        let followers = json::count(item, "statistics.subscriberCount").filter(|_| !is_hidden);
        let memo = Memo {
            name: None,
            channel: followers.map(|count| (id.to_owned(), count)),
            ..self.memo.clone()
        };
        let mut page = Page::default();
        let options = &self.source.options;
        if !options.has("comments-only") {
            match json::text(item, "contentDetails.relatedPlaylists.uploads") {
                Some(list) => page.next.push(ask::uploads(self.source, list, &memo)),
                None => page
                    .notes
                    .push(format!("channel {name} has no list of videos")),
            }
        }
        if !options.has("videos-only") {
            let about = About::Channel(id);
            page.next.push(ask::threads(self.source, about, &memo));
        }
        Ok(page)
    }

    fn uploads(&self) -> Page {
        let mut page = Page::default();
        let (mut ids, mut newest, mut bad) = (Vec::new(), None, 0);
        for item in self.items() {
            let Some(id) = json::string(item, "contentDetails.videoId") else {
                bad += 1;
                continue;
            };
            let at = json::time(item, "contentDetails.videoPublishedAt");
            newest = newest.max(at);
            let is_old = at
                .zip(self.memo.videos_from)
                .is_some_and(|(at, from)| at < from);
            if !is_old {
                ids.push(id);
            }
        }
        self.look_at(&mut page, &ids);
        left_out(&mut page.notes, bad, "without the id of a video");
        self.go_on(&mut page, newest, self.memo.videos_from);
        page
    }

    fn search(&self) -> Page {
        let mut page = Page::default();
        let ids: Vec<String> = self
            .items()
            .iter()
            .filter_map(|item| json::string(item, "id.videoId"))
            .collect();
        left_out(
            &mut page.notes,
            self.items().len() - ids.len(),
            "without the id of a video",
        );
        if !self.source.options.has("comments-only") {
            self.look_at(&mut page, &ids);
        }
        if self.source.options.has("found-comments") {
            let threads = ids
                .iter()
                .map(|id| ask::threads(self.source, About::Video(id), self.memo));
            page.next.extend(threads);
        }
        self.go_on(&mut page, None, None);
        page
    }

    /// Asks for videos by their ids.
    fn look_at(&self, page: &mut Page, ids: &[String]) {
        let asks = ids
            .chunks(BATCH)
            .map(|ids| ask::videos(self.source, ids, self.memo));
        page.next.extend(asks);
    }

    fn videos(&self) -> Page {
        self.posts(|item| mapping::video(self.source, self.answer, self.memo, item))
    }

    fn comments(&self) -> Page {
        let mut page =
            self.posts(|item| mapping::comment(self.source, self.answer, self.memo, item));
        self.go_on(&mut page, None, None);
        page
    }

    fn posts(&self, post: impl Fn(&Value) -> Option<Post>) -> Page {
        let posts: Vec<Post> = self.items().iter().filter_map(post).collect();
        let mut notes = Vec::new();
        left_out(
            &mut notes,
            self.items().len() - posts.len(),
            "without an id",
        );
        Page {
            posts,
            notes,
            ..Page::default()
        }
    }

    fn threads(&self) -> Page {
        let mut page = Page::default();
        let (mut newest, mut bad) = (None, 0);
        for thread in self.items() {
            let top = json::at(thread, "snippet.topLevelComment");
            let of = |item| mapping::comment(self.source, self.answer, self.memo, item);
            let Some(mut post) = top.and_then(of) else {
                bad += 1;
                continue;
            };
            newest = newest.max(post.published_at);
            let total = json::count(thread, "snippet.totalReplyCount");
            if total.is_some() {
                post.metrics.get_or_insert_default().reply_count = total;
            }
            let video = json::text(thread, "snippet.videoId").or(self.memo.video.as_deref());
            let held = json::items(thread, "replies.comments");
            if total.is_some_and(|total| total > held.len() as u64) {
                let native = post.id.strip_prefix("youtube:").unwrap_or_default();
                let replies = ask::replies(self.source, native, video, self.memo);
                page.next.push(replies);
                page.posts.push(post);
            } else {
                let memo = Memo {
                    video: video.map(str::to_owned),
                    ..Memo::default()
                };
                page.posts.push(post);
                for reply in held {
                    match mapping::comment(self.source, self.answer, &memo, reply) {
                        Some(reply) => page.posts.push(reply),
                        None => bad += 1,
                    }
                }
            }
        }
        left_out(&mut page.notes, bad, "without an id");
        self.go_on(&mut page, newest, self.memo.threads_from);
        page
    }
}
