//! What is asked of a server, in the words of either version of the API.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::connect::address::{endpoint, host, is_number, on};
use crate::connect::connector::{Ask, Cursor, SourceError, Start};
use crate::connect::memo::remember;
use crate::connect::moment::{read_again_from, reads_until};
use crate::connect::source::Source;

/// Items asked for at once; the most that Lemmy gives (`FETCH_LIMIT_MAX`).
pub(super) const LIMIT: &str = "50";

/// How late a post may reach the server and still be found.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// Kinds of question.
pub(super) mod step {
    pub(in super::super) const SITE: &str = "site";
    pub(in super::super) const LIST: &str = "list";
    pub(in super::super) const POST: &str = "post";
    pub(in super::super) const RESOLVE: &str = "resolve";
    pub(in super::super) const AGAIN: &str = "again";
    pub(in super::super) const CHECK: &str = "check";
}

/// Version of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Api {
    /// Lemmy 0.19.
    #[default]
    V3,
    /// Lemmy 1.0.
    V4,
}

/// What sort of list it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum List {
    /// Posts with some words.
    SearchPosts(String),
    /// Comments with some words.
    SearchComments(String),
    /// Posts of a community.
    Posts(String),
    /// Comments of a community.
    Comments(String),
    /// Comments of a post.
    Thread(String),
    /// Comments that mention the account; all notifications in version 4.
    Mentions,
    /// Comments that answer the account.
    Replies,
}

/// What goes along from ask to ask.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Memo {
    pub(super) api: Api,
    /// The user said which version it is.
    pub(super) told: bool,
    /// Older items are not wanted.
    pub(super) from: Option<DateTime<Utc>>,
    /// When the run began.
    pub(super) now: DateTime<Utc>,
    /// Up to when this run reads everything.
    pub(super) cursor: Option<String>,
    /// `37 en` for each language that the server knows.
    pub(super) languages: Vec<(u64, String)>,
    pub(super) list: Option<List>,
    /// Number of the page.
    pub(super) page: u64,
}

impl Memo {
    /// What is known at the beginning.
    pub(super) fn start(source: &Source, start: &Start<'_>) -> Self {
        Memo {
            api: match source.options.get("api") {
                Some("v4") => Api::V4,
                _ => Api::V3,
            },
            told: source.options.has("api"),
            from: read_again_from(start, OVERLAP),
            now: start.now,
            cursor: reads_until(start),
            page: 1,
            ..Memo::default()
        }
    }

    /// Where the next run goes on.
    pub(super) fn cursor(&self) -> Option<Cursor> {
        self.cursor.clone().map(Cursor)
    }
}

/// Options that mean nothing, or not the same, without others.
pub(super) fn check(source: &Source) -> Result<(), SourceError> {
    let options = &source.options;
    let wrong = |message: &str| Err(SourceError::new(source, message));
    if options.has("posts-only") && options.has("comments-only") {
        return wrong("--posts-only and --comments-only leave nothing to read");
    }
    let asked = ["search", "community", "post", "mentions"];
    if !asked.iter().any(|name| options.has(name)) {
        return wrong("nothing is asked for; give --search, --community, --post or --mentions");
    }
    for name in ["search", "community", "post"] {
        if options
            .all(name)
            .iter()
            .any(|value| value.trim().is_empty())
        {
            return wrong(&format!("--{name} is empty; say which"));
        }
    }
    if options.has("mentions") && source.token.is_none() {
        return Err(SourceError::no_token(source, "lemmy", "--mentions"));
    }
    for post in options.all("post") {
        let post = post.trim();
        match number_of(post, &source.target) {
            None if host(post).is_none() => {
                return wrong(&format!(
                    "`{post}` is no post; give its number or its address"
                ));
            }
            None if source.token.is_none() => {
                let what = format!("`{post}` is no post of {}; to find it there", source.target);
                return Err(SourceError::no_token(source, "lemmy", &what));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The number of a post, if it is one or the address of one on this server.
fn number_of(post: &str, server: &str) -> Option<String> {
    if is_number(post) {
        return Some(post.to_owned());
    }
    let url = on(server, post)?;
    let number = url.path().strip_prefix("/post/")?.split('/').next()?;
    is_number(number).then(|| number.to_owned())
}

/// The name of a community: `name`, `name@host`, `!name@host`, `https://host/c/name`.
pub(super) fn community(name: &str, server: &str) -> String {
    let name = name.trim().trim_start_matches('!');
    let Ok(url) = url::Url::parse(name) else {
        return name.trim_start_matches("c/").to_owned();
    };
    let last = url.path().trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or_default();
    if last.contains('@') || on(server, name).is_some() {
        return last.to_owned();
    }
    format!("{last}@{}", url.host_str().unwrap_or_default())
}

/// Asks which version the server runs.
pub(super) fn site(source: &Source, memo: &Memo) -> Ask {
    let version = version(memo);
    Ask::get(format!("{}/api/{version}/site", source.target))
        .step(step::SITE)
        .memo(remember(memo))
}

fn version(memo: &Memo) -> &'static str {
    match memo.api {
        Api::V3 => "v3",
        Api::V4 => "v4",
    }
}

/// The first asks for all that a source wants.
pub(super) fn begin(source: &Source, memo: &Memo) -> Vec<Ask> {
    let options = &source.options;
    let (posts, comments) = (!options.has("comments-only"), !options.has("posts-only"));
    let mut asks = Vec::new();
    let mut add = |wanted: bool, list: List| {
        if wanted {
            asks.push(of_list(source, memo, list));
        }
    };
    for words in options.all("search") {
        add(posts, List::SearchPosts(words.trim().to_owned()));
        add(comments, List::SearchComments(words.trim().to_owned()));
    }
    for name in options.all("community") {
        let name = community(name, &source.target);
        add(posts, List::Posts(name.clone()));
        add(comments, List::Comments(name));
    }
    if options.has("mentions") {
        add(true, List::Mentions);
        add(memo.api == Api::V3, List::Replies);
    }
    for post in options.all("post") {
        match number_of(post.trim(), &source.target) {
            Some(number) => asks.extend(thread(source, memo, &number)),
            None => asks.push(resolve(source, memo, post.trim())),
        }
    }
    asks
}

/// The asks for a post and its comments.
pub(super) fn thread(source: &Source, memo: &Memo, number: &str) -> Vec<Ask> {
    let mut asks = Vec::new();
    if !source.options.has("comments-only") {
        let url = format!("{}/api/{}/post?id={number}", source.target, version(memo));
        asks.push(Ask::get(url).step(step::POST).memo(remember(memo)));
    }
    if !source.options.has("posts-only") {
        asks.push(of_list(source, memo, List::Thread(number.to_owned())));
    }
    asks
}

/// Asks for the number that a post of another server has on this one.
fn resolve(source: &Source, memo: &Memo, address: &str) -> Ask {
    let path = format!("/api/{}/resolve_object", version(memo));
    Ask::get(endpoint(&source.target, &path, &[("q", address)]))
        .step(step::RESOLVE)
        .memo(remember(memo))
}

fn of_list(source: &Source, memo: &Memo, list: List) -> Ask {
    let memo = Memo {
        list: Some(list),
        page: 1,
        ..memo.clone()
    };
    page(source, &memo, None)
}

/// The ask for a page of a list: by number, or from a cursor of the server.
pub(super) fn page(source: &Source, memo: &Memo, server_cursor: Option<&str>) -> Ask {
    let v3 = memo.api == Api::V3;
    let pick = |three: &'static str, four: &'static str| if v3 { three } else { four };
    let all = ("type_", pick("All", "all"));
    let number = memo.page.to_string();
    let (path, mut pairs): (&str, Vec<(&str, &str)>) = match &memo.list {
        Some(List::SearchPosts(words)) => (
            "search",
            vec![
                (pick("q", "search_term"), words),
                ("type_", pick("Posts", "posts")),
            ],
        ),
        Some(List::SearchComments(words)) => (
            "search",
            vec![
                (pick("q", "search_term"), words),
                ("type_", pick("Comments", "comments")),
            ],
        ),
        Some(List::Posts(name)) => ("post/list", vec![("community_name", name), all]),
        Some(List::Comments(name)) => ("comment/list", vec![("community_name", name), all]),
        Some(List::Thread(post)) => ("comment/list", vec![("post_id", post), all]),
        Some(List::Mentions) if v3 => ("user/mention", Vec::new()),
        Some(List::Replies) => ("user/replies", Vec::new()),
        Some(List::Mentions) | None => ("account/notification/list", Vec::new()),
    };
    // A search of version 4 has no order to ask for, and neither have notifications; it has a range instead.
    let seconds = memo
        .from
        .map(|from| (memo.now - from).num_seconds().max(1) + 1);
    let seconds = seconds.map(|seconds| seconds.to_string());
    match (v3, path) {
        (true, _) | (false, "post/list" | "comment/list") => {
            pairs.push(("sort", pick("New", "new")));
        }
        (false, "search") => {
            pairs.push(("time_range_seconds", seconds.as_deref().unwrap_or_default()));
        }
        _ => {}
    }
    pairs.push(("limit", LIMIT));
    match server_cursor {
        Some(cursor) => pairs.push(("page_cursor", cursor)),
        None if memo.page > 1 => pairs.push(("page", &number)),
        None => {}
    }
    let path = format!("/api/{}/{path}", version(memo));
    Ask::get(endpoint(&source.target, &path, &pairs))
        .step(step::LIST)
        .memo(remember(memo))
        .apart()
}
