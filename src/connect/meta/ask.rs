//! What is asked of the Graph API, and what must come back with the answer.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::VERSION;
use crate::connect::address::{again, endpoint, moved, parameter, segment, with};
use crate::connect::memo::remember;
use crate::connect::moment::{read_from, reads_until};
use crate::connect::{Ask, From, Source, Start};
use crate::record::Post;

pub(super) const ME: &str = "me";
pub(super) const DEBUG: &str = "debug-token";
pub(super) const ONE: &str = "one";

/// Posts that are shown late.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Items of one page.
const LIMIT: &str = "100";

const FEED_FIELDS: &str = "id,message,story,created_time,permalink_url,from,shares,attachments{media_type,type,title,url,unshimmed_url,media},comments.limit(0).summary(true),reactions.limit(0).summary(true)";
const COMMENT_FIELDS: &str =
    "id,message,created_time,from,parent{id},permalink_url,like_count,comment_count,attachment";
const MEDIA_FIELDS: &str =
    "id,caption,media_type,media_url,permalink,timestamp,username,like_count,comments_count";
const MEDIA_COMMENT_FIELDS: &str = "id,text,timestamp,username,like_count,parent_id,replies{id,text,timestamp,username,like_count,parent_id}";
const REPLY_FIELDS: &str = "id,text,timestamp,username,like_count,parent_id";

/// A sort of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum List {
    /// Posts of a page and on it.
    Feed,
    /// Posts that tag a page.
    Tagged,
    /// Comments under a post of Facebook, with the replies to them.
    Comments,
    /// What an Instagram account publishes.
    Media,
    /// What tags an Instagram account.
    Tags,
    /// Comments under media of Instagram.
    MediaComments,
    /// Replies to a comment of Instagram.
    Replies,
}

impl List {
    /// Its name in an address, and the connector's own word for it.
    fn edge(self) -> (&'static str, &'static str) {
        match self {
            List::Feed => ("feed", "feed"),
            List::Tagged => ("tagged", "tagged"),
            List::Comments => ("comments", "comments"),
            List::Media => ("media", "media"),
            List::Tags => ("tags", "tags"),
            List::MediaComments => ("comments", "media-comments"),
            List::Replies => ("replies", "replies"),
        }
    }

    fn fields(self) -> &'static str {
        match self {
            List::Feed | List::Tagged => FEED_FIELDS,
            List::Comments => COMMENT_FIELDS,
            List::Media | List::Tags => MEDIA_FIELDS,
            List::MediaComments => MEDIA_COMMENT_FIELDS,
            List::Replies => REPLY_FIELDS,
        }
    }

    /// What the token must be allowed, as the reference of each list says.
    pub(super) fn permissions(self) -> &'static str {
        match self {
            List::Feed | List::Comments => "pages_read_engagement and pages_read_user_content",
            List::Tagged => "pages_read_user_content and pages_show_list",
            List::Media | List::Tags => "instagram_basic and pages_read_engagement",
            List::MediaComments | List::Replies => {
                "instagram_basic, instagram_manage_comments and pages_read_engagement"
            }
        }
    }
}

/// What must come back with an answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// Which list it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) list: Option<List>,
    /// Where the next run goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// Posts before this need not be read, nor asked for comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) posts_from: Option<DateTime<Utc>>,
    /// Comments before this need not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comments_from: Option<DateTime<Utc>>,
    /// The post that comments are under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) post: Option<String>,
    /// The comment that replies are to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<String>,
    /// Where people see the media that comments are under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) permalink: Option<String>,
}

impl Memo {
    /// What a run needs to know, `look_back` in days.
    pub(super) fn new(source: &Source, start: &Start<'_>, look_back: u64) -> Self {
        let from = read_from(start);
        let days = TimeDelta::days(i64::try_from(look_back).unwrap_or_default());
        let back = match source.options.has("comments") {
            true => days.max(LATE),
            false => LATE,
        };
        Memo {
            cursor: reads_until(start),
            posts_from: from.and_then(|from| from.checked_sub_signed(back)),
            comments_from: from.and_then(|from| from.checked_sub_signed(LATE)),
            ..Memo::default()
        }
    }
}

/// Whether a text is a version as Meta writes them: `v26.0`.
pub(super) fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|number| {
        number.contains('.')
            && number
                .chars()
                .all(|char| char.is_ascii_digit() || char == '.')
    })
}

fn address(source: &Source, path: &str, pairs: &[(&str, &str)]) -> String {
    let version = source.options.get("api-version").unwrap_or(VERSION);
    endpoint(&source.target, &format!("/{version}/{path}"), pairs)
}

/// A list of a page, an account, a post or a comment.
pub(super) fn list(source: &Source, list: List, id: &str, memo: &Memo) -> Ask {
    let (edge, step) = list.edge();
    let mut pairs = vec![("fields", list.fields())];
    if list == List::Comments {
        pairs.push(("filter", "stream"));
        pairs.push(("order", "reverse_chronological"));
    }
    pairs.push(("limit", LIMIT));
    let memo = Memo {
        list: Some(list),
        ..memo.clone()
    };
    let path = format!("{}/{edge}", segment(id));
    Ask::get(address(source, &path, &pairs))
        .step(step)
        .memo(remember(&memo))
}

/// One post or comment, by its id.
pub(super) fn one(source: &Source, list: List, id: &str, post: &Post) -> Ask {
    let native = |id: &Option<String>| id.as_deref()?.strip_prefix("meta:").map(str::to_owned);
    let memo = Memo {
        list: Some(list),
        post: native(&post.conversation_id),
        parent: native(&post.in_reply_to_id),
        permalink: post.url.clone(),
        ..Memo::default()
    };
    let fields = match list {
        List::MediaComments => REPLY_FIELDS,
        list => list.fields(),
    };
    Ask::get(address(source, &segment(id), &[("fields", fields)]))
        .step(ONE)
        .memo(remember(&memo))
}

/// Whose token it is.
pub(super) fn me(source: &Source) -> Ask {
    Ask::get(address(source, "me", &[("fields", "id,name")])).step(ME)
}

/// What the token may do, and until when.
pub(super) fn debug(source: &Source) -> Ask {
    Ask::get(address(source, "debug_token", &[])).step(DEBUG)
}

/// Whether an address is the one that looks into a token.
pub(super) fn is_debug(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.path().ends_with("/debug_token"))
}

/// The next page of the same list. Meta's own address of it holds the token, and might lead elsewhere, so only what tells the page is taken from it.
pub(super) fn next(before: &Ask, after: Option<&str>, theirs: &str) -> Option<Ask> {
    const PLACES: &[&str] = &["after", "until", "__paging_token", "offset"];
    let From::Http(request) = &before.from else {
        return None;
    };
    let place = |name: &str| match (name, after) {
        ("after", Some(after)) => Some(after.to_owned()),
        _ => parameter(theirs, name).filter(|value| !value.is_empty()),
    };
    let mut url = request.url.clone();
    for name in PLACES {
        if let Some(value) = place(name) {
            url = with(&url, name, &value)?;
        }
    }
    (url != request.url).then(|| moved(before, url))
}

/// The same question for fewer items, if they can be fewer.
pub(super) fn smaller(before: &Ask) -> Option<Ask> {
    let From::Http(request) = &before.from else {
        return None;
    };
    let limit: u64 = parameter(&request.url, "limit")?.parse().ok()?;
    let fewer = limit / 4;
    (fewer > 0)
        .then(|| again(before, "limit", &fewer.to_string()))
        .flatten()
}
