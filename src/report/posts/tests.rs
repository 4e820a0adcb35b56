//! Simulated posts: chance alone finds nothing more often than promised, and what is planted is found.

use chrono::{DateTime, TimeDelta};

use super::effect::{Advice, Effect, effects};
use super::kept::OwnPost;
use super::trait_of::{Feature, Trait};
use super::usual::beside;
use super::{OwnPosts, PostsOptions};
use crate::report::Per;
use crate::report::scope::Scope;
use crate::stats::Dice;
use crate::time::{Range, Zone};

/// Posts of two channels of unlike spread, with a slope, with `topics` topics given at random; `#good` multiplies engagement.
fn simulated(seed: u64, count: usize, topics: usize, good: f64) -> Vec<OwnPost> {
    let mut dice = Dice::new(seed);
    (0..count)
        .map(|at| {
            let wide = at % 3 == 0;
            let reach = 2000.0 * (0.5 * dice.normal()).exp();
            let spread = if wide { 1.0 } else { 0.5 };
            // One in fifty goes round the world.
            let viral = if dice.uniform() < 0.02 { 3.0 } else { 0.0 };
            let has_good = dice.uniform() < 0.25;
            let log = -3.0
                + spread * dice.normal()
                + viral
                + at as f64 * 0.002
                + if has_good { good.ln() } else { 0.0 };
            let mut traits: Vec<Trait> = (0..topics)
                .filter(|_| dice.uniform() < 0.2)
                .map(|topic| named(Feature::Topic, &format!("t{topic}")))
                .collect();
            if has_good {
                traits.push(named(Feature::Hashtag, "#good"));
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a simulated count"
            )]
            OwnPost {
                id: format!("p{at}"),
                channel: if wide { "x" } else { "instagram" }.to_owned(),
                at: i64::try_from(at).unwrap_or(0) * 86_400_000,
                engagement: (reach * log.exp()).max(0.0) as u64,
                reach: Some(reach as u64 + 1),
                traits,
                ..OwnPost::default()
            }
        })
        .collect()
}

fn named(feature: Feature, value: &str) -> Trait {
    Trait {
        feature,
        value: value.to_owned(),
    }
}

fn judged(posts: &[OwnPost]) -> Vec<Effect> {
    let rows: Vec<&OwnPost> = posts.iter().collect();
    let beside = beside(&rows, Per::Reach);
    effects(&rows, &beside, 5)
}

#[test]
fn chance_alone_is_rarely_called_a_finding() {
    let runs = 400;
    let mut false_alarms = 0;
    for seed in 0..runs {
        let found = judged(&simulated(seed, 150, 20, 1.0));
        false_alarms += u64::from(
            found
                .iter()
                .any(|effect| effect.advice != Advice::CannotTell),
        );
    }
    // Without any effect the false discovery rate is the share of runs with a finding: 10 % promised, standard error 1.5 %.
    assert!(false_alarms <= runs * 14 / 100, "{false_alarms} of {runs}");
    // A test that never finds anything would pass too; this one is not that cautious.
    assert!(false_alarms >= runs / 100, "{false_alarms} of {runs}");
}

#[test]
fn what_is_planted_is_found_and_little_else() {
    let runs = 200;
    let (mut found_it, mut covered, mut share_false) = (0, 0, 0.0);
    for seed in 0..runs {
        let found = judged(&simulated(1000 + seed, 240, 20, 1.6));
        let said: Vec<&Effect> = found
            .iter()
            .filter(|effect| effect.advice != Advice::CannotTell)
            .collect();
        let planted = found
            .iter()
            .find(|effect| effect.of.feature == Feature::Hashtag)
            .unwrap();
        found_it += u64::from(planted.advice == Advice::Again);
        covered += u64::from(planted.low <= 1.6 && 1.6 <= planted.high);
        let wrong = said
            .iter()
            .filter(|effect| effect.of.feature != Feature::Hashtag)
            .count();
        share_false += wrong as f64 / said.len().max(1) as f64;
    }
    assert!(found_it >= 180, "{found_it} of {runs}");
    assert!(covered >= 180, "{covered} of {runs}");
    assert!(
        share_false / runs as f64 <= 0.13,
        "{}",
        share_false / runs as f64
    );
}

fn options() -> PostsOptions {
    PostsOptions {
        scope: Scope {
            zone: Zone::utc(),
            range: Range::default(),
            clients: Vec::new(),
            now: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            ids: 3,
            min_group: 5,
        },
        per: None,
        min_age: TimeDelta::days(1),
        top: 3,
    }
}

#[test]
fn parts_in_any_order_are_the_whole_and_the_last_figures_hold() {
    let line = |at: usize, likes: usize, read: &str| {
        format!(
            r#"{{"type":"post","id":"p{at}","source":"x","own":true,"text":"t{at}","published_at":"2026-03-{:02}T10:00:00Z","metrics_at":"2026-0{read}-01T00:00:00Z","metrics":{{"like_count":{likes},"reach_count":1000}}}}"#,
            1 + at % 28
        )
    };
    let mut lines: Vec<String> = (0..40).map(|at| line(at, 10 + at, "4")).collect();
    lines.push(line(3, 900, "5"));
    lines.push(line(4, 1, "3"));
    let whole = |lines: &mut dyn Iterator<Item = &String>| {
        let mut posts = OwnPosts::new(&options());
        lines.for_each(|line| posts.add_line(line).unwrap());
        posts
    };
    let forward = whole(&mut lines.iter()).finish().unwrap();
    let mut parts = whole(&mut lines.iter().rev().take(7));
    parts.merge(whole(&mut lines.iter().rev().skip(7)));
    let backward = parts.finish().unwrap();
    assert_eq!(forward.posts.len(), 40);
    assert_eq!(forward.posts, backward.posts);
    assert_eq!(forward.effects, backward.effects);
    let best = forward
        .document()
        .data
        .rows
        .iter()
        .rev()
        .nth(5)
        .cloned()
        .unwrap();
    assert!(format!("{best:?}").contains("p3"), "{best:?}");
    let four = forward.posts.iter().find(|post| post.id == "p4").unwrap();
    assert_eq!(four.engagement, 14);
    assert!(
        OwnPosts::new(&PostsOptions {
            per: Some(Per::Followers),
            ..options()
        })
        .finish()
        .is_ok(),
        "nothing to divide"
    );
}
