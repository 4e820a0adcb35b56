//! What is asked of a blog, and what comes after an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CLOCK_CHANGE, LIST, ME, OVERLAP, PAGE, STEP_BACK, TERMS};
use crate::connect::address::is_number;
use crate::connect::connector::{Answer, Ask, Page, ParseError, SourceError, Start};
use crate::connect::memo::remember;
use crate::connect::moment::{left_at, reads_until, written};
use crate::connect::source::Source;
use crate::connect::{address, json};

/// What a list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sort {
    /// Articles.
    #[default]
    Posts,
    /// Comments.
    Comments,
}

impl Sort {
    /// Name of the list in addresses.
    pub(super) fn route(self) -> &'static str {
        match self {
            Sort::Posts => "posts",
            Sort::Comments => "comments",
        }
    }

    /// Name of the items in ids.
    pub(super) fn item(self) -> &'static str {
        match self {
            Sort::Posts => "post",
            Sort::Comments => "comment",
        }
    }

    /// What to call them.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Sort::Posts => "articles",
            Sort::Comments => "comments",
        }
    }

    /// The members that are read; the others need not be sent.
    fn fields(self) -> &'static str {
        match self {
            Sort::Posts => {
                "id,date_gmt,modified_gmt,link,title,content,excerpt,author,_links,_embedded"
            }
            Sort::Comments => {
                "id,post,parent,author,author_name,author_url,date_gmt,content,link,status,type"
            }
        }
    }
}

/// What an ask carries along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    pub(super) sort: Sort,
    /// Addresses of the form `/?rest_route=`: the blog knows no others.
    pub(super) plain: bool,
    /// Items before this page.
    pub(super) offset: u64,
    /// Items of this page.
    pub(super) size: u64,
    pub(super) after: Option<String>,
    pub(super) before: Option<String>,
    pub(super) search: String,
    /// Numbers of categories and tags.
    pub(super) categories: String,
    pub(super) tags: String,
    /// Numbers of the items to be looked up again.
    pub(super) include: String,
    /// What the run leaves behind when it is complete.
    pub(super) cursor: Option<String>,
    /// Categories and tags whose numbers are being looked up.
    pub(super) terms: Terms,
}

/// Categories and tags by name, and the numbers found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Terms {
    /// Names to be looked up, each with the list it stands in.
    names: Vec<(String, String)>,
    categories: Vec<String>,
    tags: Vec<String>,
}

impl Terms {
    /// What is a number is one; the rest has to be looked up.
    pub(super) fn begin(categories: &[String], tags: &[String]) -> Self {
        let mut terms = Terms::default();
        for (list, values) in [("categories", categories), ("tags", tags)] {
            for value in values {
                if value.is_empty() || is_number(value) {
                    terms.found(list, value.clone());
                } else {
                    terms.names.push((list.to_owned(), value.clone()));
                }
            }
        }
        terms
    }

    fn found(&mut self, list: &str, number: String) {
        if list == "tags" {
            self.tags.push(number);
        } else {
            self.categories.push(number);
        }
    }
}

impl Memo {
    /// Where a run begins.
    pub(super) fn begin(start: &Start<'_>) -> Self {
        let seen = left_at(start).and_then(|at| at.checked_sub_signed(OVERLAP));
        let since = start
            .range
            .since
            .and_then(|since| since.checked_sub_signed(CLOCK_CHANGE));
        Memo {
            size: PAGE,
            after: seen.max(since).map(written),
            before: start
                .range
                .until
                .and_then(|until| until.checked_add_signed(CLOCK_CHANGE))
                .map(written),
            cursor: reads_until(start),
            ..Memo::default()
        }
    }
}

/// Whether the options fit together.
pub(super) fn check_options(source: &Source) -> Result<(), SourceError> {
    let has = |name| source.options.has(name);
    let wrong = |message: &str| Err(SourceError::new(source, message));
    if !has("comments") && !has("posts") {
        return wrong("nothing to fetch is named; use --comments, --posts, or both");
    }
    if has("post") && !has("comments") {
        return wrong("--post chooses the comments on an article; use it with --comments");
    }
    if (has("category") || has("tag")) && !has("posts") {
        return wrong("--category and --tag choose articles; use them with --posts");
    }
    let numbers = |name| {
        let values: &[String] = source.options.all(name);
        values.iter().all(|value| is_number(value))
    };
    if !numbers("post") {
        return wrong(
            "--post takes the number of an article, as in the address of its editing page (post=12)",
        );
    }
    if has("status") {
        if !has("comments") {
            return wrong("--status chooses comments; use it with --comments");
        }
        if source.token.is_none() {
            return Err(SourceError::no_token(source, "wordpress", "--status"));
        }
    }
    Ok(())
}

/// The lists of a sort to be asked: one for each search, or one.
pub(super) fn lists(source: &Source, sort: Sort, memo: &Memo) -> Vec<Ask> {
    let searches = source.options.all("search");
    let one = [String::new()];
    let searches = if searches.is_empty() { &one } else { searches };
    let asks = searches.iter().map(|search| {
        list(
            source,
            &Memo {
                sort,
                search: search.clone(),
                ..memo.clone()
            },
        )
    });
    asks.collect()
}

/// One page of a list.
pub(super) fn list(source: &Source, memo: &Memo) -> Ask {
    let size = if memo.size == 0 { PAGE } else { memo.size };
    let (size, offset) = (size.to_string(), memo.offset.to_string());
    let comments = memo.sort == Sort::Comments;
    let articles = source.options.all("post").join(",");
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (after, before) = (text(&memo.after), text(&memo.before));
    let looked_up = !memo.include.is_empty();
    let only = |wanted: bool, value: &str| {
        if wanted {
            value.to_owned()
        } else {
            String::new()
        }
    };
    let status = source.options.get("status").unwrap_or_default();
    let pairs = [
        ("per_page", size.clone()),
        ("offset", only(memo.offset > 0, &offset)),
        ("orderby", "id".to_owned()),
        ("order", "asc".to_owned()),
        ("after", after),
        ("before", before),
        ("search", memo.search.clone()),
        ("post", only(comments && !looked_up, &articles)),
        ("status", only(comments && !looked_up, status)),
        ("categories", only(!comments, &memo.categories)),
        ("tags", only(!comments, &memo.tags)),
        ("include", memo.include.clone()),
        ("_embed", only(!comments, "author,wp:featuredmedia")),
        ("_fields", only(!source.keep_raw, memo.sort.fields())),
    ];
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let address = route(source, memo.plain, memo.sort.route());
    Ask::get(address::with_query(&address, &pairs))
        .step(LIST)
        .memo(remember(memo))
}

/// Looks up the first name whose number is not known, or goes on to the articles.
pub(super) fn articles(source: &Source, memo: &Memo, terms: Terms) -> Vec<Ask> {
    let Some((list, name)) = terms.names.first().cloned() else {
        let memo = Memo {
            categories: terms.categories.join(","),
            tags: terms.tags.join(","),
            terms: Terms::default(),
            ..memo.clone()
        };
        return lists(source, Sort::Posts, &memo);
    };
    let memo = Memo {
        terms,
        ..memo.clone()
    };
    let address = route(source, memo.plain, &list);
    let pairs = [("slug", name.as_str()), ("_fields", "id,slug,name")];
    let ask = Ask::get(address::with_query(&address, &pairs));
    vec![ask.step(TERMS).memo(remember(&memo))]
}

/// What follows once a name was looked up.
pub(super) fn after_terms(
    source: &Source,
    answer: &Answer<'_>,
    memo: &Memo,
    items: &[Value],
) -> Result<Page, ParseError> {
    let mut terms = memo.terms.clone();
    if terms.names.is_empty() {
        return Ok(Page::default());
    }
    let (list, name) = terms.names.remove(0);
    let Some(number) = items.iter().find_map(|item| json::id(item, "id")) else {
        let what = if list == "tags" { "tag" } else { "category" };
        return Err(ParseError::new(
            answer.reply,
            format!(
                "the blog has no {what} `{name}`; take its short name from the address of its page"
            ),
        ));
    };
    terms.found(&list, number);
    Ok(Page {
        next: articles(source, memo, terms),
        ..Page::default()
    })
}

/// The next page of a list: as long as the blog says that there is more, or, if it does not say, as long as pages are full. A page may hold fewer
/// items than were asked for, because WordPress leaves out what the public may not see after it has counted.
pub(super) fn next(source: &Source, answer: &Answer<'_>, memo: &Memo, items: usize) -> Option<Ask> {
    let size = if memo.size == 0 { PAGE } else { memo.size };
    let reached = memo.offset + size;
    let total: Option<u64> = answer
        .reply
        .header("x-wp-total")
        .and_then(|total| total.trim().parse().ok());
    let more = match total {
        Some(total) => reached < total,
        None => items as u64 >= size,
    };
    if !more || !memo.include.is_empty() {
        return None;
    }
    let offset = reached.saturating_sub(STEP_BACK.min(size / 2));
    Some(list(
        source,
        &Memo {
            offset,
            ..memo.clone()
        },
    ))
}

/// The same question in the form that every WordPress understands.
pub(super) fn plainly(source: &Source, ask: &Ask, memo: Memo) -> Vec<Ask> {
    again(
        source,
        ask,
        &Memo {
            plain: true,
            ..memo
        },
    )
}

/// The same question with another memo.
pub(super) fn again(source: &Source, ask: &Ask, memo: &Memo) -> Vec<Ask> {
    match ask.step {
        TERMS => articles(source, memo, memo.terms.clone()),
        ME => vec![me(source, memo)],
        _ => vec![list(source, memo)],
    }
}

/// Who we are.
pub(super) fn me(source: &Source, memo: &Memo) -> Ask {
    let address = route(source, memo.plain, "users/me");
    Ask::get(address::with_query(
        &address,
        &[("context", "edit"), ("_fields", "id,name,roles")],
    ))
    .step(ME)
    .memo(remember(memo))
}

/// Address of a list. Without "pretty permalinks" a blog knows only the second form (REST API handbook, "Routes and endpoints").
fn route(source: &Source, plain: bool, name: &str) -> String {
    if plain {
        format!("{}/?rest_route=/wp/v2/{name}", source.target)
    } else {
        format!("{}/wp-json/wp/v2/{name}", source.target)
    }
}
