//! The words of a corpus, as the tokeniser sees them: what the word table is made for.

use std::collections::BTreeMap;

use hashbrown::HashSet;

use super::corpus::Corpus;
use crate::classify::lex::normal_forms;
use crate::classify::normalize::{Buffers, normalize};

/// Every normalised token of the training texts and the number of texts that it is in, most frequent first.
pub fn vocabulary(corpora: &[Corpus]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut buffers = Buffers::default();
    // A text that answers several questions is in several corpora.
    let mut texts = HashSet::new();
    let rows = corpora.iter().flat_map(|corpus| &corpus.rows);
    for row in rows.filter(|row| texts.insert(row.text.as_str())) {
        let mut seen = normal_forms(normalize(&mut buffers, None, &row.text));
        seen.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        seen.dedup_by(|a, b| a.1 == b.1);
        for (_, word) in seen {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut words: Vec<(String, u32)> = counts.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words
}
