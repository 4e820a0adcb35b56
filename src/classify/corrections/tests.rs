//! Tests of corrections.

use serde_json::{Value, json};

use super::{CORRECTABLE, Corrections, Right};
use crate::record::{Correction, Intent, Labels};

fn correction(label: &str, value: Value, at: Option<&str>) -> Correction {
    Correction {
        record_type: "correction".into(),
        id: "x:1".into(),
        label: label.into(),
        value,
        by: Some("Ana".into()),
        at: at.map(|at| at.parse().unwrap()),
    }
}

#[test]
fn every_label_takes_its_values_and_no_others() {
    let cases = [
        ("lang", json!("FR"), json!("fr"), json!("french")),
        (
            "sentiment",
            json!("Positive"),
            json!("positive"),
            json!("good"),
        ),
        ("intent", json!(" defect "), json!("defect"), json!("")),
        ("topics", json!("! returns"), json!("!returns"), json!("!")),
        ("toxicity", json!("0,7"), json!(0.7), json!(1.5)),
        ("spam", json!(true), json!(1.0), json!("spam")),
        ("urgency", json!(0.25), json!(0.25), json!("NaN")),
        ("priority", json!(100), json!(100), json!(101)),
        ("department", json!("Atelier"), json!("Atelier"), json!(4)),
        ("level", json!("2.0"), json!(2), json!(0)),
        ("stance", json!("thank"), json!("thank"), json!(null)),
    ];
    assert_eq!(cases.len(), CORRECTABLE.len());
    for (label, good, value, bad) in cases {
        let right = Right::parse(label, &good).unwrap();
        assert_eq!((right.label(), right.value()), (label, value));
        assert!(Right::parse(label, &bad).is_err(), "{label} {bad}");
    }
}

#[test]
fn what_was_meant_is_named() {
    let error =
        |label: &str, value: &str| Right::parse(label, &json!(value)).unwrap_err().to_string();
    assert!(
        error("intent", "complain").starts_with(
            "`complain` is no intent; did you mean `complaint`? (there are question, "
        )
    );
    assert!(
        error("sentimant", "x").starts_with(
            "`sentimant` is no label that can be corrected; did you mean `sentiment`?"
        )
    );
    assert_eq!(error("level", "4"), "`level` is 1, 2 or 3, not `4`");
}

#[test]
fn the_latest_word_stands_in_whatever_order() {
    let (early, late) = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    let mut said = [
        correction("intent", json!("praise"), None),
        correction("intent", json!("defect"), Some(late)),
        correction("intent", json!("job"), Some(early)),
    ];
    for _ in 0..3 {
        said.rotate_left(1);
        let mut corrections = Corrections::default();
        for one in &said {
            corrections.add(one.clone()).unwrap();
        }
        assert_eq!(
            corrections.of("x:1")[0].right,
            Right::Intent(Intent::Defect)
        );
    }
}

#[test]
fn what_is_known_is_told_and_nothing_is_known_of_others() {
    let mut corrections = Corrections::default();
    let at = Some("2026-03-04T23:00:00Z");
    corrections
        .add(correction("sentiment", json!("negative"), at))
        .unwrap();
    assert!(corrections.known("x:2").is_none());
    let mut labels = Labels::default();
    corrections.known("x:1").unwrap().tell(&mut labels);
    assert_eq!(labels.why["sentiment"], ["corrected by Ana on 2026-03-04"]);
}

#[test]
fn topics_are_had_or_not_each_by_its_own_latest_word() {
    let (early, late) = (Some("2026-01-01T00:00:00Z"), Some("2026-02-01T00:00:00Z"));
    let mut corrections = Corrections::default();
    for (value, at) in [
        (json!("delivery, !returns"), early),
        (json!(["!delivery", "a, b"]), late),
        (json!("returns"), None),
    ] {
        corrections.add(correction("topics", value, at)).unwrap();
    }
    let known = corrections.known("x:1").unwrap();
    assert_eq!(
        ["delivery", "returns", "a, b", "else"].map(|topic| known.topic(topic)),
        [Some(false), Some(false), Some(true), None]
    );
    let values: Vec<Value> = corrections
        .of("x:1")
        .iter()
        .map(|said| said.right.value())
        .collect();
    assert_eq!(
        values,
        [json!("!delivery"), json!("!returns"), json!("a, b")]
    );
    for wrong in [json!(""), json!("a,,b"), json!("!"), json!([]), json!(null)] {
        assert!(Right::all("topics", &wrong).is_err(), "{wrong}");
    }
}
