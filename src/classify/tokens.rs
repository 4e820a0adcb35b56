//! Words, marks and symbols of a message, each a reference to its [`super::spelling::Spelling`].

use super::lex::{Kind, Lexed, lex};
use super::model::Model;
use super::spelling::{Spelling, Spellings};

/// One token of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Where it stands in the cleaned message; empty for the marks of emphasis, which stand nowhere.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index into the spellings.
    pub(super) spelling: u32,
    pub(super) kind: Kind,
    /// In the scope of a negator (see [`super::negation`]).
    pub(super) negated: bool,
}

/// So many symbols in a row are heard: a sea of them says no more, and its length would drown the feeling.
const SYMBOLS: usize = 8;
/// So often is the same mark heard in a row: thirty of them are no louder than three.
const MARKS: usize = 3;

/// The tokens of one message, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    /// Letters that are not in markers, by which the language gates decide.
    pub(super) letters: usize,
    /// Words of three letters and more written in capitals.
    pub(super) shouted: usize,
    /// Whether a word holds a letter at all: not nothing, digits, marks, a picture's address.
    pub(super) says_something: bool,
    /// Symbols since the last word.
    symbols: usize,
    /// How often the last mark stands there in a row.
    marks: usize,
}

impl Tokens {
    /// Reads a cleaned message.
    pub(super) fn read(&mut self, text: &str, spellings: &mut Spellings, model: &Model) {
        self.list.clear();
        self.letters = 0;
        self.shouted = 0;
        self.says_something = false;
        self.symbols = 0;
        lex(text, |lexed| self.add(lexed, spellings, model));
        if self.shouted >= 2 {
            self.marker(Kind::Caps);
        }
        super::negation::mark(&mut self.list, spellings);
    }

    fn add(&mut self, lexed: Lexed<'_>, spellings: &mut Spellings, model: &Model) {
        match lexed.kind {
            Kind::Symbol => self.symbols += 1,
            Kind::EmoPos | Kind::EmoNeg => {}
            _ => self.symbols = 0,
        }
        if self.symbols > SYMBOLS {
            return;
        }
        if lexed.kind.is_marker() {
            self.marker(lexed.kind);
            return;
        }
        let at = spellings.find(lexed.text, lexed.kind, model);
        if lexed.kind == Kind::Mark && self.is_said(at) {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cleaned message is far shorter than 4 GiB"
        )]
        let start = lexed.start as u32;
        #[expect(clippy::cast_possible_truncation, reason = "as above")]
        let end = (lexed.start + lexed.text.len()) as u32;
        self.list.push(Token {
            start,
            end,
            spelling: at,
            kind: lexed.kind,
            negated: false,
        });
        let Spelling {
            letters,
            shouted,
            elongated,
            alphabetic,
            ..
        } = *spellings.get(at);
        self.letters += usize::from(letters);
        self.shouted += usize::from(shouted);
        self.says_something |= alphabetic;
        if elongated {
            self.marker(Kind::Elong);
        }
    }

    /// Whether a mark has stood there often enough already.
    fn is_said(&mut self, mark: u32) -> bool {
        let again = self.list.last().is_some_and(|last| last.spelling == mark);
        self.marks = if again { self.marks + 1 } else { 1 };
        self.marks > MARKS
    }

    fn marker(&mut self, kind: Kind) {
        self.list.push(Token {
            start: 0,
            end: 0,
            spelling: Spellings::marker(kind),
            kind,
            negated: false,
        });
    }
}
