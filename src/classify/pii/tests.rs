//! What is found and what is not: tables of hits and near misses for each kind.

mod numbers;
mod places;

use proptest::prelude::*;

use super::{Finder, Pii, kinds, redact, redact_json};

/// The parts of a text that are of a kind.
fn parts(kind: Pii, text: &str) -> Vec<String> {
    let mut finder = Finder::new();
    let found = finder.find(text);
    found
        .iter()
        .filter(|found| found.kind == kind)
        .map(|found| text[found.start..found.end].to_owned())
        .collect()
}

/// Each text holds one: what stands between `<` and `>`.
fn hits(kind: Pii, texts: &str) {
    let mut wrong = String::new();
    for line in texts.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let start = line.find('<').expect("a mark");
        let end = line.rfind('>').expect("a mark");
        let expected = vec![line[start + 1..end].to_owned()];
        let text = format!("{}{}{}", &line[..start], expected[0], &line[end + 1..]);
        let found = parts(kind, &text);
        if found != expected {
            wrong += &format!("{line}\n    found {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn misses(kind: Pii, texts: &str) {
    let mut wrong = String::new();
    for line in texts.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let found = parts(kind, line);
        if !found.is_empty() {
            wrong += &format!("{line}\n    found {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn kinds_do_not_disturb_one_another() {
    let text = "Jean, 06 12 34 56 78, jean@exemple.fr, commande n° 12345, IBAN FR76 3000 6000 0112 3456 7890 189, carte 4111 1111 1111 1111, sécu 1 85 05 78 006 084 91, 12 rue des Lilas, 75011 Paris";
    let mut finder = Finder::new();
    let mut kinds: Vec<Pii> = finder.find(text).iter().map(|found| found.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, Pii::ALL);
    assert_eq!(
        redact(&mut finder, text).unwrap(),
        "Jean, [phone], [email], commande n° [order number], IBAN [iban], carte [card], sécu [social security number], [address]"
    );
}

#[test]
fn escapes_outside_what_goes_stay_as_they_are() {
    let mut finder = Finder::new();
    let mut redacted = |json: &str| redact_json(&mut finder, json);
    assert_eq!(
        redacted(r#""caf\u00e9 \ud83d\ude00 \/ a\u0040b.fr\n\"06\u00a012 34 56 78\"""#).unwrap(),
        r#""caf\u00e9 \ud83d\ude00 \/ [email]\n\"[phone]\"""#
    );
    assert_eq!(
        redacted(r#""\u00e9l@exemple.fr\t\\""#).unwrap(),
        r#""[email]\t\\""#
    );
    assert_eq!(redacted(r#""rien 12""#), None);
    assert_eq!(redacted("12345"), None);
}

/// Texts that are made of what the finders look at.
fn crowded() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,5}",
        "[0-9]{9,19}",
        Just("06 12 34 56 78".to_owned()),
        Just("+49 170 1234567".to_owned()),
        Just("a@b.fr".to_owned()),
        Just("FR76 3000 6000 0112 3456 7890 189".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("order".to_owned()),
        Just("commande n°".to_owned()),
        Just("number".to_owned()),
        Just("rue des Lilas".to_owned()),
        Just("Via Roma".to_owned()),
        Just("Baker Street".to_owned()),
        Just("Musterstr.".to_owned()),
        Just("75011 Paris".to_owned()),
        "[A-Za-zéß@._%+-]{1,4}",
        "\\PC",
    ];
    let gap = prop_oneof![
        Just(" "),
        Just(""),
        Just("."),
        Just("-"),
        Just("/"),
        Just(", "),
        Just("("),
        Just(") "),
        Just("+"),
        Just(": #"),
        Just("\n"),
        Just("\u{a0}"),
    ];
    prop::collection::vec((piece, gap), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(a, b)| a + b).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacting_twice_changes_nothing_more(text in crowded()) {
        let mut finder = Finder::new();
        if let Some(once) = redact(&mut finder, &text) {
            prop_assert_eq!(redact(&mut finder, &once), None, "{}", once);
        }
        let json = serde_json::to_string(&text).unwrap();
        let as_json = redact_json(&mut finder, &json).map(|json| serde_json::from_str::<String>(&json).unwrap());
        prop_assert_eq!(as_json, redact(&mut finder, &text));
    }

    #[test]
    fn the_kinds_are_those_that_are_replaced(text in crowded()) {
        let mut finder = Finder::new();
        let mut found = Vec::new();
        kinds(&mut finder, &text, |kind| found.push(kind));
        let redacted = redact(&mut finder, &text).unwrap_or_default();
        for kind in Pii::ALL {
            prop_assert!(found.contains(&kind) || !redacted.contains(kind.placeholder()), "{}", redacted);
        }
        // A later kind may take in the placeholder of an earlier one, never all of them.
        prop_assert_eq!(found.is_empty(), redacted.is_empty());
    }

    #[test]
    fn what_is_found_is_in_order_and_whole(text in "\\PC*|[0-9 ./()+@a-zA-Z-]{0,80}") {
        let mut finder = Finder::new();
        let mut floor = 0;
        for found in finder.find(&text) {
            prop_assert!(found.start >= floor && found.end > found.start);
            prop_assert!(text.get(found.start..found.end).is_some());
            floor = found.end;
        }
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    let mut finder = Finder::new();
    for piece in [
        "1 ",
        "@",
        "a@",
        "0",
        "FR76 ",
        "4111 ",
        "commande n° ",
        "12 rue ",
        "1,",
        "a.b@",
        "06 ",
        "Via ",
        "A1-",
        "(",
        "www.1 ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let _ = finder.find(&text);
    }
}
