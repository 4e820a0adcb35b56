//! The file of careful writers raises nothing.

use serde::Deserialize;

use super::{linter, subject};
use crate::record::Draft;
use crate::schedule::lint::Dictionaries;

#[derive(Deserialize)]
struct Post {
    #[serde(flatten)]
    draft: Draft,
}

#[test]
fn careful_writers_hear_nothing() {
    let charter = "names = ['Mirabo', 'LinkedIn']\nmax_emoji = 5\nhashtags = ['#RetourDeMarché']\nbanned = ['pas cher*', 'gratuit*', 'cheap']\n";
    let mut failures = String::new();
    let mut count = 0;
    for file in [
        include_str!("../../../../tests/fixtures/schedule/lint/careful-fr.jsonl"),
        include_str!("../../../../tests/fixtures/schedule/lint/careful-en.jsonl"),
    ] {
        let mut linter = linter(charter, Dictionaries::default());
        for line in file.lines() {
            let post: Post = serde_json::from_str(line).unwrap();
            count += 1;
            for finding in linter.check(&subject(&post.draft)) {
                failures.push_str(&format!(
                    "{}:{:?}:{:?}: {}: {}\n",
                    finding.id, finding.text_line, finding.column, finding.rule, finding.message
                ));
            }
        }
    }
    assert!(count >= 60, "{count}");
    assert!(failures.is_empty(), "\n{failures}");
}
