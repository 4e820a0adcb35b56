//! Tu or vous: French texts address the reader in one way, the charter's where it names one.

use std::ops::Range;

use super::charter::Address;
use super::finding::Found;
use super::lang::Lang;
use super::scan::{Kind, Text};
use super::scope::Scope;

const TU: &[&str] = &[
    "tu", "te", "t", "toi", "ton", "ta", "tes", "tien", "tiens", "tienne", "tiennes",
];
const VOUS: &[&str] = &["vous", "votre", "vos", "vôtre", "vôtres"];
/// Words that end like an order to `vous` and are none.
const NOT_ORDERS: &[&str] = &["chez", "nez", "assez", "rez", "riez"];
/// What makes of `ton` a tone, and of `tiens` an exclamation.
const BEFORE_TONE: &[&str] = &[
    "le", "un", "du", "au", "ce", "de", "bon", "même", "son", "mon", "quel", "d",
];

pub(super) fn address(scope: &Scope<'_>, found: &mut Found) {
    if !scope.is(Lang::French) {
        return;
    }
    let (tu, vous) = marks(scope.text);
    let (to_tu, to_vous) = (tu.first(), vous.first());
    let said = |range: &Range<usize>| {
        scope
            .text
            .raw
            .get(range.clone())
            .unwrap_or_default()
            .to_owned()
    };
    match (scope.charter.address, to_tu, to_vous) {
        (Some(Address::Vous), Some(range), _) => {
            found
                .at(
                    range.clone(),
                    format!("`{}` says tu; the charter says vous", said(range)),
                )
                .hint("write vous, votre, vos");
        }
        (Some(Address::Tu), _, Some(range)) => {
            found
                .at(
                    range.clone(),
                    format!("`{}` says vous; the charter says tu", said(range)),
                )
                .hint("write tu, ton, ta, tes");
        }
        (None, Some(tu), Some(vous)) => {
            let later = if tu.start > vous.start { tu } else { vous };
            found
                .at(
                    later.clone(),
                    format!(
                        "`{}` and `{}`: tu and vous in one text",
                        said(tu),
                        said(vous)
                    ),
                )
                .hint("choose one; `address` in the charter says which");
        }
        _ => {}
    }
}

/// Where the text says tu, and where vous; what stands between guillemets is said by others.
fn marks(text: &Text<'_>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut tu, mut vous) = (Vec::new(), Vec::new());
    let mut quoted = false;
    let mut before = String::new();
    let mut sentence_start = true;
    for token in &text.tokens {
        let raw = text.of(token);
        match token.kind {
            Kind::Word => {
                let lower = raw.to_lowercase();
                if !quoted {
                    // `t’aide`, `vous-même`, `peux-tu`: but `rendez-vous` is a word.
                    let first = lower.split(['\'', '’']).next().unwrap_or_default();
                    let elided = lower.len() > first.len();
                    let parts = lower.split('-').next_back().unwrap_or_default();
                    let is_tone = first == "ton" && BEFORE_TONE.contains(&before.as_str());
                    if (TU.contains(&first)
                        && (first != "t" || elided)
                        && !is_tone
                        && !(first == "tiens" && sentence_start))
                        || (parts == "tu" && lower.contains('-'))
                        || (parts == "toi" && lower.contains('-'))
                    {
                        tu.push(token.range.clone());
                    } else if VOUS.contains(&first)
                        || (parts == "vous" && lower.contains('-') && !lower.starts_with("rendez-"))
                        || lower.starts_with("vous-")
                        || is_order(&lower, raw, sentence_start)
                    {
                        vous.push(token.range.clone());
                    }
                }
                before = lower;
                sentence_start = false;
            }
            Kind::Mark => {
                match raw {
                    "«" | "“" => quoted = true,
                    "»" | "”" => quoted = false,
                    "." | "!" | "?" | ":" | "…" => sentence_start = true,
                    _ => {}
                }
                before.clear();
            }
            Kind::Break | Kind::Emoji => sentence_start = true,
            _ => {}
        }
    }
    (tu, vous)
}

/// `Découvrez`: a word in -ez that is no name.
fn is_order(lower: &str, raw: &str, sentence_start: bool) -> bool {
    let name = raw.chars().next().is_some_and(char::is_uppercase) && !sentence_start;
    lower.ends_with("ez") && lower.chars().count() > 4 && !name && !NOT_ORDERS.contains(&lower)
}
