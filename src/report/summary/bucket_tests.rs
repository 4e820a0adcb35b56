//! Tests of reading buckets: by hand, against their schema, and by strangers.

use super::tests::{ask, count, options, refused, rows};
use serde_json::{Value, json};

#[test]
fn the_smallest_bucket_works() {
    let bucket = r#"{"type":"bucket","start_at":"2026-11-22T10:00:00Z","seconds":300,"client":"KO","post_count":17}"#;
    let post = r#"{"text":"x","published_at":"2026-11-22T23:59:59.999Z","client":"KO"}"#;
    let [row] = &ask("day,client", &[bucket, post])[..] else {
        panic!("one row")
    };
    assert_eq!(
        Value::from_iter(row.clone()),
        json!({"day": "2026-11-22", "client": "KO", "post_count": 18, "own_count": 0, "labelled_count": 0})
    );
}

#[test]
fn buckets_are_what_their_schema_says() {
    let schema = crate::record::schema_of("bucket").unwrap().json();
    let mut lines: Vec<String> = (0..3000)
        .map(|n| json!({"text": "x", "author": {"id": n}, "metrics": {"view_count": n * n}, "labels": {"sentiment": "neutral", "level": 1, "urgency": 0.9}}).to_string())
        .collect();
    lines.extend((0..3).map(|n| json!({"text": "x", "client": "KO", "published_at": "2026-11-22T10:00:00Z", "author": {"id": n}, "metrics": {"view_count": n}}).to_string()));
    let whole = count(&options("day,client"), &lines).finish().unwrap();
    let buckets: Vec<String> = whole
        .buckets()
        .map(|bucket| serde_json::to_string(&bucket).unwrap())
        .collect();
    for bucket in &buckets {
        let value: Value = serde_json::from_str(bucket).unwrap();
        assert!(jsonschema::is_valid(&schema, &value), "{bucket:.300}");
    }
    // Beyond what is kept one by one, too, nothing is lost on the way.
    assert_eq!(
        rows(&count(&options("day,client"), &buckets).finish().unwrap()),
        rows(&whole)
    );
}

#[test]
fn a_bucket_that_does_not_fit_the_question_counts_under_absent() {
    let two_days =
        r#"{"type":"bucket","start_at":"2026-11-22T00:00:00Z","seconds":172800,"post_count":5}"#;
    let [row] = &ask("day,client", &[two_days])[..] else {
        panic!("one row")
    };
    assert_eq!(
        (row.get("day"), row.get("client"), &row["post_count"]),
        (None, None, &json!(5))
    );
    assert_eq!(ask("week", &[two_days]).len(), 2 - 1);
    // From a Monday to the end of the next one.
    let eight_days =
        r#"{"type":"bucket","start_at":"2026-11-16T00:00:00Z","seconds":691200,"post_count":5}"#;
    assert_eq!(ask("weekday", &[eight_days])[0].get("weekday"), None);
    let monday =
        r#"{"type":"bucket","start_at":"2026-11-16T00:00:00Z","seconds":86400,"post_count":5}"#;
    assert_eq!(ask("weekday", &[monday])[0]["weekday"], "mon");
    let topic = r#"{"type":"bucket","post_count":5,"topic":"prix"}"#;
    assert_eq!(ask("topic", &[topic])[0]["topic"], "prix");
    assert!(refused("day", topic).starts_with("this bucket is split by topic"));
}

#[test]
fn impossible_buckets_are_refused() {
    for bucket in [
        r#"{"type":"bucket","post_count":-1}"#,
        r#"{"type":"bucket"}"#,
        r#"{"type":"bucket","post_count":1,"start_at":"soon"}"#,
        r#"{"type":"bucket","post_count":1,"negative_count":2}"#,
        r#"{"type":"bucket","post_count":1,"sums":{"like_count":{"count":1,"sum":-4}}}"#,
        r#"{"type":"bucket","post_count":1,"sums":{"like_count":{"count":2,"sum":4}}}"#,
        r#"{"type":"bucket","post_count":1,"view_histogram":{"bins":{"min":0,"max":1,"counts":[[99999999,1]]}}}"#,
        r#"{"type":"bucket","post_count":1,"view_histogram":{"values":[[3,18446744073709551615]]}}"#,
        r#"{"type":"bucket","post_count":1,"author_sketch":{"hashes":"xyz"}}"#,
        r#"{"type":"bucket","post_count":1,"author_sketch":{"hashes":"é00000000000000"}}"#,
        r#"{"type":"bucket","post_count":1,"author_sketch":{"registers":"00"}}"#,
    ] {
        assert!(!refused("day", bucket).is_empty(), "{bucket}");
    }
    let most = format!(
        r#"{{"type":"bucket","post_count":{0},"own_count":{0},"seconds":{0},"start_at":"2026-11-22T00:00:00Z","sums":{{"like_count":{{"count":{0},"sum":9223372036854775807}}}},"view_histogram":{{"values":[[3,{0}],[4,1]]}}}}"#,
        u64::MAX
    );
    let post = r#"{"text":"x","own":true,"metrics":{"like_count":7,"view_count":9}}"#;
    let [row] = &ask("", &[&most, &most, post])[..] else {
        panic!("one row")
    };
    assert_eq!(row["like_count"], json!(i64::MAX));
}
