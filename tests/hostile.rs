//! cm-classify on what no person writes: noise, every character there is, a word without end. Every line is answered, what was read is kept, and
//! nothing but the labels is added. That time grows with the length and no faster is shown by `tests/survive/linear.py`, which measures.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Place, Ran};

/// The same noise on every run: a step of Knuth's MMIX generator for each byte.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let step = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..length).map(step).collect()
}

fn label(posts: &[Value], flags: &str) -> Ran {
    let lines: String = posts.iter().map(|post| format!("{post}\n")).collect();
    let ran = Place::new().run(&format!("cm-classify -q {flags}"), lines.as_bytes());
    assert_eq!((ran.stderr.as_str(), ran.exit), ("", 0));
    assert_eq!(ran.stdout.lines().count(), posts.len());
    ran
}

/// What stands under `labels` of each line, once it is seen that the rest of the line is as it was.
fn labels(posts: &[Value], ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines().zip(posts);
    let labels = lines.map(|(line, post)| {
        let before = post.to_string();
        let before = before.strip_suffix('}').expect("an object");
        assert!(
            line.starts_with(before),
            "{}",
            line.get(..200).unwrap_or(line)
        );
        let added = line[before.len()..].strip_prefix(",\"labels\":");
        let added = added
            .and_then(|added| added.strip_suffix('}'))
            .expect("labels");
        let labels: Value = serde_json::from_str(added).expect("JSON");
        for score in ["toxicity", "spam", "urgency", "intent_score", "lang_score"] {
            let score = labels[score].as_f64().expect("a score");
            assert!((0.0..=1.0).contains(&score), "{line}");
        }
        assert!((1..=3).contains(&labels["level"].as_u64().expect("a level")));
        labels
    });
    labels.collect()
}

#[test]
fn ten_megabytes_of_noise_are_no_records_and_none_is_lost() {
    let noise = noise(10 << 20);
    let place = Place::new();
    let ran = place.run("cm-classify --rejects bad", &noise);
    assert_eq!((ran.stdout.as_str(), ran.exit), ("", 3), "{}", ran.stderr);
    // Twenty lines are named and after the first what the file seems to be, then a word that more follow, then the count.
    assert_eq!(ran.stderr.lines().count(), 23, "{}", ran.stderr);
    let is_blank =
        |line: &&[u8]| std::str::from_utf8(line).is_ok_and(|line| line.trim_ascii().is_empty());
    let lines = noise
        .split(|byte| *byte == b'\n')
        .filter(|line| !is_blank(line));
    let expected: Vec<u8> = lines.flat_map(|line| [line, b"\n"].concat()).collect();
    let kept = std::fs::read(place.path().join("bad")).expect("the rejects");
    assert!(
        kept == expected,
        "{} bytes kept, {} expected",
        kept.len(),
        expected.len()
    );
}

#[test]
fn noise_in_a_text_is_judged_as_nothing() {
    let text = String::from_utf8_lossy(&noise(3 << 20)).into_owned();
    let posts = [
        json!({"text": text}),
        json!({"text": "Where is my parcel?"}),
    ];
    let labels = labels(&posts, &label(&posts, "--redact --explain"));
    // Whoever comes after it is judged as ever.
    let alone: Value = serde_json::from_str(&label(&posts[1..], "--explain").stdout).expect("JSON");
    assert_eq!(
        (&labels[1], &labels[1]["intent"]),
        (&alone["labels"], &json!("order_delivery"))
    );
}

#[test]
fn every_character_there_is_can_stand_in_a_post() {
    let all: Vec<char> = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
    assert_eq!(all.len(), 0x11_0000 - 0x800);
    let posts: Vec<Value> = all
        .chunks(512)
        .map(|some| json!({"text": some.iter().collect::<String>()}))
        .collect();
    let found = labels(&posts, &label(&posts, "--redact"));
    let langs: BTreeSet<&str> = found
        .iter()
        .filter_map(|labels| labels["lang"].as_str())
        .collect();
    assert!(langs.contains("und"), "{langs:?}");
    // By themselves, those of the first planes: none of them says anything.
    let posts: Vec<Value> = all
        .iter()
        .step_by(97)
        .map(|one| json!({"text": one.to_string()}))
        .collect();
    for (labels, post) in labels(&posts, &label(&posts, "")).iter().zip(&posts) {
        assert_eq!(labels["lang"], "und", "{post}");
        assert_eq!(labels["level"], 1, "{post}");
    }
}

#[test]
fn a_word_without_end_and_a_sea_of_emoji_are_judged() {
    let posts = [
        json!({"text": "a".repeat(1 << 20)}),
        json!({"text": "😀".repeat(100_000)}),
        json!({"text": "😡".repeat(100_000)}),
        json!({"text": "é\u{301}".repeat(200_000)}),
        json!({"text": format!("{} C'est cassé, je veux être remboursée", " ".repeat(1 << 20))}),
    ];
    let labels = labels(&posts, &label(&posts, "--redact --explain"));
    let of = |key: &str| -> Vec<&Value> { labels.iter().map(|labels| &labels[key]).collect() };
    assert_eq!(of("level"), [1, 1, 1, 1, 1]);
    assert_eq!(labels[1]["lang"], "und");
    // A face says the same once and a hundred thousand times.
    assert_eq!(labels[2]["sentiment"], "negative");
    assert_ne!(labels[1]["sentiment"], "negative");
}
