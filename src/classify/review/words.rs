//! How alike two texts are: the words they share.

use xxhash_rust::xxh3::xxh3_64;

/// Words of a long text that count.
const MOST: usize = 64;

/// The words of a text as hashes, each once, in ascending order: lower case, letters and digits, without links and names.
pub(super) fn words(text: &str) -> Vec<u32> {
    let is_word = |piece: &&str| !piece.starts_with("http") && !piece.starts_with('@');
    let mut found: Vec<u32> = text
        .split_whitespace()
        .filter(is_word)
        .flat_map(|piece| piece.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .take(MOST)
        .map(|word| hash(&word.to_lowercase()))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half of a good hash is one"
)]
fn hash(word: &str) -> u32 {
    xxh3_64(word.as_bytes()) as u32
}

/// Shared words against all words of both (Jaccard 1912), in [0, 1]; 1 when neither has any.
pub(super) fn likeness(one: &[u32], other: &[u32]) -> f64 {
    let (mut a, mut b, mut shared) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(a), other.get(b)) {
        shared += usize::from(left == right);
        a += usize::from(left <= right);
        b += usize::from(right <= left);
    }
    let all = one.len() + other.len() - shared;
    if all == 0 {
        1.0
    } else {
        shared as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::{likeness, words};

    #[test]
    fn links_names_marks_and_case_do_not_count() {
        let one = words("Où est mon COLIS ?! @shop https://a.example/x");
        assert_eq!(one, words("où est mon colis"));
        let other = words("mon colis est là");
        assert!((likeness(&one, &other) - 3.0 / 5.0).abs() < 1e-12);
        assert!((likeness(&[], &[]) - 1.0).abs() < 1e-12);
        assert_eq!(words("@a http://b"), Vec::<u32>::new());
    }
}
