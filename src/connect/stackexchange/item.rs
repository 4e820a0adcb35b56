//! A question, an answer or a comment as a post.

use serde_json::Value;

use super::ask::{List, Memo};
use crate::connect::connector::Page;
use crate::connect::item::{finish, left_out};
use crate::connect::moment::publish;
use crate::connect::source::Source;
use crate::connect::{address, json, words};
use crate::http::Reply;
use crate::record::{Author, Kind, Metrics, Post};

/// Sites whose host is not `NAME.stackexchange.com` (api.stackexchange.com/docs/sites).
const HOSTS: &[(&str, &str)] = &[
    ("stackoverflow", "stackoverflow.com"),
    ("serverfault", "serverfault.com"),
    ("superuser", "superuser.com"),
    ("askubuntu", "askubuntu.com"),
    ("stackapps", "stackapps.com"),
    ("mathoverflow", "mathoverflow.net"),
];

/// The posts of a page.
pub(super) fn posts(source: &Source, reply: &Reply, memo: &Memo, items: &[Value]) -> Page {
    let mut page = Page::default();
    for item in items {
        page.posts.extend(post(source, reply, memo, item));
    }
    let without = items.len() - page.posts.len();
    left_out(&mut page.notes, without, "without a number");
    page
}

/// Id of an item: questions and answers of a site are numbered together, comments by themselves.
fn id(site: &str, list: List, number: &str) -> String {
    match list {
        List::Questions | List::Answers => format!("stackexchange:{site}/{number}"),
        List::Comments => format!("stackexchange:{site}/comment/{number}"),
    }
}

/// Address of a site for people.
fn home(site: &str) -> String {
    let host = HOSTS.iter().find(|(name, _)| *name == site);
    match host {
        Some((_, host)) => format!("https://{host}"),
        None if site.contains('.') => format!("https://{site}"),
        None => format!("https://{site}.stackexchange.com"),
    }
}

fn post(source: &Source, reply: &Reply, memo: &Memo, item: &Value) -> Option<Post> {
    let list = memo.list;
    let number = json::id(item, list.number())?;
    let post_id =
        |name: &str| json::id(item, name).map(|id| self::id(&memo.site, List::Questions, &id));
    let (kind, above, conversation) = match list {
        List::Questions => (Kind::Post, None, post_id("question_id")),
        List::Answers => (Kind::Reply, post_id("question_id"), post_id("question_id")),
        List::Comments => {
            let on = json::id(item, "post_id").unwrap_or_default();
            let above = memo
                .above
                .get(&on)
                .map(|id| self::id(&memo.site, List::Questions, id));
            let on_question = post_id("post_id").filter(|_| is_on_question(memo, item));
            (Kind::Comment, post_id("post_id"), above.or(on_question))
        }
    };
    let mut post = Post {
        id: id(&memo.site, list, &number),
        kind: Some(kind),
        url: url(memo, item, &number),
        title: words::line(json::text(item, "title").filter(|_| list == List::Questions)),
        author: author(item),
        conversation_id: conversation,
        in_reply_to_id: above,
        metrics: Metrics {
            score: json::signed(item, "score"),
            reply_count: json::count(item, "answer_count"),
            view_count: json::count(item, "view_count"),
            ..Metrics::default()
        }
        .some(),
        ..Post::new("stackexchange", "")
    };
    // The author of a question chooses its tags.
    let tags = json::items(item, "tags").iter().filter_map(Value::as_str);
    post.hashtags.extend(tags.map(str::to_owned));
    publish(&mut post, json::epoch(item, "creation_date"), reply);
    post.edited_at = json::epoch(item, "last_edit_date");
    let base = home(&memo.site);
    words::Words::of(json::text(item, "body").unwrap_or_default(), Some(&base)).put(&mut post);
    finish(&mut post, source, reply, item);
    Some(post)
}

/// Whether a comment is on a question, and its conversation so known.
fn is_on_question(memo: &Memo, item: &Value) -> bool {
    match json::text(item, "post_type") {
        Some(kind) => kind == "question",
        None => memo.path.starts_with("questions/"),
    }
}

fn url(memo: &Memo, item: &Value, number: &str) -> Option<String> {
    let home = home(&memo.site);
    let given = json::text(item, "link").and_then(|link| address::absolute(link, None));
    given.or_else(|| {
        Some(match memo.list {
            List::Questions => format!("{home}/q/{number}"),
            List::Answers => format!("{home}/a/{number}"),
            List::Comments => {
                let post = json::id(item, "post_id")?;
                let short = if memo.on_answers { 'a' } else { 'q' };
                format!("{home}/{short}/{post}#comment{number}_{post}")
            }
        })
    })
}

/// Who wrote it; nobody when the account is deleted.
fn author(item: &Value) -> Option<Author> {
    let owner = json::at(item, "owner")?;
    if json::text(owner, "user_type") == Some("does_not_exist") {
        return None;
    }
    let author = Author {
        id: json::id(owner, "user_id"),
        name: words::line(json::text(owner, "display_name")),
        url: json::text(owner, "link").and_then(|link| address::absolute(link, None)),
        ..Author::default()
    };
    (author != Author::default()).then_some(author)
}
