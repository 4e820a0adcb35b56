//! Watching: which posts a client's brief wants, what in them hit, and which are ours.

use crate::connect::Brief;
use crate::record::Post;
use crate::text::query::{Prepared, Subject};

/// Applies briefs to posts; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    prepared: Prepared,
}

impl Watcher {
    /// Whether the brief wants a post; fills in `query`, `matched` and `own` of one that it wants.
    pub(super) fn wants(&mut self, brief: &Brief, post: &mut Post) -> bool {
        if post.own.is_none() && is_own(brief, post) {
            post.own = Some(true);
        }
        if !speaks(brief, post) {
            return false;
        }
        let looks = !brief.watches.is_empty() || brief.names.is_some() || brief.exclude.is_some();
        if !looks {
            return true;
        }
        self.prepare(post);
        let excluded = brief.exclude.iter();
        if excluded
            .into_iter()
            .any(|query| query.matches(&self.prepared))
        {
            return false;
        }
        let mut matched: Vec<&str> = Vec::new();
        let mut by = None;
        for watch in &brief.watches {
            if let Some(terms) = watch.query.find(&self.prepared) {
                by.get_or_insert(&watch.name);
                matched.extend(terms);
            }
        }
        if by.is_none() && !brief.watches.is_empty() {
            return false;
        }
        if let Some(terms) = brief
            .names
            .as_ref()
            .and_then(|names| names.find(&self.prepared))
        {
            matched.extend(terms);
        }
        if post.query.is_none() {
            post.query = by.cloned();
        }
        for term in matched {
            let term = term.trim_matches('"');
            let known = |other: &String| other.to_lowercase() == term.to_lowercase();
            if !post.matched.iter().any(known) {
                post.matched.push(term.to_owned());
            }
        }
        true
    }

    fn prepare(&mut self, post: &Post) {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let author = post.author.as_ref();
        let hosts: Vec<&str> = post
            .url
            .iter()
            .chain(&post.links)
            .map(String::as_str)
            .collect();
        let hashtags: Vec<&str> = post.hashtags.iter().map(String::as_str).collect();
        let mentions: Vec<&str> = post.mentions.iter().map(String::as_str).collect();
        self.prepared.fill(&Subject {
            title: &text(&post.title),
            text: &text(&post.text),
            hashtags: &hashtags,
            mentions: &mentions,
            author_handle: author
                .and_then(|author| author.handle.as_deref())
                .unwrap_or_default(),
            author_name: author
                .and_then(|author| author.name.as_deref())
                .unwrap_or_default(),
            lang: post.lang_declared.as_deref().unwrap_or_default(),
            source: &post.source,
            hosts: &hosts,
        });
    }
}

/// Whether a post may be in a language that is wanted.
fn speaks(brief: &Brief, post: &Post) -> bool {
    let Some(declared) = post
        .lang_declared
        .as_deref()
        .filter(|_| !brief.languages.is_empty())
    else {
        return true;
    };
    let main = declared.split(['-', '_']).next().unwrap_or_default();
    brief
        .languages
        .iter()
        .any(|wanted| wanted.eq_ignore_ascii_case(main))
}

/// Whether one of our accounts wrote it.
fn is_own(brief: &Brief, post: &Post) -> bool {
    let Some(author) = post.author.as_ref().filter(|_| !brief.own.is_empty()) else {
        return false;
    };
    let plain = |text: &str| {
        text.trim()
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_start_matches('@')
            .trim_end_matches('/')
            .to_lowercase()
    };
    let instance = post.instance.as_deref().unwrap_or_default();
    let mut names: Vec<String> = [&author.id, &author.handle, &author.url]
        .into_iter()
        .flatten()
        .map(|name| plain(name))
        .collect();
    if let Some(handle) = author
        .handle
        .as_deref()
        .filter(|handle| !handle.contains('@'))
    {
        names.push(format!("{}@{}", plain(handle), instance.to_lowercase()));
    }
    brief.own.iter().any(|own| names.contains(&plain(own)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::Watch;
    use crate::record::Author;
    use crate::text::query::Query;

    fn watch(name: &str, query: &str) -> Watch {
        Watch {
            name: name.to_owned(),
            query: Query::parse(query).unwrap(),
        }
    }

    fn post(text: &str) -> Post {
        Post {
            text: Some(text.to_owned()),
            ..Post::new("feed", "1")
        }
    }

    fn wanted(brief: &Brief, mut post: Post) -> Option<(Option<String>, Vec<String>)> {
        Watcher::default()
            .wants(brief, &mut post)
            .then_some((post.query, post.matched))
    }

    #[test]
    fn what_a_watch_finds_says_so() {
        let brief = Brief {
            watches: vec![
                watch("taste", "oasis AND (goût OR taste) NOT concert"),
                watch("price", "oasis prix"),
            ],
            names: Some(Query::parse("\"Jeanne Martin\" OR oasis").unwrap()),
            exclude: Some(Query::parse("emploi").unwrap()),
            ..Brief::default()
        };
        let texts = |terms: &[&str]| {
            terms
                .iter()
                .map(|&term| term.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            wanted(
                &brief,
                post("Le gout d'Oasis, le prix aussi, dit Jeanne Martin")
            ),
            Some((
                Some("taste".to_owned()),
                texts(&["oasis", "goût", "prix", "Jeanne Martin"])
            ))
        );
        assert_eq!(wanted(&brief, post("oasis taste, the concert")), None);
        assert_eq!(wanted(&brief, post("oasis taste, offre d'emploi")), None);
        assert_eq!(wanted(&brief, post("nothing of the sort")), None);
    }

    #[test]
    fn without_watches_everything_is_wanted_but_other_languages() {
        let brief = Brief {
            languages: vec!["fr".to_owned()],
            ..Brief::default()
        };
        let in_language = |lang: Option<&str>| {
            wanted(
                &brief,
                Post {
                    lang_declared: lang.map(str::to_owned),
                    ..post("x")
                },
            )
            .is_some()
        };
        assert!(in_language(None) && in_language(Some("fr-CA")) && in_language(Some("FR")));
        assert!(!in_language(Some("en")));
    }

    #[test]
    fn our_accounts_are_known_by_any_of_their_names() {
        let own = |name: &str| {
            let brief = Brief {
                own: vec![name.to_owned()],
                ..Brief::default()
            };
            let mut post = Post {
                instance: Some("social.example".to_owned()),
                author: Some(Author {
                    id: Some("109".to_owned()),
                    handle: Some("Mirabo".to_owned()),
                    url: Some("https://social.example/@mirabo".to_owned()),
                    ..Author::default()
                }),
                ..post("x")
            };
            Watcher::default().wants(&brief, &mut post);
            post.own
        };
        for name in [
            "mirabo",
            "@mirabo",
            "@mirabo@social.example",
            "https://social.example/@mirabo/",
            "109",
        ] {
            assert_eq!(own(name), Some(true), "{name}");
        }
        assert_eq!(own("@mirabo@elsewhere.example"), None);
    }
}
