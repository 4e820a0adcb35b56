//! From lines of posts to hours, and from hours to windows for learning.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{BestTimes, BestTimesOptions, Explorer, History, HistoryLine, Per, best_times};
use crate::record::Draft;
use crate::schedule::settings::{Rules, ScheduleSettings};
use crate::time::Zone;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn rules() -> Rules {
    let paris = Zone::named("Europe/Paris").unwrap();
    Rules::from_settings(&ScheduleSettings::default(), &paris).unwrap()
}

fn options() -> BestTimesOptions {
    BestTimesOptions {
        now: now(),
        per: None,
        half_life: Some(TimeDelta::days(180)),
        min_age: TimeDelta::days(1),
        rules: rules(),
    }
}

fn history(lines: &[String]) -> History {
    let mut history = History::default();
    for line in lines {
        let line: HistoryLine<'_> = serde_json::from_str(line).unwrap();
        history.add(&line);
    }
    history
}

/// A post of ours, so many hours ago.
fn post(id: &str, source: &str, hours_ago: i64, likes: u64, more: &str) -> String {
    let at = now() - TimeDelta::hours(hours_ago);
    format!(
        r#"{{"type":"post","id":"{id}","source":"{source}","own":true,"text":"x","published_at":"{}","metrics":{{"like_count":{likes}{more}}}}}"#,
        at.to_rfc3339()
    )
}

/// Every third day for a year at 8 h, 12 h or 18 h in Paris; 18 h is three times as good.
fn year() -> Vec<String> {
    let hours_ago = |index: i64| index * 72 + [5, 1, 19][usize::try_from(index % 3).unwrap()];
    (1..122)
        .map(|index| {
            let at = now() - TimeDelta::hours(hours_ago(index));
            let (_, hour) = super::cell_of(&Zone::named("Europe/Paris").unwrap(), at);
            let likes = if hour == 18 { 90 } else { 30 } + u64::try_from(index % 7).unwrap();
            post(
                &format!("p{index}"),
                "instagram",
                hours_ago(index),
                likes,
                ",\"reach_count\":1000",
            )
        })
        .collect()
}

fn learnt(lines: &[String]) -> BestTimes {
    best_times(&history(lines), &options()).unwrap()
}

#[test]
fn hours_are_those_of_the_public() {
    let times = learnt(&year());
    assert_eq!(times.per, Per::Reach);
    let instagram = times.of("Instagram").unwrap();
    assert_eq!(instagram.post_count, 121);
    assert!(instagram.weight < 100.0);
    // Clocks change twice a year, so both 17 h and 18 h of summer and winter are in it; the best is one of the evening.
    let best = instagram.best().unwrap();
    assert!((17..=19).contains(&best.hour), "{best:?}");
    assert!(best.low < best.rate && best.rate < best.high);
    assert!((0.06..0.12).contains(&best.rate), "{best:?}");
    assert!(instagram.tells_hours_apart());
    // Nobody published at night, so nothing is said of it.
    assert!(instagram.hour(0, 3).is_none());
    assert!(times.rates().of("instagram", 0, 3) <= 0.0);
    let rate = times.rates().of("instagram", best.weekday, best.hour);
    assert!((rate - best.rate).abs() < 1e-12);
}

#[test]
fn what_says_nothing_is_left_out_and_counted() {
    let mut lines = year();
    lines.push(post("young", "instagram", 3, 9, ",\"reach_count\":10"));
    lines.push(post("p1", "instagram", 77, 30, ",\"reach_count\":1000"));
    lines.push(r#"{"text":"not ours","published_at":"2026-11-01T00:00:00Z"}"#.to_owned());
    lines.push(r#"{"own":true,"source":"x","kind":"reply","text":"a"}"#.to_owned());
    lines.push(r#"{"own":true,"source":"x","text":"a"}"#.to_owned());
    lines.push(
        r#"{"own":true,"source":"x","text":"a","published_at":"2026-11-01T00:00:00Z"}"#.to_owned(),
    );
    lines.push(
        r#"{"own":true,"published_at":"2026-11-01T00:00:00Z","metrics":{"like_count":1}}"#
            .to_owned(),
    );
    lines.push(post("bare", "instagram", 500, 9, ""));
    let times = learnt(&lines);
    let left_out = times.left_out;
    assert_eq!(
        (
            left_out.not_own,
            left_out.not_planned,
            left_out.undated,
            left_out.no_figures
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(
        (
            left_out.no_channel,
            left_out.too_young,
            left_out.no_denominator
        ),
        (1, 1, 1)
    );
    assert_eq!(times.channels[0].post_count, 121);
}

#[test]
fn one_denominator_for_all_and_clients_apart() {
    let mut lines = year();
    // A channel without reach makes all of it per post.
    for index in 0..5 {
        let hours = 100 + index * 24;
        lines.push(post(&format!("m{index}"), "mastodon", hours, 3, ""));
    }
    assert_eq!(learnt(&lines).per, Per::Post);
    let asked = BestTimesOptions {
        per: Some(Per::Views),
        ..options()
    };
    let error = best_times(&history(&lines), &asked)
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("--per views: no post"), "{error}");
    let of = |client: &str| {
        post(client, "x", 50, 3, "").replacen('{', &format!(r#"{{"client":"{client}","#), 1)
    };
    let names: Vec<String> = learnt(&[of("KO"), of("ZZ")])
        .channels
        .into_iter()
        .map(|channel| channel.channel)
        .collect();
    assert_eq!(names, ["KO/x", "ZZ/x"]);
}

#[test]
fn a_share_of_the_drafts_learns() {
    let times = learnt(&year());
    let rules = rules();
    let mut drafts: Vec<Draft> = (0..20)
        .map(|index| Draft {
            id: format!("d{index}"),
            channels: vec!["instagram".to_owned()],
            priority: Some(if index < 10 { 5 } else { 2 }),
            ..Draft::default()
        })
        .collect();
    drafts[19].after = vec!["d18".to_owned()];
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let explorer = Explorer {
        times: &times,
        rules: &rules,
        from: day("2026-11-23"),
        to: day("2026-11-30"),
        not_before: None,
        share: 0.1,
    };
    let explorations = explorer.set_apart(&mut drafts);
    assert_eq!(explorations.len(), 2);
    for exploration in &explorations {
        let draft = &drafts[exploration.draft];
        assert!((10..18).contains(&exploration.draft));
        assert_eq!(
            draft.latest_at.unwrap() - draft.earliest_at.unwrap(),
            TimeDelta::hours(1)
        );
        assert!(exploration.why["instagram"].contains("may be the best hour"));
        let (weekday, hour) = super::cell_of(&times.channels[0].zone, draft.earliest_at.unwrap());
        let known = times.channels[0].hour(weekday, hour).unwrap();
        assert!(known.high > times.channels[0].best().unwrap().rate);
    }
    let again = explorer.set_apart(&mut drafts.clone());
    assert_eq!(again.len(), 2);
}

#[test]
fn nothing_to_learn_from() {
    let times = learnt(&[]);
    assert!(times.channels.is_empty());
    assert!(times.of("x").is_none());
}
