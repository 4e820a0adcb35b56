//! From fitted weights to the tables of a model file: idf folded in, rounded to 8 bits.

use super::dataset::{DENSE_START, Dataset, TAGGED, VECTOR, vector_scale};
use super::fit::Fitted;
use super::head::Head;
use super::lexicon::{Word, Words};
use crate::classify::features::{BUCKETS, UNIT};
use crate::classify::model::{COLUMNS, DENSE, Header, Model, ModelError, TAGGED_COLUMNS};

/// Share of the weights of a column that keep their full size; the few larger ones are cut (recipe R1).
const KEPT: f64 = 0.9995;

/// The weights of all heads, side by side.
pub(super) struct Weights {
    shared: Vec<f32>,
    tagged: Vec<f32>,
    dense: Vec<f32>,
    /// For each dimension of the word vectors its columns.
    vector: Vec<f32>,
    bias: [f32; COLUMNS],
}

impl Weights {
    pub(super) fn new(dimensions: usize) -> Self {
        Weights {
            shared: vec![0.0; BUCKETS * COLUMNS],
            tagged: vec![0.0; BUCKETS * TAGGED_COLUMNS],
            dense: vec![0.0; DENSE * COLUMNS],
            vector: vec![0.0; dimensions * COLUMNS],
            bias: [0.0; COLUMNS],
        }
    }

    /// Puts the weights of a head in its columns.
    pub(super) fn add(&mut self, head: Head, data: &Dataset, fitted: &Fitted) {
        let columns = head.columns();
        let classes = columns.len();
        for ((at, &feature), &idf) in data.features.iter().enumerate().zip(&data.idf) {
            let feature = feature as usize;
            let row = &fitted.weights[at * classes..(at + 1) * classes];
            let target = if feature < TAGGED {
                &mut self.shared[feature * COLUMNS..][columns.clone()]
            } else if feature < DENSE_START {
                let Some(tagged) = head.tagged_columns() else {
                    continue;
                };
                &mut self.tagged[(feature - TAGGED) * TAGGED_COLUMNS..][tagged]
            } else if feature < VECTOR {
                &mut self.dense[(feature - DENSE_START) * COLUMNS..][columns.clone()]
            } else {
                &mut self.vector[(feature - VECTOR) * COLUMNS..][columns.clone()]
            };
            let scale = if feature < VECTOR {
                idf
            } else {
                vector_scale(head)
            };
            for (target, weight) in target.iter_mut().zip(row) {
                *target = weight * scale;
            }
        }
        self.bias[columns].copy_from_slice(&fitted.bias);
    }

    /// Rounds everything and writes the model.
    pub(super) fn model(&self, header: &mut Header, words: &Words) -> Result<Model, ModelError> {
        // Rows are read in steps of 1/UNIT but divided by a norm in the same steps: the scale is that of the weight alone.
        const { assert!(UNIT > 0) };
        let (shared, shared_scale) = rounded(&self.shared, COLUMNS);
        let (tagged, tagged_scale) = rounded(&self.tagged, TAGGED_COLUMNS);
        let scores: Vec<f32> = words.iter().flat_map(|word| self.scores(word)).collect();
        let (_, word_scale) = rounded(&scores, COLUMNS);
        let lexicon = words.table(|word| {
            let mut steps = [0; COLUMNS];
            for ((step, score), &scale) in steps.iter_mut().zip(self.scores(word)).zip(&word_scale)
            {
                *step = to_step(score, scale);
            }
            steps
        });
        header.shared_scale = shared_scale;
        header.tagged_scale = tagged_scale;
        header.word_scale = word_scale;
        header.dense.clone_from(&self.dense);
        header.bias = self.bias.to_vec();
        Model::assemble(header, &shared, &tagged, &lexicon)
    }

    /// What a word adds to each column, its rarity included.
    fn scores(&self, word: &Word) -> [f32; COLUMNS] {
        let mut scores = [0.0; COLUMNS];
        let factor = f32::from(word.rarity) / 255.0;
        let (rows, _) = self.vector.as_chunks::<COLUMNS>();
        for (value, row) in word.vector.iter().zip(rows) {
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += factor * value * weight;
            }
        }
        scores
    }
}

/// Rounds a table of `columns` columns; gives the steps and the size of a step of each column.
fn rounded(table: &[f32], columns: usize) -> (Vec<i8>, Vec<f32>) {
    let scales: Vec<f32> = (0..columns)
        .map(|column| {
            let mut sizes: Vec<f32> = table
                .iter()
                .skip(column)
                .step_by(columns)
                .map(|weight| weight.abs())
                .filter(|&size| size > 0.0)
                .collect();
            sizes.sort_by(f32::total_cmp);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "an index"
            )]
            let at = (sizes.len() as f64 * KEPT) as usize;
            sizes
                .get(at.min(sizes.len().saturating_sub(1)))
                .map_or(0.0, |size| size / 127.0)
        })
        .collect();
    let steps = table
        .iter()
        .enumerate()
        .map(|(at, &weight)| to_step(weight, scales[at % columns]))
        .collect();
    (steps, scales)
}

fn to_step(weight: f32, scale: f32) -> i8 {
    if scale == 0.0 {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    let step = (weight / scale).round().clamp(-127.0, 127.0) as i8;
    step
}
