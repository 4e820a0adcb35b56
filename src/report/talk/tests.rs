//! Conversations out of lines, and who waits in them.

use super::{MAX_POSTS, Talk, Talks, waits};

/// A post of a minute: `m1` is minute 1, by `author`, in reply to `parent`; by us when the author is `us`.
pub(crate) fn line(id: &str, minute: u32, author: &str, parent: &str, more: &str) -> String {
    let own = author == "us";
    let (hour, minute) = (minute / 60, minute % 60);
    let (day, hour) = (1 + hour / 24, hour % 24);
    format!(
        r#"{{"id":"{id}","text":"t","own":{own},"source":"x","client":"c","author":{{"handle":"{author}"}},"in_reply_to_id":"{parent}","published_at":"2026-06-{day:02}T{hour:02}:{minute:02}:00Z"{more}}}"#
    )
}

/// `labels` of a post.
pub(crate) fn labels(intent: &str, tone: f64) -> String {
    let word = if tone < 0.0 { "negative" } else { "positive" };
    format!(r#","labels":{{"intent":"{intent}","sentiment":"{word}","sentiment_score":{tone}}}"#)
}

pub(crate) fn talk(lines: &[String]) -> Talk {
    let mut talk = Talk::new(MAX_POSTS);
    for line in lines {
        talk.add_line(line).unwrap();
    }
    talk
}

fn told(talks: &Talks, all: bool) -> Vec<String> {
    let id = |place: usize| talks.posts[place].id.as_deref().unwrap_or("?").to_owned();
    let one = |wait: super::Wait| {
        let posts: Vec<String> = wait.posts.iter().map(|place| id(*place)).collect();
        let kind = if wait.first { "first" } else { "next" };
        let answer = wait.answer.map_or("-".to_owned(), id);
        format!("{} {kind} {answer}", posts.join("+"))
    };
    waits(talks, all).into_iter().map(one).collect()
}

fn lines() -> Vec<String> {
    let asks = labels("question", -0.5);
    vec![
        line("a1", 0, "ann", "", &asks),
        line("a2", 5, "ann", "a1", &asks),
        line("b1", 6, "bob", "a1", &asks),
        line("u1", 10, "us", "a2", ""),
        line("a3", 20, "ann", "u1", &asks),
        line("t1", 21, "bob", "u1", &labels("praise", 0.5)),
        line("u2", 30, "us", "gone", ""),
        line(
            "d1",
            40,
            "dan",
            "",
            &format!(r#"{asks},"conversation_id":"dm""#),
        ),
        line("u3", 50, "us", "", r#","conversation_id":"dm""#),
        line("u4", 60, "us", "", ""),
    ]
}

#[test]
fn turns_begin_with_the_first_question_and_end_with_our_answer() {
    let talks = talk(&lines()).settle().unwrap();
    assert_eq!(
        told(&talks, false),
        ["a1+a2 first u1", "b1 first -", "a3 next -", "d1 first u3"]
    );
    assert_eq!(told(&talks, true)[1], "b1+t1 first -");
    let sizes: Vec<usize> = talks.threads.iter().map(Vec::len).collect();
    assert_eq!(sizes, [6, 1, 2, 1]);
}

#[test]
fn parts_in_any_order_make_the_same() {
    let mut lines = lines();
    lines.push(lines[0].clone());
    let whole = format!("{:?}", told(&talk(&lines).settle().unwrap(), false));
    lines.reverse();
    let mut one = talk(&lines[..4]);
    one.merge(talk(&lines[4..]));
    assert_eq!(format!("{:?}", told(&one.settle().unwrap(), false)), whole);
}

#[test]
fn memory_is_bounded_and_what_cannot_be_placed_is_counted() {
    let mut few = Talk::new(2);
    for line in lines() {
        few.add_line(&line).unwrap();
    }
    assert_eq!(few.settle().unwrap_err().0, 2);
    let mut odd = Talk::new(2);
    odd.add_line(r#"{"text":"x"}"#).unwrap();
    odd.add_line(r#"{"type":"task","id":"x"}"#).unwrap();
    assert!(odd.add_line("{").is_err());
    assert_eq!((odd.undated, odd.other_types), (1, 1));
    // Posts that answer themselves or each other.
    let round = talk(&[
        line("p", 0, "a", "p", ""),
        line("q", 1, "b", "r", ""),
        line("r", 1, "c", "q", ""),
    ]);
    assert_eq!(round.settle().unwrap().threads.len(), 2);
}
