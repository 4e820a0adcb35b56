//! Words, marks and symbols of a message, and its folded form in which the keyword rules are looked up.
//!
//! The normalised tokens are those of the model: lower case, a character repeated three times or more written twice,
//! digit runs as `0`, links, names and emoticons as markers, `n't` as `not`, accents kept. The folded form has the same
//! words without accents, single-spaced between a leading `^` and the end, with only `? ! .`, currency and emoji beside them.

use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

use super::emoticon::emoticon;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Hashtag,
    Mark,
    Symbol,
    Url,
    User,
    EmoPos,
    EmoNeg,
    Elong,
    Caps,
}

impl Kind {
    /// Markers stand for a form, not for their letters: no character n-grams, no lexicon.
    pub(super) fn is_marker(self) -> bool {
        !matches!(self, Kind::Word | Kind::Hashtag | Kind::Mark | Kind::Symbol)
    }
}

/// One token: a range of [`Tokens::text`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    /// xxh3 of the normalised text, a function fixed for ever: the model's features are made of it.
    pub(super) hash: u64,
    pub(super) kind: Kind,
    /// In the scope of a negator (see [`super::negation`]).
    pub(super) negated: bool,
    pub(super) negator: bool,
}

/// The tokens of one message, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) text: String,
    pub(super) list: Vec<Token>,
    /// `^ mon colis est casse ! ` : see the top of this file.
    pub(super) folded: String,
    /// Start in `folded` and "in the scope of a negator" of each folded word.
    pub(super) folded_words: Vec<(u32, bool)>,
    /// Letters that are not in markers, by which the language gates decide.
    pub(super) letters: usize,
    /// Words of three letters and more written in capitals.
    pub(super) shouted: usize,
    /// Words.
    pub(super) words: usize,
}

impl Tokens {
    /// The normalised text of a token.
    pub(super) fn text_of(&self, token: &Token) -> &str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or("")
    }

    /// Reads a normalised message.
    pub(super) fn read(&mut self, text: &str) {
        self.text.clear();
        self.list.clear();
        self.folded.clear();
        self.folded_words.clear();
        self.letters = 0;
        self.shouted = 0;
        self.words = 0;
        self.folded.push_str("^ ");
        let mut at = 0;
        let mut after_word = false;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let (used, word) = self.step(rest, after_word);
            at += used;
            after_word = word;
        }
        if self.shouted >= 2 {
            self.marker("CAPS", Kind::Caps);
        }
        super::negation::mark(self);
        super::fold::fold(self);
    }

    /// Reads one token at the start of `rest`; gives the bytes used and whether it was a word.
    fn step(&mut self, rest: &str, after_word: bool) -> (usize, bool) {
        let Some(first) = rest.chars().next() else {
            return (0, false);
        };
        if first.is_whitespace() || first.is_control() {
            return (first.len_utf8(), false);
        }
        if !after_word && let Some(length) = url(rest) {
            self.marker("URLX", Kind::Url);
            return (length, false);
        }
        if first == '@' && rest[1..].starts_with(is_word_char) {
            self.marker("USRX", Kind::User);
            return (1 + word_length(&rest[1..]), true);
        }
        if first.is_ascii()
            && let Some((length, positive)) = emoticon(rest.as_bytes(), after_word)
        {
            if positive {
                self.marker("EMOPOS", Kind::EmoPos);
            } else {
                self.marker("EMONEG", Kind::EmoNeg);
            }
            return (length, false);
        }
        if first == '#' && rest[1..].starts_with(is_word_char) {
            let length = 1 + word_length(&rest[1..]);
            self.word(&rest[..length], Kind::Hashtag);
            return (length, true);
        }
        if is_word_char(first) {
            return (self.word_and_contraction(rest), true);
        }
        if !is_invisible(first) {
            self.symbol(first);
        }
        (first.len_utf8(), false)
    }

    /// A word, and ` not` for the `n't` that ends it.
    fn word_and_contraction(&mut self, rest: &str) -> usize {
        let length = word_length(rest);
        let (word, after) = rest.split_at(length);
        let contracted = word.ends_with(['n', 'N'])
            && after.starts_with('\'')
            && after[1..].starts_with(['t', 'T'])
            && !after[2..].starts_with(is_word_char);
        if !contracted {
            self.word(word, Kind::Word);
            return length;
        }
        if word.len() > 1 {
            self.word(&word[..word.len() - 1], Kind::Word);
        }
        self.word("not", Kind::Word);
        length + 2
    }

    fn word(&mut self, word: &str, kind: Kind) {
        self.words += 1;
        let start = self.text.len();
        let (mut last, mut run, mut elongated) = ('\0', 0, false);
        let (mut upper, mut lower, mut letters) = (0_usize, false, 0_usize);
        for original in word.chars() {
            if original.is_uppercase() {
                upper += 1;
            } else if original.is_lowercase() {
                lower = true;
            }
            letters += usize::from(original.is_alphabetic());
            push_lower(original, |c| {
                let c = if c.is_numeric() { '0' } else { c };
                if c == last {
                    run += 1;
                } else {
                    (last, run) = (c, 1);
                }
                if c == '0' {
                    if run == 1 {
                        self.text.push('0');
                    }
                } else if run <= 2 {
                    self.text.push(c);
                } else if c.is_alphabetic() {
                    elongated = true;
                }
            });
        }
        self.letters += letters;
        if upper > 2 && !lower {
            self.shouted += 1;
        }
        self.push(start, kind);
        if elongated {
            self.marker("ELONG", Kind::Elong);
        }
    }

    fn symbol(&mut self, symbol: char) {
        let start = self.text.len();
        self.text.push(symbol);
        let kind = if symbol.is_ascii()
            || matches!(symbol, '…' | '«' | '»' | '“' | '”' | '–' | '—' | '¿' | '¡')
        {
            Kind::Mark
        } else {
            Kind::Symbol
        };
        self.push(start, kind);
    }

    fn marker(&mut self, name: &str, kind: Kind) {
        let start = self.text.len();
        self.text.push_str(name);
        self.push(start, kind);
    }

    fn push(&mut self, start: usize, kind: Kind) {
        let hash = xxh3_64(&self.text.as_bytes()[start..]);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "MAX_BYTES of input give far less than 4 GiB of tokens"
        )]
        let (start, end) = (start as u32, self.text.len() as u32);
        self.list.push(Token {
            start,
            end,
            hash,
            kind,
            negated: false,
            negator: false,
        });
    }
}

fn push_lower(original: char, mut push: impl FnMut(char)) {
    if original.is_ascii() {
        push(original.to_ascii_lowercase());
    } else {
        original.to_lowercase().for_each(push);
    }
}

/// Length of a link at the start of `rest`: to the next white space. `http` alone counts: data sets write it for a link.
fn url(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let starts = |prefix: &[u8]| {
        bytes
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let boundary = |at: usize| {
        !rest
            .get(at..)
            .is_some_and(|after| after.starts_with(is_word_char))
    };
    let is_url = starts(b"http://")
        || starts(b"https://")
        || starts(b"www.")
        || starts(b"http") && boundary(4)
        || starts(b"https") && boundary(5);
    is_url.then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

pub(super) fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric() || is_combining_mark(c) && !is_invisible(c)
    }
}

fn word_length(rest: &str) -> usize {
    rest.find(|c| !is_word_char(c)).unwrap_or(rest.len())
}

/// Joiners, variation selectors, skin tones, zero-width and direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{AD}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::Tokens;

    fn list(text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        tokens
            .list
            .iter()
            .map(|token| tokens.text_of(token).to_owned())
            .collect()
    }

    fn folded(text: &str) -> String {
        let mut tokens = Tokens::default();
        tokens.read(text);
        tokens.folded
    }

    #[test]
    fn links_names_numbers_and_long_letters_are_normalised() {
        assert_eq!(
            list("@Marque Troooop bien #Été2024 https://x.fr/a?b c'est 1234 www.y.com"),
            [
                "USRX", "troop", "ELONG", "bien", "#été0", "URLX", "c", "'", "est", "0", "URLX"
            ]
        );
    }

    #[test]
    fn contractions_become_not() {
        assert_eq!(
            list("it doesn't, I CAN'T n't can't'"),
            [
                "it", "does", "not", ",", "i", "ca", "not", "not", "ca", "not", "'"
            ]
        );
    }

    #[test]
    fn emoji_are_tokens_of_their_own_without_skin_or_joiners() {
        assert_eq!(list("top👍🏽❤\u{FE0F}"), ["top", "👍", "❤"]);
        assert_eq!(
            list("Bravo :-) ... mais :("),
            ["bravo", "EMOPOS", ".", ".", ".", "mais", "EMONEG"]
        );
    }

    #[test]
    fn two_shouted_words_are_capitals() {
        assert_eq!(
            list("VOUS ÊTES NULS").last().map(String::as_str),
            Some("CAPS")
        );
        assert_eq!(
            list("la SNCF est là").last().map(String::as_str),
            Some("là")
        );
    }

    #[test]
    fn the_folded_form_has_no_accents_and_few_marks() {
        assert_eq!(
            folded("Ça n'marche PAS, c'est nuuuul : 9,99 € !!"),
            "^ ca n marche pas c est nul 0 € ! ! "
        );
    }
}
