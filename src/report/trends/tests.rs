//! Trends over made posts: what rises and what does not, straight lines, gaps, parts.

use chrono::DateTime;

use super::{Every, TrendOptions, Trends};
use crate::document::{Cell, Document};
use crate::report::SeriesKey;
use crate::time::{Range, Zone};

/// 2026-11-02, a Monday, 00:00 UTC.
const MONDAY: i64 = 1_793_577_600;
const DAY: i64 = 86_400;

fn options() -> TrendOptions {
    TrendOptions {
        by: Vec::new(),
        every: Every::Day,
        recent: DAY,
        zone: Zone::utc(),
        range: Range::default(),
        client: None,
        top: 10,
        false_discoveries: 0.05,
    }
}

fn at(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0)
        .unwrap()
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// A generator of whole numbers below a bound, from a seed (Marsaglia 2003).
fn random(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed * 2 + 88_172_645_463_325_252;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % below
    }
}

/// Words that come the less often the higher their number.
fn sentence(random: &mut impl FnMut(u64) -> u64) -> String {
    (0..6)
        .map(|_| format!("mot{}, ", random(400) * random(400) / 400))
        .collect()
}

fn post(seconds: i64, author: u64, text: &str) -> String {
    format!(
        r#"{{"text":"{text}","published_at":"{}","author":{{"handle":"a{author}"}}}}"#,
        at(seconds)
    )
}

/// Six days of posts whose words do not change.
fn steady(seed: u64) -> Vec<String> {
    let mut random = random(seed);
    (0..1200)
        .map(|n| {
            let text = sentence(&mut random);
            post(MONDAY + n * 432, random(300), &text)
        })
        .collect()
}

fn document(options: &TrendOptions, lines: &[String]) -> Document {
    let mut trends = Trends::new(options);
    for line in lines {
        trends.add_line(line).unwrap();
    }
    trends.document()
}

fn rows<'d>(document: &'d Document, what: &str) -> Vec<&'d Vec<Cell>> {
    let what = Cell::text(what);
    document
        .data
        .rows
        .iter()
        .filter(|row| row[0] == what)
        .collect()
}

fn cell<'d>(document: &'d Document, row: &'d [Cell], name: &str) -> &'d Cell {
    let at = document
        .data
        .columns
        .iter()
        .position(|column| column.name == name);
    &row[at.unwrap()]
}

#[test]
fn nothing_rises_where_nothing_changes() {
    // Families of tests with any false rise; one in twenty is allowed.
    let wrong =
        (1..=40).filter(|seed| !rows(&document(&options(), &steady(*seed)), "rising").is_empty());
    let wrong = wrong.count();
    assert!(wrong <= 4, "{wrong} of 40");
}

#[test]
fn what_many_people_begin_to_say_rises() {
    let mut lines = steady(7);
    let last = MONDAY + 6 * DAY - 4 * 3600;
    for n in 0..25_u32 {
        let link = r#""links":["https://www.press.example/rappel?utm_source=x"],"hashtags":["Rappel"],"text""#;
        lines.push(
            post(
                last + 60 * i64::from(n),
                u64::from(n),
                "rappel produit chez Mirabo",
            )
            .replace("\"text\"", link),
        );
        // One person who repeats themselves is no trend.
        lines.push(post(last + 60 * i64::from(n), 5, "achetez spamword"));
    }
    let found = document(&options(), &lines);
    let terms: Vec<String> = rows(&found, "rising")
        .iter()
        .map(|row| {
            format!(
                "{:?} {:?}",
                cell(&found, row, "kind"),
                cell(&found, row, "term")
            )
        })
        .collect();
    let text = terms.join("; ");
    for part in [
        "rappel produit",
        "\"hashtag\") Text(\"rappel",
        "press.example/rappel",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains("spamword") && !text.contains("mot"),
        "{text}"
    );
    // In parts and in another order, the same.
    lines.reverse();
    let mut whole = Trends::new(&options());
    for part in lines.chunks(300) {
        let mut trends = Trends::new(&options());
        for line in part {
            trends.add_line(line).unwrap();
        }
        whole.merge(trends);
    }
    assert_eq!(whole.document(), found);
}

#[test]
fn falling_reach_is_seen_and_flat_reach_is_not() {
    let lines = |fall: f64| -> Vec<String> {
        let mut random = random(3);
        (0..60_u32)
            .map(|day| {
                let noise = 1.0 + random(600) as f64 / 1000.0;
                let reach = (10_000.0 * noise * (1.0 - fall).powf(f64::from(day) / 30.0)).round();
                format!(
                    r#"{{"text":"x","own":true,"client":"m","published_at":"{}","metrics":{{"reach_count":{reach}}}}}"#,
                    at(MONDAY + i64::from(day) * DAY + 36_000)
                )
            })
            .collect()
    };
    for (fall, word) in [(0.3, "down"), (0.0, "no clear trend")] {
        let found = document(
            &TrendOptions {
                by: vec![SeriesKey::Client],
                ..options()
            },
            &lines(fall),
        );
        let trends = rows(&found, "trend");
        let [row] = trends.as_slice() else {
            panic!("{trends:?}")
        };
        assert_eq!(cell(&found, row, "figure"), &Cell::text("reach_count"));
        assert_eq!(cell(&found, row, "word"), &Cell::text(word));
        let (Cell::Share(low), Cell::Share(high)) = (
            cell(&found, row, "change_low"),
            cell(&found, row, "change_high"),
        ) else {
            panic!("{row:?}")
        };
        assert!((*low..=*high).contains(&-fall), "{low} {high}");
    }
}

#[test]
fn gaps_are_gaps_and_buckets_have_no_words() {
    let lines: Vec<String> = [0, 1, 4]
        .iter()
        .map(|day| format!(r#"{{"type":"bucket","start_at":"{}","seconds":86400,"post_count":{},"labelled_count":4,"negative_count":1}}"#, at(MONDAY + day * DAY), day + 10))
        .collect();
    let found = document(&options(), &lines);
    let periods = rows(&found, "period");
    assert_eq!(periods.len(), 5);
    assert_eq!(cell(&found, periods[2], "post_count"), &Cell::Integer(0));
    assert_eq!(cell(&found, periods[2], "negative_share"), &Cell::Empty);
    assert_eq!(
        cell(&found, periods[4], "negative_share"),
        &Cell::Share(0.25)
    );
    let text = format!("{:?}", found.sections);
    assert!(
        text.contains("None)") && text.contains("only buckets were given"),
        "{text}"
    );
    assert!(document(&options(), &[]).data.rows.is_empty());
}
