//! What the feeds of some programs wrap round an author's words, taken off: "submitted by", "the post appeared first on", "read full topic"; and the
//! counts that stand in these lines.
//!
//! Sources: the feeds of Reddit, Lemmy (`crates/routes/src/feeds.rs`), Discourse (`app/views/list/list.rss.erb`), `WordPress` with Yoast or Jetpack,
//! and Mastodon (`app/views/accounts/show.rss.ruby`).

use memchr::memmem;

use super::model::{Entry, Feed, Link, Person, Words};

/// Takes the boilerplate off an entry.
pub(super) fn clean(feed: &Feed, entry: &mut Entry) {
    for words in [&mut entry.content, &mut entry.summary] {
        let Some(Words::Html(html) | Words::Either(html)) = words else {
            continue;
        };
        let mut counts = Counts::default();
        let cleaned = reddit(html)
            .or_else(|| lemmy(html, &mut counts))
            .or_else(|| discourse(html, &mut counts))
            .or_else(|| blog(html));
        if let Some(cleaned) = cleaned {
            *words = Some(Words::Html(cleaned)).filter(|words| !words.source().trim().is_empty());
        }
        entry.reply_count = entry.reply_count.or(counts.replies);
        entry.score = entry.score.or(counts.score);
    }
    if entry.authors.is_empty() {
        entry.authors.extend(account(feed));
    }
    discussion(entry);
}

/// Where people share links (Lemmy, Hacker News), an item's `link` is what is shared, and its `comments`, which is its id too, is the post itself.
fn discussion(entry: &mut Entry) {
    let Some(id) = entry.id.clone().filter(|id| id.starts_with("http")) else {
        return;
    };
    let is = |rel: &str, link: &Link| link.rel == rel && link.href == id;
    if !entry.links.iter().any(|link| is("replies", link))
        || entry.links.iter().any(|link| is("alternate", link))
    {
        return;
    }
    for link in entry
        .links
        .iter_mut()
        .filter(|link| link.rel == "alternate")
    {
        "related".clone_into(&mut link.rel);
    }
    entry.links.push(Link {
        href: id,
        rel: "alternate".to_owned(),
        mime: None,
    });
}

#[derive(Default)]
struct Counts {
    replies: Option<u64>,
    score: Option<i64>,
}

/// Mastodon's feed of an account names its author in the channel only.
fn account(feed: &Feed) -> Option<Person> {
    let generator = feed.generator.as_deref()?;
    if !generator.starts_with("Mastodon") {
        return None;
    }
    let site = feed.site.as_deref().filter(|site| site.contains("/@"))?;
    let person = Person::parse(site)?;
    Some(Person {
        name: feed.title.as_ref().and_then(Words::title),
        ..person
    })
}

/// `... submitted by /u/name [link] [comments]` at the end.
fn reddit(html: &str) -> Option<String> {
    // Most texts do not hold it, and forwards is by far the faster way to know.
    memmem::find(html.as_bytes(), b"submitted by")?;
    let at = html.rfind("submitted by")?;
    let tail = html.get(at..)?;
    if !tail.contains("[link]") || !tail.contains("[comments]") {
        return None;
    }
    let before = html.get(..at)?.trim_end();
    let before = before.strip_suffix("&#32;").unwrap_or(before);
    // What the post links to stays as a link without words.
    let link = tail.find("[link]").and_then(|end| {
        tail.get(..end)?
            .rsplit("<a href=\"")
            .next()?
            .split('"')
            .next()
    });
    Some(format!(
        "{before}<a href=\"{}\"></a>",
        link.unwrap_or_default()
    ))
}

/// `submitted by name to community<br>17 points | 3 comments<br>...` at the start.
fn lemmy(html: &str, counts: &mut Counts) -> Option<String> {
    let rest = html.trim_start().strip_prefix("submitted by <a ")?;
    let points = rest.find(" points | ")?;
    let before = rest.get(..points)?;
    counts.score = before.rsplit(['>', ' ']).next()?.parse().ok();
    let after = rest.get(points..)?;
    let end = after.find(" comments</a>")?;
    counts.replies = after.get(..end)?.rsplit('>').next()?.parse().ok();
    let body = after.get(end + " comments</a>".len()..)?;
    Some(body.trim_start().trim_start_matches("<br>").to_owned())
}

/// `<p><small>3 posts - 2 participants</small></p><p><a>Read full topic</a></p>` at the end.
fn discourse(html: &str, counts: &mut Counts) -> Option<String> {
    memmem::find(html.as_bytes(), b"<p><small>")?;
    let at = html.rfind("<p><small>")?;
    let tail = html.get(at + "<p><small>".len()..)?;
    if !tail.contains("participant") || !tail.contains("<a href=") {
        return None;
    }
    let posts: Option<u64> = tail.split(' ').next()?.parse().ok();
    counts.replies = posts.map(|posts| posts.saturating_sub(1));
    html.get(..at).map(|html| html.trim_end().to_owned())
}

/// "The post X appeared first on Y" as the last paragraph, in the languages of the plug-ins.
fn blog(html: &str) -> Option<String> {
    const PHRASES: &[&str] = &[
        "appeared first on",
        "est apparu en premier sur",
        "erschien zuerst auf",
        "erschien auf",
        "apareció primero en",
        "se publicó primero en",
        "proviene da",
        "sembra essere il primo su",
        "apareceu primeiro em",
        "apareceu primeiro no",
        "verscheen eerst op",
    ];
    let at = html.rfind("<p>")?;
    let tail = html.get(at..)?;
    let boilerplate = tail.len() < 2000
        && tail.matches("<a ").count() == 2
        && PHRASES.iter().any(|phrase| tail.contains(phrase));
    if !boilerplate {
        return None;
    }
    html.get(..at).map(|html| html.trim_end().to_owned())
}
