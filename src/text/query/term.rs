//! One term of a query: a word, a phrase, a hashtag, a handle, or what is asked of a field.

use super::fold::{Class, class, fold, hash, written};
use super::words::{account, handle_end, host, split, tag_end};

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
    /// [`hash`] of `folded`.
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
    /// [`hash`] of `key`.
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

    /// The same without what a network cannot be asked: exact spelling, the title only.
    pub(super) fn plain(&self) -> Term {
        let mut plain = self.clone();
        plain.exact = false;
        plain.in_title = false;
        if self.is_text() {
            let star = if self.kind == Kind::Prefix { "*" } else { "" };
            plain.written = if self.kind == Kind::Phrase {
                format!("\"{}\"", self.text)
            } else {
                format!("{}{star}", self.text)
            };
        }
        plain
    }
}

/// What the lexer cut out for a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'q> {
    pub(super) field: Option<(&'static str, Field)>,
    pub(super) exact: bool,
    pub(super) quoted: bool,
    /// Without field, `=` and quotes.
    pub(super) value: &'q str,
    /// The first byte of `value` in the query.
    pub(super) value_at: usize,
    /// All of it.
    pub(super) written: &'q str,
}

/// What is wrong with a term: the byte in its value, and the message.
pub(super) type Refusal = (usize, String);

/// Reads a term; `group` is the field whose group it stands in.
pub(super) fn read(raw: &Raw<'_>, group: Option<(&'static str, Field)>) -> Result<Term, Refusal> {
    if let (Some((inner, _)), Some((outer, _))) = (raw.field, group) {
        return Err((
            0,
            format!("`{inner}:` cannot stand inside `{outer}:(...)`; take it out of the group"),
        ));
    }
    let field = raw.field.or(group);
    let mut term = match field {
        None => read_plain(raw)?,
        Some((_, Field::Title)) => {
            let mut term = words(raw)?;
            if raw.value.starts_with(['#', '@']) {
                return Err((0, "`title:` takes words; leave out the sign".to_owned()));
            }
            term.in_title = true;
            term
        }
        Some((name, _)) if raw.exact => {
            return Err((0, format!("`=` means nothing for `{name}:`; leave it out")));
        }
        Some((_, Field::Author)) => author(raw)?,
        Some((name, field)) => value(raw, name, field)?,
    };
    raw.written.clone_into(&mut term.written);
    if let (None, Some((name, _))) = (raw.field, group) {
        term.written = format!("{name}:{}", raw.written);
    }
    Ok(term)
}

fn empty(kind: Kind) -> Term {
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

/// A term without a field.
fn read_plain(raw: &Raw<'_>) -> Result<Term, Refusal> {
    let one = !raw.value.contains(char::is_whitespace);
    let sign = raw.value.chars().next().filter(|_| one);
    match sign {
        Some(sign @ ('#' | '＃')) => named(raw, sign, Kind::Hashtag, tag_end),
        Some(sign @ ('@' | '＠')) => named(raw, sign, Kind::Handle, handle_end),
        _ => words(raw),
    }
}

/// A hashtag or a handle.
fn named(
    raw: &Raw<'_>,
    sign: char,
    kind: Kind,
    end: impl Fn(&str, usize) -> usize,
) -> Result<Term, Refusal> {
    let from = sign.len_utf8();
    let end = end(raw.value, from);
    let name = raw.value.get(from..end).unwrap_or("");
    let key = fold(name);
    if key.is_empty() {
        return Err((
            0,
            format!("`{sign}` needs a name right after it, as in `{sign}oasis`"),
        ));
    }
    if let Some(rest) = raw.value.get(end..).filter(|rest| !rest.is_empty()) {
        let what = if kind == Kind::Hashtag {
            "hashtag"
        } else {
            "handle"
        };
        return Err((
            end,
            format!("a {what} ends before `{rest}`; write {sign}{name}"),
        ));
    }
    if raw.exact {
        return Err((
            0,
            format!("`=` means nothing before `{sign}`; leave it out"),
        ));
    }
    let mut words = Vec::new();
    split(account(name), false, &mut |_, range| {
        words.extend(word(name.get(range).unwrap_or(""), false));
    });
    Ok(Term {
        text: written(name),
        hash: hash(&key),
        key,
        words,
        ..empty(kind)
    })
}

fn author(raw: &Raw<'_>) -> Result<Term, Refusal> {
    if raw.value.starts_with('@') {
        let handle = named(raw, '@', Kind::Author, handle_end)?;
        // Words would also look into the name.
        return Ok(Term {
            words: Vec::new(),
            ..handle
        });
    }
    let mut term = words(raw)?;
    term.kind = Kind::Author;
    term.key = fold(&raw.value.replace('*', ""));
    term.hash = hash(&term.key);
    Ok(term)
}

/// A language, a host, a network.
fn value(raw: &Raw<'_>, name: &str, field: Field) -> Result<Term, Refusal> {
    let value = raw.value.trim();
    if let Some(at) = raw.value.find('*') {
        return Err((
            at,
            format!("`{name}:` takes no `*`; write one `{name}:` for each, with OR"),
        ));
    }
    let (kind, key, example) = match field {
        Field::Language => (Kind::Language, fold(&value.replace('_', "-")), "lang:fr"),
        Field::Source => (Kind::Source, fold(value), "source:mastodon"),
        _ => (Kind::Site, host(value), "site:lemonde.fr"),
    };
    let after = value.split_once("://").map_or(value, |(_, rest)| rest);
    let path = after
        .find(['/', '?', '#'])
        .and_then(|at| after.get(at + 1..));
    if kind == Kind::Site && path.is_some_and(|path| !path.is_empty()) {
        return Err((
            0,
            format!("`{name}:` takes a host, not a page; write {name}:{key}"),
        ));
    }
    let letters = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '.') && kind != Kind::Language || c == '-'
    };
    if key.is_empty() || !key.chars().all(letters) {
        return Err((
            0,
            format!(
                "`{value}` is nothing that `{name}:` can look for; write for example {example}"
            ),
        ));
    }
    Ok(Term {
        text: key.clone(),
        hash: hash(&key),
        key,
        ..empty(kind)
    })
}

fn word(text: &str, prefix: bool) -> Option<Word> {
    let folded = fold(text);
    (!folded.is_empty()).then(|| Word {
        text: written(text),
        hash: hash(&folded),
        folded,
        prefix,
    })
}

/// One word or several in a row.
fn words(raw: &Raw<'_>) -> Result<Term, Refusal> {
    // `+word` once meant that it must be there, which it must anyway.
    let must = raw.value.strip_prefix('+').filter(|rest| {
        !raw.quoted
            && rest
                .chars()
                .next()
                .is_some_and(|c| class(c) == Class::Letter)
    });
    let value = must.unwrap_or(raw.value);
    let skipped = raw.value.len() - value.len();
    let mut words = Vec::new();
    let mut text = String::new();
    let (mut end, mut stars, mut unspaced) = (0, Vec::new(), true);
    split(value, false, &mut |_, range| {
        let star = value
            .get(range.end..)
            .is_some_and(|rest| rest.starts_with('*'));
        let Some(mut word) = value.get(range.clone()).and_then(|text| word(text, star)) else {
            return;
        };
        let letter = word.text.chars().next().map(class);
        if star {
            stars.push(range.end);
        }
        if !words.is_empty() {
            text.push_str(joint(value.get(end..range.start).unwrap_or("")));
        }
        // There every letter is a word: what follows is found anyway.
        word.prefix &= letter != Some(Class::Unspaced);
        unspaced &= letter == Some(Class::Unspaced) && (end == range.start || words.is_empty());
        text.push_str(&word.text);
        words.push(word);
        end = range.end;
    });
    if let Some(at) = misplaced_star(value, &stars) {
        return Err((
            at + skipped,
            "`*` stands at the end of a word only, for its endings: oasis*".to_owned(),
        ));
    }
    if words.is_empty() {
        return Err((
            0,
            format!(
                "there is no word in `{}`; write a word, a number or an emoji",
                raw.value.trim()
            ),
        ));
    }
    let kind = match words.as_slice() {
        [only] if only.prefix => Kind::Prefix,
        [_] => Kind::Word,
        _ if unspaced => Kind::Word,
        _ => Kind::Phrase,
    };
    Ok(Term {
        text,
        words,
        exact: raw.exact,
        ..empty(kind)
    })
}

/// What stands between two words of a term, in the form in which it is sent on.
fn joint(between: &str) -> &'static str {
    match between {
        "" => "",
        "'" | "’" | "ʼ" | "＇" => "'",
        "-" | "‐" | "‑" => "-",
        "." => ".",
        "," => ",",
        _ => " ",
    }
}

/// The first `*` that does not end a word.
fn misplaced_star(value: &str, stars: &[usize]) -> Option<usize> {
    value.match_indices('*').map(|(at, _)| at).find(|at| {
        let after = value.get(at + 1..).and_then(|rest| rest.chars().next());
        let goes_on = after.is_some_and(|c| c == '*' || !matches!(class(c), Class::Other));
        goes_on || !stars.contains(at)
    })
}
