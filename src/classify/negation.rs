//! Which words stand in the scope of a negator.
//!
//! The scope is the four tokens that follow, up to a punctuation mark: a plain version of the rule of Das and Chen (2001),
//! "Yahoo! for Amazon", and of Pang, Lee and Vaithyanathan (2002), who mark words up to the next punctuation mark.

use std::sync::LazyLock;

use hashbrown::HashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::spelling::Spellings;
use super::tokens::Token;

/// Tokens after a negator that it still reaches.
const REACH: u8 = 4;

/// Negators of English, French, German, Spanish, Italian and Portuguese in normalised form.
pub(super) const NEGATORS: &[&str] = &[
    "not", "no", "never", "none", "nothing", "nobody", "neither", "nor", "cannot", "cant", "dont",
    "doesnt", "didnt", "isnt", "wasnt", "wont", "aint", "arent", "havent", "hasnt", "couldnt",
    "shouldnt", "wouldnt", "without", "pas", "jamais", "rien", "aucun", "aucune", "sans", "ni",
    "plus", "nul", "nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie", "niemals",
    "ohne", "nichts", "nunca", "jamás", "jamas", "nada", "sin", "tampoco", "ningun", "ningún",
    "ninguna", "não", "nao", "nem", "sem", "nenhum", "nenhuma", "non", "mai", "niente", "nessun",
    "nessuno", "senza", "né",
];

static HASHES: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    NEGATORS
        .iter()
        .map(|negator| xxh3_64(negator.as_bytes()))
        .collect()
});

/// Whether the word with this hash is a negator.
pub(super) fn is_negator(hash: u64) -> bool {
    HASHES.contains(&hash)
}

/// Sets `negated` of every token.
pub(super) fn mark(tokens: &mut [Token], spellings: &Spellings) {
    let mut left = 0;
    for token in tokens {
        let spelling = spellings.get(token.spelling);
        if spelling.negator {
            left = REACH;
            continue;
        }
        if spelling.closes {
            left = 0;
        }
        if left > 0 {
            left -= 1;
            token.negated = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::classify::model::Model;
    use crate::classify::spelling::Spellings;
    use crate::classify::tokens::Tokens;

    #[test]
    fn the_scope_ends_after_four_tokens_or_at_a_mark() {
        let (mut tokens, mut spellings) = (Tokens::default(), Spellings::default());
        spellings.prepare(Model::shipped());
        tokens.read(
            "pas du tout bon hein vraiment. sans bug, parfait",
            &mut spellings,
            Model::shipped(),
        );
        let negated: Vec<&str> = tokens
            .list
            .iter()
            .filter(|token| token.negated)
            .map(|token| spellings.text_of(token.spelling))
            .collect();
        assert_eq!(negated, ["du", "tout", "bon", "hein", "bug"]);
    }
}
