//! The words of a post that may tell why there is talk: small words left out, in French and English.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Characters of a text that are looked at.
const TEXT_CHARS: usize = 4000;
/// Longest word in characters; what is longer is no word.
const WORD_CHARS: usize = 40;
/// Different terms of one post.
const TERMS: usize = 60;

const STOP_FR: &str = "a ai aie ainsi alors am après as assez au aucun aucune aujourd aussi autant autre autres aux avaient avait avant avec avez avoir \
avons beaucoup bien bon bonjour bonne car ce ceci cela celle celles celui cent cependant certain certains ces cet cette ceux chaque chez ci comme \
comment compte contre dans de déjà demain depuis dernier derrière des dès deux devant dire dit dites doit donc dont du duquel elle elles en encore \
enfin entre es est et étaient était étant été être eu eux fait faire fais faites faut fois font hier ici il ils je jour jours jusqu juste la là le \
lequel les leur leurs lors lorsque lui ma mais mal me même mêmes merci mes met mettre mieux mis moi moins mon ne ni non nos notre nous on ont or ou \
où oui par parce pas pendant peu peut peuvent peux plus plusieurs plutôt point pour pourquoi pourtant pouvoir près presque puis puisque quand que \
quel quelle quelles quelque quelques quels qui quoi rien sa sans sauf se sera seraient serait ses seul seulement si sien sinon soi soit sommes son \
sont sous suis sur ta tant te tel telle tellement tes toi ton toujours tous tout toute toutes très trop tu un une va vais vas vers veut veux voici \
voilà voir vont vos votre vous vraiment vu aller";
const STOP_EN: &str = "about above after again against all also always am an and any anyone are around as at away back be because been before being \
below between both but by came can cannot come could did do does doing don done down during each either else ever every few first for from further \
get gets getting give go goes going gone good got had has have having he hello her here hers herself hey him himself his how however if in into is \
isn it its itself just know last least less let like made make makes many may maybe me might more most much must my myself never new next no nor not \
nothing now of off often ok okay on once one only onto or other others our ours out over own people please put quite rather really right said same \
say says see she should since so some someone something soon still such sure take than thank thanks that the their them themselves then there these \
they thing things this those though through time to today together told tomorrow too two under until up upon us use used very via want wants was \
way we well went were what when where whether which while who whole whom whose why will with within without won would yes yesterday yet you your \
yours yourself";

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    STOP_FR
        .split_whitespace()
        .chain(STOP_EN.split_whitespace())
        .collect()
});

/// The different words of a text in lower case, in the order they come, and with `pairs` also each two that stand side by side. Addresses, mentions,
/// hashtags, numbers, words of one or two letters and small words are left out.
pub(super) fn terms(text: &str, pairs: bool) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut before: Option<String> = None;
    let cut = text
        .char_indices()
        .nth(TEXT_CHARS)
        .map_or(text.len(), |(at, _)| at);
    let mut keep = |term: String| {
        if terms.len() < TERMS && known.insert(term.clone()) {
            terms.push(term);
        }
    };
    for piece in text.get(..cut).unwrap_or_default().split_whitespace() {
        if piece.starts_with(['@', '#']) || piece.contains("://") || piece.starts_with("www.") {
            before = None;
            continue;
        }
        for raw in piece.split(|letter: char| !letter.is_alphanumeric()) {
            if raw.is_empty() {
                continue;
            }
            let word = word(raw);
            if let Some(word) = &word {
                keep(word.clone());
                if let (true, Some(before)) = (pairs, &before) {
                    keep(format!("{before} {word}"));
                }
            }
            before = word;
        }
        // A sentence ends here, and with it what stands side by side.
        if piece.ends_with(['.', '!', '?', ';', ':', ',']) {
            before = None;
        }
    }
    terms
}

fn word(raw: &str) -> Option<String> {
    let letters = raw.chars().take(WORD_CHARS + 1).count();
    if !(3..=WORD_CHARS).contains(&letters) || !raw.chars().any(char::is_alphabetic) {
        return None;
    }
    let word = raw.to_lowercase();
    (!STOP.contains(word.as_str())).then_some(word)
}

/// An address without what does not tell pages apart: scheme, `www.`, query, fragment, last slash.
pub(super) fn page(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let rest = rest
        .strip_prefix("www.")
        .unwrap_or(rest)
        .trim_end_matches('/');
    let short: String = rest.chars().take(200).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::{page, terms};

    #[test]
    fn what_is_left_is_what_tells() {
        let text = "L'eau de Mirabo est TROP sucrée, vraiment trop sucrée! @bob #pub https://x.example/a 2026 rappel produit";
        assert_eq!(
            terms(text, false),
            ["eau", "mirabo", "sucrée", "rappel", "produit"]
        );
        let pairs = terms(text, true);
        assert!(pairs.contains(&"rappel produit".to_owned()), "{pairs:?}");
        assert!(!pairs.contains(&"sucrée rappel".to_owned()), "{pairs:?}");
        assert!(terms(&"x".repeat(1_000_000), true).is_empty());
        assert!(terms(&"mot ".repeat(1_000_000), true).len() < 3);
    }

    #[test]
    fn pages_are_told_apart_by_host_and_path() {
        assert_eq!(
            page("https://www.press.example/a/?utm=1#x").as_deref(),
            Some("press.example/a")
        );
        assert_eq!(page("https://"), None);
    }
}
