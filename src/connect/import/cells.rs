//! The cells of one row as a post.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::mapping::{Field, Mapping};
use super::naming::{fingerprint, native, repeats};
use super::number::{count, number};
use super::words::{
    is_blank, is_cut_off, is_rounded, is_total, kind, list, network, slug, some, stars, unquoted,
    web, yes,
};
use crate::record::{Author, Kind, Media, Metrics, Post};
use crate::text::html;
use crate::time::lenient::Dates;

/// One cell: the column's name, what it stands for, how many of that field's columns go before it, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) name: Arc<str>,
    pub(super) field: Option<Field>,
    pub(super) rank: usize,
    pub(super) value: Value,
}

/// The cells of a row.
pub(super) type Cells = Vec<Cell>;

/// How cells are read.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) mapping: Mapping,
    pub(super) dates: Dates,
    /// Day 0 of plain numbers that are dates is 1 January 1904.
    pub(super) from_1904: bool,
    /// Long ids that end in zeros were rounded by a spreadsheet.
    pub(super) cut_off_ids: bool,
}

/// What went less than well with a row, to be counted for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blemish {
    /// A date could not be read; it is under `raw`.
    Date,
    /// A count could not be read; it is under `raw`.
    Count,
    /// An id was rounded by a spreadsheet; it is under `raw`.
    Id,
}

/// What a row is.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A post, and what went less than well with it.
    Post(Box<Post>, Vec<Blemish>),
    /// A line of totals.
    Totals,
    /// A row that says nothing that makes a post.
    Nothing,
}

/// A row as it fills.
struct Builder<'a> {
    manner: &'a Manner,
    post: Post,
    author: Author,
    metrics: Metrics,
    id: Option<String>,
    reply: Option<String>,
    conversation: Option<String>,
    date: Option<(String, String)>,
    time: Option<String>,
    raw: Map<String, Value>,
    /// The columns that filled the counts.
    figures: Vec<(Field, Arc<str>)>,
    blemishes: Vec<Blemish>,
}

/// The post of a row.
pub(super) fn post(mut cells: Cells, manner: &Manner) -> Outcome {
    let mapping = &manner.mapping;
    let mut builder = Builder {
        manner,
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
        figures: Vec::new(),
        blemishes: Vec::new(),
    };
    if cells.iter().any(|cell| cell.rank > 0) {
        cells.sort_by_key(|cell| cell.rank);
    }
    for cell in cells {
        builder.cell(cell);
    }
    builder.finish()
}

impl Builder<'_> {
    fn cell(&mut self, cell: Cell) {
        let text = match &cell.value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Array(_) if cell.field == Some(Field::Source) => {
                list(&cell.value, ' ').join(",")
            }
            _ => String::new(),
        };
        let taken = match cell.field {
            Some(Field::Hashtags | Field::Mentions | Field::Links | Field::Media) => {
                self.list(cell.field, &cell.value)
            }
            // An empty cell says nothing; a list or an object is kept as it is.
            _ if text.is_empty() => !(cell.value.is_array() || cell.value.is_object()),
            Some(field) => self.take(field, &text, &cell),
            None => false,
        };
        if !taken {
            self.raw.insert(cell.name.as_ref().to_owned(), cell.value);
        }
    }

    /// Takes a list of words; false when there is none.
    fn list(&mut self, field: Option<Field>, value: &Value) -> bool {
        let post = &mut self.post;
        let (slot, sign) = match field {
            Some(Field::Hashtags) => (&mut post.hashtags, '#'),
            Some(Field::Mentions) => (&mut post.mentions, '@'),
            Some(Field::Links) => (&mut post.links, ' '),
            _ => {
                let urls: Vec<String> =
                    list(value, ' ').iter().filter_map(|url| web(url)).collect();
                let some = !urls.is_empty();
                post.media.extend(urls.into_iter().map(|url| Media {
                    media_type: Some("image".to_owned()),
                    url: Some(url),
                    alt: None,
                }));
                return some || is_blank(value);
            }
        };
        if !slot.is_empty() {
            return false;
        }
        *slot = list(value, sign);
        if field == Some(Field::Links) {
            slot.retain(|link| web(link).is_some());
        }
        !slot.is_empty() || is_blank(value)
    }

    /// Takes a cell; false when it cannot be read, or the field is filled already, and the cell belongs to `raw`.
    fn take(&mut self, field: Field, text: &str, cell: &Cell) -> bool {
        match field {
            Field::Id => self.identity(text, &cell.value),
            Field::Url => fill(&mut self.post.url, web(text)),
            Field::Source => self.source(text),
            Field::Kind => match kind(text) {
                Some(kind) => {
                    self.post.kind = Some(kind);
                    true
                }
                None => false,
            },
            Field::Title => fill(&mut self.post.title, some(html::title(text))),
            Field::Text => fill(&mut self.post.text, some(html::to_text_if_html(text))),
            Field::Lang => {
                self.post.lang_declared = Some(text.to_owned());
                true
            }
            Field::Date => {
                let text = self.day_number(text, &cell.value);
                let free = self.date.is_none();
                self.date
                    .get_or_insert((cell.name.as_ref().to_owned(), text));
                free
            }
            Field::Time => fill(&mut self.time, Some(text.to_owned())),
            Field::Query => fill(&mut self.post.query, some(html::one_line(text))),
            Field::Client => fill(&mut self.post.client, some(html::one_line(text))),
            Field::Own => match yes(text) {
                Some(own) => {
                    self.post.own = Some(own);
                    true
                }
                None => false,
            },
            Field::InReplyTo | Field::Conversation if is_rounded(&cell.value, text) => false,
            Field::InReplyTo => fill(&mut self.reply, Some(text.to_owned())),
            Field::Conversation => fill(&mut self.conversation, Some(text.to_owned())),
            Field::Author | Field::Handle | Field::AuthorId | Field::AuthorUrl => {
                self.person(field, text, &cell.value)
            }
            _ => self.figure(field, text, &cell.name),
        }
    }

    fn identity(&mut self, text: &str, value: &Value) -> bool {
        if is_rounded(value, text) || (self.manner.cut_off_ids && is_cut_off(text)) {
            self.blemishes.push(Blemish::Id);
            return false;
        }
        fill(&mut self.id, some(unquoted(text)))
    }

    fn source(&mut self, text: &str) -> bool {
        let (source, known) = match self.manner.mapping.source_of(text) {
            Some((source, known)) => (source.to_owned(), known),
            None => (slug(text), true),
        };
        self.post.source = source;
        // `Le Monde`, read as `news`, says more than that.
        known
    }

    /// A plain number in a column of dates, as the system that begins in 1900 would have it.
    fn day_number(&self, text: &str, value: &Value) -> String {
        /// Days from the beginning of one system of day numbers to that of the other (ECMA-376, part 1, 18.17.4.1).
        const BETWEEN: f64 = 1462.0;
        match value.as_f64() {
            Some(day) if self.manner.from_1904 && value.is_number() => (day + BETWEEN).to_string(),
            _ => text.to_owned(),
        }
    }

    fn person(&mut self, field: Field, text: &str, value: &Value) -> bool {
        let text = html::one_line(text);
        let author = &mut self.author;
        match field {
            Field::Author => fill(&mut author.name, some(text)),
            Field::Handle => fill(
                &mut author.handle,
                some(text.trim_start_matches('@').to_owned()),
            ),
            Field::AuthorId if is_rounded(value, &text) => false,
            Field::AuthorId => fill(&mut author.id, some(unquoted(&text))),
            _ => fill(&mut author.url, web(&text)),
        }
    }

    fn figure(&mut self, field: Field, text: &str, name: &Arc<str>) -> bool {
        // How the exports write "not counted".
        if matches!(
            text,
            "-" | "–" | "—" | "N/A" | "n/a" | "NA" | "null" | "nd" | "s.o."
        ) {
            return true;
        }
        // A rate is no count.
        if text.ends_with('%') {
            return false;
        }
        let comma = self.manner.mapping.decimal_comma;
        if field == Field::Score {
            return self.score(text, comma);
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
        // Of several columns the greatest counts: the others are parts of it, or of networks that the post is not on.
        let before = slot.unwrap_or_default();
        if value < before {
            return value == 0;
        }
        *slot = Some(value);
        let last = self.figures.iter().rfind(|(filled, _)| *filled == field);
        if let Some((_, other)) = last.filter(|_| (1..value).contains(&before)) {
            self.raw.insert(other.as_ref().to_owned(), before.into());
        }
        self.figures.push((field, Arc::clone(name)));
        true
    }

    fn score(&mut self, text: &str, comma: Option<bool>) -> bool {
        if let Some(stars) = stars(text) {
            return fill(&mut self.metrics.score, Some(stars));
        }
        let Some(score) = number(text, comma).filter(|score| score.abs() < 1e15) else {
            self.blemishes.push(Blemish::Count);
            return false;
        };
        #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
        let whole = score.round() as i64;
        let filled = fill(&mut self.metrics.score, Some(whole));
        // A rating of 4.5 is kept under `raw` too.
        filled && (score - score.round()).abs() < f64::EPSILON
    }

    fn published(&mut self) -> Option<DateTime<Utc>> {
        let (name, text) = self.date.take()?;
        let with_time = self
            .time
            .as_ref()
            .and_then(|time| self.manner.dates.parse(&format!("{text} {time}")));
        let at = with_time.or_else(|| self.manner.dates.parse(&text));
        if at.is_none() {
            self.blemishes.push(Blemish::Date);
            self.raw.insert(name, Value::String(text));
        }
        at
    }

    /// Whether nothing but a word for totals says what the row is.
    fn is_totals(&self) -> bool {
        let post = &self.post;
        if post.text.is_some() || post.url.is_some() {
            return false;
        }
        let words = [
            self.id.as_deref(),
            post.title.as_deref(),
            self.date.as_ref().map(|(_, date)| date.as_str()),
        ];
        words.into_iter().flatten().any(is_total)
    }

    fn finish(mut self) -> Outcome {
        if self.is_totals() {
            return Outcome::Totals;
        }
        let (post, id) = (&self.post, &self.id);
        if post.text.is_none() && post.title.is_none() && post.url.is_none() && id.is_none() {
            return Outcome::Nothing;
        }
        self.post.published_at = self.published();
        let mapping = &self.manner.mapping;
        let mut post = self.post;
        if post.source.is_empty() {
            let told = mapping.source.as_deref().map(slug);
            let by_url = || post.url.as_deref().and_then(network).map(str::to_owned);
            post.source = told.or_else(by_url).unwrap_or_else(|| "import".to_owned());
        }
        if let (None, Some(template), Some(id)) = (&post.url, &mapping.url, &self.id) {
            post.url = web(&template.replace("{id}", id));
        }
        if repeats(post.title.as_deref(), post.text.as_deref()) {
            post.title = None;
        }
        if self.reply.is_some() {
            post.kind = post.kind.or(Some(Kind::Reply));
        }
        let prefix = format!("{}:", post.source);
        let qualified = |id: String| {
            if id.starts_with(&prefix) {
                id
            } else {
                format!("{prefix}{id}")
            }
        };
        let reply = self.reply.map(|reply| native(&post.source, &reply));
        post.in_reply_to_id = reply.map(qualified);
        post.conversation_id = self.conversation.map(qualified);
        let by_url = || Some(native(&post.source, post.url.as_deref()?));
        let id = self.id.or_else(by_url);
        post.id = qualified(id.unwrap_or_else(|| fingerprint(&post, &self.author)));
        post.author = (self.author != Author::default()).then_some(self.author);
        post.metrics = self.metrics.some();
        post.raw = (!self.raw.is_empty()).then_some(Value::Object(self.raw));
        Outcome::Post(Box::new(post), self.blemishes)
    }
}

/// Fills a field that is free; false when it is not, or there is nothing to fill it with.
fn fill<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let free = slot.is_none() && value.is_some();
    if free {
        *slot = value;
    }
    free
}
