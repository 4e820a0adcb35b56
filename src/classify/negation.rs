//! Which words stand in the scope of a negator.
//!
//! The scope is the four tokens that follow, up to a punctuation mark: a plain version of the rule of Das and Chen (2001),
//! "Yahoo! for Amazon", and of Pang, Lee and Vaithyanathan (2002), who mark words up to the next punctuation mark.

use std::sync::LazyLock;

use hashbrown::HashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::tokens::{Kind, Tokens};

/// Tokens after a negator that it still reaches.
const REACH: u8 = 4;

/// Negators of English, French, German, Spanish, Italian and Portuguese in normalised form.
const NEGATORS: &[&str] = &[
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

/// Sets `negator` and `negated` of every token.
pub(super) fn mark(tokens: &mut Tokens) {
    let mut left = 0;
    for at in 0..tokens.list.len() {
        let token = tokens.list[at];
        if token.kind == Kind::Word && HASHES.contains(&token.hash) {
            left = REACH;
            tokens.list[at].negator = true;
            continue;
        }
        if token.kind == Kind::Mark
            && matches!(tokens.text_of(&token), "." | "!" | "?" | ";" | ":" | ",")
        {
            left = 0;
        }
        if left > 0 {
            left -= 1;
            tokens.list[at].negated = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::classify::tokens::Tokens;

    #[test]
    fn the_scope_ends_after_four_tokens_or_at_a_mark() {
        let mut tokens = Tokens::default();
        tokens.read("pas du tout bon hein vraiment. sans bug, parfait");
        let negated: Vec<&str> = tokens
            .list
            .iter()
            .filter(|token| token.negated)
            .map(|token| tokens.text_of(token))
            .collect();
        assert_eq!(negated, ["du", "tout", "bon", "hein", "bug"]);
    }
}
