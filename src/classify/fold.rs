//! How the phrases of the rules see a word: without accents, in few marks, and as the symbols that the phrases are made of.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::lex::Kind;
use super::rules::{Symbols, symbols_of};

/// A word as the phrases see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Folded {
    pub(super) place: Place,
    /// The words and beginnings of words in phrases that it fits.
    pub(super) symbols: Symbols,
    /// Bytes of the folded form and a space.
    pub(super) bytes: u16,
}

/// What a token is to a phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing: a comma, a name, a smiley.
    #[default]
    Absent,
    /// The same, but of a kind that parts two numbers.
    Gap,
    /// A word or symbol.
    Word,
    /// Digits: a run of numbers counts as one.
    Number,
    /// `.`, `!` or `?`.
    SentenceEnd,
}

/// Folds a token in its normal form.
pub(super) fn fold(normal: &str, kind: Kind, elongated: bool) -> Folded {
    let place = place_of(normal, kind);
    if matches!(place, Place::Absent | Place::Gap) {
        return Folded {
            place,
            ..Folded::default()
        };
    }
    let mut folded = String::new();
    fold_word(normal, kind, elongated, &mut folded);
    Folded {
        place,
        symbols: symbols_of(&folded),
        bytes: u16::try_from(folded.len() + 1).unwrap_or(u16::MAX),
    }
}

pub(super) fn place_of(normal: &str, kind: Kind) -> Place {
    match kind {
        Kind::Word if normal == "0" => Place::Number,
        Kind::Word | Kind::Hashtag | Kind::Symbol | Kind::Url => Place::Word,
        Kind::Mark => match normal {
            "?" | "!" | "." | "…" => Place::SentenceEnd,
            "$" | "%" | "+" | "¿" => Place::Word,
            _ => Place::Absent,
        },
        _ => Place::Gap,
    }
}

/// Adds a word without its accents; a doubled letter of an elongated word is written once.
pub(super) fn fold_word(normal: &str, kind: Kind, elongated: bool, out: &mut String) {
    let word = match normal {
        _ if kind == Kind::Url => "urlx",
        "…" => ".",
        _ => normal.strip_prefix('#').unwrap_or(normal),
    };
    if word.is_ascii() && !elongated {
        out.push_str(word);
        return;
    }
    let mut last = '\0';
    for original in word.chars() {
        match original {
            'ß' => out.push_str("ss"),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ø' => out.push('o'),
            _ => {
                let mut base = None;
                decompose_canonical(original, |part| base = base.or(Some(part)));
                let base = base.unwrap_or(original);
                if !(is_combining_mark(base) || elongated && base == last && base.is_alphabetic()) {
                    out.push(base);
                }
                last = base;
            }
        }
    }
}
