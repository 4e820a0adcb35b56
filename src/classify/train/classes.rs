//! Classes of words that mean alike, whatever their language: "never arrived" and "jamais reçu" are one pair of classes.
//!
//! Class-based n-grams after Brown et al. (1992), with classes made from the word vectors: spherical k-means (Dhillon and
//! Modha 2001), begun at the most frequent words.

use super::lexicon::Word;

/// Classes; 0 is kept for words without a vector.
const CLASSES: usize = 1000;
/// Words by which the centres are found: the most frequent.
const LEADING: usize = 20_000;
/// Dimensions looked at: the first carry most of the meaning.
const DIMENSIONS: usize = 64;
/// Rounds; later ones change little.
const ROUNDS: usize = 8;

/// Gives every word with a vector its class.
pub(super) fn assign<'w>(words: impl Iterator<Item = &'w mut Word>) {
    let mut words: Vec<&mut Word> = words.filter(|word| !word.vector.is_empty()).collect();
    // Stable: words of one frequency stay in the order of their hashes.
    words.sort_by_key(|word| std::cmp::Reverse(word.count));
    let directions: Vec<Vec<f32>> = words.iter().map(|word| direction(&word.vector)).collect();
    let leading = &directions[..directions.len().min(LEADING)];
    let mut centres: Vec<Vec<f32>> = leading.iter().take(CLASSES - 1).cloned().collect();
    if centres.is_empty() {
        return;
    }
    for _ in 0..ROUNDS {
        let mut sums = vec![vec![0.0; centres[0].len()]; centres.len()];
        for vector in leading {
            let sum = &mut sums[nearest(&centres, vector)];
            for (sum, value) in sum.iter_mut().zip(vector) {
                *sum += value;
            }
        }
        for (centre, sum) in centres.iter_mut().zip(sums) {
            // A centre that lost all its words stays where it was.
            if sum.iter().any(|value| *value != 0.0) {
                *centre = direction(&sum);
            }
        }
    }
    for (word, vector) in words.into_iter().zip(&directions) {
        word.class = u16::try_from(1 + nearest(&centres, vector)).unwrap_or(0);
    }
}

fn direction(vector: &[f32]) -> Vec<f32> {
    let head = &vector[..vector.len().min(DIMENSIONS)];
    let length = head.iter().map(|value| value * value).sum::<f32>().sqrt();
    head.iter().map(|value| value / length.max(1e-9)).collect()
}

fn nearest(centres: &[Vec<f32>], vector: &[f32]) -> usize {
    let mut best = (f32::MIN, 0);
    for (at, centre) in centres.iter().enumerate() {
        let likeness = likeness(centre, vector);
        if likeness > best.0 {
            best = (likeness, at);
        }
    }
    best.1
}

/// Eight sums side by side, so that a processor can work on them at once and always in the same order.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::{Word, assign};

    #[test]
    fn words_that_point_the_same_way_share_a_class() {
        let word = |x: f32, y: f32, count| Word {
            vector: vec![x, y],
            count,
            ..Word::default()
        };
        let mut words: Vec<Word> = (0_u16..3000)
            .map(|at| {
                let angle = f32::from(at % 2) * 1.5 + f32::from(at) * 1e-6;
                word(angle.cos(), angle.sin(), 1)
            })
            .collect();
        words.push(Word::default());
        assign(words.iter_mut());
        assert_eq!(words[3000].class, 0, "no vector, no class");
        assert!(words[..3000].iter().all(|word| word.class > 0));
        assert_ne!(words[0].class, words[1].class);
    }
}
