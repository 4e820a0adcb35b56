//! From what the lexer cut out to a term, or why it is none.

use std::ops::Range;

use super::fold::{Class, class, fold, hash, written};
use super::term::{Field, Kind, Term, Word};
use super::words::{account, handle_end, host, split, tag_end};

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
        ..Term::empty(kind)
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
        ..Term::empty(kind)
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

/// What was gathered of a term made of words.
#[derive(Default)]
struct Gathered {
    words: Vec<Word>,
    /// The words with what parts them.
    text: String,
    /// Where the last word ends.
    end: usize,
    /// Where a `*` follows a word.
    stars: Vec<usize>,
    /// A letter of a script with spaces, or a gap, is among them.
    spaced: bool,
}

impl Gathered {
    fn add(&mut self, value: &str, range: Range<usize>) {
        let star = value
            .get(range.end..)
            .is_some_and(|rest| rest.starts_with('*'));
        let text = value.get(range.clone()).unwrap_or("");
        let unspaced = text.chars().next().map(class) == Some(Class::Unspaced);
        // There every letter is a word: what follows is found anyway.
        let Some(word) = word(text, star && !unspaced) else {
            return;
        };
        if star {
            self.stars.push(range.end);
        }
        if !self.words.is_empty() {
            let between = value.get(self.end..range.start).unwrap_or("");
            self.text.push_str(joint(between));
            self.spaced |= !between.is_empty();
        }
        self.spaced |= !unspaced;
        self.text.push_str(&word.text);
        self.words.push(word);
        self.end = range.end;
    }

    fn kind(&self) -> Kind {
        match self.words.as_slice() {
            [only] if only.prefix => Kind::Prefix,
            [_] => Kind::Word,
            _ if self.spaced => Kind::Phrase,
            _ => Kind::Word,
        }
    }
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
    let mut gathered = Gathered::default();
    split(value, false, &mut |_, range| gathered.add(value, range));
    if let Some(at) = misplaced_star(value, &gathered.stars) {
        let message = "`*` stands at the end of a word only, for its endings: oasis*";
        return Err((at + raw.value.len() - value.len(), message.to_owned()));
    }
    if gathered.words.is_empty() {
        let value = raw.value.trim();
        let message = format!("there is no word in `{value}`; write a word, a number or an emoji");
        return Err((0, message));
    }
    let empty = Term::empty(gathered.kind());
    Ok(Term {
        exact: raw.exact,
        words: gathered.words,
        text: gathered.text,
        ..empty
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
