//! A reader for ordinary lines: finds the few fields of a [`Row`] and steps over the rest without looking at each byte.
//!
//! It reads valid JSON only, and every [`Row`] it gives is the one `serde_json` would give (a property test holds it to that); on anything out
//! of the ordinary, valid or not, it gives up and the caller asks `serde_json`. Strings are crossed eight bytes at a time by arithmetic on
//! machine words, as in Sean Anderson's "Bit Twiddling Hacks" ("determine if a word has a byte less than n").

use std::borrow::Cow;

use super::row::{AuthorRow, LabelsRow, MetricsRow, Row};
use crate::record::Str;

/// The row of a line, or `None` when the line needs a careful reader.
pub(super) fn skim(line: &str) -> Option<Row<'_>> {
    let mut skimmer = Skimmer {
        line,
        bytes: line.as_bytes(),
        at: 0,
    };
    let mut row = Row::default();
    let mut seen = Seen(0);
    skimmer.space();
    skimmer.object(|json, key| json.row_field(&mut row, &mut seen, key))?;
    skimmer.space();
    (skimmer.at == skimmer.bytes.len()).then_some(row)
}

/// Deeper values are left to the careful reader.
const MAX_DEPTH: u32 = 64;
/// A byte repeated in all eight places of a word is that byte times this.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Fields met so far: a name that comes twice is the careful reader's to refuse.
struct Seen(u32);

impl Seen {
    fn first(&mut self, field: u32) -> Option<()> {
        let bit = 1 << field;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new.then_some(())
    }
}

struct Skimmer<'a> {
    line: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Skimmer<'a> {
    fn row_field(&mut self, row: &mut Row<'a>, seen: &mut Seen, key: &[u8]) -> Option<()> {
        match key {
            b"type" => {
                seen.first(0)?;
                row.record_type = self.word()?;
            }
            b"text" => {
                seen.first(1)?;
                row.has_text = self.peek()? != b'n';
                self.skip(0)?;
            }
            b"source" => {
                seen.first(2)?;
                row.source = self.word()?;
            }
            b"instance" => {
                seen.first(3)?;
                row.instance = self.word()?;
            }
            b"kind" => {
                seen.first(4)?;
                row.kind = self.word()?;
            }
            b"client" => {
                seen.first(5)?;
                row.client = self.word()?;
            }
            b"query" => {
                seen.first(6)?;
                row.query = self.word()?;
            }
            b"published_at" => {
                seen.first(7)?;
                row.published_at = self.word()?;
            }
            b"own" => {
                seen.first(8)?;
                row.own = self.flag()?;
            }
            b"hashtags" => {
                seen.first(9)?;
                self.words(&mut row.hashtags)?;
            }
            b"author" => {
                seen.first(10)?;
                let (author, mut seen) = (&mut row.author, Seen(0));
                self.object_or_null(|json, key| json.author_field(author, &mut seen, key))?;
            }
            b"metrics" => {
                seen.first(11)?;
                let (metrics, mut seen) = (&mut row.metrics, Seen(0));
                self.object_or_null(|json, key| json.metrics_field(metrics, &mut seen, key))?;
            }
            b"labels" => {
                seen.first(12)?;
                let (labels, mut seen) = (&mut row.labels, Seen(0));
                self.object_or_null(|json, key| json.labels_field(labels, &mut seen, key))?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn author_field(
        &mut self,
        author: &mut AuthorRow<'a>,
        seen: &mut Seen,
        key: &[u8],
    ) -> Option<()> {
        match key {
            b"id" => {
                seen.first(0)?;
                author.id = self.word()?;
            }
            b"handle" => {
                seen.first(1)?;
                author.handle = self.word()?;
            }
            b"name" => {
                seen.first(2)?;
                author.name = self.word()?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn metrics_field(
        &mut self,
        metrics: &mut MetricsRow,
        seen: &mut Seen,
        key: &[u8],
    ) -> Option<()> {
        match key {
            b"like_count" => {
                seen.first(0)?;
                metrics.like_count = self.count()?;
            }
            b"reply_count" => {
                seen.first(1)?;
                metrics.reply_count = self.count()?;
            }
            b"repost_count" => {
                seen.first(2)?;
                metrics.repost_count = self.count()?;
            }
            b"view_count" => {
                seen.first(3)?;
                metrics.view_count = self.count()?;
            }
            b"impression_count" => {
                seen.first(4)?;
                metrics.impression_count = self.count()?;
            }
            b"reach_count" => {
                seen.first(5)?;
                metrics.reach_count = self.count()?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn labels_field(
        &mut self,
        labels: &mut LabelsRow<'a>,
        seen: &mut Seen,
        key: &[u8],
    ) -> Option<()> {
        match key {
            b"lang" => {
                seen.first(0)?;
                labels.lang = self.word()?;
            }
            b"sentiment" => {
                seen.first(1)?;
                labels.sentiment = self.word()?;
            }
            b"sentiment_score" => {
                seen.first(2)?;
                labels.sentiment_score = self.number()?;
            }
            b"intent" => {
                seen.first(3)?;
                labels.intent = self.word()?;
            }
            b"department" => {
                seen.first(4)?;
                labels.department = self.word()?;
            }
            b"level" => {
                seen.first(5)?;
                labels.level = self.word()?;
            }
            b"stance" => {
                seen.first(6)?;
                labels.stance = self.word()?;
            }
            b"urgency" => {
                seen.first(7)?;
                labels.urgency = self.number()?;
            }
            b"topics" => {
                seen.first(8)?;
                self.words(&mut labels.topics)?;
            }
            _ => self.skip(0)?,
        }
        Some(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn eat_all(&mut self, word: &[u8]) -> Option<()> {
        self.bytes
            .get(self.at..)?
            .starts_with(word)
            .then(|| self.at += word.len())
    }

    fn null(&mut self) -> Option<()> {
        self.eat_all(b"null")
    }

    /// Calls `field` with each key of an object, standing before its value.
    #[inline]
    fn object(&mut self, mut field: impl FnMut(&mut Self, &[u8]) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        self.space();
        if self.eat(b'}').is_some() {
            return Some(());
        }
        loop {
            self.eat(b'"')?;
            let start = self.at;
            self.to_quote_or_escape()?;
            let key = self.bytes.get(start..self.at)?;
            self.eat(b'"')?;
            self.space();
            self.eat(b':')?;
            self.space();
            field(self, key)?;
            self.space();
            if self.eat(b',').is_none() {
                return self.eat(b'}');
            }
            self.space();
        }
    }

    fn object_or_null(&mut self, field: impl FnMut(&mut Self, &[u8]) -> Option<()>) -> Option<()> {
        if self.peek()? == b'n' {
            self.null()
        } else {
            self.object(field)
        }
    }

    /// Goes to the next quote or backslash; gives up on a control character, which no JSON string may hold.
    #[inline]
    fn to_quote_or_escape(&mut self) -> Option<()> {
        while let Some(chunk) = self
            .bytes
            .get(self.at..)
            .and_then(|rest| rest.first_chunk::<8>())
        {
            let word = u64::from_le_bytes(*chunk);
            let (quotes, escapes) = (word ^ (ONES * 0x22), word ^ (ONES * 0x5c));
            let found = (quotes.wrapping_sub(ONES) & !quotes)
                | (escapes.wrapping_sub(ONES) & !escapes)
                | (word.wrapping_sub(ONES * 0x20) & !word);
            // Bytes above the first one found may be flagged by a borrow; the first is always right.
            if found & HIGHS != 0 {
                self.at += (found & HIGHS).trailing_zeros() as usize / 8;
                return (self.peek()? >= 0x20).then_some(());
            }
            self.at += 8;
        }
        loop {
            match self.peek()? {
                b'"' | b'\\' => return Some(()),
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    /// Crosses the rest of a string, the opening quote being behind; tells whether there were escapes.
    fn string_rest(&mut self) -> Option<bool> {
        let mut escaped = false;
        loop {
            self.to_quote_or_escape()?;
            if self.eat(b'"').is_some() {
                return Some(escaped);
            }
            escaped = true;
            self.at += 1;
            match self.peek()? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                b'u' => {
                    let digits = self.bytes.get(self.at + 1..self.at + 5)?;
                    if !digits.iter().all(u8::is_ascii_hexdigit) {
                        return None;
                    }
                    self.at += 5;
                }
                _ => return None,
            }
        }
    }

    /// A string, a whole number as its digits, or `null`.
    fn word(&mut self) -> Option<Option<Str<'a>>> {
        let start = self.at;
        match self.peek()? {
            b'"' => {
                self.at += 1;
                let escaped = self.string_rest()?;
                if escaped {
                    let text: String = serde_json::from_str(self.line.get(start..self.at)?).ok()?;
                    return Some((!text.is_empty()).then_some(Str(Cow::Owned(text))));
                }
                let text = self.line.get(start + 1..self.at - 1)?;
                Some((!text.is_empty()).then(|| Str::from(text)))
            }
            b'0'..=b'9' => {
                self.digits()?;
                self.line
                    .get(start..self.at)
                    .map(|text| Some(Str::from(text)))
            }
            b'n' => self.null().map(|()| None),
            _ => None,
        }
    }

    fn words(&mut self, words: &mut Vec<Str<'a>>) -> Option<()> {
        if self.peek()? == b'n' {
            return self.null();
        }
        self.eat(b'[')?;
        self.space();
        if self.eat(b']').is_some() {
            return Some(());
        }
        loop {
            words.extend(self.word()?);
            self.space();
            if self.eat(b',').is_none() {
                return self.eat(b']');
            }
            self.space();
        }
    }

    fn flag(&mut self) -> Option<Option<bool>> {
        match self.peek()? {
            b't' => self.eat_all(b"true").map(|()| Some(true)),
            b'f' => self.eat_all(b"false").map(|()| Some(false)),
            _ => self.null().map(|()| None),
        }
    }

    /// A whole number of at most 18 digits that is not followed by a fraction or an exponent.
    fn digits(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            if self.at - start >= 18 {
                return None;
            }
            value = value * 10 + u64::from(digit - b'0');
            self.at += 1;
        }
        let length = self.at - start;
        let leading_zero = length > 1 && self.bytes.get(start) == Some(&b'0');
        let goes_on = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        (length > 0 && !leading_zero && !goes_on).then_some(value)
    }

    fn count(&mut self) -> Option<Option<u64>> {
        match self.peek()? {
            b'-' => {
                self.at += 1;
                // serde_json reads -0 as a float; that is the careful reader's.
                self.digits().filter(|value| *value > 0).map(|_| None)
            }
            b'n' => self.null().map(|()| None),
            _ => self.digits().map(Some),
        }
    }

    /// A number with at most 15 digits and no exponent: both the digits and the power of ten are exact, so their quotient is the nearest number
    /// (William Clinger, "How to Read Floating Point Numbers Accurately", 1990).
    fn number(&mut self) -> Option<Option<f64>> {
        if self.peek()? == b'n' {
            return self.null().map(|()| None);
        }
        let negative = self.eat(b'-').is_some();
        let start = self.at;
        let (mut digits, mut places, mut point) = (0_u64, 0_i32, None);
        loop {
            match self.peek() {
                Some(digit @ b'0'..=b'9') => digits = digits * 10 + u64::from(digit - b'0'),
                Some(b'.') if point.is_none() => point = Some(self.at),
                Some(b'.' | b'e' | b'E') => return None,
                _ => break,
            }
            places += i32::from(point.is_some_and(|point| point < self.at));
            self.at += 1;
            if self.at - start > 16 {
                return None;
            }
        }
        let whole = point.unwrap_or(self.at) - start;
        let leading_zero = whole > 1 && self.bytes.get(start) == Some(&b'0');
        if whole == 0 || leading_zero || (point.is_some() && places == 0) {
            return None;
        }
        let size = digits as f64 / 10.0_f64.powi(places);
        Some(Some(if negative { -size } else { size }))
    }

    /// Steps over a value.
    fn skip(&mut self, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.string_rest().map(|_| ())
            }
            b'{' => self.object(|json, _| json.skip(depth + 1)),
            b'[' => self.skip_list(depth),
            b't' => self.eat_all(b"true"),
            b'f' => self.eat_all(b"false"),
            b'n' => self.null(),
            _ => self.skip_number(),
        }
    }

    fn skip_list(&mut self, depth: u32) -> Option<()> {
        self.eat(b'[')?;
        self.space();
        if self.eat(b']').is_some() {
            return Some(());
        }
        loop {
            self.skip(depth + 1)?;
            self.space();
            if self.eat(b',').is_none() {
                return self.eat(b']');
            }
            self.space();
        }
    }

    fn skip_number(&mut self) -> Option<()> {
        let _ = self.eat(b'-');
        if self.eat(b'0').is_none() {
            self.skip_digits()?;
        }
        if self.eat(b'.').is_some() {
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.skip_digits()?;
        }
        Some(())
    }

    fn skip_digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}
