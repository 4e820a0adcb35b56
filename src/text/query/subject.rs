//! A post as queries see it, cut into words once and then matched against many.

use std::ops::Range;

use super::fold::{fold_into, hash};
use super::words::{Piece, host, split};

/// Words that lie between the title and the text, so that no NEAR reaches over: more than the largest [`MOST_WORDS`](super::MOST_WORDS).
const GAP: usize = 1_000;

/// The end of a chain.
pub(super) const NONE: usize = usize::MAX;

/// What queries look at. What is not known stays empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Headline.
    pub title: &'a str,
    /// The words, as plain text.
    pub text: &'a str,
    /// Hashtags with or without `#`; those in title and text are found anyway.
    pub hashtags: &'a [&'a str],
    /// Handles mentioned, with or without `@`; those in title and text are found anyway.
    pub mentions: &'a [&'a str],
    /// Handle of the author, with or without `@`.
    pub author_handle: &'a str,
    /// Name of the author.
    pub author_name: &'a str,
    /// Declared language, as a BCP 47 tag: `fr`, `fr-CA`.
    pub lang: &'a str,
    /// Network: `mastodon`, `feed`, ...
    pub source: &'a str,
    /// Addresses or hosts of the post and of its links; links that stand in the text are found anyway.
    pub hosts: &'a [&'a str],
}

/// One word of a post.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Bytes of [`Prepared::folded`].
    pub(super) folded: Range<usize>,
    /// Bytes of [`Prepared::written`].
    pub(super) written: Range<usize>,
    /// [`hash`] of the folded word.
    pub(super) hash: u32,
    /// The next token of the same bucket.
    pub(super) next: usize,
    /// Place in the post, in words; titles and texts lie [`GAP`] apart.
    pub(super) place: usize,
}

/// A hashtag or a handle.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// Bytes of [`Prepared::folded`].
    pub(super) folded: Range<usize>,
    /// [`hash`] of it.
    pub(super) hash: u32,
    /// First and last token, when it stands in the title or the text.
    pub(super) tokens: Option<(usize, usize)>,
    /// Bytes of [`Prepared::written`] where it stands.
    written: Range<usize>,
}

/// A post cut into words. Keep one and [`fill`](Prepared::fill) it again for the next post: its memory is used again.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub(super) written: String,
    pub(super) folded: String,
    pub(super) tokens: Vec<Token>,
    /// Tokens of the title come first.
    pub(super) title_tokens: usize,
    /// First token of each bucket of hashes; a power of two.
    heads: Vec<usize>,
    pub(super) hashtags: Vec<Name>,
    pub(super) handles: Vec<Name>,
    /// Words of the author's name.
    pub(super) author_words: Vec<Token>,
    pub(super) author_handle: Range<usize>,
    pub(super) lang: String,
    pub(super) source: String,
    pub(super) hosts: Vec<String>,
}

impl Prepared {
    /// Cuts a post into words.
    pub fn new(subject: &Subject<'_>) -> Self {
        let mut prepared = Prepared::default();
        prepared.fill(subject);
        prepared
    }

    /// Forgets the last post and takes this one.
    pub fn fill(&mut self, subject: &Subject<'_>) {
        self.clear();
        self.add_text(subject.title, 0);
        self.title_tokens = self.tokens.len();
        self.add_text(subject.text, GAP);
        self.index();
        subject
            .hashtags
            .iter()
            .for_each(|tag| self.add_hashtag(tag));
        subject
            .mentions
            .iter()
            .for_each(|name| self.add_mention(name));
        subject.hosts.iter().for_each(|host| self.add_host(host));
        self.author_handle = self.fold_name(subject.author_handle.trim_start_matches('@'));
        let mut words = std::mem::take(&mut self.author_words);
        let start = self.written.len();
        self.written.push_str(subject.author_name);
        split(subject.author_name, false, &mut |_, range| {
            words.extend(self.token(start + range.start..start + range.end, words.len()));
        });
        self.author_words = words;
        fold_into(subject.lang.trim(), &mut self.lang);
        fold_into(subject.source.trim(), &mut self.source);
    }

    /// Adds a hashtag, with or without its sign, to what [`fill`](Prepared::fill) took: for callers whose tags are not a slice of `&str`.
    pub fn add_hashtag(&mut self, tag: &str) {
        let folded = self.fold_name(tag.trim().trim_start_matches(['#', '＃']));
        if let Some(name) = self.name(folded, 0..0, None) {
            self.hashtags.push(name);
        }
    }

    /// Adds a handle that is mentioned, with or without its sign.
    pub fn add_mention(&mut self, handle: &str) {
        let folded = self.fold_name(handle.trim().trim_start_matches(['@', '＠']));
        if let Some(name) = self.name(folded, 0..0, None) {
            self.handles.push(name);
        }
    }

    /// Adds an address or a host.
    pub fn add_host(&mut self, address: &str) {
        let host = host(address);
        if !host.is_empty() && self.hosts.last() != Some(&host) {
            self.hosts.push(host);
        }
    }

    fn clear(&mut self) {
        self.written.clear();
        self.folded.clear();
        self.tokens.clear();
        self.heads.clear();
        self.hashtags.clear();
        self.handles.clear();
        self.author_words.clear();
        self.author_handle = 0..0;
        self.lang.clear();
        self.source.clear();
        self.hosts.clear();
    }

    fn add_text(&mut self, text: &str, gap: usize) {
        let start = self.written.len();
        self.written.push_str(text);
        split(text, true, &mut |piece, range| {
            let range = start + range.start..start + range.end;
            let first = self.tokens.len();
            match piece {
                Piece::Word => {
                    if let Some(token) = self.token(range.clone(), first + gap) {
                        self.tokens.push(token);
                        self.reach(&range, first);
                    }
                }
                Piece::Link => {
                    let address = self.written.get(range.clone()).unwrap_or("").to_owned();
                    self.add_host(&address);
                    self.tokens.push(Token {
                        folded: 0..0,
                        written: range,
                        hash: 0,
                        next: NONE,
                        place: first + gap,
                    });
                }
                Piece::Hashtag | Piece::Handle => {
                    let name = self.written.get(range.clone()).unwrap_or("");
                    let from = self.folded.len();
                    fold_into(name, &mut self.folded);
                    if let Some(name) = self.name(from..self.folded.len(), range, None) {
                        if piece == Piece::Hashtag {
                            self.hashtags.push(name);
                        } else {
                            self.handles.push(name);
                        }
                    }
                }
            }
        });
    }

    /// Tells the hashtag or handle that a word stands in that it reaches so far.
    fn reach(&mut self, word: &Range<usize>, token: usize) {
        for names in [&mut self.hashtags, &mut self.handles] {
            if let Some(name) = names.last_mut().filter(|name| word.end <= name.written.end) {
                name.tokens = Some((name.tokens.map_or(token, |(first, _)| first), token));
            }
        }
    }

    fn token(&mut self, written: Range<usize>, place: usize) -> Option<Token> {
        let from = self.folded.len();
        fold_into(self.written.get(written.clone())?, &mut self.folded);
        let folded = self
            .folded
            .get(from..)
            .filter(|folded| !folded.is_empty())?;
        Some(Token {
            hash: hash(folded),
            folded: from..self.folded.len(),
            written,
            next: NONE,
            place,
        })
    }

    fn fold_name(&mut self, name: &str) -> Range<usize> {
        let from = self.folded.len();
        fold_into(name, &mut self.folded);
        from..self.folded.len()
    }

    fn name(
        &self,
        folded: Range<usize>,
        written: Range<usize>,
        tokens: Option<(usize, usize)>,
    ) -> Option<Name> {
        let text = self
            .folded
            .get(folded.clone())
            .filter(|text| !text.is_empty())?;
        Some(Name {
            hash: hash(text),
            folded,
            tokens,
            written,
        })
    }

    /// Chains the tokens of each bucket, first to last. Backwards, so that every insertion is at the head: no text makes this slower.
    fn index(&mut self) {
        let buckets = (self.tokens.len() * 2).next_power_of_two();
        self.heads.resize(buckets, NONE);
        for at in (0..self.tokens.len()).rev() {
            let bucket = self.tokens[at].hash as usize & (buckets - 1);
            self.tokens[at].next = self.heads[bucket];
            self.heads[bucket] = at;
        }
    }

    /// The first token that may be the word of this hash; follow [`Token::next`].
    pub(super) fn first(&self, hash: u32) -> usize {
        let bucket = hash as usize & self.heads.len().saturating_sub(1);
        self.heads.get(bucket).copied().unwrap_or(NONE)
    }

    /// A folded word or name.
    pub(super) fn folded(&self, range: &Range<usize>) -> &str {
        self.folded.get(range.clone()).unwrap_or("")
    }
}
