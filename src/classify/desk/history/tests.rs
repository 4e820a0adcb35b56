//! What came before a message, and nothing of what came after it.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{ProptestConfig, prop, proptest};

use super::{History, HistoryReader, MOST_RECENT, Past, Who};
use crate::jsonl::Worker;
use crate::record::{Intent, Sentiment};

fn at(day: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(day)
}

const LEA: Who<'_> = Who {
    client: Some("mirabo"),
    source: Some("mastodon"),
    instance: Some("social.example"),
    id: Some("109"),
    handle: Some("lea"),
};

const ANGRY: Option<(Intent, Sentiment)> = Some((Intent::Complaint, Sentiment::Negative));
const GLAD: Option<(Intent, Sentiment)> = Some((Intent::Praise, Sentiment::Positive));

#[test]
fn only_what_came_before_counts() {
    let mut history = History::default();
    history.add(&LEA, "a", at(100), ANGRY);
    history.add(&LEA, "b", at(110), GLAD);
    history.add(&LEA, "c", at(120), ANGRY);
    history.add(&LEA, "d", at(121), None);
    history.answered("a", at(105));
    history.answered("a", at(115));
    let before = |day| history.before(&LEA, at(day));
    assert_eq!(before(100), Past::default());
    assert_eq!((before(101).posts, before(101).unanswered), (1, 1));
    assert_eq!((before(106).complaints, before(106).unanswered), (1, 0));
    let last = Past {
        posts: 4,
        praises: 1,
        complaints: 2,
        unanswered: 1,
        negative: 2,
    };
    assert_eq!(before(122), last);
    // After thirty days a complaint is no more held against us; that they wrote is known.
    assert_eq!((before(140).complaints, before(140).posts), (1, 4));
    assert_eq!(before(151).unanswered, 0);
}

#[test]
fn an_author_is_known_by_id_or_by_handle_and_server() {
    let mut history = History::default();
    history.add(&LEA, "a", at(1), GLAD);
    let posts = |who: &Who<'_>| history.before(who, at(2)).posts;
    let other = |change: fn(&mut Who<'_>)| {
        let mut who = LEA;
        change(&mut who);
        who
    };
    assert_eq!(posts(&other(|who| who.handle = Some("renamed"))), 1);
    assert_eq!(posts(&other(|who| who.id = None)), 1);
    assert_eq!(
        posts(&other(|who| {
            who.id = None;
            who.instance = None;
            who.handle = Some("@Lea@social.example");
        })),
        1
    );
    assert_eq!(posts(&other(|who| who.id = Some("110"))), 0);
    assert_eq!(posts(&other(|who| who.client = Some("frutelia"))), 0);
    assert_eq!(posts(&Who::default()), 0);
}

#[test]
fn lines_of_a_file_are_taken_in() {
    let mut reader = HistoryReader::default();
    let mut out = Vec::new();
    for line in [
        r#"{"type":"post","id":"m:1","source":"mastodon","instance":"social.example","client":"mirabo","author":{"id":"109"},"published_at":"1970-01-02T00:00:00Z","labels":{"intent":"defect","sentiment":"negative"}}"#,
        r#"{"type":"post","id":"m:2","own":true,"in_reply_to_id":"m:1","published_at":"1970-01-04T00:00:00Z"}"#,
        r#"{"type":"alert","id":"x"}"#,
        r#"{"id":"m:3","author":{"id":"109"}}"#,
    ] {
        reader.line(line, &mut out).unwrap();
    }
    assert!(reader.line("nope", &mut out).is_err());
    assert_eq!((reader.posts, reader.undated), (2, 1));
    let unanswered = |day| reader.history.before(&LEA, at(day)).unanswered;
    assert_eq!((unanswered(2), unanswered(4)), (1, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_the_file_does_not_matter_and_memory_is_bounded(
        days in prop::collection::vec((0_i64..200, 0_u8..3), 1..60),
        now in 0_i64..220,
    ) {
        let fill = |days: &mut dyn Iterator<Item = (usize, &(i64, u8))>| {
            let mut history = History::default();
            for (number, (day, what)) in days {
                let labels = [ANGRY, GLAD, None][usize::from(*what)];
                history.add(&LEA, &number.to_string(), at(*day), labels);
            }
            history
        };
        let forwards = fill(&mut days.iter().enumerate());
        let backwards = fill(&mut days.iter().enumerate().rev());
        let past = forwards.before(&LEA, at(now));
        assert_eq!(past, backwards.before(&LEA, at(now)));
        assert!(forwards.people[0].recent.len() <= MOST_RECENT);
        let true_posts = days.iter().filter(|(day, _)| *day < now).count();
        assert!(past.posts as usize <= true_posts);
        if days.len() <= MOST_RECENT || days.iter().all(|(day, _)| *day < now) {
            assert_eq!(past.posts as usize, true_posts);
        }
    }
}
