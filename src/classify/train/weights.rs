//! From fitted weights to the tables of a model file: idf folded in, rounded to 8 bits.

use super::dataset::{DENSE_START, Dataset, TAGGED, VECTOR, vector_scale};
use super::fit::Fitted;
use super::head::Head;
use super::lexicon::{Word, Words};
use crate::classify::features::VECTORS_SCALE;
use crate::classify::model::{
    COLUMNS, DENSE, DESK, DESK_BITS, Header, Model, ModelError, TONE, TONE_BITS, Tables,
};

/// Share of the weights of a column that keep their full size; the few larger ones are cut (recipe R1).
const KEPT: f64 = 0.9995;

/// The weights of all heads, side by side.
pub(super) struct Weights {
    tone: Vec<f32>,
    tagged: Vec<f32>,
    desk: Vec<f32>,
    dense: Vec<f32>,
    /// For each dimension of the word vectors its columns.
    vector: Vec<f32>,
    bias: [f32; COLUMNS],
}

impl Weights {
    pub(super) fn new(dimensions: usize) -> Self {
        Weights {
            tone: vec![0.0; TONE << TONE_BITS],
            tagged: vec![0.0; TONE << TONE_BITS],
            desk: vec![0.0; DESK << DESK_BITS],
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
            let scale = if feature < VECTOR {
                idf
            } else {
                vector_scale(head)
            };
            let target = self.target(head, feature);
            for (target, weight) in target.iter_mut().zip(row) {
                *target = weight * scale;
            }
        }
        self.bias[columns].copy_from_slice(&fitted.bias);
    }

    /// Where the weights of a feature of a data set go.
    fn target(&mut self, head: Head, feature: usize) -> &mut [f32] {
        let columns = head.columns();
        if feature >= VECTOR {
            &mut self.vector[(feature - VECTOR) * COLUMNS..][columns]
        } else if feature >= DENSE_START {
            &mut self.dense[(feature - DENSE_START) * COLUMNS..][columns]
        } else if feature >= TAGGED {
            &mut self.tagged[(feature - TAGGED) * TONE..][columns]
        } else if head.is_tone() {
            &mut self.tone[feature * TONE..][columns]
        } else {
            &mut self.desk[feature * DESK..][columns.start - TONE..columns.end - TONE]
        }
    }

    /// Rounds everything and writes the model.
    pub(super) fn model(&self, header: &mut Header, words: &Words) -> Result<Model, ModelError> {
        let (tone, tone_scale) = rounded(&self.tone, TONE);
        let (tagged, tagged_scale) = rounded(&self.tagged, TONE);
        let (desk, desk_scale) = rounded(&self.desk, DESK);
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
        header.tone_scale = tone_scale;
        header.tagged_scale = tagged_scale;
        header.desk_scale = desk_scale;
        header.word_scale = word_scale;
        header.dense.clone_from(&self.dense);
        header.bias = self.bias.to_vec();
        let tables = Tables {
            tone: &tone,
            tagged: &tagged,
            desk: &desk,
            lexicon: &lexicon,
        };
        Model::assemble(header, &tables)
    }

    /// What a word adds to each column, its rarity included.
    fn scores(&self, word: &Word) -> [f32; COLUMNS] {
        let mut scores = [0.0; COLUMNS];
        let factor = VECTORS_SCALE * f32::from(word.rarity) / 255.0;
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
