//! What usually goes with what: how a known intent or tone moves the model's judgement of department, level, stance and urgency.
//!
//! The heads of the model read words, not labels, so that an intent that somebody corrects would change nothing there. Let `q` be what the model
//! believes of intent and tone, `k` what is known of them, and `P(d | i, s)` how often a department goes with them in the training messages: the
//! probability of each department is multiplied by the sum of `k P(d | i, s)` over that of `q P(d | i, s)` (Jeffrey 1965, "The logic of decision",
//! on judgements that change by what is learnt). Where nothing new is known the two sums are one, and nothing moves.

use std::ops::Range;
use std::sync::LazyLock;

use super::math::{ln, sigmoid, softmax};
use super::routing::Routing;

/// Columns of the table.
const DEPARTMENTS: Range<usize> = 0..8;
const LEVELS: Range<usize> = 8..11;
const STANCES: Range<usize> = 11..20;
/// Not urgent, urgent.
const URGENCY: Range<usize> = 20..22;
const COLUMNS: usize = 22;
const INTENTS: usize = 11;
const TONES: usize = 3;
/// A row of an intent and a tone counts as if so many messages of the intent in any tone had been seen too.
const PRIOR: f64 = 5.0;

/// How much is believed of each intent and each tone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Belief {
    pub(super) intents: [f64; INTENTS],
    pub(super) tones: [f64; TONES],
}

struct Usual {
    /// Probabilities of the classes, for each intent and tone.
    rows: Vec<[f64; COLUMNS]>,
    /// How much likelier intent and tone are together than by themselves.
    together: Vec<f64>,
}

static USUAL: LazyLock<Usual> = LazyLock::new(|| {
    let lines = include_str!("usual.txt").lines();
    let counts: Vec<[f64; COLUMNS]> = lines
        .filter(|line| !line.starts_with('#'))
        .map(row)
        .collect();
    Usual::of(&counts)
});

fn row(line: &str) -> [f64; COLUMNS] {
    let mut row = [0.0; COLUMNS];
    let cells = line.split_whitespace().skip(2);
    for (value, cell) in row.iter_mut().zip(cells) {
        *value = cell.parse().unwrap_or_default();
    }
    row
}

/// Texts in a row: each has one level.
fn texts(row: &[f64; COLUMNS]) -> f64 {
    row.get(LEVELS).unwrap_or_default().iter().sum()
}

/// The shares of a row's counts, as if `prior` more texts had been seen of which `usual` are the shares.
fn shares(row: &[f64; COLUMNS], prior: f64, usual: &[f64; COLUMNS]) -> [f64; COLUMNS] {
    let whole = texts(row) + prior;
    let mut shares = *row;
    for (share, usual) in shares.iter_mut().zip(usual) {
        *share = (*share + prior * usual) / whole;
    }
    shares
}

impl Usual {
    fn of(counts: &[[f64; COLUMNS]]) -> Self {
        let all: f64 = counts.iter().map(texts).sum();
        let mut mixture = [0.0; COLUMNS];
        for row in counts {
            for (sum, count) in mixture.iter_mut().zip(row) {
                *sum += count / all;
            }
        }
        let rows = counts.chunks(TONES).flat_map(|tones| {
            let mut intent = [0.0; COLUMNS];
            for row in tones {
                for (sum, count) in intent.iter_mut().zip(row) {
                    *sum += count;
                }
            }
            let intent = shares(&intent, 1.0, &mixture);
            tones.iter().map(move |row| shares(row, PRIOR, &intent))
        });
        let of_intent: Vec<f64> = counts
            .chunks(TONES)
            .map(|rows| rows.iter().map(texts).sum())
            .collect();
        let of_tone: Vec<f64> = (0..TONES)
            .map(|tone| counts.iter().skip(tone).step_by(TONES).map(texts).sum())
            .collect();
        let pairs = of_intent
            .iter()
            .flat_map(|intent| of_tone.iter().map(move |tone| intent * tone / all));
        let together = counts
            .iter()
            .zip(pairs)
            .map(|(row, alone)| (texts(row) + PRIOR * alone / all) / (alone + PRIOR * alone / all));
        Usual {
            rows: rows.collect(),
            together: together.collect(),
        }
    }

    /// What a belief says of each class.
    fn expects(&self, belief: &Belief) -> [f64; COLUMNS] {
        let pairs = belief
            .intents
            .iter()
            .flat_map(|intent| belief.tones.iter().map(move |tone| intent * tone));
        let mut sums = [0.0; COLUMNS];
        let mut whole = 0.0;
        for ((row, pair), together) in self.rows.iter().zip(pairs).zip(&self.together) {
            let weight = pair * together;
            whole += weight;
            for (sum, share) in sums.iter_mut().zip(row) {
                *sum += weight * share;
            }
        }
        sums.map(|sum| if whole > 0.0 { sum / whole } else { 1.0 })
    }
}

/// Moves a judgement from what the model believes to what is known.
pub(super) fn follow(routing: &mut Routing, believed: &Belief, known: &Belief) {
    let (before, after) = (USUAL.expects(believed), USUAL.expects(known));
    let gains = before
        .iter()
        .zip(after)
        .map(|(before, after)| ln(after / before));
    let gains: Vec<f64> = gains.collect();
    let of = |head: Range<usize>| gains.get(head).unwrap_or_default();
    for (logit, gain) in routing.department.iter_mut().zip(of(DEPARTMENTS)) {
        *logit += gain;
    }
    let mut level = routing.level.map(|p| ln(p.max(f64::MIN_POSITIVE)));
    for (logit, gain) in level.iter_mut().zip(of(LEVELS)) {
        *logit += gain;
    }
    softmax(&mut level);
    routing.level = level;
    for (logit, gain) in routing.stance.iter_mut().zip(of(STANCES)) {
        *logit += gain;
    }
    let urgent = routing.urgent.clamp(1e-9, 1.0 - 1e-9);
    if let [later, now] = of(URGENCY) {
        routing.urgent = sigmoid(ln(urgent / (1.0 - urgent)) + now - later);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Belief, COLUMNS, DEPARTMENTS, INTENTS, LEVELS, STANCES, TONES, URGENCY, USUAL, follow,
    };
    use crate::classify::known::one_of;
    use crate::classify::routing::Routing;
    use crate::record::Intent;

    fn routing() -> Routing {
        Routing {
            department: [0.0; 8],
            level: [0.7, 0.2, 0.1],
            stance: [0.0; 9],
            urgent: 0.2,
        }
    }

    #[test]
    fn every_row_is_of_all_texts_and_every_head_sums_to_one() {
        assert_eq!(USUAL.rows.len(), INTENTS * TONES);
        for row in &USUAL.rows {
            assert_eq!(row.len(), COLUMNS);
            for head in [DEPARTMENTS, LEVELS, STANCES, URGENCY] {
                assert!(
                    (row[head].iter().sum::<f64>() - 1.0).abs() < 1e-9,
                    "{row:?}"
                );
            }
        }
    }

    #[test]
    fn nothing_new_moves_nothing_and_a_job_goes_to_hr() {
        let believed = Belief {
            intents: [1.0 / 11.0; 11],
            tones: [0.2, 0.5, 0.3],
        };
        let mut same = routing();
        follow(&mut same, &believed, &believed);
        assert!(same.department.iter().all(|gain| gain.abs() < 1e-12));
        assert!((same.urgent - 0.2).abs() < 1e-12 && (same.level[2] - 0.1).abs() < 1e-12);
        let known = Belief {
            intents: one_of(Intent::Job as usize),
            ..believed
        };
        let mut job = routing();
        follow(&mut job, &believed, &known);
        let hr = job.department[3];
        assert!(job.department.iter().all(|logit| *logit <= hr));
        assert!((job.level.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
