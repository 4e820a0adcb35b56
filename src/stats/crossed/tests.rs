//! Histories whose truth is known: do the intervals cover it as often as they claim, and is choosing by them better than by raw averages?

use super::{Count, Crossed, Grid, fit};
use crate::stats::{Dice, Z_95};

const WEEK: Grid = Grid {
    rows: 7,
    columns: 24,
};

/// A history and what was true of it.
struct History {
    counts: Vec<Count>,
    /// Log rate of each cell.
    truth: Vec<f64>,
}

/// How a history is made.
#[derive(Clone, Copy)]
struct World {
    posts: usize,
    /// Mean number of people reached.
    reach: f64,
    /// Standard deviations of days, hours, cells.
    spreads: [f64; 3],
    /// Scale of what is peculiar to a post.
    noise: f64,
    /// One post in so many is a runaway, 20 times what it would have been; 0 for none.
    runaway: usize,
}

const USUAL: World = World {
    posts: 120,
    reach: 1500.0,
    spreads: [0.2, 0.35, 0.15],
    noise: 0.5,
    runaway: 0,
};

fn poisson(mean: f64, dice: &mut Dice) -> f64 {
    if mean > 50.0 {
        return (mean + mean.sqrt() * dice.normal()).round().max(0.0);
    }
    let (mut product, mut count) = (dice.uniform(), 0.0);
    while product > (-mean).exp() {
        product *= dice.uniform();
        count += 1.0;
    }
    count
}

/// An hour between 7 and 22, and rather in the morning or the evening.
fn hour(dice: &mut Dice) -> usize {
    let centre = if dice.uniform() < 0.5 { 10.0 } else { 18.0 };
    let hour = (centre + 2.5 * dice.normal()).round().clamp(7.0, 22.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "7 to 22"
    )]
    let hour = hour as usize;
    hour
}

fn history(world: World, seed: u64) -> History {
    let mut dice = Dice::new(seed);
    let [days, hours, cells] = world.spreads;
    let day: Vec<f64> = (0..7).map(|_| days * dice.normal()).collect();
    // Two waves a day: smooth, but not of the family that the model assumes.
    let waves: Vec<f64> = (0..4)
        .map(|_| hours * dice.normal() / 2_f64.sqrt())
        .collect();
    let of_hour = |hour: usize| {
        let turn = std::f64::consts::TAU * hour as f64 / 24.0;
        waves[0] * turn.sin()
            + waves[1] * turn.cos()
            + waves[2] * (2.0 * turn).sin()
            + waves[3] * (2.0 * turn).cos()
    };
    let truth: Vec<f64> = (0..168)
        .map(|cell| 0.03_f64.ln() + day[cell / 24] + of_hour(cell % 24) + cells * dice.normal())
        .collect();
    let counts = (0..world.posts)
        .map(|post| {
            let row = (7.0 * dice.uniform()).floor();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 6"
            )]
            let row = row as usize;
            let column = hour(&mut dice);
            let exposure = world.reach * (0.5 * dice.normal()).exp();
            let peculiar = world.noise * dice.normal();
            let gone_round = world.runaway > 0 && post % world.runaway == 3;
            let theta =
                truth[row * 24 + column] + peculiar + if gone_round { 20_f64.ln() } else { 0.0 };
            Count {
                row,
                column,
                events: poisson(exposure * theta.exp(), &mut dice),
                exposure,
                weight: 1.0,
            }
        })
        .collect();
    History { counts, truth }
}

/// The cells that a brand would publish in.
fn open() -> impl Iterator<Item = usize> {
    (0..168).filter(|cell| (7..=22).contains(&(cell % 24)))
}

/// Share of the open cells of many histories whose interval of 95 % holds the truth.
fn coverage(world: World, histories: u64) -> f64 {
    let (mut covered, mut all) = (0.0, 0.0);
    for seed in 0..histories {
        let history = history(world, seed);
        let Crossed { groups, .. } = fit(std::slice::from_ref(&history.counts), WEEK);
        for cell in open() {
            let away = (groups[0].mean[cell] - history.truth[cell]).abs();
            covered += f64::from(u8::from(away <= Z_95 * groups[0].deviation[cell]));
            all += 1.0;
        }
    }
    covered / all
}

#[test]
fn intervals_cover_the_truth_as_often_as_they_claim() {
    let few_likes = World {
        reach: 60.0,
        ..USUAL
    };
    let flat = World {
        spreads: [0.0, 0.0, 0.0],
        ..USUAL
    };
    for (name, world) in [
        ("usual", USUAL),
        ("thin", World { posts: 25, ..USUAL }),
        ("few likes", few_likes),
        ("flat", flat),
        (
            "runaways",
            World {
                runaway: 15,
                ..USUAL
            },
        ),
    ] {
        let covered = coverage(world, 12);
        assert!(
            (0.90..=if name == "flat" { 1.0 } else { 0.985 }).contains(&covered),
            "{name}: {covered}"
        );
    }
}

/// How much of the best possible rate is lost by the five cells chosen, on average over histories.
fn regret(world: World, histories: u64) -> (f64, f64) {
    let mut lost = [0.0, 0.0];
    for seed in 100..100 + histories {
        let history = history(world, seed);
        let Crossed { groups, .. } = fit(std::slice::from_ref(&history.counts), WEEK);
        let mut sums = [(0.0, 0.0); 168];
        for count in &history.counts {
            let sum = &mut sums[count.row * 24 + count.column];
            sum.0 += count.events;
            sum.1 += count.exposure;
        }
        let raw: Vec<f64> = sums
            .iter()
            .map(|(events, exposure)| {
                if *exposure > 0.0 {
                    events / exposure
                } else {
                    0.0
                }
            })
            .collect();
        let earned = |score: &[f64]| -> f64 {
            let mut cells: Vec<usize> = open().collect();
            cells.sort_by(|a, b| score[*b].total_cmp(&score[*a]));
            cells
                .iter()
                .take(5)
                .map(|cell| history.truth[*cell].exp())
                .sum()
        };
        let best = earned(&history.truth);
        lost[0] += 1.0 - earned(&groups[0].mean) / best;
        lost[1] += 1.0 - earned(&raw) / best;
    }
    (lost[0] / histories as f64, lost[1] / histories as f64)
}

#[test]
fn choosing_by_pooled_rates_beats_choosing_by_raw_averages() {
    for world in [
        USUAL,
        World {
            runaway: 15,
            ..USUAL
        },
    ] {
        let (pooled, raw) = regret(world, 20);
        assert!(pooled < 0.8 * raw, "pooled {pooled}, raw {raw}");
    }
}

#[test]
fn a_cell_without_counts_borrows_from_its_row_and_column() {
    // Mondays are four times as good; Monday at 9 was never tried.
    let mut counts = Vec::new();
    for row in 0..7 {
        for column in [8, 9, 10] {
            if (row, column) == (0, 9) {
                continue;
            }
            let events = if row == 0 { 120.0 } else { 30.0 };
            counts.extend(
                [Count {
                    row,
                    column,
                    events,
                    exposure: 1000.0,
                    weight: 1.0,
                }; 4],
            );
        }
    }
    let group = &fit(&[counts], WEEK).groups[0];
    assert!(
        (group.mean[9].exp() - 0.12).abs() < 0.03,
        "{}",
        group.mean[9].exp()
    );
    assert!(group.deviation[9] > 1.2 * group.deviation[8]);
    // Nobody knows what 21 h is worth, least of all on Monday.
    assert!(group.deviation[21] > group.deviation[9]);
    let mut dice = Dice::new(1);
    let draws: Vec<f64> = (0..400).map(|_| group.draw(&mut dice)[9]).collect();
    let mean = draws.iter().sum::<f64>() / 400.0;
    assert!((mean - group.mean[9]).abs() < 0.2 * group.deviation[9] + 0.05);
}

#[test]
fn a_count_is_compared_with_the_others() {
    let history = history(USUAL, 1);
    let group = &fit(std::slice::from_ref(&history.counts), WEEK).groups[0];
    let new = |events, exposure| Count {
        row: 2,
        column: 10,
        events,
        exposure,
        weight: 1.0,
    };
    let typical = group.mean[2 * 24 + 10].exp();
    let excess = |times: f64, exposure| {
        group
            .excess_of(&new(times * typical * exposure, exposure))
            .unwrap()
    };
    let (mean, deviation) = excess(4.0, 1e5);
    // What is peculiar to it is most of what is seen, since the cell is known rather well.
    assert!(
        (0.75..1.4).contains(&mean) && deviation < 0.4,
        "{mean} {deviation}"
    );
    assert!(excess(1.0, 1e5).0.abs() < 0.05);
    // Of few people little is learnt.
    let (few, unsure) = excess(4.0, 20.0);
    assert!(few < mean && unsure > deviation, "{few} {unsure}");
    assert!(excess(0.0, 1e5).0 < -1.0);
    assert!(group.excess_of(&new(f64::NAN, 1.0)).is_none());
    assert!(
        group
            .excess_of(&Count {
                row: 9,
                ..new(1.0, 1.0)
            })
            .is_none()
    );
}

#[test]
fn nothing_and_nonsense_are_taken() {
    let odd = |events, exposure, row, weight| Count {
        row,
        column: 0,
        events,
        exposure,
        weight,
    };
    let counts = vec![
        odd(f64::NAN, 1.0, 0, 1.0),
        odd(1.0, 0.0, 0, 1.0),
        odd(1.0, f64::INFINITY, 0, 1.0),
        odd(1.0, 1.0, 9, 1.0),
        odd(1.0, 1.0, 0, f64::NAN),
        odd(1e17, 1.0, 0, 1.0),
        odd(0.0, 1e12, 0, 1.0),
    ];
    let fitted = fit(&[Vec::new(), counts], WEEK);
    assert_eq!(fitted.groups.len(), 2);
    for group in &fitted.groups {
        assert!(
            group
                .mean
                .iter()
                .chain(&group.deviation)
                .all(|value| value.is_finite())
        );
    }
    assert!(fitted.groups[1].excess[0].1.is_infinite());
}
