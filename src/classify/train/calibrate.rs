//! Temperatures and thresholds, fitted on the dev rows with the language detector in the loop.
//!
//! Guo et al. (2017), "On calibration of modern neural networks": one temperature for each head is enough.

use super::corpus::Corpus;
use super::head::Head;
use crate::classify::labeler::{Scratch, read};
use crate::classify::language::Lang;
use crate::classify::math::{ln, sigmoid, softmax};
use crate::classify::message::Message;
use crate::classify::model::{Header, Model};

/// Rows that a language needs for a threshold of its own.
const ENOUGH: usize = 400;
/// Place of the languages that the model does not know.
const OTHERS: usize = Lang::ALL.len();

/// Logits of the head's columns, true class, weight and detected language of one row.
struct Judged {
    lang: usize,
    logits: Vec<f64>,
    label: usize,
    weight: f64,
}

/// Sets `temperature` and `shift` of every trained head that has dev rows.
pub(super) fn calibrate(header: &mut Header, model: &Model, corpora: &[Corpus]) {
    for head in Head::ALL {
        let sets: Vec<Vec<Judged>> = corpora
            .iter()
            .filter(|corpus| corpus.part.calibrates())
            .map(|corpus| judge(model, head, corpus))
            .filter(|rows| !rows.is_empty())
            .collect();
        let state = &mut header.heads[head as usize];
        if !state.trained || sets.is_empty() {
            continue;
        }
        let thresholds = if head.columns().len() == 1 {
            thresholds(&sets)
        } else {
            vec![0.0; OTHERS + 1]
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "single precision is plenty"
        )]
        {
            state.temperature = best_temperature(&sets, &thresholds) as f32;
            state.thresholds = thresholds
                .iter()
                .map(|&threshold| threshold as f32)
                .collect();
        }
    }
}

fn judge(model: &Model, head: Head, corpus: &Corpus) -> Vec<Judged> {
    let mut scratch = Scratch::new();
    let rows = corpus.rows.iter().filter(|row| row.head == head);
    rows.map(|row| {
        let reading = read(
            &mut scratch,
            model,
            &Message {
                text: &row.text,
                ..Message::default()
            },
        );
        let logits = scratch.logits(model, &reading);
        let lang = reading.detected.lang.map_or(OTHERS, |lang| lang as usize);
        Judged {
            lang,
            logits: logits[head.columns()].to_vec(),
            label: row.label,
            weight: f64::from(row.weight),
        }
    })
    .collect()
}

/// The thresholds of a two-class head with the best macro-F1: of each language with enough rows, else of all together.
fn thresholds(sets: &[Vec<Judged>]) -> Vec<f64> {
    let all = best_threshold(sets, |_| true);
    (0..=OTHERS)
        .map(|lang| {
            let rows = sets.iter().flatten().filter(|row| row.lang == lang).count();
            if rows < ENOUGH {
                all
            } else {
                best_threshold(sets, |row| row.lang == lang)
            }
        })
        .collect()
}

/// The threshold with the best macro-F1 over the sets of twenty rows and more, each counted by its rows.
fn best_threshold(sets: &[Vec<Judged>], wanted: impl Fn(&Judged) -> bool) -> f64 {
    let large: Vec<Vec<&Judged>> = sets
        .iter()
        .map(|rows| rows.iter().filter(|row| wanted(row)).collect::<Vec<_>>())
        .filter(|rows| rows.len() >= 20)
        .collect();
    let weight = |rows: &[&Judged]| rows.iter().map(|row| row.weight).sum::<f64>();
    let score = |threshold: f64| -> f64 {
        large
            .iter()
            .map(|rows| weight(rows) * macro_f1(rows, threshold))
            .sum()
    };
    let candidates = (-60..=60).map(|step| f64::from(step) / 20.0);
    candidates
        .fold((0.0, f64::MIN), |best, threshold| {
            let found = score(threshold);
            if found > best.1 {
                (threshold, found)
            } else {
                best
            }
        })
        .0
}

fn macro_f1(rows: &[&Judged], threshold: f64) -> f64 {
    let mut counts = [[0.0_f64; 2]; 2];
    for row in rows {
        counts[row.label.min(1)][usize::from(row.logits[0] >= threshold)] += 1.0;
    }
    let f1 = |class: usize| {
        let hit = counts[class][class];
        2.0 * hit / (2.0 * hit + counts[class][1 - class] + counts[1 - class][class]).max(1.0)
    };
    0.5 * (f1(0) + f1(1))
}

/// The temperature with the least mean log loss, by a search over its logarithm.
fn best_temperature(sets: &[Vec<Judged>], thresholds: &[f64]) -> f64 {
    let rows: Vec<&Judged> = sets.iter().flatten().collect();
    let loss = |temperature: f64| -> f64 {
        rows.iter()
            .map(|row| {
                row.weight * -ln(probability(row, thresholds[row.lang], temperature).max(1e-12))
            })
            .sum()
    };
    let mut best = (1.0, f64::MAX);
    for step in 0..=60 {
        let temperature = 0.2 * 1.06_f64.powi(step);
        let found = loss(temperature);
        if found < best.1 {
            best = (temperature, found);
        }
    }
    best.0
}

/// Probability of the true class.
fn probability(row: &Judged, threshold: f64, temperature: f64) -> f64 {
    if let [logit] = row.logits[..] {
        let p = sigmoid((logit - threshold) / temperature);
        return if row.label == 1 { p } else { 1.0 - p };
    }
    let mut p: Vec<f64> = row.logits.iter().map(|logit| logit / temperature).collect();
    softmax(&mut p);
    p.get(row.label).copied().unwrap_or(0.0)
}
