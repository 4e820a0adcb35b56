//! The language of a message: script first, then letters; `und` when there is too little to tell.

mod against;
mod short;
mod words;

use std::sync::LazyLock;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::lex::Kind;
use super::spelling::Spellings;
use super::tokens::{Token, Tokens};
use against::speaks_against;
use words::WORDS;

/// Letters below which a text has no language of its own.
const MIN_LETTERS: usize = 4;

/// A language that the model and the rules know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Lang {
    /// English.
    En,
    /// French.
    Fr,
    /// German.
    De,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Portuguese.
    Pt,
    /// Arabic: no rules, but the model has read some.
    Ar,
}

impl Lang {
    /// In the order of the model's tables.
    pub const ALL: &[Lang] = &[
        Lang::En,
        Lang::Fr,
        Lang::De,
        Lang::Es,
        Lang::It,
        Lang::Pt,
        Lang::Ar,
    ];

    /// ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
            Lang::De => "de",
            Lang::Es => "es",
            Lang::It => "it",
            Lang::Pt => "pt",
            Lang::Ar => "ar",
        }
    }

    /// The language of a code; of a tag like `pt-BR` its first part.
    pub fn parse(tag: &str) -> Option<Lang> {
        let code = tag.split(['-', '_']).next().unwrap_or("");
        Lang::ALL
            .iter()
            .copied()
            .find(|lang| lang.code().eq_ignore_ascii_case(code))
    }
}

/// A detected language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Detected {
    /// ISO 639-1 code or `und`.
    pub(super) code: &'static str,
    /// In [0, 1].
    pub(super) score: f32,
    /// The language if the model knows it and the score is good enough to use its tables and rules.
    pub(super) lang: Option<Lang>,
}

const UNKNOWN: Detected = Detected {
    code: "und",
    score: 0.0,
    lang: None,
};

/// Reused buffer of [`detect`].
#[derive(Debug, Default)]
pub(super) struct Buffer {
    words: String,
}

impl Buffer {
    /// The words of a message, without its links and names.
    fn read(&mut self, tokens: &Tokens, spellings: &Spellings) -> &str {
        self.words.clear();
        for token in tokens.list.iter().filter(|token| token.kind == Kind::Word) {
            self.words.push_str(spellings.text_of(token.spelling));
            self.words.push(' ');
        }
        &self.words
    }
}

/// Common words by which one language must lead all others to be believed without a look at the letters: then nothing
/// that these say would change the judgement.
const CLEAR_LEAD: u16 = 3;

/// Whether one language has so many common words more than any other.
fn leads_clearly(votes: &[u16], most: u16) -> bool {
    let close = votes.iter().filter(|&&count| count + CLEAR_LEAD > most);
    most >= CLEAR_LEAD && close.count() == 1
}

/// Detects the language of a message: whichlang's judgement of the letters, checked by a count of common words, with the
/// declared language where both leave it open; `und` when the letters speak against all of that.
pub(super) fn detect(
    tokens: &Tokens,
    spellings: &Spellings,
    declared: Option<&str>,
    buffer: &mut Buffer,
) -> Detected {
    let votes = Votes::count(&tokens.list, spellings);
    if leads_clearly(&votes.0, votes.most()) {
        return found(votes.leader().unwrap_or("und"), 0.98);
    }
    let detected = among_known(tokens, spellings, declared, &votes, buffer);
    let text = buffer.read(tokens, spellings);
    if speaks_against(detected.code, votes.of(detected.code), text) {
        return UNKNOWN;
    }
    detected
}

/// The likeliest of the languages that are known.
fn among_known(
    tokens: &Tokens,
    spellings: &Spellings,
    declared: Option<&str>,
    votes: &Votes,
    buffer: &mut Buffer,
) -> Detected {
    let most = votes.most();
    let declared = declared.and_then(Lang::parse).map(Lang::code);
    if tokens.letters < short::FEW_LETTERS
        && most < 2
        && let Some(detected) = short::detect(tokens, spellings, declared, || {
            whichlang_code(buffer.read(tokens, spellings))
        })
    {
        return detected;
    }
    // `no` is a word of five languages: it tells none of them.
    let told = most > 0 && votes.0.iter().filter(|&&count| count == most).count() == 1;
    if tokens.letters < MIN_LETTERS && !told {
        return declared.map_or(UNKNOWN, |code| found(code, 0.5));
    }
    let by_letters = whichlang_code(buffer.read(tokens, spellings));
    let (code, score) = weigh(
        (by_letters, votes.of(by_letters)),
        (votes.leader().unwrap_or(by_letters), most),
        tokens.letters,
    );
    match declared {
        Some(declared) if score < 0.9 && votes.of(declared) >= votes.of(code) => {
            found(declared, score.max(0.7))
        }
        _ => found(code, score),
    }
}

/// The letters' judgement or, where it is overruled, that of the words; each with the common words that speak for it.
fn weigh(
    (by_letters, agreed): (&'static str, u16),
    (by_words, most): (&'static str, u16),
    letters: usize,
) -> (&'static str, f32) {
    // A language without a word list (Turkish, Arabic, ...) is believed unless two common words speak against it.
    let listed = WORDS.iter().any(|(code, _)| *code == by_letters);
    let home = Lang::parse(by_letters).is_some();
    let overruled = if listed {
        most >= agreed + 3 || agreed == 0 && most >= if home { 2 } else { 1 }
    } else {
        most >= 2
    };
    let code = if overruled { by_words } else { by_letters };
    let votes = if overruled { most } else { agreed };
    let score = match (overruled, votes, letters) {
        (false, 2.., _) => 0.98,
        (false, 1, _) => 0.93,
        (true, 3.., _) => 0.9,
        (true, ..) => 0.7,
        (false, 0, 40..) => 0.8,
        (false, 0, 15..) => 0.65,
        (false, 0, _) => 0.5,
    };
    (code, score)
}

/// For each language the words of the message that are common in it.
struct Votes([u16; WORDS.len()]);

impl Votes {
    fn count(tokens: &[Token], spellings: &Spellings) -> Votes {
        let mut votes = [0_u16; WORDS.len()];
        for token in tokens {
            let speaks_for = spellings.get(token.spelling).votes;
            if speaks_for != 0 {
                for (at, votes) in votes.iter_mut().enumerate() {
                    *votes += u16::from(speaks_for >> at & 1);
                }
            }
        }
        Votes(votes)
    }

    fn each(&self) -> impl Iterator<Item = (&'static str, u16)> {
        WORDS
            .iter()
            .zip(self.0)
            .map(|((code, _), votes)| (*code, votes))
    }

    fn of(&self, code: &str) -> u16 {
        self.each()
            .find(|(known, _)| *known == code)
            .map_or(0, |(_, votes)| votes)
    }

    fn most(&self) -> u16 {
        self.0.iter().copied().max().unwrap_or(0)
    }

    /// The first of those with the most words.
    fn leader(&self) -> Option<&'static str> {
        let most = self.most();
        self.each()
            .find(|(_, votes)| *votes == most)
            .map(|(code, _)| code)
    }
}

/// The languages that a word is common in, as bits.
pub(super) fn votes_of(hash: u64) -> u8 {
    VOTES.get(&hash).copied().unwrap_or(0)
}

fn found(code: &'static str, score: f32) -> Detected {
    Detected {
        code,
        score,
        lang: Lang::parse(code),
    }
}

/// Hash of a common word to the places in [`WORDS`] of the languages it speaks for, as bits.
static VOTES: LazyLock<HashMap<u64, u8>> = LazyLock::new(|| {
    let mut votes = HashMap::new();
    for (at, (_, words)) in WORDS.iter().enumerate() {
        for word in words.split(' ') {
            *votes.entry(xxh3_64(word.as_bytes())).or_default() |= 1 << at;
        }
    }
    votes
});

fn whichlang_code(text: &str) -> &'static str {
    use whichlang::Lang as Which;
    match whichlang::detect_language(text) {
        Which::Ara => "ar",
        Which::Cmn => "zh",
        Which::Deu => "de",
        Which::Eng => "en",
        Which::Fra => "fr",
        Which::Hin => "hi",
        Which::Ita => "it",
        Which::Jpn => "ja",
        Which::Kor => "ko",
        Which::Nld => "nl",
        Which::Por => "pt",
        Which::Rus => "ru",
        Which::Spa => "es",
        Which::Swe => "sv",
        Which::Tur => "tr",
        Which::Vie => "vi",
    }
}

#[cfg(test)]
mod tests;
