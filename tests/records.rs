//! The JSON Schemas describe what the programs really write.

use serde_json::Value;

use crate::harness::{NOW, Place};
use crate::server::{Answer, Server};

fn holds(place: &Place, record_type: &str, lines: &str) {
    let schema: Value = serde_json::from_str(
        &place
            .run(&format!("cm-fetch demo --schema={record_type}"), b"")
            .stdout,
    )
    .expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(!lines.is_empty(), "no {record_type} was written");
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let record = if record_type == "labels" {
            record["labels"].clone()
        } else {
            record
        };
        let errors: Vec<String> = validator
            .iter_errors(&record)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{record_type}: {errors:?}\n{record:#}");
    }
}

#[test]
fn schemas_describe_what_is_written() {
    let place = Place::new();
    let posts = place.run("cm-fetch demo", b"").stdout;
    holds(&place, "post", &posts);
    place.write("posts.jsonl", &posts);
    let labelled = place.run("cm-classify --explain posts.jsonl", b"").stdout;
    holds(&place, "labels", &labelled);
    place.write("labelled.jsonl", &labelled);
    holds(
        &place,
        "task",
        &place.run("cm-schedule replies labelled.jsonl", b"").stdout,
    );
    holds(
        &place,
        "bucket",
        &place
            .run("cm-report --partial --by day,client labelled.jsonl", b"")
            .stdout,
    );
}

#[test]
fn what_is_gone_is_written_as_its_schema_says() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/there" => Answer::ok("here I am"),
        path => Answer::status(if path == "/robots.txt" { 404 } else { 410 }),
    });
    let place = Place::new();
    let post = |name: &str| {
        let url = format!("http://{}/{name}", server.host());
        format!(r#"{{"id":"feed:{name}","source":"feed","url":"{url}","text":"x"}}"#)
    };
    place.write(
        "posts.jsonl",
        format!("{}\n{}\n", post("went"), post("there")),
    );
    let verify = "cm-fetch verify --allow-private --no-state posts.jsonl";
    let gone = place.run(verify, b"").stdout;
    holds(&place, "gone", &gone);
    let expected = format!(
        "{{\"type\":\"gone\",\"id\":\"feed:went\",\"seen_at\":\"{NOW}\",\"why\":\"the server answered 410\",\"url\":\"http://{}/went\"}}\n",
        server.host()
    );
    assert_eq!(gone, expected);
    // What one writes the other takes.
    place.write("gone.jsonl", &gone);
    let erase = "cm-fetch erase --ids gone.jsonl --files posts.jsonl";
    assert_eq!(place.run(erase, b"").stdout, format!("{}\n", post("there")));
}

#[test]
fn a_schema_refuses_what_is_not_so() {
    let place = Place::new();
    let schema: Value =
        serde_json::from_str(&place.run("cm-report --schema=slot", b"").stdout).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let slot = serde_json::json!({"type": "slot", "id": "a@x", "draft": "a", "channel": "x", "at": "2026-11-23T17:00:00Z", "timezone": "Europe/Paris", "value": 0.1});
    assert!(validator.is_valid(&slot));
    for field in ["draft", "channel", "at"] {
        let mut without = slot.clone();
        without.as_object_mut().expect("an object").remove(field);
        assert!(!validator.is_valid(&without), "{field} may be missing");
    }
}
