//! The cells of one row as a post.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use url::Url;
use xxhash_rust::xxh3::xxh3_128;

use super::mapping::{Field, Mapping, simplify};
use super::number::{count, number};
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::html;
use crate::time::lenient::Dates;

/// One cell: the column's name, what it stands for, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Cell<'a> {
    pub(super) name: &'a str,
    pub(super) field: Option<Field>,
    pub(super) value: Value,
}

/// What went less than well with a row, to be counted for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blemish {
    /// A date could not be read; it is under `raw`.
    Date,
    /// A count could not be read; it is under `raw`.
    Count,
    /// An id was turned into a power of ten by a spreadsheet.
    Id,
}

/// A row as it fills.
struct Builder<'a> {
    mapping: &'a Mapping,
    dates: &'a Dates,
    post: Post,
    author: Author,
    metrics: Metrics,
    id: Option<String>,
    reply: Option<String>,
    conversation: Option<String>,
    date: Option<(String, String)>,
    time: Option<String>,
    raw: Map<String, Value>,
    blemishes: Vec<Blemish>,
}

/// The post of a row, and what went less than well; `None` when the row says nothing that makes a post (a line of totals).
pub(super) fn post(
    cells: Vec<Cell<'_>>,
    mapping: &Mapping,
    dates: &Dates,
) -> Option<(Post, Vec<Blemish>)> {
    let mut builder = Builder {
        mapping,
        dates,
        post: Post {
            kind: mapping.kind,
            own: mapping.own,
            lang_declared: mapping.lang.clone(),
            ..Post::new("", "")
        },
        author: Author::default(),
        metrics: Metrics::default(),
        id: None,
        reply: None,
        conversation: None,
        date: None,
        time: None,
        raw: Map::new(),
        blemishes: Vec::new(),
    };
    for cell in cells {
        let text = match &cell.value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            _ => String::new(),
        };
        // An empty cell says nothing; a list or an object is kept as it is.
        if text.is_empty() {
            if cell.value.is_array() || cell.value.is_object() {
                builder.raw.insert(cell.name.to_owned(), cell.value);
            }
            continue;
        }
        let taken = cell
            .field
            .is_some_and(|field| builder.take(field, &text, cell.name));
        if !taken {
            builder.raw.insert(cell.name.to_owned(), cell.value);
        }
    }
    builder.finish()
}

impl Builder<'_> {
    /// Takes a cell; false when it cannot be read and belongs to `raw`.
    fn take(&mut self, field: Field, text: &str, name: &str) -> bool {
        match field {
            Field::Id if is_power(text) => {
                self.blemishes.push(Blemish::Id);
                return false;
            }
            Field::Id => self.id = Some(text.to_owned()),
            Field::Url => match web(text) {
                Some(url) => self.post.url = Some(url),
                None => return false,
            },
            Field::Source => self.post.source = slug(text),
            Field::Kind => match kind(text) {
                Some(kind) => self.post.kind = Some(kind),
                None => return false,
            },
            Field::Title => {
                self.post.title = Some(html::title(text)).filter(|title| !title.is_empty());
            }
            Field::Text => {
                self.post.text = Some(html::to_text_if_html(text)).filter(|text| !text.is_empty());
            }
            Field::Lang => self.post.lang_declared = Some(text.to_owned()),
            Field::Date => self.date = Some((name.to_owned(), text.to_owned())),
            Field::Time => self.time = Some(text.to_owned()),
            Field::Hashtags => {
                self.post.hashtags = words(text)
                    .map(|word| word.trim_start_matches('#').to_owned())
                    .collect();
            }
            Field::Media => match web(text) {
                Some(url) => self.post.media.push(Media {
                    media_type: Some("image".to_owned()),
                    url: Some(url),
                    alt: None,
                }),
                None => return false,
            },
            Field::Own => match yes(text) {
                Some(own) => self.post.own = Some(own),
                None => return false,
            },
            Field::InReplyTo => self.reply = Some(text.to_owned()),
            Field::Conversation => self.conversation = Some(text.to_owned()),
            Field::Author | Field::Handle | Field::AuthorId | Field::AuthorUrl => {
                return self.person(field, text);
            }
            _ => return self.figure(field, text),
        }
        true
    }

    fn person(&mut self, field: Field, text: &str) -> bool {
        let text = html::one_line(text);
        match field {
            Field::Author => self.author.name = Some(text),
            Field::Handle => self.author.handle = Some(text.trim_start_matches('@').to_owned()),
            Field::AuthorId => self.author.id = Some(text),
            _ => match web(&text) {
                Some(url) => self.author.url = Some(url),
                None => return false,
            },
        }
        true
    }

    fn figure(&mut self, field: Field, text: &str) -> bool {
        // How the exports write "not counted".
        if matches!(
            text,
            "-" | "–" | "—" | "N/A" | "n/a" | "NA" | "null" | "nd" | "s.o."
        ) {
            return true;
        }
        let comma = self.mapping.decimal_comma;
        if field == Field::Score {
            let Some(score) = number(text, comma).filter(|score| score.abs() < 1e15) else {
                self.blemishes.push(Blemish::Count);
                return false;
            };
            #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
            let whole = score.round() as i64;
            self.metrics.score = Some(whole);
            // A rating of 4.5 is kept under `raw` too.
            return (score - score.round()).abs() < f64::EPSILON;
        }
        let Some(value) = count(text, comma) else {
            self.blemishes.push(Blemish::Count);
            return false;
        };
        let metrics = &mut self.metrics;
        let slot = match field {
            Field::Followers => &mut self.author.followers_count,
            Field::Likes => &mut metrics.like_count,
            Field::Replies => &mut metrics.reply_count,
            Field::Reposts => &mut metrics.repost_count,
            Field::Quotes => &mut metrics.quote_count,
            Field::Bookmarks => &mut metrics.bookmark_count,
            Field::Views => &mut metrics.view_count,
            Field::Impressions => &mut metrics.impression_count,
            Field::Reach => &mut metrics.reach_count,
            Field::Clicks => &mut metrics.click_count,
            _ => return false,
        };
        *slot = Some(value);
        true
    }

    fn published(&mut self) -> Option<DateTime<Utc>> {
        let (name, text) = self.date.take()?;
        let with_time = self
            .time
            .as_ref()
            .and_then(|time| self.dates.parse(&format!("{text} {time}")));
        let at = with_time.or_else(|| self.dates.parse(&text));
        if at.is_none() {
            self.blemishes.push(Blemish::Date);
            self.raw.insert(name, Value::String(text));
        }
        at
    }

    fn finish(mut self) -> Option<(Post, Vec<Blemish>)> {
        let (post, id) = (&self.post, &self.id);
        if post.text.is_none() && post.title.is_none() && post.url.is_none() && id.is_none() {
            return None;
        }
        self.post.published_at = self.published();
        let mut post = self.post;
        if post.source.is_empty() {
            post.source = self
                .mapping
                .source
                .as_deref()
                .map_or_else(|| "import".to_owned(), slug);
        }
        let prefix = format!("{}:", post.source);
        let qualified = |id: String| {
            if id.starts_with(&prefix) {
                id
            } else {
                format!("{prefix}{id}")
            }
        };
        post.in_reply_to_id = self.reply.map(qualified);
        post.conversation_id = self.conversation.map(qualified);
        post.id = qualified(
            self.id
                .or_else(|| post.url.clone())
                .unwrap_or_else(|| fingerprint(&post, &self.author)),
        );
        post.author = (self.author != Author::default()).then_some(self.author);
        post.metrics = self.metrics.some();
        post.raw = (!self.raw.is_empty()).then_some(Value::Object(self.raw));
        Some((post, self.blemishes))
    }
}

/// A stable name for a post without id and address: by source, author, date and words.
fn fingerprint(post: &Post, author: &Author) -> String {
    let who = author
        .id
        .as_deref()
        .or(author.handle.as_deref())
        .or(author.name.as_deref())
        .unwrap_or_default();
    let when = post
        .published_at
        .map(|at| at.to_rfc3339())
        .unwrap_or_default();
    let words = [
        post.source.as_str(),
        who,
        &when,
        post.title.as_deref().unwrap_or_default(),
        post.text.as_deref().unwrap_or_default(),
    ];
    format!("{:032x}", xxh3_128(words.join("\u{1f}").as_bytes()))
}

/// `1.23457E+17`: what a spreadsheet leaves of a long id, the same for many posts.
fn is_power(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let number = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    number
        && power.starts_with('+')
        && power.len() > 1
        && power.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

fn web(text: &str) -> Option<String> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    Some(if text.contains(char::is_whitespace) {
        url.into()
    } else {
        text.to_owned()
    })
}

/// The name of a network as posts have it.
fn slug(text: &str) -> String {
    match simplify(text).as_str() {
        "twitter" | "x twitter" | "x" => "x".to_owned(),
        name => {
            let name: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
            if name.is_empty() {
                "import".to_owned()
            } else {
                name.join("-")
            }
        }
    }
}

fn kind(text: &str) -> Option<Kind> {
    Some(match simplify(text).as_str() {
        "article" | "news" | "blog" | "presse" => Kind::Article,
        "post" | "photo" | "video" | "image" | "carousel" | "carrousel" | "link" | "lien"
        | "text" | "texte" | "reel" | "story" | "status" | "statut" | "tweet" | "publication" => {
            Kind::Post
        }
        "comment" | "commentaire" => Kind::Comment,
        "reply" | "reponse" => Kind::Reply,
        "repost" | "retweet" | "share" | "partage" | "republication" => Kind::Repost,
        "quote" | "citation" | "quote tweet" => Kind::Quote,
        "review" | "avis" => Kind::Review,
        "message" | "private message" | "message prive" | "direct message" | "dm" | "mp" => {
            Kind::Message
        }
        _ => return None,
    })
}

fn yes(text: &str) -> Option<bool> {
    match simplify(text).as_str() {
        "true" | "yes" | "oui" | "1" | "vrai" | "x" => Some(true),
        "false" | "no" | "non" | "0" | "faux" => Some(false),
        _ => None,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | '|'))
        .filter(|word| !word.trim_start_matches('#').is_empty())
}
