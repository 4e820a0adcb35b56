//! What a source asks for, as lists of the server: a hashtag, an account, a search, ...

use crate::connect::address::segment;
use crate::connect::connector::SourceError;
use crate::connect::source::{Source, SourceOption, Takes};

/// Statuses asked for at once; the most that timelines give (<https://docs.joinmastodon.org/methods/timelines/>).
pub(super) const LIMIT: usize = 40;

/// The options of the connector.
pub(super) const OPTIONS: &[SourceOption] = &[
    SourceOption::many(
        "hashtag",
        "TAG",
        "Posts under a hashtag; may be given several times",
    ),
    SourceOption::many(
        "any",
        "TAG",
        "With --hashtag: or under this one (in the same request)",
    ),
    SourceOption::many("all", "TAG", "With --hashtag: and under this one too"),
    SourceOption::many("none", "TAG", "With --hashtag: and not under this one"),
    SourceOption::many(
        "account",
        "ACCOUNT",
        "Posts of an account: name, name@server or its address",
    ),
    SourceOption::switch("exclude-boosts", "With --account: without what it boosted"),
    SourceOption::switch(
        "exclude-replies",
        "With --account: without its replies to others",
    ),
    SourceOption::switch("public", "All public posts that the server knows"),
    SourceOption::switch(
        "local",
        "With --public or --hashtag: only posts made on the server",
    ),
    SourceOption::switch(
        "remote",
        "With --public or --hashtag: only posts of other servers",
    ),
    SourceOption::many(
        "search",
        "QUERY",
        "Search for posts, in the server's query language; most servers want a token",
    ),
    SourceOption::switch("mentions", "Posts that mention the account of the token"),
    SourceOption::switch(
        "notifications",
        "Posts that the account of the token was notified of",
    ),
    SourceOption::many(
        "types",
        "TYPE",
        "With --notifications: only these, such as mention, quote, status, update",
    ),
    SourceOption::many("link", "URL", "Posts that link to a trending article"),
    SourceOption {
        name: "trends",
        value: "WHAT",
        about: "What trends on the server: statuses, links, or the newest posts under its trending tags",
        takes: Takes::Word(&["statuses", "tags", "links"]),
    },
    SourceOption::switch(
        "conversation",
        "Fetch the whole conversation of each post found",
    ),
];

/// What sort of list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Statuses, newest first, asked for by ids.
    Timeline,
    /// The same of an account whose id must be asked for first.
    Account,
    /// Notifications, each perhaps with a status.
    Notifications,
    /// Statuses found, newest first, asked for by number.
    Search,
    /// Statuses by their popularity, asked for by number.
    TrendingStatuses,
    /// Cards of articles, likewise.
    TrendingLinks,
    /// Names of tags.
    TrendingTags,
}

impl Sort {
    /// Asked for by how many come before; what is left begins with the newest or most popular.
    pub(super) fn is_numbered(self) -> bool {
        matches!(
            self,
            Sort::Search | Sort::TrendingStatuses | Sort::TrendingLinks
        )
    }
}

/// A list of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// Name in the cursor.
    pub(super) key: String,
    pub(super) sort: Sort,
    /// Path and query, up to the limit and what says which page; of an account, its name.
    pub(super) path: String,
    /// What is left out of an account's statuses, as a query.
    pub(super) without: String,
}

impl List {
    fn new(sort: Sort, key: String, path: String) -> Self {
        List {
            key,
            sort,
            path,
            without: String::new(),
        }
    }
}

/// The lists a source asks for, in the order of its options.
pub(super) fn of(source: &Source) -> Result<Vec<List>, SourceError> {
    let options = &source.options;
    check(source)?;
    let mut lists = Vec::new();
    let place = place(source);
    lists.extend(hashtags(source, &place));
    lists.extend(accounts(source));
    if options.has("public") {
        let path = format!("api/v1/timelines/public?{}", place.trim_start_matches('&'));
        lists.push(List::new(Sort::Timeline, format!("public{place}"), path));
    }
    for query in options.all("search") {
        let path = format!("api/v2/search?type=statuses&q={}", segment(query.trim()));
        lists.push(List::new(Sort::Search, format!("search {query}"), path));
    }
    lists.extend(notifications(source));
    for link in options.all("link") {
        let path = format!("api/v1/timelines/link?url={}", segment(link.trim()));
        lists.push(List::new(Sort::Timeline, format!("link {link}"), path));
    }
    if let Some(what) = options.get("trends") {
        let sort = match what {
            "links" => Sort::TrendingLinks,
            "tags" => Sort::TrendingTags,
            _ => Sort::TrendingStatuses,
        };
        lists.push(List::new(
            sort,
            format!("trends {what}"),
            format!("api/v1/trends/{what}?"),
        ));
    }
    if lists.is_empty() {
        return Err(SourceError::new(
            source,
            "nothing is asked for; give --hashtag, --account, --public, --search, --mentions, --notifications, --link or --trends",
        ));
    }
    Ok(lists)
}

fn hashtags(source: &Source, place: &str) -> Vec<List> {
    let options = &source.options;
    let bare = |tag: &str| tag.trim().trim_start_matches('#').to_owned();
    let mut query = String::new();
    for name in ["any", "all", "none"] {
        for other in options.all(name) {
            query.push_str(&format!("&{name}[]={}", segment(&bare(other))));
        }
    }
    query.push_str(place);
    let tags = options.all("hashtag").iter().map(|tag| bare(tag));
    tags.map(|tag| {
        let path = format!(
            "api/v1/timelines/tag/{}?{}",
            segment(&tag),
            query.trim_start_matches('&')
        );
        List::new(Sort::Timeline, format!("hashtag {tag}{query}"), path)
    })
    .collect()
}

fn accounts(source: &Source) -> Vec<List> {
    let options = &source.options;
    let mut without = String::new();
    if options.has("exclude-boosts") {
        without.push_str("&exclude_reblogs=true");
    }
    if options.has("exclude-replies") {
        without.push_str("&exclude_replies=true");
    }
    let accounts = options.all("account").iter();
    accounts
        .map(|account| {
            let acct = acct(account, &source.target);
            let key = format!("account {acct}{without}");
            List {
                without: without.clone(),
                ..List::new(Sort::Account, key, acct)
            }
        })
        .collect()
}

fn notifications(source: &Source) -> Option<List> {
    let options = &source.options;
    let types: Vec<&str> = if options.has("notifications") {
        let wanted = options.all("types").iter();
        wanted
            .flat_map(|types| types.split(','))
            .map(str::trim)
            .collect()
    } else if options.has("mentions") {
        vec!["mention"]
    } else {
        return None;
    };
    let query: String = types
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| format!("&types[]={}", segment(name)))
        .collect();
    let path = format!("api/v1/notifications?{}", query.trim_start_matches('&'));
    Some(List::new(
        Sort::Notifications,
        format!("notifications{query}"),
        path,
    ))
}

fn place(source: &Source) -> String {
    if source.options.has("local") {
        "&local=true".to_owned()
    } else if source.options.has("remote") {
        "&remote=true".to_owned()
    } else {
        String::new()
    }
}

/// Options that mean nothing, or not the same, without others.
fn check(source: &Source) -> Result<(), SourceError> {
    let options = &source.options;
    let wrong = |message: String| Err(SourceError::new(source, message));
    if options.has("local") && options.has("remote") {
        return wrong(
            "--local and --remote leave nothing; give one of them, or neither".to_owned(),
        );
    }
    let needs: &[(&str, &[&str])] = &[
        ("any", &["hashtag"]),
        ("all", &["hashtag"]),
        ("none", &["hashtag"]),
        ("local", &["public", "hashtag"]),
        ("remote", &["public", "hashtag"]),
        ("exclude-boosts", &["account"]),
        ("exclude-replies", &["account"]),
        ("types", &["notifications"]),
    ];
    for (name, others) in needs {
        if options.has(name) && !others.iter().any(|other| options.has(other)) {
            return wrong(format!("--{name} goes with --{}", others.join(" or --")));
        }
    }
    for name in ["hashtag", "account", "search", "link"] {
        if options
            .all(name)
            .iter()
            .any(|value| value.trim().trim_matches(['#', '@']).is_empty())
        {
            return wrong(format!("--{name} is empty; say which"));
        }
    }
    if source.token.is_none() {
        for (name, what) in [
            ("mentions", "--mentions"),
            ("notifications", "--notifications"),
        ] {
            if options.has(name) {
                return Err(SourceError::no_token(source, "mastodon", what));
            }
        }
    }
    Ok(())
}

/// The name by which a server knows an account, from what people write: `alice`, `@alice@host`, `https://host/@alice`, `https://host/users/alice`.
pub(super) fn acct(account: &str, server: &str) -> String {
    let own = url::Url::parse(server).ok();
    let own = own
        .as_ref()
        .and_then(url::Url::host_str)
        .unwrap_or_default();
    let account = account.trim();
    let (name, host) = match url::Url::parse(account) {
        Ok(page) if page.has_host() => {
            let name = page
                .path()
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default();
            // `https://a.example/@bob@b.example` is a page of a for somebody of b.
            match name.trim_start_matches('@').split_once('@') {
                Some((name, host)) => (name.to_owned(), host.to_owned()),
                None => (
                    name.to_owned(),
                    page.host_str().unwrap_or_default().to_owned(),
                ),
            }
        }
        _ => {
            let bare = account
                .strip_prefix("acct:")
                .unwrap_or(account)
                .trim_start_matches('@');
            let (name, host) = bare.split_once('@').unwrap_or((bare, ""));
            (name.to_owned(), host.to_owned())
        }
    };
    let name = name.trim_start_matches('@');
    if host.is_empty() || host.eq_ignore_ascii_case(own) {
        name.to_owned()
    } else {
        format!("{name}@{host}")
    }
}
