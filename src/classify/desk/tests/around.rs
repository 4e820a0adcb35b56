//! What lies around a message: history, alarms, service levels, the hour.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{AlarmReader, Deadlines, History, Who};
use super::{Desk, DeskSettings, complaint, decided, desk, message, now, settings};
use crate::classify::desk::{Bench, Context};
use crate::classify::{Known, Message};
use crate::jsonl::Worker;
use crate::record::{Intent, Labels, Sentiment, Stance};
use crate::time::{BusinessHours, ServiceLevels, Zone};

fn known(history: History) -> Desk {
    let rule = "[[rule]]\nwhen = 'posts_before >= 4'\npriority = 77";
    Desk::new(DeskSettings {
        history: Some(history),
        ..settings(rule)
    })
    .unwrap()
}

fn from_lea(desk: &Desk, mut labels: Labels) -> Labels {
    let context = Context {
        author_id: Some("109"),
        ..Context::at(now())
    };
    desk.decide(
        &mut Bench::default(),
        &mut labels,
        &message("x"),
        &context,
        &Known::default(),
        &mut |_| complaint(),
    );
    labels
}

#[test]
fn a_complaint_that_repeats_an_unanswered_one_is_a_seniors() {
    let lea = Who {
        client: Some("mirabo"),
        id: Some("109"),
        ..Who::default()
    };
    let mut history = History::default();
    let angry = Some((Intent::Defect, Sentiment::Negative));
    history.add(&lea, "a", now() - TimeDelta::days(2), angry);
    let labels = from_lea(&known(history.clone()), complaint());
    assert_eq!(labels.level, 2);
    assert!(labels.urgency > 0.4 && labels.priority > 50);
    assert_eq!(
        labels.why["level"],
        ["complains again: 1 of 1 in 30 days unanswered"]
    );
    let glad = Labels {
        intent: Intent::Praise,
        sentiment: Sentiment::Positive,
        ..complaint()
    };
    assert_eq!(from_lea(&known(history.clone()), glad.clone()).level, 1);
    assert_eq!(
        decided(&known(history.clone()), complaint(), &message("x")).level,
        1
    );

    history.answered("a", now() - TimeDelta::days(1));
    assert_eq!(from_lea(&known(history.clone()), complaint()).level, 1);

    let praise = Some((Intent::Praise, Sentiment::Positive));
    for id in ["b", "c", "d"] {
        history.add(&lea, id, now() - TimeDelta::days(90), praise);
    }
    let labels = from_lea(&known(history), glad);
    assert_eq!(labels.why["stance"], ["a loyal voice: 3 praises before"]);
    assert_eq!(labels.priority, 77);
}

fn alarms(lines: &[&str]) -> Desk {
    let mut reader = AlarmReader::default();
    for line in lines {
        reader.line(line, &mut Vec::new()).unwrap();
    }
    Desk::new(DeskSettings {
        alarms: Some(reader.alarms),
        ..settings("[[rule]]\nwhen = 'alarm'\ntopics = ['crisis']")
    })
    .unwrap()
}

fn alert(id: &str, client: &str, start: &str, seen: &str, severity: &str) -> String {
    format!(
        r#"{{"type":"alert","id":"{id}","kind":"burst",{client}"start_at":"{start}","seen_at":"{seen}","severity":"{severity}","observed":40,"expected":4,"score":0.9}}"#
    )
}

#[test]
fn while_an_alarm_is_open_its_clients_bad_news_go_to_management() {
    let mirabo = r#""client":"mirabo","#;
    let open = alert(
        "b1",
        mirabo,
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:30:00Z",
        "critical",
    );
    let desk = alarms(&[&open, r#"{"type":"bucket"}"#]);
    let at = |text: &str| -> Option<DateTime<Utc>> { Some(text.parse().unwrap()) };
    let labels = decided(&desk, complaint(), &message("x"));
    assert_eq!((labels.level, labels.stance), (3, Stance::Escalate));
    assert!(labels.urgency > 0.8);
    assert_eq!(labels.why["level"], ["alarm `b1` is open"]);
    assert_eq!(labels.topics, ["crisis"]);

    let praise = Labels {
        intent: Intent::Praise,
        sentiment: Sentiment::Positive,
        ..complaint()
    };
    assert_eq!(decided(&desk, praise, &message("x")).level, 1);
    let level = |change: fn(&mut Message<'_>)| {
        let mut message = message("x");
        change(&mut message);
        decided(&desk, complaint(), &message).level
    };
    assert_eq!(level(|message| message.client = Some("frutelia")), 1);
    assert_eq!(level(|message| message.client = None), 1);
    assert_eq!(level(|message| message.own = true), 1);
    // Before it began; and of the future, which is a wrong clock.
    let early = Message {
        published_at: at("2026-11-22T09:59:59Z"),
        ..message("x")
    };
    assert_eq!(decided(&desk, complaint(), &early).level, 1);
    let late = Message {
        published_at: at("2036-01-01T00:00:00Z"),
        ..message("x")
    };
    assert_eq!(decided(&desk, complaint(), &late).level, 3);
}

#[test]
fn an_alarm_ends_a_week_after_it_was_seen_or_when_it_says_so() {
    let start = "2026-11-14T10:00:00Z";
    let level = |lines: &[String]| {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        decided(&alarms(&lines), complaint(), &message("x")).level
    };
    let seen = |seen: &str| alert("b1", "", start, seen, "warning");
    assert_eq!(level(&[seen("2026-11-15T12:00:00Z")]), 1);
    assert_eq!(level(&[seen("2026-11-15T12:00:01Z")]), 3);
    // Seen again.
    assert_eq!(level(&[seen(start), seen("2026-11-22T11:00:00Z")]), 3);
    let ended = seen("2026-11-22T11:00:00Z").replace(
        "\"observed\"",
        "\"end_at\":\"2026-11-22T11:30:00Z\",\"observed\"",
    );
    assert_eq!(level(&[ended]), 1);
    let watch = alert("b1", "", start, "2026-11-22T11:00:00Z", "watch");
    assert_eq!(level(&[watch]), 1);
    let silence = seen("2026-11-22T11:00:00Z").replace("burst", "silence");
    assert_eq!(level(&[silence]), 1);
}

#[test]
fn reply_by_is_for_what_wants_an_answer_and_follows_the_rules() {
    let paris = Zone::named("Europe/Paris").unwrap();
    let desk = Desk::new(DeskSettings {
        deadlines: Some(Deadlines {
            service_levels: ServiceLevels::default(),
            hours: BusinessHours::office(paris),
        }),
        ..settings("[[rule]]\nwhen = \"text ~ 'grave'\"\nlevel = 3")
    })
    .unwrap();
    let by = |labels: Labels, message: &Message<'_>| {
        let by = decided(&desk, labels, message).reply_by;
        by.map(|at| at.to_rfc3339())
    };
    // A Sunday: level 1 has eight hours of Monday's office, level 3 one hour of the clock.
    assert_eq!(
        by(complaint(), &message("x")).as_deref(),
        Some("2026-11-24T08:30:00+00:00")
    );
    assert_eq!(
        by(complaint(), &message("grave")).as_deref(),
        Some("2026-11-22T13:00:00+00:00")
    );
    for stance in [Stance::Ignore, Stance::Moderate] {
        assert_eq!(
            by(
                Labels {
                    stance,
                    ..complaint()
                },
                &message("x")
            ),
            None
        );
    }
    let undated = Message {
        published_at: None,
        ..message("x")
    };
    assert_eq!(by(complaint(), &undated), None);
    let own = Message {
        own: true,
        ..message("x")
    };
    assert_eq!(by(complaint(), &own), None);
    let late = Message {
        published_at: Some(now() + TimeDelta::days(400)),
        ..message("grave")
    };
    assert_eq!(
        by(complaint(), &late).as_deref(),
        Some("2026-11-22T13:00:00+00:00")
    );
}

#[test]
fn hours_and_weekdays_are_those_of_the_zone() {
    let zone = Zone::named("Pacific/Auckland").unwrap();
    let desk = Desk::new(DeskSettings {
        zone,
        ..settings("[[rule]]\nwhen = \"hour == 1 and weekday == 'mon'\"\npriority = 1")
    })
    .unwrap();
    assert_eq!(decided(&desk, complaint(), &message("x")).priority, 1);
}

#[test]
fn conditions_see_what_surrounds_the_words() {
    let desk = desk(
        "[[rule]]\nwhen = \"author == 'lea' and query == 'press' and verified\"\npriority = 1\n[[rule]]\nwhen = \"text ~ 'site:lemonde.fr AND #bio'\"\nurgency = 0.7",
    );
    let tags = ["bio".into()];
    let context = Context {
        author_handle: Some("@Lea"),
        query: Some("press"),
        url: Some("https://www.lemonde.fr/x"),
        hashtags: &tags,
        ..Context::at(now())
    };
    let verified = Message {
        author_verified: true,
        ..message("x")
    };
    let mut labels = complaint();
    desk.decide(
        &mut Bench::default(),
        &mut labels,
        &verified,
        &context,
        &Known::default(),
        &mut |_| complaint(),
    );
    assert_eq!((labels.priority, labels.urgency), (1, 0.7));
}
