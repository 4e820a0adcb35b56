//! What must hold of every query and every post.

use proptest::prelude::*;

use super::super::{Dialect, Kind, Prepared, Query, QuerySet, Subject, Term};

/// Few words, so that queries and posts meet.
const WORDS: &[&str] = &[
    "oasis",
    "goût",
    "GOUT",
    "été",
    "mirabo",
    "mirabos",
    "nul",
    "or",
    "l'été",
    "porte-monnaie",
    "東京",
    "京",
    "👍",
    "Canal+",
    "straße",
];

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

fn term() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => word(),
        1 => word().prop_map(|word| format!("={word}")),
        1 => prop::sample::select(&["mir*", "goû*", "\"nul mirab*\"", "#oasis", "#été", "@nul"][..]).prop_map(str::to_owned),
        1 => (word(), word()).prop_map(|(one, other)| format!("\"{one} {other}\"")),
        1 => word().prop_map(|word| format!("title:\"{word}\"")),
        1 => prop::sample::select(&["lang:fr", "source:x", "author:nul", "site:a.fr", "title:(nul OR or)"][..]).prop_map(str::to_owned),
    ]
}

fn near() -> impl Strategy<Value = String> {
    let side = || {
        prop_oneof![
            word(),
            (word(), word()).prop_map(|(one, other)| format!("({one} OR {other})"))
        ]
    };
    (side(), 0..4_usize, any::<bool>(), side()).prop_map(|(left, words, f, right)| {
        format!("{left} NEAR/{words}{} {right}", if f { "f" } else { "" })
    })
}

/// Texts of queries, most of them right.
fn query_text() -> impl Strategy<Value = String> {
    prop_oneof![6 => term(), 1 => near()].prop_recursive(4, 24, 4, |inner| {
        let parts = |with: &'static str| {
            move |parts: Vec<String>| {
                let parts: Vec<String> = parts.iter().map(|part| format!("({part})")).collect();
                parts.join(with)
            }
        };
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(parts(" AND ")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(parts(" OR ")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("{one} -({other})")),
            (inner.clone(), inner).prop_map(|(one, other)| format!("{one} {other}")),
        ]
    })
}

fn query() -> impl Strategy<Value = Query> {
    query_text().prop_filter_map("refused", |text| Query::parse(&text).ok())
}

#[derive(Clone, Debug)]
struct Post {
    title: String,
    text: String,
    lang: &'static str,
}

impl Post {
    fn prepared(&self) -> Prepared {
        Prepared::new(&Subject {
            title: &self.title,
            text: &self.text,
            lang: self.lang,
            ..Subject::default()
        })
    }
}

fn post() -> impl Strategy<Value = Post> {
    let words = |most: usize| {
        let word = prop_oneof![8 => word(), 1 => prop::sample::select(&["#oasis", "#été", "@nul", "https://a.fr/x", "et"][..]).prop_map(str::to_owned)];
        prop::collection::vec(word, 0..most).prop_map(|words| words.join(" "))
    };
    (words(4), words(9), prop::sample::select(&["", "fr"][..]))
        .prop_map(|(title, text, lang)| Post { title, text, lang })
}

/// Whether a query of this term alone finds the post.
fn term_alone(term: &str, post: &Prepared) -> bool {
    Query::parse(term).is_ok_and(|query| query.matches(post))
}

fn is_wider(
    written: Option<String>,
    query: &Query,
    prepared: &Prepared,
) -> Result<(), TestCaseError> {
    if let Some(written) = written {
        let wider = Query::parse(&written);
        prop_assert!(wider.is_ok(), "{query}: {written}: {wider:?}");
        if query.matches(prepared) {
            prop_assert!(
                wider.is_ok_and(|wider| wider.matches(prepared)),
                "{query}: {written}"
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_fail_otherwise_than_by_an_error(text in any::<String>(), post in any::<String>()) {
        let prepared = Prepared::new(&Subject { text: &post, title: &text, author_name: &post, ..Subject::default() });
        if let Ok(query) = Query::parse(&text) {
            prop_assert_eq!(query.find(&prepared).is_some(), query.matches(&prepared));
        }
    }

    #[test]
    fn signs_in_any_order_are_read_or_refused(text in "([ab東👍]|AND|OR|NOT|NEAR/2| |\\(|\\)|\"|“|«|»|\\*|-|!|=|&|\\||#|@|:|title:|author:|site:|\\+|'|~|,|\\?|é){0,24}") {
        match Query::parse(&text) {
            Ok(query) => {
                let again = Query::parse(&query.to_string());
                prop_assert_eq!(again.as_ref(), Ok(&query), "{}", query);
                let post = Prepared::new(&Subject { text: "a b 東 a é", ..Subject::default() });
                is_wider(query.write(&Dialect::OWN), &query, &post)?;
            }
            Err(error) => prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{}", error),
        }
    }

    #[test]
    fn the_canonical_spelling_reads_as_the_same_query(query in query()) {
        let canonical = query.to_string();
        let again = Query::parse(&canonical);
        prop_assert_eq!(again.as_ref(), Ok(&query), "{}", canonical);
    }

    #[test]
    fn find_agrees_with_matches_and_names_terms_that_are_there(query in query(), post in post()) {
        let prepared = post.prepared();
        let found = query.find(&prepared);
        prop_assert_eq!(found.is_some(), query.matches(&prepared));
        let found = found.unwrap_or_default();
        let mut positive = Vec::new();
        query.root().each_term(&mut |term: &Term| positive.push(term.written().to_owned()));
        let mut places = found.iter().map(|term| positive.iter().position(|known| known == term));
        prop_assert!(places.all(|place| place.is_some()));
        for term in &found {
            prop_assert!(term_alone(term, &prepared), "{}", term);
        }
    }

    #[test]
    fn near_counts_the_words_between(
        title in "[abx]{0,6}",
        text in "[abx]{0,12}",
        left in prop::collection::vec("[ab]{1,3}", 1..3),
        right in prop::collection::vec("[ab]{1,3}", 1..3),
        words in 0..5_usize,
        in_order in any::<bool>(),
    ) {
        let spaced = |letters: &str| letters.chars().map(String::from).collect::<Vec<_>>().join(" ");
        let side = |terms: &[String]| terms.iter().map(|term| format!("\"{}\"", spaced(term))).collect::<Vec<_>>().join(" OR ");
        let query = format!("({}) NEAR/{words}{} ({})", side(&left), if in_order { "f" } else { "" }, side(&right));
        let query = Query::parse(&query).expect("query");
        // Every pair of places, one by one.
        let near = |one: &String, other: &String| [&title, &text].iter().any(|text| {
            let starts = |term: &String| (0..text.len()).filter(|at| text[*at..].starts_with(term.as_str())).collect::<Vec<_>>();
            let gap = |end: usize, start: usize| start.checked_sub(end).is_some_and(|gap| gap <= words);
            starts(one).iter().any(|a| starts(other).iter().any(|b| {
                gap(a + one.len(), *b) || !in_order && gap(b + other.len(), *a)
            }))
        });
        let expected = left.iter().any(|one| right.iter().any(|other| near(one, other)));
        let post = Prepared::new(&Subject { title: &spaced(&title), text: &spaced(&text), ..Subject::default() });
        prop_assert_eq!(query.matches(&post), expected, "{}", query);
        let found = query.find(&post).unwrap_or_default();
        for one in left.iter().filter(|one| right.iter().any(|other| near(one, other))) {
            prop_assert!(found.contains(&format!("\"{}\"", spaced(one)).as_str()), "{} {:?}", query, found);
        }
        for other in right.iter().filter(|other| left.iter().any(|one| near(one, other))) {
            prop_assert!(found.contains(&format!("\"{}\"", spaced(other)).as_str()), "{} {:?}", query, found);
        }
    }

    #[test]
    fn not_takes_away_exactly_what_it_names(one in query(), other in query(), post in post()) {
        let prepared = post.prepared();
        if let Ok(both) = Query::parse(&format!("({one}) NOT ({other})")) {
            prop_assert_eq!(both.matches(&prepared), one.matches(&prepared) && !other.matches(&prepared));
            let of_one = one.find(&prepared).unwrap_or_default();
            prop_assert!(both.find(&prepared).is_none_or(|found| found == of_one));
        }
        if let Ok(either) = Query::parse(&format!("({one}) OR ({other})")) {
            prop_assert_eq!(either.matches(&prepared), one.matches(&prepared) || other.matches(&prepared));
        }
    }

    #[test]
    fn case_and_accents_do_not_matter(word in "[a-zA-Zàâéèêëîïôùûüçœæßñøäö]{1,8}", before in "[a-z ]{0,5}") {
        let query = Query::parse(&format!("\"{word}\"")).expect("a word");
        for text in [word.clone(), word.to_uppercase(), word.to_lowercase(), super::super::fold::fold(&word)] {
            let text = format!("{before} {text}’s");
            let post = Prepared::new(&Subject { text: &text, ..Subject::default() });
            prop_assert!(query.matches(&post), "{} {}", query, text);
        }
    }

    #[test]
    fn a_set_finds_what_its_queries_find(queries in prop::collection::vec(query(), 0..8), post in post()) {
        let prepared = post.prepared();
        let one_by_one: Vec<usize> = (0..queries.len()).filter(|at| queries[*at].matches(&prepared)).collect();
        let mut found = Vec::new();
        QuerySet::new(queries).matching(&prepared, &mut found);
        prop_assert_eq!(found, one_by_one);
    }

    #[test]
    fn every_match_holds_one_alternative_whole(query in query(), max in 1..12_usize, post in post()) {
        let prepared = post.prepared();
        if let Some(lists) = query.alternatives(max) {
            prop_assert!((1..=max).contains(&lists.len()));
            let holds = |term: &Term| {
                assert!(matches!(term.kind(), Kind::Word | Kind::Prefix | Kind::Phrase | Kind::Hashtag | Kind::Handle));
                term_alone(term.written(), &prepared)
            };
            if query.matches(&prepared) {
                prop_assert!(lists.iter().any(|list| list.iter().all(holds)), "{}: {:?}", query, lists);
            }
        }
    }

    #[test]
    fn what_is_written_for_a_network_finds_no_less(
        query in query(),
        post in post(),
        and in prop::sample::select(&[" AND ", " ", " && "][..]),
        or in prop::sample::select(&[None, Some(" OR "), Some("|")][..]),
        not in prop::sample::select(&[None, Some("-"), Some("NOT ")][..]),
        has in any::<[bool; 5]>(),
        max_chars in 5..200_usize,
    ) {
        let [phrase, prefix, hashtag, handle, parentheses] = has;
        let dialect = Dialect { and, or, not, phrase, prefix, hashtag, handle, parentheses, max_chars };
        let written = query.write(&dialect);
        prop_assert!(written.as_ref().is_none_or(|written| written.chars().count() <= max_chars));
        is_wider(written, &query, &post.prepared())?;
    }
}
