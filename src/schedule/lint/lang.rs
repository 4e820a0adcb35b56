//! Which of the two languages with rules of their own a text is in.

use super::phrases::Folded;

/// A language that has rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Lang {
    French,
    English,
}

impl Lang {
    /// The language of a tag such as `fr`, `fr-CA` or `EN_gb`.
    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_lowercase().as_str() {
            "fr" => Some(Lang::French),
            "en" => Some(Lang::English),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Lang::French => "French",
            Lang::English => "English",
        }
    }
}

/// Words that only one of the languages has, or that one has far more of.
const FRENCH: &[&str] = &[
    "le",
    "la",
    "les",
    "un",
    "une",
    "des",
    "du",
    "de",
    "et",
    "est",
    "sont",
    "dans",
    "pour",
    "avec",
    "sur",
    "nous",
    "vous",
    "notre",
    "votre",
    "nos",
    "vos",
    "ce",
    "cette",
    "ces",
    "qui",
    "que",
    "au",
    "aux",
    "en",
    "à",
    "pas",
    "ne",
    "se",
    "il",
    "elle",
    "je",
    "tu",
    "d",
    "l",
    "qu",
    "c",
    "j",
    "n",
    "s",
    "plus",
    "tout",
    "tous",
    "très",
    "merci",
    "chez",
    "où",
    "ou",
    "mais",
    "découvrez",
    "aujourd",
    "hui",
    "demain",
    "voici",
];
const ENGLISH: &[&str] = &[
    "the", "and", "of", "to", "a", "is", "are", "in", "for", "with", "our", "your", "we", "you",
    "this", "that", "it", "be", "have", "has", "at", "by", "from", "was", "will", "not", "all",
    "out", "now", "new", "get", "what", "how", "today", "tomorrow", "us", "their", "they", "more",
    "here", "just", "i", "s", "t", "re", "ve", "ll",
];

/// The language that a text's small words are of: at least two of them, and twice as many as of the other.
pub(super) fn guess(words: &[Folded]) -> Option<Lang> {
    // The first thousand words say enough.
    let head = words.get(..words.len().min(1000)).unwrap_or(words);
    let count = |list: &[&str]| {
        head.iter()
            .filter(|(word, _)| list.contains(&word.as_str()))
            .count()
    };
    let (french, english) = (count(FRENCH), count(ENGLISH));
    if french >= 2 && french >= 2 * english {
        Some(Lang::French)
    } else if english >= 2 && english >= 2 * french {
        Some(Lang::English)
    } else {
        None
    }
}
