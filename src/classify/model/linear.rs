//! Scores: sums of table rows, each feature giving one row of all classes of all heads.
//!
//! What a spelling adds by itself is summed once ([`Model::scores_of`]) and remembered; a message adds these sums, and
//! the rows of its pairs of words.

use super::Model;
use super::columns::{COLUMNS, DESK, DESK_BITS, LANG_SLOTS, TONE, TONE_BITS};
use crate::classify::features::{
    self, CLASSES_SCALE, END, Feature, GRAMS_SCALE, START, WORDS_SCALE, bucket, counts_negated,
    grams, negated, pair, tagged,
};
use crate::classify::language::Lang;
use crate::classify::lexicon::FEATURES;
use crate::classify::signal::Signals;
use crate::classify::spelling::{Spelling, Spellings};
use crate::classify::tokens::Token;

/// [`COLUMNS`], rounded up to whole vectors of a processor.
const PADDED: usize = COLUMNS.next_multiple_of(8);

/// Scale of the lexicon's features (recipe R1) and of the signals, against hashed features of length 1.
const LEXICON_SCALE: f32 = 0.5;
const SIGNAL_SCALE: f32 = 0.4;

/// One logit for each column, before temperature and priors.
pub(in crate::classify) type Logits = [f64; COLUMNS];

type Sums = [f32; PADDED];

/// What a spelling adds to the logits, before it is divided by the root of the length of the message.
#[derive(Clone, Debug)]
pub(in crate::classify) struct Scores(Sums);

/// Buffers of [`Model::logits`].
#[derive(Debug, Default)]
pub(in crate::classify) struct Places {
    scores: Vec<u32>,
    pairs: Vec<Feature>,
    classes: Vec<Feature>,
}

/// Calls `each` with the index and the value of every dense feature that is not 0.
pub(in crate::classify) fn dense_features(
    dense: &[f32; FEATURES],
    signals: &Signals,
    lang: Option<Lang>,
    mut each: impl FnMut(usize, f32),
) {
    for (at, &value) in dense.iter().enumerate() {
        if value != 0.0 {
            each(at, LEXICON_SCALE * value);
            if let Some(lang) = lang {
                each(FEATURES * (1 + lang as usize) + at, LEXICON_SCALE * value);
            }
        }
    }
    for (at, value) in signals.learnt() {
        each(FEATURES * (1 + LANG_SLOTS) + at, SIGNAL_SCALE * value);
    }
}

/// Sums of rows in steps of the tables' scales: exact in any order.
#[derive(Default)]
struct Steps {
    tone: [i32; TONE],
    tagged: [i32; TONE],
    desk: Desk,
}

struct Desk([i32; DESK]);

impl Default for Desk {
    fn default() -> Self {
        Desk([0; DESK])
    }
}

impl Steps {
    fn add(&mut self, tables: &Rows<'_>, feature: Feature, lang: Option<Lang>) {
        let place = bucket::<TONE_BITS>(feature);
        add_row(&mut self.tone, tables.tone, place);
        if let Some(lang) = lang {
            add_row(
                &mut self.tagged,
                tables.tagged,
                tagged::<TONE_BITS>(place, lang as usize),
            );
        }
        add_row(&mut self.desk.0, tables.desk, bucket::<DESK_BITS>(feature));
    }

    fn scaled(&self, model: &Model) -> Sums {
        let header = model.header();
        let mut sums = [0.0; PADDED];
        let (tone, desk) = sums.split_at_mut(TONE);
        let scales = header.tone_scale.iter().zip(&header.tagged_scale);
        for (sum, ((&step, &by_lang), (&scale, &tagged_scale))) in tone
            .iter_mut()
            .zip(self.tone.iter().zip(&self.tagged).zip(scales))
        {
            *sum = narrow(step) * scale + narrow(by_lang) * tagged_scale;
        }
        for ((sum, &step), &scale) in desk.iter_mut().zip(&self.desk.0).zip(&header.desk_scale) {
            *sum = narrow(step) * scale;
        }
        sums
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of some thousand weights of 8 bits"
)]
fn narrow(step: i32) -> f32 {
    step as f32
}

#[inline]
fn add_row<const N: usize>(sums: &mut [i32; N], rows: &[[u8; N]], at: usize) {
    if let Some(row) = rows.get(at) {
        for (sum, &weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(weight.cast_signed());
        }
    }
}

/// The tables as rows.
#[derive(Clone, Copy)]
struct Rows<'m> {
    tone: &'m [[u8; TONE]],
    tagged: &'m [[u8; TONE]],
    desk: &'m [[u8; DESK]],
}

impl Model {
    fn rows(&self) -> Rows<'_> {
        Rows {
            tone: self.tone().as_chunks().0,
            tagged: self.tagged().as_chunks().0,
            desk: self.desk().as_chunks().0,
        }
    }

    /// What a spelling adds in a language.
    pub(in crate::classify) fn scores_of(
        &self,
        spelling: &Spelling,
        normal: &str,
        lang: Option<Lang>,
    ) -> Scores {
        let rows = self.rows();
        let mut word = Steps::default();
        word.add(&rows, features::word(spelling.hash), lang);
        let mut characters = Steps::default();
        grams(spelling, normal, |gram| characters.add(&rows, gram, lang));
        let mut sums = [0.0; PADDED];
        add(&mut sums, &word.scaled(self), WORDS_SCALE);
        add(&mut sums, &characters.scaled(self), GRAMS_SCALE);
        if let Some(entry) = &spelling.entry {
            let steps = self.lexicon().scores(entry);
            for ((sum, &step), &scale) in sums
                .iter_mut()
                .zip(steps.into_iter().flatten())
                .zip(&self.header().word_scale)
            {
                *sum += f32::from(step.cast_signed()) * scale;
            }
        }
        Scores(sums)
    }

    /// The logits of a message.
    pub(in crate::classify) fn logits(
        &self,
        tokens: &[Token],
        spellings: &mut Spellings,
        places: &mut Places,
        dense: &[f32; FEATURES],
        signals: &Signals,
        lang: Option<Lang>,
    ) -> Logits {
        let mut sums = self.pairs(tokens, spellings, places, lang);
        places.scores.clear();
        for token in tokens {
            places
                .scores
                .push(spellings.scores(token.spelling, lang, self));
        }
        let known = places.scores.iter();
        for Scores(scores) in known.filter_map(|&at| spellings.scores_at(at)) {
            for (sum, score) in sums.iter_mut().zip(scores) {
                *sum += score;
            }
        }
        let header = self.header();
        let norm = (tokens.len().max(1) as f32).sqrt();
        let mut logits = sums.map(|sum| sum / norm);
        let (weights, _) = header.dense.as_chunks::<COLUMNS>();
        dense_features(dense, signals, lang, |at, value| {
            for (logit, &weight) in logits.iter_mut().zip(weights.get(at).into_iter().flatten()) {
                *logit += weight * value;
            }
        });
        let mut logits: Logits = std::array::from_fn(|column| {
            f64::from(logits[column] + header.bias.get(column).copied().unwrap_or(0.0))
        });
        if let Some(overlay) = self.overlay() {
            overlay.add(tokens, spellings, dense, signals, lang, &mut logits);
        }
        logits
    }

    /// The sums of the rows of all pairs of neighbours, of negated words, and, for the desk, of pairs of word classes.
    fn pairs(
        &self,
        tokens: &[Token],
        spellings: &Spellings,
        places: &mut Places,
        lang: Option<Lang>,
    ) -> Sums {
        let rows = self.rows();
        places.pairs.clear();
        places.classes.clear();
        let (mut before, mut class_before) = (START, START);
        for token in tokens {
            let spelling = spellings.get(token.spelling);
            let (hash, class) = (spelling.hash, features::class(spelling));
            places.classes.push(pair(class_before, class));
            class_before = class;
            places.pairs.push(pair(before, hash));
            if counts_negated(token) {
                places.pairs.push(negated(hash));
            }
            before = hash;
        }
        places.pairs.push(pair(before, END));
        places.classes.push(pair(class_before, END));
        touch(&rows, &places.pairs, &places.classes, lang);
        let (mut of_words, mut of_classes) = (Steps::default(), Steps::default());
        for &feature in &places.pairs {
            of_words.add(&rows, feature, lang);
        }
        for &feature in &places.classes {
            add_row(
                &mut of_classes.desk.0,
                rows.desk,
                bucket::<DESK_BITS>(feature),
            );
        }
        let mut sums = [0.0; PADDED];
        add(&mut sums, &of_words.scaled(self), WORDS_SCALE);
        add(&mut sums, &of_classes.scaled(self), CLASSES_SCALE);
        sums
    }
}

fn add(sums: &mut Sums, more: &Sums, scale: f32) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more * scale;
    }
}

/// Reads one byte of every row, so that all of them are on their way from memory at once. The tables are larger than a
/// processor's near caches and their rows are met at random: summed right away, the processor waits for a few at a time.
fn touch(rows: &Rows<'_>, pairs: &[Feature], classes: &[Feature], lang: Option<Lang>) {
    let desk = |feature| {
        let row = rows.desk.get(bucket::<DESK_BITS>(feature));
        row.map_or(0, |row| row[0])
    };
    let met = pairs.iter().fold(0, |met, &feature| {
        let place = bucket::<TONE_BITS>(feature);
        let by_lang = lang.map_or(place, |lang| tagged::<TONE_BITS>(place, lang as usize));
        let tone = rows.tone.get(place).map_or(0, |row| row[0]);
        let tagged = rows.tagged.get(by_lang).map_or(0, |row| row[0]);
        met ^ tone ^ tagged ^ desk(feature)
    });
    let met = classes
        .iter()
        .fold(met, |met, &feature| met ^ desk(feature));
    std::hint::black_box(met);
}
