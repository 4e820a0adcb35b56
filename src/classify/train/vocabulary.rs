//! The words of a corpus, as the tokeniser sees them: what the word table is made for.

use std::collections::BTreeMap;

use super::corpus::Corpus;
use crate::classify::normalize::{Buffers, normalize};
use crate::classify::tokens::Tokens;

/// Every normalised token of the training texts and the number of texts that it is in, most frequent first.
pub fn vocabulary(corpora: &[Corpus]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let (mut buffers, mut tokens) = (Buffers::default(), Tokens::default());
    for row in corpora.iter().flat_map(|corpus| &corpus.rows) {
        tokens.read(normalize(&mut buffers, None, &row.text));
        let mut seen: Vec<&str> = tokens
            .list
            .iter()
            .map(|token| tokens.text_of(token))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        for word in seen {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut words: Vec<(String, u32)> = counts.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words
}
