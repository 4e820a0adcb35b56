//! Tests of the demo: the data is whole, and the month is the last one whatever the day.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{FILES, Line, posts};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[test]
fn the_data_is_whole() {
    let mut seen: HashMap<String, Line> = HashMap::new();
    let mut languages = HashMap::<String, usize>::new();
    for (number, text) in FILES.iter().flat_map(|file| file.lines()).enumerate() {
        let line: Line =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("line {number}: {error}"));
        let truth: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert!(truth["truth"]["sentiment"].is_string(), "{}", line.key);
        assert!((-29..=0).contains(&line.day), "{}", line.key);
        if let Some(parent) = &line.reply_to {
            let parent = &seen[parent];
            assert!(
                (parent.day, &parent.time) <= (line.day, &line.time),
                "{} answers a later post",
                line.key
            );
        }
        *languages.entry(line.lang.clone()).or_default() += 1;
        assert!(
            seen.insert(line.key.clone(), line).is_none(),
            "line {number}: its key stands twice"
        );
    }
    assert!(seen.len() >= 600);
    for language in ["fr", "en", "de", "es", "it", "pt"] {
        assert!(languages[language] >= 30, "{language}: {languages:?}");
    }
}

#[test]
fn a_month_that_ends_now() {
    let now = at("2026-11-22T22:30:00Z");
    let all = posts(now);
    assert!(all.len() >= 600, "{}", all.len());
    assert_eq!(all, posts(now), "the same now gives the same posts");
    let times: Vec<_> = all
        .iter()
        .map(|post| post.published_at.expect("a time"))
        .collect();
    assert!(times.is_sorted() && times.iter().all(|at| *at <= now));
    assert!(times[0] >= now - TimeDelta::days(30) && times[0] < now - TimeDelta::days(28));
    let ids: HashSet<&str> = all.iter().map(|post| post.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    let answered = all.iter().filter_map(|post| {
        post.in_reply_to_id
            .as_deref()
            .zip(post.conversation_id.as_deref())
    });
    assert!(answered.clone().count() > 50);
    assert!(
        answered
            .clone()
            .all(|(parent, root)| ids.contains(parent) && ids.contains(root))
    );
    assert!(
        all.iter()
            .filter(|post| post.own == Some(true))
            .all(|post| post
                .author
                .as_ref()
                .and_then(|author| author.handle.as_deref())
                == Some("mirabo"))
    );
    assert!(all.iter().all(|post| post.raw.is_none()
        && post.url.is_some()
        && post.metrics.is_some() == post.metrics_at.is_some()));
    assert!(
        all.iter()
            .filter(|post| post.query.as_deref() == Some("rivals"))
            .all(|post| !post.matched.is_empty())
    );
}

#[test]
fn no_post_is_of_the_future_at_any_hour() {
    let mut last = 0;
    for hour in (0..48).step_by(3) {
        let now = at("2026-03-28T12:00:00Z") + TimeDelta::hours(hour);
        let all = posts(now);
        assert!(
            all.iter()
                .all(|post| post.published_at.is_some_and(|at| at <= now)),
            "{now}"
        );
        assert!(all.len() >= 500, "{now}: {}", all.len());
        // Within a day of Paris the month only grows.
        assert!(all.len() >= last || hour == 12 || hour == 36, "{now}");
        last = all.len();
    }
    for now in [
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
        at("1970-01-01T00:00:00Z"),
    ] {
        let _ = posts(now);
    }
}
