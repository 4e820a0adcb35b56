//! Tests of reading lines: what is tolerated, what is refused, and that the fast reader says what the careful one says.

use super::*;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::{Index, select};
use std::borrow::Cow;

/// What the fast reader says of a line it meets for the first time.
fn skimmed(line: &str) -> Option<Row<'_>> {
    let mut row = Row::default();
    skim(line, &mut row).map(|()| row)
}

fn careful(line: &str) -> Result<Row<'_>, serde_json::Error> {
    serde_json::from_str(line)
}

const POST: &str = r#"{"type":"post","id":"mastodon:1","source":"mastodon","kind":"reply","text":"Un \"caf\u00e9\" 👍 \\","author":{"id":"u1","handle":"a@b","name":"A","followers_count":12},"published_at":"2026-06-01T00:00:00Z","metrics":{"like_count":3,"reply_count":null,"repost_count":-1,"view_count":100,"score":-2.5e3},"client":"oasis","own":false,"raw":{"deep":[[1,{"x":[]}],true,null,"\u0041"]},"hashtags":["un","deux"],"labels":{"lang":"fr","sentiment":"negative","sentiment_score":-0.412,"intent":"complaint","level":2,"urgency":1,"topics":["prix"]}}"#;

#[test]
fn the_fast_reader_reads_an_ordinary_post() {
    let row = skimmed(POST).expect("an ordinary line");
    assert_eq!(row, careful(POST).unwrap());
    assert!(row.is_post());
    assert_eq!(row.client.as_deref(), Some("oasis"));
    assert_eq!(row.labels.level.as_deref(), Some("2"));
    assert_eq!(row.labels.sentiment_score, Some(-0.412));
    assert_eq!(row.metrics.repost_count, None);
    assert_eq!(row.hashtags.len(), 2);
    assert!(matches!(row.client, Some(Str(Cow::Borrowed(_)))));
}

#[test]
fn odd_spellings_are_tolerated() {
    let row = Row::read(r#"{"text":"x","source":"","author":null,"labels":{"level":2.0,"sentiment_score":null},"metrics":{"like_count":3.0,"reply_count":"4","view_count":-1.0,"reach_count":18446744073709551615}}"#).unwrap();
    assert!(row.is_post());
    assert_eq!((row.source, row.author.id), (None, None));
    assert_eq!(row.labels.level.as_deref(), Some("2"));
    assert_eq!(row.metrics.like_count, Some(3));
    assert_eq!(row.metrics.reply_count, Some(4));
    assert_eq!(row.metrics.view_count, None);
    assert_eq!(row.metrics.reach_count, Some(u64::MAX));
}

#[test]
fn what_is_not_a_post_is_refused_with_its_place() {
    let refused = |line| Row::read(line).unwrap_err();
    assert_eq!(refused(r#"{"text":"x","#).message, "the line is cut short");
    assert_eq!(
        refused(r#"{"text":"x","client":{}}"#).message,
        "`client`: expected a string, found an object"
    );
    assert_eq!(
        refused(r#"{"text":"x","client":"a","client":"b"}"#).message,
        "duplicate field `client`"
    );
    assert_eq!(refused(r#"{"metrics":{"like_count":1.5}}"#).column, 28);
    for line in [
        "",
        "[]",
        "null",
        "{}x",
        r#"{"a":01}"#,
        r#"{"a":1.}"#,
        r#"{"a":"\x"}"#,
        "{\"a\":\"\u{1}\"}",
        r#"{"a":tru}"#,
        r#"{"a" 1}"#,
        r#"{"a":1,}"#,
        r#"{"a":[1,]}"#,
        r#"{"metrics":{"like_count":1e400}}"#,
        r#"{"client":"\ud800"}"#,
        r#"{"a":-}"#,
        r#"{"a":1e}"#,
        r#"{"metrics":{"like_count":01}}"#,
        r#"{"labels":{"urgency":01}}"#,
        r#"{"labels":{"urgency":1.}}"#,
        r#"{"own":"yes"}"#,
    ] {
        assert!(Row::read(line).is_err(), "{line}");
    }
}

#[test]
fn no_control_character_is_let_through() {
    for control in 0..0x20_u8 {
        for before in 0..20 {
            let line = format!(
                "{{\"a\":\"{}{}\"}}",
                "x".repeat(before),
                char::from(control)
            );
            assert!(Row::read(&line).is_err(), "{line:?}");
        }
    }
}

#[test]
fn depth_neither_overflows_nor_hangs() {
    let deep = format!(
        r#"{{"text":"x","raw":{}{}}}"#,
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    assert!(Row::read(&deep).unwrap().is_post());
    let open = format!(r#"{{"text":"x","raw":{}"#, "[{\"a\":".repeat(100_000));
    assert!(Row::read(&open).is_err());
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (0_u64..5000).prop_map(Into::into),
        (-2.0_f64..2.0).prop_map(Into::into),
        (-1000_i32..1000).prop_map(|n| (f64::from(n) / 1000.0).into()),
        "\\PC{0,12}".prop_map(Into::into),
        select(vec![
            "",
            "post",
            "fr",
            "2026-06-01T00:00:00Z",
            "\n\"\\\u{1f600}"
        ])
        .prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let keys = select(vec![
            "type",
            "text",
            "source",
            "kind",
            "client",
            "own",
            "author",
            "id",
            "handle",
            "metrics",
            "like_count",
            "view_count",
            "labels",
            "lang",
            "level",
            "sentiment_score",
            "topics",
            "hashtags",
            "published_at",
            "x",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec((keys, inner), 0..8).prop_map(|pairs| pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn both_readers_agree(value in value(), pretty in any::<bool>()) {
        let line = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        if let Some(row) = skimmed(&line) {
            assert_eq!(row, careful(&line).unwrap(), "{line}");
        }
    }

    #[test]
    fn both_readers_agree_on_damaged_lines(at in any::<Index>(), byte in select(b"\"\\{}[],:0e.-n \x01x".to_vec()), cut in any::<bool>()) {
        let mut bytes = POST.as_bytes().to_vec();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        if let Ok(line) = String::from_utf8(bytes) && let Some(row) = skimmed(&line) {
            assert_eq!(row, careful(&line).unwrap(), "{line}");
        }
    }
    #[test]
    fn what_was_read_before_changes_nothing(lines in proptest::collection::vec(value(), 1..8), again in proptest::collection::vec(any::<Index>(), 8)) {
        let lines: Vec<String> = lines.iter().map(serde_json::Value::to_string).chain([POST.to_owned()]).collect();
        let mut reader = RowReader::default();
        for line in lines.iter().chain(again.iter().map(|index| index.get(&lines))) {
            let mut row = Row::default();
            match reader.read(line, &mut row) {
                Ok(()) => assert_eq!(row, careful(line).unwrap(), "{line}"),
                Err(_) => assert!(line.starts_with('[') || careful(line).is_err(), "{line}"),
            }
        }
    }

    #[test]
    fn a_damaged_line_is_not_taken_for_one_met_before(at in any::<Index>(), byte in select(b"\"\\{}[],:0e.-n \x01x".to_vec()), cut in any::<bool>()) {
        let mut reader = RowReader::default();
        reader.read(POST, &mut Row::default()).unwrap();
        let mut bytes = POST.as_bytes().to_vec();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        let Ok(line) = String::from_utf8(bytes) else { return Ok(()) };
        let mut row = Row::default();
        match reader.read(&line, &mut row) {
            Ok(()) => assert_eq!(row, careful(&line).unwrap(), "{line}"),
            Err(_) => assert!(careful(&line).is_err(), "{line}"),
        }
    }
}

#[test]
fn a_field_that_comes_twice_is_refused_even_where_each_was_met_before() {
    let mut reader = RowReader::default();
    for line in [
        r#"{"text":"a","x":1,"client":"b","x":2}"#,
        r#"{"text":"a","x":1,"author":{"id":"u"},"x":2}"#,
    ] {
        reader.read(line, &mut Row::default()).unwrap();
    }
    for line in [
        r#"{"text":"a","x":1,"client":"b","x":1,"client":"b","x":2}"#,
        r#"{"text":"a","x":1,"author":{"id":"u"},"x":1,"author":{"id":"u"},"x":2}"#,
    ] {
        assert!(reader.read(line, &mut Row::default()).is_err(), "{line}");
    }
}
