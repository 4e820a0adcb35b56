//! What became of those who got an answer, against others alike who got none. No experiment: whom we answer is our choice.

use std::collections::HashMap;

use super::Known;
use super::responses::Response;
use crate::report::talk::Said;
use crate::stats::{Effect, Unit, matched_effect, matched_treated, seed_of};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// How long after the answer the author's next word counts.
const NEXT_WORD: i64 = 30 * DAY;
/// How long after the answer another question in the same thread counts.
const AGAIN: i64 = 7 * DAY;
/// Negative posts of others within an hour that make a burst in a conversation.
const BURST: usize = 5;
/// How long we have to speak in a burst, and how long it is watched then.
const SPEAK: i64 = 2 * HOUR;
const COOL: i64 = 6 * HOUR;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The tone of the author's next post, in [-1, 1], within 30 days.
    ToneAfter,
    /// Whether the author asks again in the same thread within 7 days: 0 or 1.
    AskedAgain,
    /// Negative posts in the 6 hours after a burst in a conversation: the logarithm of one more than their number.
    Burst,
}

/// An outcome with the effect of answers on it, absent when too few could be matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answers {
    /// What was measured.
    pub outcome: Outcome,
    /// The difference that an answer goes with.
    pub effect: Option<Effect>,
    /// Cases that were answered, and not.
    pub cases: (usize, usize),
    /// How finely cases were matched: by 0 week and all else, 1 month and all else, 2 tone, intent, level and network, 3 tone and intent.
    pub rung: usize,
}

/// A case with its classes, from the finest to the coarsest.
struct Case {
    unit: Unit,
    classes: [u64; 4],
}

/// The effects on every outcome.
pub(super) fn answers(known: &Known<'_>, responses: &[Response]) -> Vec<Answers> {
    let words = Words::new(known);
    let delay = usual_delay(responses);
    let mut tone = Vec::new();
    let mut again = Vec::new();
    if let Some(delay) = delay {
        for response in responses {
            let moments = moments(response, delay, known.until);
            for (treated, index, end) in moments.into_iter().flatten() {
                tone.extend(words.tone_after(response, (treated, index, end)));
                again.extend(words.asked_again(response, (treated, index)));
            }
        }
    }
    vec![
        measured(Outcome::ToneAfter, &tone),
        measured(Outcome::AskedAgain, &again),
        measured(Outcome::Burst, &bursts(known)),
    ]
}

/// The median time to an answer, in milliseconds, over those who got one.
fn usual_delay(responses: &[Response]) -> Option<i64> {
    let answered = responses.iter().filter(|one| one.answered);
    let mut delays: Vec<i64> = answered.map(|one| one.clock).collect();
    delays.sort_unstable();
    delays.get(delays.len() / 2).copied()
}

/// From when on an author is watched, answered or not, and until when at the most.
///
/// The answered are watched from the answer on. The others are watched from the usual time of an answer on, if none had come by then: to take those who never
/// got one would be to look into the future, where whoever asks again and again is answered in the end (S. Suissa, "Immortal Time Bias in
/// Pharmacoepidemiology", American Journal of Epidemiology 167 (2008), 492-499).
fn moments(response: &Response, delay: i64, until: i64) -> [Option<(bool, i64, i64)>; 2] {
    let end = response.start + response.clock;
    let treated = response.answered.then_some((true, end, until));
    let waiting = response.start + delay;
    let still = waiting < end || (!response.answered && waiting == end);
    let control = still.then_some((false, waiting, end));
    [treated, control]
}

/// The finest matching that leaves at most a third of the answered without a match, else the one that leaves the fewest.
fn measured(outcome: Outcome, cases: &[Case]) -> Answers {
    let units = |rung: usize| -> Vec<Unit> {
        let class = |case: &Case| case.classes.get(rung).copied().unwrap_or(0);
        let unit = |case: &Case| Unit {
            class: class(case),
            ..case.unit
        };
        cases.iter().map(unit).collect()
    };
    let treated = cases.iter().filter(|case| case.unit.treated).count();
    let enough = |rung: &usize| 3 * matched_treated(&units(*rung)) >= 2 * treated;
    let rung = (0..4).find(enough).unwrap_or(3);
    Answers {
        outcome,
        effect: matched_effect(&units(rung)),
        cases: (treated, cases.len() - treated),
        rung,
    }
}

/// What each author said, in the order of time.
struct Words<'a> {
    known: &'a Known<'a>,
    of_author: HashMap<u64, Vec<usize>>,
}

impl<'a> Words<'a> {
    fn new(known: &'a Known<'a>) -> Self {
        let mut of_author: HashMap<u64, Vec<usize>> = HashMap::new();
        for (place, post) in known.talks.posts.iter().enumerate() {
            if !post.own && !post.repost && post.author.is_known() {
                let author = post.author.place() as u64;
                of_author.entry(author).or_default().push(place);
            }
        }
        Words { known, of_author }
    }

    /// The author's posts from a moment on (not that moment itself) until another.
    fn said(&self, author: u64, from: i64, until: i64) -> impl Iterator<Item = &'a Said> {
        let posts = &self.known.talks.posts;
        let all = self.of_author.get(&author).map_or(&[][..], Vec::as_slice);
        let at = |place: &usize| posts.get(*place).map_or(i64::MAX, |post| post.at);
        let first = all.partition_point(|place| at(place) <= from);
        let last = all.partition_point(|place| at(place) <= until);
        let places = all.get(first..last).unwrap_or_default();
        places.iter().filter_map(|place| posts.get(*place))
    }

    /// The last post of a turn by a moment.
    fn last(&self, response: &Response, index: i64) -> Option<&'a Said> {
        let wait = self.known.waits.get(response.wait)?;
        let posts = wait.posts.iter().rev();
        posts
            .filter_map(|place| self.known.talks.posts.get(*place))
            .find(|post| post.at <= index)
    }

    fn case(&self, response: &Response, treated: bool, index: i64, after: f64) -> Option<Case> {
        let post = self.last(response, index)?;
        let before = f64::from(post.tone?);
        Some(Case {
            unit: Unit {
                class: 0,
                cluster: response.author,
                treated,
                before,
                after,
            },
            classes: classes(post, before),
        })
    }

    fn tone_after(
        &self,
        response: &Response,
        (treated, index, end): (bool, i64, i64),
    ) -> Option<Case> {
        let until = end.min(index + NEXT_WORD);
        let next = self
            .said(response.author, index, until)
            .find_map(|post| post.tone)?;
        self.case(response, treated, index, f64::from(next))
    }

    fn asked_again(&self, response: &Response, (treated, index): (bool, i64)) -> Option<Case> {
        if index + AGAIN > self.known.until {
            return None;
        }
        let wait = self.known.waits.get(response.wait)?;
        let thread = self.known.talks.threads.get(wait.thread)?;
        let posts = &self.known.talks.posts;
        let at = |place: &usize| posts.get(*place).map_or(i64::MAX, |post| post.at);
        let first = thread.partition_point(|place| at(place) <= index);
        let again = thread
            .iter()
            .skip(first)
            .filter_map(|place| posts.get(*place))
            .take_while(|post| post.at <= index + AGAIN)
            .any(|post| {
                let same = post.author.is_known() && post.author.place() as u64 == response.author;
                same && !post.own && (post.asks || (self.known.all && !post.repost))
            });
        self.case(response, treated, index, f64::from(u8::from(again)))
    }
}

/// Classes of a post: fifths of the tone, with its intent; its level and network; its client; its month or week.
fn classes(post: &Said, before: f64) -> [u64; 4] {
    let fifth = ((before + 1.0) * 2.5).floor().clamp(0.0, 4.0);
    let coarse = format!("{fifth} {}", post.intent.place());
    let middle = format!("{coarse} {} {}", post.level, post.source.place());
    let client = format!("{middle} {}", post.client.place());
    let four_weeks = format!("{client} m{}", post.at.div_euclid(28 * DAY));
    let week = format!("{client} w{}", post.at.div_euclid(7 * DAY));
    [week, four_weeks, middle, coarse].map(|words| seed_of(&words, 0))
}

/// Bursts in conversations: whether we spoke within two hours, and how many negative posts came in the six hours after that.
fn bursts(known: &Known<'_>) -> Vec<Case> {
    let posts = &known.talks.posts;
    let mut cases = Vec::new();
    for (number, thread) in known.talks.threads.iter().enumerate() {
        let negative: Vec<&Said> = thread
            .iter()
            .filter_map(|place| posts.get(*place))
            .filter(|post| !post.own && post.negative)
            .collect();
        let Some((began, hot)) = negative.windows(BURST).find_map(|posts| {
            let (first, last) = (posts.first()?, posts.last()?);
            (last.at - first.at <= HOUR).then_some((first.at, *last))
        }) else {
            continue;
        };
        let landmark = hot.at + SPEAK;
        if !known.options.range.contains_millis(hot.at) || landmark + COOL > known.until {
            continue;
        }
        let within = |from: i64, until: i64| {
            let inside = |post: &&&Said| post.at > from && post.at <= until;
            negative.iter().filter(inside).count() as f64
        };
        let treated = thread
            .iter()
            .filter_map(|place| posts.get(*place))
            .any(|post| post.own && post.at >= began && post.at <= landmark);
        let network = seed_of("network", hot.source.place() as u64);
        cases.push(Case {
            unit: Unit {
                class: 0,
                cluster: number as u64,
                treated,
                before: (1.0 + within(landmark - SPEAK, landmark)).ln(),
                after: (1.0 + within(landmark, landmark + COOL)).ln(),
            },
            classes: [network, network, network, 0],
        });
    }
    cases
}

impl Outcome {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::ToneAfter => "tone_after",
            Outcome::AskedAgain => "asked_again",
            Outcome::Burst => "burst_negative_log",
        }
    }
}
