//! A small brand: its crisis is an afternoon, and one alarm.

use super::tests::{MONDAY, alarms, options, post};
use super::{AlertOptions, Alerts};
use crate::record::{Alert, Severity};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// Sixteen posts a day, by day, at times that never come twice, and none in the afternoon before the crisis.
fn calm(days: i64) -> Vec<String> {
    (0..days * 16)
        .map(|n| {
            let at = n / 16 * DAY + 7 * HOUR + n % 16 * 3_400 + n * n % 2_900;
            let tone = if n % 5 < 2 { "negative" } else { "neutral" };
            let text = if n % 2 == 0 {
                "goût pomme"
            } else {
                "magasin ouvert"
            };
            (at, post(MONDAY + at, &format!("m:{n}"), "ana", tone, text))
        })
        .filter(|(at, _)| !(START - 7 * HOUR..START).contains(&(MONDAY + at)))
        .map(|(_, line)| line)
        .collect()
}

/// When it breaks out.
const START: i64 = MONDAY + 15 * DAY + 18 * HOUR;

/// Twelve posts in an hour, five more an hour until midnight, six an hour the next day from eight to eight.
fn crisis() -> Vec<String> {
    let evening = (0..12)
        .map(|n| n * 300)
        .chain((0..25).map(|n| HOUR + n * 720));
    let tomorrow = (0..72).map(|n| 14 * HOUR + n * 600);
    let times = evening.chain(tomorrow).enumerate();
    times
        .map(|(n, at)| {
            let text = "moisissure dans la bouteille";
            post(START + at + 7, &format!("c:{n}"), "bo", "negative", text)
        })
        .collect()
}

fn in_order() -> Vec<String> {
    let mut lines = calm(18);
    lines.extend(crisis());
    lines.sort_by_key(|line| line.split("published_at").nth(1).map(str::to_owned));
    lines
}

fn only(found: &[Alert]) -> &Alert {
    let [alert] = found else { panic!("{found:?}") };
    alert
}

#[test]
fn the_crisis_of_a_small_brand_is_one_alarm_at_every_interval() {
    assert_eq!(alarms(options(), &calm(18)), []);
    for interval in [60, 300, 900, 3_600] {
        let options = AlertOptions {
            interval: Some(interval),
            ..options()
        };
        let found = alarms(options, &in_order());
        let alert = only(&found);
        let (start, seen) = (alert.start_at.timestamp(), alert.seen_at.timestamp());
        assert!((START - HOUR..=START).contains(&start), "{interval}");
        assert!(seen <= START + 2 * HOUR, "{interval}: {}", alert.seen_at);
        assert_eq!(alert.severity, Severity::Critical, "{interval}");
        // The night between is part of it, what comes after the last post is not.
        let end = alert.end_at.map(|end| end.timestamp());
        assert!(alert.observed >= Some(109.0), "{interval}: {alert:?}");
        assert!(alert.expected < Some(60.0), "{interval}: {alert:?}");
        assert!(end.is_some_and(|end| end < START + 34 * HOUR), "{end:?}");
        let why = alert.why.join("; ");
        assert!(
            why.contains("hours of the last weeks") || interval == 3_600,
            "{why}"
        );
        assert!(why.contains("began with c:0 by bo"), "{why}");
    }
}

#[test]
fn a_crisis_in_an_hour_is_told_by_its_hour() {
    let mut lines = calm(18);
    lines.retain(|line| !line.contains("2026-11-17"));
    lines.extend(
        crisis()
            .into_iter()
            .take(12)
            .map(|line| line.replace("negative", "neutral")),
    );
    let found = alarms(options(), &lines);
    let why = only(&found).why.join("; ");
    assert!(
        why.contains("times the highest hour of the last weeks"),
        "{why}"
    );
}

#[test]
fn one_post_of_a_great_account_is_no_crisis() {
    let mut lines = calm(18);
    let loud = r#""author":{"followers_count":100000000,"#;
    lines.extend(
        crisis()
            .first()
            .map(|line| line.replace(r#""author":{"#, loud)),
    );
    assert_eq!(alarms(options(), &lines), []);
}

/// Runs from cron, every ten minutes through the crisis, over a file that grows; `state` is what the first finds.
fn told_from_cron(mut state: Option<String>) -> (Vec<Alert>, String) {
    let (mut told, lines) = (Vec::new(), in_order());
    for run in 0..30 * 6 {
        let now = START + run * 600;
        let mut alerts = Alerts::new(AlertOptions {
            now,
            live: true,
            ..options()
        });
        if let Some(state) = &state {
            alerts.restore(state).unwrap();
        }
        for line in &lines {
            let at = line.split("published_at\":\"").nth(1).unwrap();
            let at = chrono::DateTime::parse_from_rfc3339(&at[..20]).unwrap();
            if (now - DAY..now).contains(&at.timestamp()) || (run == 0 && at.timestamp() < now) {
                alerts.add_line(line).unwrap();
            }
        }
        told.extend(alerts.finish(&mut |_| {}));
        state = alerts.save();
    }
    (told, state.unwrap())
}

#[test]
fn from_cron_it_is_told_once_and_a_stream_tells_the_same() {
    let (told, state) = told_from_cron(None);
    let whole = alarms(options(), &in_order());
    let id = &only(&whole).id;
    assert!(told.iter().all(|alert| alert.id == *id), "{told:?}");
    assert!(
        told.is_sorted_by(|a, b| a.severity < b.severity),
        "{told:?}"
    );
    assert!(!told.is_empty() && state.starts_with("{\"version\":2,"));
    let mut stream = Alerts::new(options());
    let mut news = Vec::new();
    for line in in_order() {
        stream.add_line(&line).unwrap();
        news.extend(stream.follow());
    }
    assert!(
        !news.is_empty() && news.iter().all(|alert| alert.id == *id),
        "{news:?}"
    );
}

#[test]
fn a_state_of_before_is_read_and_learns_the_longer_windows() {
    let (_, state) = told_from_cron(None);
    let mut old: serde_json::Value = serde_json::from_str(&state).unwrap();
    old["version"] = 1.into();
    let series = old["groups"][0][1].as_object_mut().unwrap();
    assert!(series.remove("wide").is_some() && series.remove("heaviest").is_some());
    let crisis = series["crisis"].as_object_mut().unwrap();
    for name in ["window", "top", "idle"] {
        assert!(crisis.remove(name).is_some(), "{name}");
    }
    let mut restored = Alerts::new(AlertOptions {
        now: START + 31 * HOUR,
        live: true,
        ..options()
    });
    restored.restore(&old.to_string()).unwrap();
    restored
        .add_line(&post(START + 30 * HOUR, "n:1", "ana", "neutral", "x"))
        .unwrap();
    assert_eq!(restored.finish(&mut |_| {}), []);
    let saved = restored.save().unwrap();
    assert!(saved.contains("\"wide\":[{\"window\":1,"), "learnt anew");
}
