//! Packs as a whole: what they are made of, and that they do not depend on who read which lines.

use chrono::{DateTime, Utc};

use super::{PACKS, Pack, PackPlan, SECTIONS};
use crate::document::{Block, Cell, Document, Language};
use crate::report::{Desk, SummaryOptions, Voices};
use crate::time::{BusinessHours, Range, ServiceLevels, Zone};

fn now() -> DateTime<Utc> {
    "2026-11-21T00:00:00Z".parse().unwrap()
}

fn plan(sections: &[&str]) -> PackPlan {
    PackPlan {
        title: "All".to_owned(),
        sections: sections.iter().map(|name| (*name).to_owned()).collect(),
        since: String::new(),
        brands: Vec::new(),
    }
}

fn everything() -> PackPlan {
    let names: Vec<&str> = SECTIONS.iter().map(|kind| kind.name).collect();
    plan(&names)
}

fn pack(plan: &PackPlan, days: i64) -> Pack {
    let options = SummaryOptions {
        range: Range {
            since: Some(now() - chrono::TimeDelta::days(days)),
            until: Some(now()),
        },
        ..SummaryOptions::default()
    };
    let desk = Desk {
        hours: BusinessHours::office(Zone::utc()),
        levels: ServiceLevels::default(),
    };
    Pack::new(plan, &options, &desk, &Voices::Client, now()).unwrap()
}

/// Twelve days of posts of two brands and their public, replies, and a plan.
fn lines() -> Vec<String> {
    let start: DateTime<Utc> = "2026-11-09T00:00:00Z".parse().unwrap();
    let mut lines = Vec::new();
    for n in 0..400_i64 {
        let at = start + chrono::TimeDelta::minutes(n * 43 + n * n % 31);
        let tone = ["negative", "neutral", "positive"][usize::try_from(n * n % 3).unwrap()];
        let intent = ["question", "praise", "complaint"][usize::try_from(n % 3).unwrap()];
        let client = if n % 5 == 0 { "frutelia" } else { "mirabo" };
        let own = n % 7 == 0;
        let author = if own {
            "us".to_owned()
        } else {
            format!("a{}", n % 60)
        };
        let reply = if n % 4 == 1 {
            format!(r#","in_reply_to_id":"x:{}""#, n - 1)
        } else {
            String::new()
        };
        lines.push(format!(
            r#"{{"type":"post","id":"x:{n}","source":"{}","client":"{client}","own":{own},"author":{{"handle":"{author}","followers_count":{}}},"text":"mot{} bouteille pomme","hashtags":["t{}"],"published_at":"{}","metrics":{{"like_count":{},"reply_count":2,"repost_count":1,"reach_count":{}}},"metrics_at":"2026-11-21T00:00:00Z","labels":{{"lang":"fr","sentiment":"{tone}","sentiment_score":0.1,"intent":"{intent}","department":"marketing","level":{},"urgency":0.3,"topics":["prix"],"reply_by":"2026-11-20T00:00:00Z"}}{reply}}}"#,
            ["x", "mastodon"][usize::try_from(n % 2).unwrap()],
            n * 13 % 900,
            n % 17,
            n % 4,
            at.to_rfc3339(),
            n * 7 % 90,
            500 + n * 31 % 700,
            n % 3 + 1,
        ));
    }
    lines.push(r#"{"type":"slot","id":"s","draft":"d","channel":"x","at":"2026-11-21T09:00:00Z","timezone":"UTC","value":1.0}"#.to_owned());
    lines.push(
        r#"{"type":"event","id":"e","title":"Meeting","start_at":"2026-11-21T10:00:00Z"}"#
            .to_owned(),
    );
    lines
}

fn made(plan: &PackPlan, readers: usize, lines: &[String]) -> Document {
    let mut parts: Vec<Pack> = (0..readers).map(|_| pack(plan, 3)).collect();
    for (at, line) in lines.iter().enumerate() {
        parts[at % readers].add_line(line).unwrap();
    }
    let mut whole = pack(plan, 3);
    for part in parts.into_iter().rev() {
        whole.merge(part);
    }
    whole.finish().unwrap()
}

#[test]
fn what_a_pack_says_does_not_depend_on_who_read_what() {
    let (plan, lines) = (everything(), lines());
    let alone = made(&plan, 1, &lines);
    // Each section has something to tell of these lines.
    let told = alone.sections.iter().filter(|section| {
        section
            .blocks
            .iter()
            .any(|block| !matches!(block, Block::Note(_)))
    });
    let silent: Vec<_> = alone
        .sections
        .iter()
        .filter(|section| {
            section
                .blocks
                .iter()
                .all(|block| matches!(block, Block::Note(_)))
        })
        .map(|section| section.heading.clone().unwrap_or_default())
        .collect();
    assert!(told.count() + 3 >= SECTIONS.len(), "{silent:?}");
    for readers in [2, 3] {
        let parted = made(&plan, readers, &lines);
        for (ours, theirs) in alone.sections.iter().zip(&parted.sections) {
            assert_eq!(ours, theirs, "{readers} readers");
        }
        assert_eq!(alone, parted);
    }
}

#[test]
fn built_in_packs_have_sections_that_there_are() {
    for built_in in PACKS {
        pack(&PackPlan::from(*built_in), 30);
    }
}

#[test]
fn without_posts_a_pack_says_so_once() {
    let document = pack(&everything(), 3).finish().unwrap();
    assert_eq!(document.sections.len(), 1);
    assert_eq!(document.sections[0].heading, None);
}

#[test]
fn headings_and_what_an_empty_section_says_are_known_in_french() {
    for kind in SECTIONS {
        for english in [kind.heading, kind.without] {
            let french = Language::French.sentence(english);
            assert!(english.is_empty() || french != english, "{english}");
        }
    }
    let one = r#"{"text":"t","author":{"handle":"ann"},"published_at":"2026-11-20T10:00:00Z"}"#;
    let mut bare = pack(&everything(), 3);
    bare.add_line(one).unwrap();
    let document = bare.finish().unwrap().in_language(Language::French);
    let notes = document.sections.iter().flat_map(|section| &section.blocks);
    for block in notes {
        if let Block::Note(note) = block {
            let english = [" the ", " of ", " no ", "no ", " to ", "nothing"];
            let left = english
                .iter()
                .any(|word| note.text.starts_with(word.trim_start()) || note.text.contains(word));
            assert!(!left, "{}", note.text);
        }
    }
}

#[test]
fn what_is_coming_up_is_ahead_and_in_order() {
    let document = made(&plan(&["calendar"]), 2, &lines());
    let Some(Block::Table(table)) = document.sections[0].blocks.first() else {
        panic!("a table");
    };
    let what: Vec<&Cell> = table.rows.iter().map(|row| &row[3]).collect();
    assert_eq!(what, [&Cell::text("d"), &Cell::text("Meeting")]);
}
