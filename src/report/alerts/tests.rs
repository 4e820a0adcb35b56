//! Alarms over made posts: what is told, when, once, and why.

use chrono::DateTime;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

use super::{AlertOptions, Alerts, SeriesKey, threshold_of_false_alarms};
use crate::record::{Alert, AlertKind, Severity};
use crate::time::{Range, Zone};

/// 2026-11-02, a Monday, 00:00 UTC.
pub(super) const MONDAY: i64 = 1_793_577_600;
const DAY: i64 = 86_400;

pub(super) fn options() -> AlertOptions {
    AlertOptions {
        interval: None,
        by: vec![SeriesKey::Client],
        zone: Zone::utc(),
        range: Range::default(),
        client: None,
        threshold: threshold_of_false_alarms(1.0),
        min_history: 2 * DAY,
        cool_down: 6 * 3600,
        now: MONDAY + 30 * DAY,
        live: false,
    }
}

fn at(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0)
        .unwrap()
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

pub(super) fn post(seconds: i64, id: &str, author: &str, tone: &str, text: &str) -> String {
    format!(
        r#"{{"type":"post","id":"{id}","source":"mastodon","client":"mirabo","published_at":"{}","author":{{"handle":"{author}"}},"text":"{text}","labels":{{"sentiment":"{tone}"}}}}"#,
        at(seconds)
    )
}

/// Six days of two or three posts an hour.
pub(super) fn calm(days: i64) -> Vec<String> {
    let words = [
        "goût pomme",
        "magasin ouvert",
        "recette rhubarbe",
        "bouteille verre",
        "prix promotion",
    ];
    (0..days * 60)
        .map(|n| {
            let word = words[usize::try_from(n % 5).unwrap()];
            let tone = if n % 6 == 0 { "negative" } else { "neutral" };
            post(
                MONDAY + n * 1440 + n * n % 700,
                &format!("m:{n}"),
                &format!("a{}", n % 40),
                tone,
                word,
            )
        })
        .collect()
}

/// Half an hour of complaints about one thing, from `start` on.
pub(super) fn crisis(start: i64) -> Vec<String> {
    (0..60)
        .map(|n| {
            post(
                start + n * 30,
                &format!("c:{n}"),
                &format!("b{}", n % 30),
                "negative",
                "moisissure dans la bouteille, rappel",
            )
        })
        .collect()
}

pub(super) fn alarms(options: AlertOptions, lines: &[String]) -> Vec<Alert> {
    let mut alerts = Alerts::new(options);
    for line in lines {
        alerts.add_line(line).unwrap();
    }
    alerts.finish(&mut |_| {})
}

#[test]
fn a_crisis_is_one_alarm_with_its_reasons() {
    let start = MONDAY + 5 * DAY + 10 * 3600;
    let mut lines = calm(7);
    lines.extend(crisis(start));
    // A second wave two hours later belongs to it.
    lines.extend(
        crisis(start + 7200)
            .iter()
            .map(|line| line.replace("c:", "d:")),
    );
    let found = alarms(options(), &lines);
    let [alert] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (alert.kind, alert.severity),
        (AlertKind::Burst, Severity::Critical)
    );
    assert_eq!(alert.client.as_deref(), Some("mirabo"));
    assert!(
        (start - 300..=start).contains(&alert.start_at.timestamp()),
        "{}",
        alert.start_at
    );
    assert!(
        alert.seen_at.timestamp() <= start + 900,
        "{}",
        alert.seen_at
    );
    assert!(
        alert
            .end_at
            .is_some_and(|end| end.timestamp() > start + 7200),
        "{alert:?}"
    );
    assert!(
        alert.observed >= Some(100.0) && alert.expected < Some(20.0),
        "{alert:?}"
    );
    let why = alert.why.join("; ");
    for part in [
        "\"moisissure\" (",
        "\"rappel\" (",
        "% negative, usually 17 %",
        "began with c:0 by b0",
    ] {
        assert!(why.contains(part), "{part}: {why}");
    }
    assert!(!why.contains("magasin"), "{why}");
    assert_eq!(alert.posts.first().map(String::as_str), Some("c:0"));
    // The order of the input does not matter.
    lines.reverse();
    assert_eq!(alarms(options(), &lines), found);
}

#[test]
fn calm_posts_raise_no_alarm_and_neither_do_our_own() {
    let mut lines = calm(6);
    lines.extend(
        crisis(MONDAY + 5 * DAY)
            .iter()
            .map(|line| line.replace("\"client\"", "\"own\":true,\"client\"")),
    );
    assert_eq!(alarms(options(), &lines), []);
    // Nor does a burst before enough is known.
    let mut early = calm(2);
    early.extend(crisis(MONDAY + DAY));
    assert_eq!(alarms(options(), &early), []);
}

#[test]
fn tone_and_reach_weigh() {
    let start = MONDAY + 5 * DAY + 10 * 3600;
    let with = |change: &dyn Fn(&str) -> String| {
        let mut lines = calm(6);
        lines.extend(crisis(start).iter().map(|line| change(line)));
        alarms(options(), &lines)
            .first()
            .map(|alert| alert.severity)
    };
    let praise =
        with(&|line| line.replace("\"sentiment\":\"negative\"", "\"sentiment\":\"positive\""));
    let angry = with(&str::to_owned);
    assert!(praise < angry, "{praise:?} {angry:?}");
    // Two posts are nothing, but for authors whom a million follow.
    let few = |followers: &str| {
        let mut lines = calm(6);
        let author = format!(r#""author":{{"followers_count":{followers},"#);
        lines.extend(
            crisis(start)[..2]
                .iter()
                .map(|line| line.replace(r#""author":{"#, &author)),
        );
        alarms(options(), &lines).len()
    };
    assert_eq!((few("10"), few("3000000")), (0, 1));
}

/// Six days with a crisis, in the order of time, and when it begins.
fn in_order() -> (Vec<String>, i64) {
    let start = MONDAY + 5 * DAY + 10 * 3600;
    let mut lines = calm(6);
    lines.extend(crisis(start));
    lines.sort_by_key(|line| line.split("published_at").nth(1).map(str::to_owned));
    (lines, start)
}

#[test]
fn a_stream_tells_at_once_and_each_step_once() {
    let (lines, _) = in_order();
    let mut stream = Alerts::new(options());
    let mut told = Vec::new();
    for line in &lines {
        stream.add_line(line).unwrap();
        told.extend(
            stream
                .follow()
                .into_iter()
                .map(|alert| (alert.id, alert.severity)),
        );
    }
    told.dedup();
    let ids: Vec<&String> = told.iter().map(|(id, _)| id).collect();
    assert!(
        !told.is_empty() && ids.iter().all(|id| *id == ids[0]),
        "{told:?}"
    );
    assert!(
        told.windows(2).all(|pair| pair[0].1 < pair[1].1),
        "{told:?}"
    );
}

#[test]
fn a_state_tells_once() {
    let (lines, start) = in_order();
    // Every quarter of an hour from cron, over a file that grows.
    let mut state: Option<String> = None;
    let mut told = Vec::new();
    for quarter in 0..12 {
        let now = start - 900 + quarter * 900;
        let mut alerts = Alerts::new(AlertOptions {
            now,
            live: true,
            ..options()
        });
        if let Some(state) = &state {
            alerts.restore(state).unwrap();
        }
        for line in lines
            .iter()
            .filter(|line| line.split("published_at\":\"").nth(1).unwrap()[..20] < *at(now))
        {
            alerts.add_line(line).unwrap();
        }
        told.extend(
            alerts
                .finish(&mut |_| {})
                .into_iter()
                .map(|alert| (alert.id, alert.severity)),
        );
        state = alerts.save();
    }
    assert!(
        !told.is_empty() && told.iter().all(|(id, _)| *id == told[0].0),
        "{told:?}"
    );
    assert!(
        told.windows(2).all(|pair| pair[0].1 < pair[1].1),
        "{told:?}"
    );
    let mut other = Alerts::new(AlertOptions {
        by: Vec::new(),
        ..options()
    });
    let error = other.restore(&state.unwrap()).unwrap_err().to_string();
    assert!(error.contains("--interval 300s --by client"), "{error}");
}

#[test]
fn a_source_that_falls_silent_is_told() {
    let (mut lines, stop) = (calm(6), MONDAY + 4 * DAY);
    lines.extend(
        calm(6)
            .iter()
            .map(|line| line.replace("m:", "f:").replace("mastodon", "feed")),
    );
    lines.retain(|line| {
        line.contains("mastodon")
            || line.split("published_at\":\"").nth(1).unwrap()[..20] < *at(stop)
    });
    let found = alarms(options(), &lines);
    let [alert] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(alert.kind, AlertKind::Silence);
    assert_eq!(alert.group.get("source").map(String::as_str), Some("feed"));
    assert!(
        (stop - 3000..=stop + 300).contains(&alert.start_at.timestamp()),
        "{}",
        alert.start_at
    );
    assert!(alert.seen_at.timestamp() < stop + DAY, "{}", alert.seen_at);
}

#[test]
fn late_answers_are_told_until_they_are_given() {
    let now = MONDAY + 6 * DAY;
    let waiting = |n: i64| {
        post(now - 7200, &format!("w:{n}"), "x", "negative", "aide").replace(
            "\"labels\":{",
            &format!("\"labels\":{{\"reply_by\":\"{}\",", at(now - 60 * n)),
        )
    };
    let mut lines: Vec<String> = (0..3).map(waiting).collect();
    lines.push(format!(r#"{{"type":"task","id":"t","post":"w:9","client":"mirabo","status":"open","due_at":"{}"}}"#, at(now + 600)));
    let found = alarms(AlertOptions { now, ..options() }, &lines);
    let [alert] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (alert.kind, alert.severity, alert.observed),
        (AlertKind::ServiceLevel, Severity::Warning, Some(2.0))
    );
    assert_eq!(alert.posts, ["w:2", "w:1", "w:0", "w:9"]);
    for n in 0..3 {
        lines.push(format!(
            r#"{{"text":"voilà","own":true,"in_reply_to_id":"w:{n}","published_at":"{}"}}"#,
            at(now)
        ));
    }
    let found = alarms(AlertOptions { now, ..options() }, &lines);
    assert_eq!(
        found.first().map(|alert| alert.severity),
        Some(Severity::Watch)
    );
}

#[test]
fn odd_times_and_lines_are_counted_not_trusted() {
    let mut alerts = Alerts::new(options());
    for line in [
        r#"{"text":"x","published_at":"9999-12-31T23:59:59Z"}"#,
        r#"{"text":"x"}"#,
        r#"{"text":"x","published_at":"0001-01-01T00:00:00Z"}"#,
        r#"{"type":"event","start_at":7}"#,
        r#"{"text":"x","published_at":"2026-11-02T00:00:00Z"}"#,
    ] {
        alerts.add_line(line).unwrap();
    }
    for line in [
        "7",
        "[]",
        r#"{"text":"x","published_at":"soon"}"#,
        r#"{"type":"bucket","start_at":"2026-11-02T00:00:00Z"}"#,
    ] {
        assert!(alerts.add_line(line).is_err(), "{line}");
    }
    let long =
        r#"{"type":"bucket","start_at":"2026-11-02T00:00:00Z","seconds":3600,"post_count":1}"#;
    assert!(
        alerts
            .add_line(long)
            .unwrap_err()
            .message
            .contains("--interval 3600s")
    );
    let left_out = alerts.left_out();
    assert_eq!(
        (left_out.future, left_out.undated, left_out.other_types),
        (1, 1, 1)
    );
    let mut intervals = 0;
    alerts.finish(&mut |_| intervals += 1);
    assert_eq!(intervals, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn scores_use_nothing_later(counts in proptest::collection::vec(0_u64..200, 1000..1400), cut in 700_usize..1000) {
        let scores = |counts: &[u64]| {
            let mut alerts = Alerts::new(options());
            for (n, count) in counts.iter().enumerate() {
                let start = at(MONDAY + 53 + 300 * i64::try_from(n).unwrap());
                alerts.add_line(&format!(r#"{{"type":"bucket","start_at":"{start}","seconds":300,"client":"x","post_count":{count}}}"#)).unwrap();
            }
            let mut scores = Vec::new();
            alerts.finish(&mut |scored| scores.push((scored.start, scored.observed, scored.score.to_bits())));
            scores
        };
        let all = scores(&counts);
        prop_assert!(all.len() == counts.len() && all[0].0 == MONDAY + 53);
        prop_assert!(scores(&counts[..cut]) == all[..cut]);
    }
}
