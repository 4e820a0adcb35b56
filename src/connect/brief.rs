//! What is looked for on behalf of a client: its watches, its own accounts, the names of its world, what is left out.

use crate::text::query::{Dialect, Query};

/// A named query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Its name; written to the posts as `query`.
    pub name: String,
    /// What it looks for.
    pub query: Query,
}

/// What is looked for in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// A post is wanted if one of these finds it; without any, every post is.
    pub watches: Vec<Watch>,
    /// Brands, products, people and rivals: what of it a post names is noted in `matched`, whether or not a watch found the post.
    pub names: Option<Query>,
    /// A post found by this is not wanted.
    pub exclude: Option<Query>,
    /// Posts that declare another language are not wanted; what declares none may be in any. ISO 639-1.
    pub languages: Vec<String>,
    /// Our accounts: handles with or without `@`, ids, or addresses of profiles.
    pub own: Vec<String>,
}

/// How a network's search can be given a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// What its search understands.
    pub dialect: Dialect,
    /// Options that narrow a search and do not choose something else to read, such as `subreddit`.
    pub beside: &'static [&'static str],
}

/// Searches that a watch may need at most where a network has no OR.
const MOST_SEARCHES: usize = 20;

impl Watch {
    /// What to ask a network's search so that it finds all that the watch looks for; nothing if that cannot be said.
    pub fn searches(&self, dialect: &Dialect) -> Option<Vec<String>> {
        // Without OR, one search for all would have to leave out what tells the alternatives apart.
        let written = self.query.write(dialect);
        let apart = dialect.or.is_none().then(|| self.apart(dialect)).flatten();
        apart
            .or_else(|| written.map(|search| vec![search]))
            .or_else(|| self.apart(dialect))
    }

    /// A search for each of the query's alternatives.
    fn apart(&self, dialect: &Dialect) -> Option<Vec<String>> {
        let alternatives = self.query.alternatives(MOST_SEARCHES)?;
        let searches = alternatives.iter().map(|terms| {
            let terms: Vec<String> = terms
                .iter()
                .filter_map(|term| Query::parse(term.written()).ok()?.write(dialect))
                .collect();
            let search = terms.join(dialect.and);
            (!search.is_empty() && search.chars().count() <= dialect.max_chars).then_some(search)
        });
        let mut searches = searches.collect::<Option<Vec<String>>>()?;
        searches.sort();
        searches.dedup();
        Some(searches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_without_or_is_asked_once_for_each_alternative() {
        let watch = Watch {
            name: "taste".to_owned(),
            query: Query::parse("oasis AND (gout OR \"bad taste\") NOT concert").unwrap(),
        };
        let plain = Dialect {
            and: " ",
            or: None,
            not: None,
            parentheses: false,
            ..Dialect::OWN
        };
        assert_eq!(
            watch.searches(&plain).unwrap(),
            ["oasis \"bad taste\"", "oasis gout"]
        );
        assert_eq!(
            watch.searches(&Dialect::OWN).unwrap(),
            ["oasis AND (gout OR \"bad taste\") AND NOT concert"]
        );
        let short = Dialect {
            max_chars: 4,
            ..plain
        };
        assert_eq!(watch.searches(&short), None);
    }
}
