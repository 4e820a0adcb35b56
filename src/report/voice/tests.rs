//! Tests of the share of voice.

use std::sync::Arc;

use super::{Voice, VoiceOptions, Voices};
use crate::document::Cell;
use crate::report::Scope;
use crate::text::query::{Query, QuerySet};
use crate::time::{Range, Zone};

fn options(by: Voices) -> VoiceOptions {
    VoiceOptions {
        scope: Scope {
            zone: Zone::utc(),
            range: Range::default(),
            clients: Vec::new(),
            now: chrono::DateTime::UNIX_EPOCH,
            ids: 3,
            min_group: 0,
        },
        before: None,
        by,
        min_group: 0,
    }
}

fn brands() -> Voices {
    let names = ["Mirabo", "Frutelia"];
    let queries = names.map(|name| Query::parse(name).expect("a word"));
    Voices::Brands(
        names.map(str::to_owned).to_vec(),
        Arc::new(QuerySet::new(queries.to_vec())),
    )
}

const LINES: [&str; 5] = [
    r#"{"id":"a","source":"x","author":{"id":"1"},"text":"mirabo is fine","labels":{"sentiment":"positive"}}"#,
    r##"{"id":"b","source":"x","author":{"id":"2"},"text":"#Frutelia or Mirabo?","labels":{"sentiment":"neutral"}}"##,
    r#"{"id":"c","source":"feed","author":{"id":"3"},"text":"Frutelia recalls bottles","labels":{"sentiment":"negative"}}"#,
    r#"{"id":"d","source":"x","author":{"id":"4"},"text":"mirabo","own":true}"#,
    r#"{"id":"e","source":"x","author":{"id":"4"},"text":"nothing of either"}"#,
];

#[test]
fn a_post_counts_for_every_brand_it_names_and_ours_for_none() {
    let mut voice = Voice::new(&options(brands()));
    for line in LINES {
        voice.add_line(line).expect("a post");
    }
    let counts: Vec<_> = voice
        .now
        .iter()
        .map(|(name, heard)| (name.as_str(), heard.posts))
        .collect();
    assert_eq!(counts, [("Frutelia", 2), ("Mirabo", 2)]);
    assert_eq!(voice.unnamed, 1);
}

#[test]
fn parts_merge_to_the_whole() {
    let asked = options(brands());
    let (mut whole, mut left, mut right) =
        (Voice::new(&asked), Voice::new(&asked), Voice::new(&asked));
    for (at, line) in LINES.iter().enumerate() {
        whole.add_line(line).expect("a post");
        let part = if at % 2 == 0 { &mut left } else { &mut right };
        part.add_line(line).expect("a post");
    }
    right.merge(left);
    assert_eq!(right.document(), whole.document());
}

#[test]
fn one_who_writes_all_day_makes_the_share_no_surer() {
    let width = |authors: usize| {
        let mut voice = Voice::new(&options(Voices::Client));
        for at in 0..200 {
            let client = if at % 2 == 0 { "a" } else { "b" };
            let author = at % authors;
            voice
                .add_line(&format!(
                    r#"{{"source":"x","text":"t","client":"{client}","author":{{"id":"{author}"}}}}"#
                ))
                .expect("a post");
        }
        match voice.document().data.rows[0][4] {
            Cell::Estimate { low, high, .. } => high - low,
            ref cell => panic!("no estimate: {cell:?}"),
        }
    };
    assert!(width(200) < 0.15, "{}", width(200));
    assert!(width(4) > 0.5, "{}", width(4));
}
