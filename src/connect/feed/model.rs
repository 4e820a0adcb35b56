//! A feed and its entries, whatever the format: what the readers fill and the mapping turns into posts.

use std::time::Duration;

use crate::text::html;

/// Words, and what the format says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// Plain text.
    Plain(String),
    /// HTML.
    Html(String),
    /// RSS does not say which: plain text or HTML.
    Either(String),
}

impl Words {
    pub(super) fn source(&self) -> &str {
        let (Words::Plain(text) | Words::Html(text) | Words::Either(text)) = self;
        text
    }

    /// As plain text with its lines.
    pub(super) fn text(&self) -> Option<String> {
        let text = match self {
            // Markup in what is called plain was meant as markup when it holds blocks or links.
            Words::Plain(text) if !holds_blocks(text) => html::tidy(text),
            Words::Html(text) | Words::Plain(text) => html::to_text(text),
            Words::Either(text) => {
                let once = html::to_text_if_html(text);
                if !html::has_markup(text) && holds_blocks(&once) {
                    html::to_text(&once)
                } else {
                    once
                }
            }
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// As a title on one line.
    pub(super) fn title(&self) -> Option<String> {
        let title = match self {
            Words::Plain(text) => html::one_line(text),
            Words::Html(text) | Words::Either(text) => html::title(text),
        };
        Some(title).filter(|title| !title.is_empty())
    }
}

/// Whether a text holds tags that only HTML meant as such has: paragraphs, breaks, links, pictures.
fn holds_blocks(text: &str) -> bool {
    const BLOCKS: &[&str] = &[
        "</p>", "<br", "</div>", "</a>", "</li>", "</table>", "</span>", "<img ",
    ];
    BLOCKS.iter().any(|tag| text.contains(tag))
}

/// Who wrote an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) handle: Option<String>,
    pub(super) url: Option<String>,
}

impl Person {
    /// A person from the forms that feeds write: `Name`, `a@b.c (Name)`, `Name <a@b.c>`, `a@b.c`, an account's address.
    pub(super) fn parse(text: &str) -> Option<Person> {
        let text = html::title(text);
        if text.starts_with("http://") || text.starts_with("https://") {
            return Some(Person::of_account(&text));
        }
        let name = match text.split_once('(') {
            Some((mail, name)) if is_mail(mail.trim()) => name.trim_end_matches(')').trim(),
            Some((name, mail)) if is_mail(mail.trim_end_matches(')').trim()) => name.trim(),
            _ => match text.split_once('<') {
                Some((name, mail)) if is_mail(mail.trim_end_matches('>').trim()) => name.trim(),
                _ => text.as_str(),
            },
        };
        // Of an address alone the part before the `@` is the name.
        let name = if is_mail(name) {
            name.split('@').next().unwrap_or_default()
        } else {
            name
        };
        let name = name.trim_matches('"').trim();
        // Reddit writes `/u/name`, Lemmy's inbox adds a link.
        let name = name.strip_suffix("(link)").unwrap_or(name).trim();
        if let Some(handle) = name
            .strip_prefix("/u/")
            .filter(|handle| !handle.contains('/'))
        {
            let (name, handle) = (Some(handle.to_owned()), Some(handle.to_owned()));
            return Some(Person {
                name,
                handle,
                url: None,
            });
        }
        (!name.is_empty()).then(|| Person {
            name: Some(name.to_owned()),
            ..Person::default()
        })
    }

    /// The account of an address such as `https://lemmy.example/u/name`.
    fn of_account(address: &str) -> Person {
        let parsed = url::Url::parse(address).ok();
        let last = parsed.as_ref().and_then(|url| {
            url.path_segments()?
                .rfind(|part| !part.is_empty())
                .map(str::to_owned)
        });
        let host = parsed
            .as_ref()
            .and_then(|url| url.host_str().map(str::to_owned));
        let name = last.map(|name| name.trim_start_matches('@').to_owned());
        let handle = name
            .as_ref()
            .zip(host.as_ref())
            .map(|(name, host)| format!("{name}@{host}"));
        Person {
            name: name.or(host),
            handle,
            url: Some(address.to_owned()),
        }
    }
}

fn is_mail(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        && !text.contains(char::is_whitespace)
}

/// A picture, sound or film, as the feed describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Medium {
    pub(super) url: String,
    /// MIME type, or `image`, `video`, `audio`.
    pub(super) kind: Option<String>,
    pub(super) alt: Option<String>,
}

/// A link of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) href: String,
    /// `alternate` when the format names none.
    pub(super) rel: String,
    pub(super) mime: Option<String>,
}

/// One entry; addresses as written, dates as written.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) id: Option<String>,
    /// The id is the entry's address, by its format (`guid` of RSS).
    pub(super) id_is_link: bool,
    pub(super) links: Vec<Link>,
    pub(super) title: Option<Words>,
    pub(super) content: Option<Words>,
    pub(super) summary: Option<Words>,
    pub(super) authors: Vec<Person>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) lang: Option<String>,
    /// `xml:base` of the entry, and of its content.
    pub(super) base: Option<String>,
    pub(super) content_base: Option<String>,
    pub(super) media: Vec<Medium>,
    pub(super) categories: Vec<String>,
    pub(super) reply_count: Option<u64>,
    pub(super) view_count: Option<u64>,
    pub(super) like_count: Option<u64>,
    pub(super) score: Option<i64>,
    /// Id of the entry it answers (RFC 4685).
    pub(super) in_reply_to: Option<String>,
    /// The feed of its comments.
    pub(super) comment_feed: Option<String>,
    /// It is a film of `YouTube`: its address is the film.
    pub(super) film: bool,
}

/// More entries of one feed are not read: an entry takes a hundred times the memory of the shortest one's bytes.
const ENTRIES: usize = 100_000;

/// A feed.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    /// `RSS`, `RDF`, `Atom`, `JSON Feed`.
    pub(super) format: &'static str,
    pub(super) title: Option<Words>,
    /// Address of the site.
    pub(super) site: Option<String>,
    /// Address of the feed, as it says itself.
    pub(super) own_address: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) base: Option<String>,
    pub(super) generator: Option<String>,
    pub(super) authors: Vec<Person>,
    /// The next older page.
    pub(super) older: Option<String>,
    /// Where it announces news (WebSub).
    pub(super) hubs: Vec<String>,
    /// How long it says that it stays the same.
    pub(super) fresh_for: Option<Duration>,
    pub(super) entries: Vec<Entry>,
    /// Entries that say nothing at all, left out.
    pub(super) empty: usize,
    /// Entries beyond the most that are read.
    pub(super) beyond: usize,
}

impl Feed {
    /// Takes a link of the feed: where it is itself, its site, its older pages (RFC 5005), its hubs (WebSub).
    pub(super) fn link(&mut self, rel: Option<&str>, href: Option<&str>) {
        /// More hubs than this are not listed.
        const HUBS: usize = 5;
        let Some(href) = href.map(str::to_owned) else {
            return;
        };
        match rel {
            Some("self") => self.own_address = Some(href),
            Some("alternate") | None => {
                self.site.get_or_insert(href);
            }
            Some("next" | "prev-archive") => {
                self.older.get_or_insert(href);
            }
            Some("hub") if self.hubs.len() < HUBS => self.hubs.push(href),
            Some(_) => {}
        }
    }

    /// Takes an entry.
    pub(super) fn push(&mut self, entry: Entry) {
        let says = entry.id.is_some()
            || !entry.links.is_empty()
            || entry.title.is_some()
            || entry.content.is_some()
            || entry.summary.is_some();
        if !says {
            self.empty += 1;
        } else if self.entries.len() < ENTRIES {
            self.entries.push(entry);
        } else {
            self.beyond += 1;
        }
    }
}
