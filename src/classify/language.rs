//! The language of a message: script first, then letters; `und` when there is too little to tell.

use super::tokens::{Kind, Tokens};

/// Letters below which a text in Latin script has no language of its own ("ok", "lol").
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

/// Detects the language of a message.
pub(super) fn detect(tokens: &Tokens, declared: Option<&str>, buffer: &mut Buffer) -> Detected {
    buffer.words.clear();
    for token in tokens.list.iter().filter(|token| token.kind == Kind::Word) {
        buffer.words.push_str(tokens.text_of(token));
        buffer.words.push(' ');
    }
    let declared = declared.and_then(Lang::parse);
    if tokens.letters < MIN_LETTERS {
        return declared.map_or(UNKNOWN, |lang| Detected {
            code: lang.code(),
            score: 0.5,
            lang: Some(lang),
        });
    }
    let code = whichlang_code(&buffer.words);
    Detected {
        code,
        score: 0.9,
        lang: Lang::parse(code),
    }
}

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
