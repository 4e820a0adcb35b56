//! An article or a comment as a post.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::ask::Sort;
use super::kind_of_comment;
use crate::connect::connector::Page;
use crate::connect::item::{finish, left_out};
use crate::connect::moment::publish;
use crate::connect::source::Source;
use crate::connect::{address, json, words};
use crate::http::Reply;
use crate::record::{Author, Kind, Media, Post};

/// The posts of a page.
pub(super) fn posts(source: &Source, reply: &Reply, sort: Sort, items: &[Value]) -> Page {
    let mut page = Page::default();
    for item in items {
        let post = match sort {
            Sort::Posts => article(source, reply, item),
            Sort::Comments => comment(source, reply, item),
        };
        page.posts.extend(post);
    }
    let without = items.len() - page.posts.len();
    left_out(&mut page.notes, without, "without a number");
    page
}

/// Id of an item: the numbers of a blog are unique among its articles and among its comments.
pub(super) fn id(source: &Source, sort: Sort, native: &str) -> String {
    format!(
        "wordpress:{}/{}/{native}",
        address::site(&source.target),
        sort.item()
    )
}

fn article(source: &Source, reply: &Reply, item: &Value) -> Option<Post> {
    let id = id(source, Sort::Posts, &json::id(item, "id")?);
    let mut post = Post {
        id: id.clone(),
        kind: Some(Kind::Article),
        url: link(item),
        title: words::line(json::text(item, "title.rendered")),
        author: writer(item),
        conversation_id: Some(id),
        media: picture(item).into_iter().collect(),
        ..Post::new("wordpress", "")
    };
    publish(&mut post, utc(item, "date_gmt"), reply);
    post.edited_at = utc(item, "modified_gmt").filter(|edited| {
        post.published_at
            .is_some_and(|published| *edited > published)
    });
    let content =
        json::text(item, "content.rendered").or_else(|| json::text(item, "excerpt.rendered"));
    let base = post.url.clone();
    words::Words::of(content.unwrap_or_default(), base.as_deref()).put(&mut post);
    finish(&mut post, source, reply, item);
    Some(post)
}

fn comment(source: &Source, reply: &Reply, item: &Value) -> Option<Post> {
    let parent = json::id(item, "parent").unwrap_or_else(|| "0".to_owned());
    let article = json::id(item, "post").map(|number| id(source, Sort::Posts, &number));
    let mut post = Post {
        id: id(source, Sort::Comments, &json::id(item, "id")?),
        kind: Some(kind_of_comment(&parent)),
        url: link(item),
        author: commenter(item),
        in_reply_to_id: if parent == "0" {
            article.clone()
        } else {
            Some(id(source, Sort::Comments, &parent))
        },
        conversation_id: article,
        ..Post::new("wordpress", "")
    };
    publish(&mut post, utc(item, "date_gmt"), reply);
    let content = json::text(item, "content.rendered").unwrap_or_default();
    let base = post.url.clone();
    words::Words::of(content, base.as_deref()).put(&mut post);
    finish(&mut post, source, reply, item);
    Some(post)
}

fn link(item: &Value) -> Option<String> {
    address::absolute(json::text(item, "link")?, None)
}

/// A time of the API: in UTC, without saying so.
fn utc(item: &Value, name: &str) -> Option<DateTime<Utc>> {
    let text = json::text(item, name)?;
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .map(|at| at.and_utc())
        .ok()
        .or_else(|| crate::time::rfc3339(text))
}

/// Who wrote an article. Blogs may hide their users, and users may be gone; what is embedded is then an error.
fn writer(item: &Value) -> Option<Author> {
    let user = json::at(item, "_embedded.author.0")?;
    let name = words::line(json::text(user, "name"));
    let handle = json::string(user, "slug");
    if name.is_none() && handle.is_none() {
        return None;
    }
    Some(Author {
        id: json::id(user, "id"),
        handle,
        name,
        url: json::text(user, "link").and_then(|link| address::absolute(link, None)),
        ..Author::default()
    })
}

/// Who wrote a comment: anybody, under any name; a user of the blog has a number.
fn commenter(item: &Value) -> Option<Author> {
    let author = Author {
        id: json::id(item, "author").filter(|id| id != "0"),
        name: words::line(json::text(item, "author_name")),
        url: json::text(item, "author_url").and_then(|url| address::absolute(url, None)),
        ..Author::default()
    };
    (author != Author::default()).then_some(author)
}

/// The picture at the head of an article.
fn picture(item: &Value) -> Option<Media> {
    let media = json::at(item, "_embedded.wp:featuredmedia.0")?;
    let url = address::absolute(json::text(media, "source_url")?, None)?;
    Some(Media {
        media_type: json::text(media, "media_type")
            .map(|kind| if kind == "image" { "image" } else { "link" }.to_owned()),
        url: Some(url),
        alt: words::line(json::text(media, "alt_text")),
    })
}
