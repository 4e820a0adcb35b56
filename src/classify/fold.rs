//! The folded form of a message, in which the phrases of the rules are looked up: see [`super::tokens`].

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::tokens::{Kind, Tokens};

/// Fills `folded` and `folded_words` from the tokens.
pub(super) fn fold(tokens: &mut Tokens) {
    let mut after_number = false;
    for at in 0..tokens.list.len() {
        let token = tokens.list[at];
        let text = tokens
            .text
            .get(token.start as usize..token.end as usize)
            .unwrap_or("");
        let elongated = tokens
            .list
            .get(at + 1)
            .is_some_and(|next| next.kind == Kind::Elong);
        let number = text == "0";
        let keep = match token.kind {
            Kind::Word => !(number && after_number),
            Kind::Hashtag | Kind::Symbol | Kind::Url => true,
            Kind::Mark => matches!(text, "?" | "!" | "." | "…" | "$" | "%" | "+" | "¿"),
            _ => false,
        };
        if token.kind != Kind::Mark || keep {
            after_number = number;
        }
        if !keep {
            continue;
        }
        #[expect(clippy::cast_possible_truncation, reason = "as above")]
        tokens
            .folded_words
            .push((tokens.folded.len() as u32, token.negated));
        if token.kind == Kind::Url {
            tokens.folded.push_str("urlx");
        } else if text == "…" {
            tokens.folded.push('.');
        } else {
            fold_word(
                text.strip_prefix('#').unwrap_or(text),
                elongated,
                &mut tokens.folded,
            );
        }
        tokens.folded.push(' ');
    }
}

/// Adds a word without its accents; a doubled letter of an elongated word is written once.
fn fold_word(word: &str, elongated: bool, out: &mut String) {
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
