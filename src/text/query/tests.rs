//! The table of cases in tests/fixtures/text/queries.txt, and what the table cannot say.

mod laws;

use super::{Dialect, Kind, MOST_BYTES, Prepared, Query, QuerySet, Subject};

const CASES: &str = include_str!("../../../tests/fixtures/text/queries.txt");
const DIALECTS: &str = include_str!("../../../tests/fixtures/text/dialects.txt");

/// A post as the table writes it.
fn post(line: &str) -> Prepared {
    let mut subject = Subject::default();
    let (mut tags, mut mentions, mut hosts) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = line;
    while let Some((field, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let (name, value) = field.split_once('=').expect("name=value");
        match name {
            "title" => subject.title = value,
            "tag" => tags.push(value),
            "mention" => mentions.push(value),
            "handle" => subject.author_handle = value,
            "author" => subject.author_name = value,
            "lang" => subject.lang = value,
            "source" => subject.source = value,
            "host" => hosts.push(value),
            other => panic!("no field {other}"),
        }
        rest = after.trim_start();
    }
    subject.text = rest;
    (subject.hashtags, subject.mentions, subject.hosts) = (&tags, &mentions, &hosts);
    Prepared::new(&subject)
}

fn check(text: &str, sign: &str, line: &str) -> Result<(), String> {
    let query = Query::parse(text);
    if sign == "!" {
        let error = query.err().ok_or("is not refused")?;
        let (column, words) = line.split_once(' ').expect("column and words");
        let as_said = error.column.to_string() == column && error.message.contains(words);
        return as_said.then_some(()).ok_or_else(|| error.to_string());
    }
    let query = query.map_err(|error| error.to_string())?;
    if sign == "=" {
        let canonical = query.to_string();
        return (canonical == line).then_some(()).ok_or(canonical);
    }
    let (words, terms) = line
        .split_once(" => ")
        .map_or((line, None), |(words, terms)| (words, Some(terms)));
    let found = query.find(&post(words)).map(|terms| terms.join(";"));
    match (sign, found) {
        ("+", Some(found)) if terms.is_none_or(|terms| terms == found) => Ok(()),
        ("-", None) => Ok(()),
        (_, found) => Err(format!("found {found:?}")),
    }
}

#[test]
fn every_case_of_the_table_holds() {
    let (mut query, mut wrong, mut count) = ("", Vec::new(), 0);
    for (number, line) in CASES.lines().enumerate() {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        match sign {
            "?" => query = rest,
            "+" | "-" | "=" | "!" => {
                count += 1;
                if let Err(how) = check(query, sign, rest) {
                    wrong.push(format!(
                        "line {}: {query}\n    {line}\n    {how}",
                        number + 1
                    ));
                }
            }
            "" | "#" => {}
            other => panic!("line {}: no sign {other}", number + 1),
        }
    }
    assert!(count > 200, "{count}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn hostile_queries_are_refused_at_their_place() {
    let deep = |sign: &str, n: usize| Query::parse(&format!("{}a", sign.repeat(n)));
    assert!(deep("(", 4_000).is_err());
    assert!(deep("-", 4_000).is_err());
    assert!(deep("title:(", 1_000).is_err());
    let closed = format!("{}a{}", "(".repeat(63), ")".repeat(63));
    assert_eq!(
        Query::parse(&closed).map(|query| query.to_string()),
        Ok("a".to_owned())
    );
    let closed = format!("{}a{}", "(".repeat(64), ")".repeat(64));
    assert_eq!(Query::parse(&closed).map_err(|error| error.column), Err(65));
    let long = "é ".repeat(MOST_BYTES);
    assert_eq!(
        Query::parse(&long).map_err(|error| error.column).err(),
        Some(MOST_BYTES / 3 * 2 + 2)
    );
}

#[test]
fn hostile_posts_are_matched_in_time() {
    // Each side has hundreds of terms, each in tens of thousands of places: pairs of either would take hours.
    let many = |term: &str| vec![term; 300].join(" OR ");
    let query = format!("({} OR x*) NEAR/3f ({} OR y*)", many("a*"), many("b*"));
    let query = Query::parse(&query).expect("query");
    let text = format!("{}c c c c {}", "b ".repeat(20_000), "a ".repeat(20_000));
    let post = Prepared::new(&Subject {
        text: &text,
        ..Subject::default()
    });
    assert!(!query.matches(&post));
    for (words, expected) in [(3, false), (4, true)] {
        let near = Query::parse(&format!("a NEAR/{words} b")).expect("query");
        assert_eq!(near.matches(&post), expected);
    }
    let tags = "#a @b https://c.d/ ".repeat(20_000);
    let post = Prepared::new(&Subject {
        text: &tags,
        ..Subject::default()
    });
    assert!(Query::parse("#b OR @a OR site:e").is_ok_and(|query| !query.matches(&post)));
}

#[test]
fn a_prepared_post_forgets_the_one_before() {
    let mut prepared = post(
        "[title=oasis][tag=oasis][lang=fr][source=x][author=oasis][handle=o][host=oasis.fr] oasis",
    );
    prepared.fill(&Subject {
        text: "rien",
        ..Subject::default()
    });
    for query in [
        "oasis",
        "#oasis",
        "lang:fr",
        "source:x",
        "author:oasis",
        "author:o",
        "site:oasis.fr",
        "title:oasis",
    ] {
        assert!(
            !Query::parse(query).expect(query).matches(&prepared),
            "{query}"
        );
    }
}

#[test]
fn alternatives_are_the_fewest_lists_that_lose_nothing() {
    let lists = |query: &str, max: usize| {
        Query::parse(query)
            .expect(query)
            .alternatives(max)
            .map(|lists| {
                let lists = lists.iter().map(|list| {
                    let terms = list.iter().map(super::Term::written);
                    terms.collect::<Vec<_>>().join("+")
                });
                lists.collect::<Vec<_>>().join(" | ")
            })
    };
    for (query, max, expected) in [
        (
            "oasis AND (gout OR taste) NOT concert",
            5,
            Some("oasis+gout | oasis+taste"),
        ),
        ("oasis AND (gout OR taste) NOT concert", 1, Some("oasis")),
        (
            "\"service client\" NEAR/5 (nul OR honteux)",
            5,
            Some("\"service client\"+nul | \"service client\"+honteux"),
        ),
        ("#mirabo OR mirabo*", 5, Some("#mirabo | mirabo*")),
        ("oasis OR (oasis AND gout)", 5, Some("oasis")),
        ("title:oasis =Gout lang:fr", 5, Some("oasis+Gout")),
        ("a OR b OR c", 2, None),
        ("oasis OR lang:fr", 9, None),
        ("source:mastodon", 9, None),
        ("porte-monnaie", 9, Some("\"porte-monnaie\"")),
        ("(a OR b) AND (c OR d)", 4, Some("a+c | a+d | b+c | b+d")),
        ("(a OR b) AND (c OR d)", 3, Some("a | b")),
    ] {
        assert_eq!(lists(query, max).as_deref(), expected, "{query} {max}");
    }
    let kinds = Query::parse("mot AND pre* AND a-b AND #t AND @h")
        .expect("query")
        .alternatives(1)
        .expect("one");
    let kinds: Vec<Kind> = kinds.concat().iter().map(super::Term::kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Word,
            Kind::Prefix,
            Kind::Phrase,
            Kind::Hashtag,
            Kind::Handle
        ]
    );
}

#[test]
fn queries_are_written_in_the_language_of_a_network() {
    let spaces = Dialect {
        and: " ",
        not: Some("-"),
        prefix: false,
        ..Dialect::OWN
    };
    let flat = Dialect {
        parentheses: false,
        ..spaces
    };
    let words = Dialect {
        or: None,
        not: None,
        phrase: false,
        hashtag: false,
        handle: false,
        ..flat
    };
    let short = Dialect {
        max_chars: 30,
        ..spaces
    };
    for line in DIALECTS.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.split_once(' ').expect("dialect");
        let (query, expected) = rest.split_once(" => ").expect("what is sent");
        let dialect = match name {
            "own" => Dialect::OWN,
            "spaces" => spaces,
            "flat" => flat,
            "words" => words,
            "short" => short,
            other => panic!("no dialect {other}"),
        };
        let written = Query::parse(query).expect(query).write(&dialect);
        assert_eq!(written.as_deref().unwrap_or("none"), expected, "{line}");
    }
}

#[test]
fn a_set_tells_which_queries_match() {
    let queries = [
        "oasis",
        "mirabo* -x",
        "#tag",
        "@nom",
        "lang:fr",
        "été* OR 東京",
        "a NEAR/2 (b OR c)",
    ];
    let set = QuerySet::new(
        queries
            .map(|query| Query::parse(query).expect(query))
            .to_vec(),
    );
    let mut found = vec![99];
    for (line, expected) in [
        ("rien", &[][..]),
        ("oasis et Mirabos #Tag @nom@x.y", &[0, 1, 2, 3]),
        ("[lang=fr] mirabo x", &[4]),
        ("ETES 東京 b a", &[5, 6]),
        ("[tag=tag][mention=nom] x", &[2, 3]),
    ] {
        set.matching(&post(line), &mut found);
        assert_eq!(found, expected, "{line}");
    }
}
