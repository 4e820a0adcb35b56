//! Cutting a text into the words that a query can ask for: the same cut for queries and for posts.

use std::ops::Range;

use super::fold::{Class, class};

/// What was cut out of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word; one letter of a script without spaces; an emoji.
    Word,
    /// The address of a page: one word that no query finds.
    Link,
    /// The name of a hashtag, without its sign; its words follow as pieces of their own.
    Hashtag,
    /// A handle, without its sign; the words of its first part follow as pieces of their own.
    Handle,
}

/// Cuts a text into words, in order; `markup` also tells links, hashtags and handles. Ranges are bytes of the text.
pub(super) fn split(text: &str, markup: bool, each: &mut dyn FnMut(Piece, Range<usize>)) {
    let mut at = 0;
    let mut before = Class::Other;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let kind = class(c);
        let next = at + c.len_utf8();
        let end = match kind {
            Class::Letter => {
                let link =
                    (markup && before != Class::Letter && matches!(c, 'h' | 'H' | 'w' | 'W'))
                        .then(|| link_end(text, at))
                        .flatten();
                let end = link.unwrap_or_else(|| {
                    run(text, next, |k| matches!(k, Class::Letter | Class::Mark))
                });
                each(
                    if link.is_some() {
                        Piece::Link
                    } else {
                        Piece::Word
                    },
                    at..end,
                );
                end
            }
            Class::Unspaced | Class::Symbol => {
                let end = run(text, next, |k| k == Class::Mark);
                each(Piece::Word, at..end);
                end
            }
            Class::Flag => {
                let second = text.get(next..).and_then(|rest| rest.chars().next());
                let pair = second.filter(|c| class(*c) == Class::Flag);
                let end = next + pair.map_or(0, char::len_utf8);
                each(Piece::Word, at..end);
                end
            }
            _ if markup && before != Class::Letter && matches!(c, '#' | '＃') => {
                let end = tag_end(text, next);
                if end > next {
                    each(Piece::Hashtag, next..end);
                }
                next
            }
            _ if markup && before != Class::Letter && matches!(c, '@' | '＠') => {
                let end = handle(text, next, each);
                if end > next { end } else { next }
            }
            _ => next,
        };
        // What cannot be seen does not part a letter from what follows it.
        if kind != Class::Mark {
            before = kind;
        }
        at = end;
    }
}

/// Where a run of characters of some classes ends.
fn run(text: &str, from: usize, within: impl Fn(Class) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices()
        .find(|(_, c)| !within(class(*c)))
        .map_or(text.len(), |(at, _)| from + at)
}

/// Where the name of a hashtag ends.
pub(super) fn tag_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices()
        .find(|(_, c)| {
            *c != '_' && !matches!(class(*c), Class::Letter | Class::Unspaced | Class::Mark)
        })
        .map_or(text.len(), |(at, _)| from + at)
}

/// Where a handle ends: `name`, `name.example.org`, `name@example.org`.
pub(super) fn handle_end(text: &str, from: usize) -> usize {
    let name = |from: usize| {
        let rest = text.get(from..).unwrap_or("");
        let end = rest
            .find(|c: char| {
                !matches!(c, '_' | '.' | '-') && !matches!(class(c), Class::Letter | Class::Mark)
            })
            .unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or("");
        from + name.trim_end_matches(['.', '-']).len()
    };
    let end = name(from);
    if end > from && text.get(end..).is_some_and(|rest| rest.starts_with('@')) {
        let host = name(end + 1);
        if host > end + 1 {
            return host;
        }
    }
    end
}

/// The part of a handle that names the account, without the server.
pub(super) fn account(handle: &str) -> &str {
    let name = handle.split('@').next().unwrap_or(handle);
    name.strip_suffix(".bsky.social").unwrap_or(name)
}

/// A handle and the words of its account; returns where it ends.
fn handle(text: &str, from: usize, each: &mut dyn FnMut(Piece, Range<usize>)) -> usize {
    let end = handle_end(text, from);
    if let Some(whole) = text.get(from..end).filter(|whole| !whole.is_empty()) {
        each(Piece::Handle, from..end);
        split(account(whole), false, &mut |piece, range| {
            each(piece, from + range.start..from + range.end);
        });
    }
    end
}

/// Where the address of a page ends, if one starts here.
fn link_end(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let start = ["https://", "http://", "www."].into_iter().find(|start| {
        rest.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    })?;
    let end = rest
        .find(|c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”')
                || class(c) == Class::Unspaced
        })
        .unwrap_or(rest.len());
    let address = rest
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '’', '…']);
    (address.len() > start.len()).then(|| from + address.len())
}

/// The host of an address, in lower case, without user, port, `www.` and final dot; a bare host is its own. Empty if there is none.
pub(super) fn host(address: &str) -> String {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let host = if host.starts_with('[') {
        host
    } else {
        host.split(':').next().unwrap_or("")
    };
    let host = host.trim_matches('.').to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if host.is_ascii() {
        host.to_owned()
    } else {
        // Names in other letters are compared in the form that travels (IDNA).
        url::Host::parse(host).map_or_else(|_| host.to_owned(), |host| host.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(Piece, &str)> {
        let mut pieces = Vec::new();
        split(text, true, &mut |piece, range| {
            pieces.push((piece, &text[range]));
        });
        pieces
    }

    fn words(text: &str) -> Vec<&str> {
        let mut pieces = cut(text);
        pieces.retain(|(piece, _)| *piece == Piece::Word);
        pieces.into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn words_are_cut_where_a_reader_would() {
        assert_eq!(
            words("L’oasis, porte-monnaie"),
            ["L", "oasis", "porte", "monnaie"]
        );
        assert_eq!(
            words("Canal+ à 50€ 🇫🇷👍🏽!"),
            ["Canal", "+", "à", "50", "€", "🇫🇷", "👍🏽"]
        );
        assert_eq!(words("iPhone東京"), ["iPhone", "東", "京"]);
        assert_eq!(
            words("e\u{301}te\u{301} étudiant·e·s"),
            ["e\u{301}te\u{301}", "étudiant", "e", "s"]
        );
    }

    #[test]
    fn links_tags_and_handles_are_told() {
        let text = "lu sur https://www.lemonde.fr/a?b=c. #bad_buzz @jean.d@piaille.fr a@b.fr c#d";
        assert_eq!(
            cut(text)
                .into_iter()
                .filter(|(piece, _)| *piece != Piece::Word)
                .collect::<Vec<_>>(),
            [
                (Piece::Link, "https://www.lemonde.fr/a?b=c"),
                (Piece::Hashtag, "bad_buzz"),
                (Piece::Handle, "jean.d@piaille.fr"),
            ]
        );
        assert_eq!(
            words(text),
            [
                "lu", "sur", "bad", "buzz", "jean", "d", "a", "b", "fr", "c", "d"
            ]
        );
        assert_eq!(words("@oasis.bsky.social."), ["oasis"]);
    }

    #[test]
    fn hosts_are_read_from_whatever_stands_there() {
        assert_eq!(host("https://user@WWW.LeMonde.fr:443/x"), "lemonde.fr");
        assert_eq!(host("lemonde.fr"), "lemonde.fr");
        assert_eq!(host("https://bücher.example/"), "xn--bcher-kva.example");
        assert_eq!(host(""), "");
    }
}
