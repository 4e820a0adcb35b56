//! One term of a query: a word, a phrase, a hashtag, a handle, or what is asked of a field.

/// What a term looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word, a number, an emoji; letters in a row of a script without spaces.
    Word,
    /// Every word with this beginning.
    Prefix,
    /// Words in a row.
    Phrase,
    /// A hashtag.
    Hashtag,
    /// An account that is mentioned.
    Handle,
    /// The author, by handle or name.
    Author,
    /// The declared language.
    Language,
    /// The host of the post or of a link in it.
    Site,
    /// The network.
    Source,
}

/// A field that a term may be asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Author,
    Language,
    Site,
    Source,
}

impl Field {
    /// Names as they are written, with the field each means.
    pub(super) const NAMES: &'static [(&'static str, Field)] = &[
        ("title", Field::Title),
        ("author", Field::Author),
        ("lang", Field::Language),
        ("site", Field::Site),
        ("domain", Field::Site),
        ("source", Field::Source),
    ];

    /// The field of a name, in any case.
    pub(super) fn of(name: &str) -> Option<(&'static str, Field)> {
        Self::NAMES
            .iter()
            .copied()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// A word of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As written, in NFC.
    pub(super) text: String,
    /// Without case and accents.
    pub(super) folded: String,
    /// [`hash`](super::fold::hash) of `folded`.
    pub(super) hash: u32,
    /// Stands for every word that begins so.
    pub(super) prefix: bool,
}

impl Word {
    /// Whether a network may take it for an operator or for punctuation.
    pub(super) fn is_awkward(&self) -> bool {
        const RESERVED: &[&str] = &["and", "or", "not", "near", "et", "ou", "sauf", "pas"];
        let plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric();
        RESERVED.contains(&self.folded.as_str()) || !self.text.chars().all(plain)
    }
}

/// One term of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub(super) kind: Kind,
    pub(super) written: String,
    pub(super) text: String,
    /// The words of a word, prefix, phrase, hashtag or author's name.
    pub(super) words: Vec<Word>,
    /// Hashtag, handle, language, host or network in the form that is compared.
    pub(super) key: String,
    /// [`hash`](super::fold::hash) of `key`.
    pub(super) hash: u32,
    pub(super) exact: bool,
    pub(super) in_title: bool,
}

impl Term {
    /// What it looks for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The term as the query writes it, sign, quotes and field included.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The term itself, fit to be sent to a network: words as written but without quotes, `*` and odd punctuation; a hashtag or a handle
    /// without its sign; a host, language or network in lower case.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether case and accents must be as written (`=word`).
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Whether it is asked of the title only.
    pub fn is_in_title(&self) -> bool {
        self.in_title
    }

    /// Whether one of its words ends in `*`.
    pub fn has_prefix(&self) -> bool {
        self.words.iter().any(|word| word.prefix)
    }

    /// Whether it is looked for in title and text.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Prefix | Kind::Phrase)
    }

    /// What a network can be asked instead: without exact spelling, not only in the title; a phrase with a `*` in it word by word.
    pub(super) fn plain(&self) -> Vec<Term> {
        if self.kind == Kind::Phrase && self.has_prefix() {
            return self.words.iter().map(Term::of_word).collect();
        }
        let mut plain = Term {
            exact: false,
            in_title: false,
            ..self.clone()
        };
        plain.written = match self.kind {
            Kind::Prefix => format!("{}*", self.text),
            Kind::Phrase => format!("\"{}\"", self.text),
            Kind::Word if self.words.iter().any(Word::is_awkward) => format!("\"{}\"", self.text),
            Kind::Word => self.text.clone(),
            _ => plain.written,
        };
        vec![plain]
    }

    fn of_word(word: &Word) -> Term {
        let (kind, star) = if word.prefix {
            (Kind::Prefix, "*")
        } else {
            (Kind::Word, "")
        };
        Term {
            text: word.text.clone(),
            written: format!("{}{star}", word.text),
            words: vec![word.clone()],
            ..Term::empty(kind)
        }
    }

    pub(super) fn empty(kind: Kind) -> Term {
        Term {
            kind,
            written: String::new(),
            text: String::new(),
            words: Vec::new(),
            key: String::new(),
            hash: 0,
            exact: false,
            in_title: false,
        }
    }
}
