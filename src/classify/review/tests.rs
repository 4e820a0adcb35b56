//! Tests of picking posts and of reading them back.

use std::sync::{Arc, LazyLock};

use proptest::prelude::{any, prop, prop_assert, proptest};

use super::{Kind, Reviewer, id_cell, read_filled};
use crate::classify::corrections::Corrections;
use crate::classify::review::filled::Reading;
use crate::classify::{Labeler, Model, Options, train};
use crate::jsonl::Worker;

static RULES: LazyLock<Model> = LazyLock::new(|| train::rules_only().unwrap());

fn reviewer(wanted: usize, seed: u64, judged: Corrections) -> Reviewer {
    let judge = |model: &'static Model| Labeler::new(model, Options::default());
    Reviewer::new(
        judge(Model::shipped()),
        judge(&RULES),
        Arc::new(judged),
        wanted,
        seed,
    )
}

fn picks(mut reviewer: Reviewer, lines: &[String]) -> Vec<(Kind, String)> {
    for line in lines {
        reviewer.line(line, &mut Vec::new()).unwrap();
    }
    let picks = reviewer.picks().into_iter();
    picks.map(|(kind, one)| (kind, one.id)).collect()
}

fn posts(count: usize) -> Vec<String> {
    let words = [
        "colis", "merci", "facture", "horaires", "panne", "idée", "emploi",
    ];
    let post = |at: usize| {
        let (one, other) = (words[at % 7], words[at / 7 % 7]);
        format!(r#"{{"id":"p:{at}","text":"{one} et puis {other} numéro{at} a{at} b{at}"}}"#)
    };
    (0..count).map(post).collect()
}

#[test]
fn the_mixture_is_as_stated_and_the_same_every_time() {
    let first = picks(reviewer(20, 7, Corrections::default()), &posts(300));
    assert_eq!(first.len(), 20);
    let of = |kind| first.iter().filter(|(one, _)| *one == kind).count();
    assert_eq!((of(Kind::Random), of(Kind::New)), (4, 4));
    assert!(of(Kind::Unsure) >= 8);
    assert_eq!(
        first,
        picks(reviewer(20, 7, Corrections::default()), &posts(300))
    );
    let random = |picks: &[(Kind, String)]| -> Vec<String> {
        let random = picks.iter().filter(|(kind, _)| *kind == Kind::Random);
        random.map(|(_, id)| id.clone()).collect()
    };
    let other = picks(reviewer(20, 8, Corrections::default()), &posts(300));
    assert_ne!(random(&first), random(&other));
}

#[test]
fn chance_is_fair() {
    // 200 seeds draw 2 of 10 posts each: 40 for every post, standard error 6.
    let mut counts = [0_u32; 10];
    for seed in 0..200 {
        for (kind, id) in picks(reviewer(10, seed, Corrections::default()), &posts(10)) {
            let at: usize = id[2..].parse().unwrap();
            counts[at] += u32::from(kind == Kind::Random);
        }
    }
    assert!(
        counts.iter().all(|&count| (20..=60).contains(&count)),
        "{counts:?}"
    );
}

#[test]
fn what_was_judged_own_and_copies_are_not_asked_about() {
    let mut judged = Corrections::default();
    let line = r#"{"id":"a","label":"intent","value":"job"}"#;
    judged.line(line, &mut Vec::new()).unwrap();
    let mut lines: Vec<String> = (0..30)
        .map(|at| format!(r#"{{"id":"copy:{at}","text":"where is my parcel number five please"}}"#))
        .collect();
    lines.push(r#"{"id":"a","text":"was judged"}"#.into());
    lines.push(r#"{"id":"b","text":"we said so","own":true}"#.into());
    lines.push(r#"{"text":"nobody knows me"}"#.into());
    lines.push(r#"{"type":"alert","id":"c"}"#.into());
    let found = picks(reviewer(10, 1, judged), &lines);
    // Two by chance, which is not to be interfered with; then nothing but copies of them is left.
    let is_chance = |(kind, id): &(Kind, String)| id.starts_with("copy:") && *kind == Kind::Random;
    assert!(found.len() == 2 && found.iter().all(is_chance), "{found:?}");
}

#[test]
fn copies_with_other_labels_come_first() {
    let labelled = |id: &str, intent: &str| {
        format!(
            r#"{{"id":"{id}","text":"the very same four words","labels":{{"lang":"en","lang_score":1,"sentiment":"neutral","sentiment_score":0,"sentiment_p":{{"negative":0,"neutral":1,"positive":0}},"intent":"{intent}","intent_score":1,"toxicity":0,"spam":0,"urgency":0,"priority":0,"department":"pr","level":1,"stance":"ignore","model":"m"}}}}"#
        )
    };
    let mut lines = posts(40);
    lines.push(labelled("one", "praise"));
    lines.push(labelled("two", "spam"));
    let mut reviewer = reviewer(10, 1, Corrections::default());
    for line in &lines {
        reviewer.line(line, &mut Vec::new()).unwrap();
    }
    let picks = reviewer.picks();
    let (_, two) = picks.iter().find(|(_, one)| one.id == "two").unwrap();
    assert_eq!(
        (two.id.as_str(), two.hint.as_str()),
        ("two", "a copy of it is praise")
    );
}

fn filled(text: &[u8]) -> (Vec<String>, Vec<String>) {
    let reading = Reading {
        by: "Ana",
        at: "2026-11-20T00:00:00Z".parse().unwrap(),
        only: None,
    };
    let filled = read_filled(text, &reading).unwrap();
    let said = filled
        .corrections
        .iter()
        .map(|one| format!("{} {}={}", one.id, one.label, one.value));
    (
        said.collect(),
        filled.bad.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn every_spreadsheet_is_read() {
    let comma = "id,text,intent,intent_right,checked\r\n'-a,\"x, \"\"y\"\"\nz\",praise,Defect,\r\nb,t,job,,ok\r\nc,t,job,OK,\r\nd,t,job,,\r\n";
    let said = [
        "-a intent=\"defect\"",
        "b intent=\"job\"",
        "c intent=\"job\"",
    ];
    let semicolons = comma
        .replace(",praise", ";praise")
        .replace(",text", ";text");
    let semicolons = semicolons
        .replace("id,", "id;")
        .replace(',', ";")
        .replace("x; ", "x, ");
    for text in [comma.to_owned(), semicolons, comma.replace(',', "\t")] {
        assert_eq!(filled(text.as_bytes()).0, said, "{text}");
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        assert_eq!(filled(&marked).0, said);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(filled(&[b"\xFF\xFE".as_slice(), &wide].concat()).0, said);
    }
    // What Excel saves as "CSV" in France.
    let (said, bad) =
        filled(b"id;text;department_right;urgency_right\r\na;\xE9t\xE9;Apr\xE8s-vente;0,7\r\n");
    assert_eq!(said, ["a urgency=0.7", "a department=\"Après-vente\""]);
    assert!(bad.is_empty());
}

#[test]
fn ids_come_back_as_they_were() {
    for id in [
        "a:1",
        "=x",
        "-a",
        "'=x",
        " sp ",
        "a\nb",
        "\"q\"",
        "\u{200b}é",
        "\u{e0041}",
        "'",
        "@x",
        "[1]",
    ] {
        let cell = id_cell(id).replace('"', "\"\"");
        let text = format!("id,level,level_right\n\"{cell}\",1,2\n");
        assert_eq!(filled(text.as_bytes()).0, [format!("{id} level=2")]);
        let line = serde_json::json!({"id": id_cell(id), "level_right": 2}).to_string();
        assert_eq!(filled(line.as_bytes()).0, [format!("{id} level=2")]);
    }
    let by_hand = serde_json::json!({"id": " sp ", "level_right": 2}).to_string();
    assert_eq!(filled(by_hand.as_bytes()).0, [" sp  level=2"]);
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    let text = "id,level,level_right\na,1,2\n\nb,1,7\n";
    let bad = ["4: level_right: `level` is 1, 2 or 3, not `7`"];
    assert_eq!(filled(text.as_bytes()).1, bad);
    assert_eq!(filled(text.replace('\n', "\r\n").as_bytes()).1, bad);
}

#[test]
fn bad_cells_are_named_and_the_others_stand() {
    let text = "id,intent,intent_right,level,level_right,checked\na,praise,complain,1,4,\nb,praise,,1,2,maybe\n,praise,job,,,\nc,,ok,1,,\n";
    let (said, bad) = filled(text.as_bytes());
    assert_eq!(said, ["b level=2"]);
    assert_eq!(bad.len(), 5, "{bad:?}");
    assert!(
        bad[0].starts_with("2: intent_right: `complain` is no intent; did you mean `complaint`?")
    );
    assert_eq!(bad[1], "2: level_right: `level` is 1, 2 or 3, not `4`");
    assert_eq!(bad[2], "3: checked: `maybe` is neither `ok` nor empty");
    assert_eq!(bad[3], "4: id: empty, so the judgement is of no post");
    assert_eq!(
        bad[4],
        "5: intent_right: `ok` confirms nothing, since `intent` is empty"
    );
}

#[test]
fn json_lines_are_read_likewise() {
    let text = "{\"id\":\"a\",\"level\":1,\"level_right\":3,\"intent_right\":\"\"}\n\n{\"id\":\"b\",\"level\":1,\"level_right\":\"\",\"checked\":true}\n{\"id\":\n";
    let (said, bad) = filled(text.as_bytes());
    assert_eq!(said, ["a level=3", "b level=1"]);
    assert_eq!(bad, ["4: the line is cut short"]);
}

#[test]
fn a_table_of_something_else_is_refused() {
    let reading = Reading {
        by: "Ana",
        at: "2026-11-20T00:00:00Z".parse().unwrap(),
        only: None,
    };
    let refused = |text: &str| {
        read_filled(text.as_bytes(), &reading)
            .unwrap_err()
            .to_string()
    };
    assert!(refused("name,text\na,b\n").starts_with("no column `id` (there are name, text);"));
    assert_eq!(
        refused("id,intent_rigth,sentimant_right\n"),
        "unknown column `sentimant_right`; did you mean `sentiment_right`?"
    );
    assert!(
        refused("id,text\n").starts_with("no column for what is right, such as `intent_right`,")
    );
    assert!(refused(";;\n").starts_with("no column `id` (no column has a name);"));
    assert!(
        refused("{\"id\":\"1\",\"label\":\"intent\"}\n").starts_with("no field for what is right")
    );
}

proptest! {
    #[test]
    fn no_file_is_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200), head in "(id,intent_right\n)?") {
        let reading = Reading {
            by: "Ana",
            at: "2026-11-20T00:00:00Z".parse().unwrap(),
            only: None,
        };
        let text = [head.as_bytes(), &bytes].concat();
        if let Ok(filled) = read_filled(&text, &reading) {
            prop_assert!(filled.corrections.len() as u64 <= filled.rows);
        }
    }
}
