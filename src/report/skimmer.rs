//! Steps over JSON: a cursor that reads simple values and gives up (`None`) on anything it does not read exactly as `serde_json` would.
//!
//! Strings are crossed sixteen bytes at a time.

#![expect(
    clippy::option_option,
    reason = "outside: whether it could be read; inside: whether it is known"
)]

use std::borrow::Cow;

use wide::u8x16;

use crate::record::Str;

/// Deeper values are left to the careful reader.
const MAX_DEPTH: u32 = 64;
/// The last control character of ASCII below the space.
const LAST_CONTROL: u8 = 0x1f;

/// A place in a line of JSON.
pub(super) struct Skimmer<'a> {
    line: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Skimmer<'a> {
    /// At the start of a line.
    pub(super) fn new(line: &'a str) -> Self {
        Skimmer {
            line,
            bytes: line.as_bytes(),
            at: 0,
        }
    }

    /// Bytes from the start of the line.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is still to come.
    #[inline]
    pub(super) fn rest(&self) -> Option<&'a [u8]> {
        self.bytes.get(self.at..)
    }

    /// Steps over bytes that were looked at.
    #[inline]
    pub(super) fn advance(&mut self, by: usize) {
        self.at += by;
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    pub(super) fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    pub(super) fn eat_all(&mut self, word: &[u8]) -> Option<()> {
        self.bytes
            .get(self.at..)?
            .starts_with(word)
            .then(|| self.at += word.len())
    }

    pub(super) fn null(&mut self) -> Option<()> {
        self.eat_all(b"null")
    }

    /// Calls `field` with each key of an object, standing before its value.
    #[inline]
    pub(super) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &[u8]) -> Option<()>,
    ) -> Option<()> {
        self.eat(b'{')?;
        self.space();
        if self.eat(b'}').is_some() {
            return Some(());
        }
        loop {
            self.eat(b'"')?;
            let start = self.at;
            self.cross_plain_text()?;
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

    pub(super) fn object_or_null(
        &mut self,
        field: impl FnMut(&mut Self, &[u8]) -> Option<()>,
    ) -> Option<()> {
        if self.peek()? == b'n' {
            self.null()
        } else {
            self.object(field)
        }
    }

    /// Goes to the next quote or backslash; gives up on a control character, which no JSON string may hold.
    #[inline]
    pub(super) fn cross_plain_text(&mut self) -> Option<()> {
        while let Some(chunk) = self.rest().and_then(|rest| rest.first_chunk::<16>()) {
            let found = stops(*chunk);
            if found != 0 {
                self.at += found.trailing_zeros() as usize;
                return (self.peek()? >= 0x20).then_some(());
            }
            self.at += 16;
        }
        loop {
            match self.peek()? {
                b'"' | b'\\' => return Some(()),
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    /// The text of a string without escapes whose end is near, the opening quote being behind; `None` says nothing and moves nothing.
    #[inline]
    fn short_string(&mut self) -> Option<&'a str> {
        let chunk = self.rest()?.first_chunk::<16>()?;
        let length = stops(*chunk).trailing_zeros() as usize;
        if chunk.get(length) != Some(&b'"') {
            return None;
        }
        let text = self.line.get(self.at..self.at + length)?;
        self.at += length + 1;
        Some(text)
    }

    /// Crosses the rest of a string, the opening quote being behind; tells whether there were escapes.
    pub(super) fn string_rest(&mut self) -> Option<bool> {
        let mut escaped = false;
        loop {
            self.cross_plain_text()?;
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
    #[inline]
    pub(super) fn word(&mut self) -> Option<Option<Str<'a>>> {
        let start = self.at;
        match self.peek()? {
            b'"' => {
                self.at += 1;
                if let Some(text) = self.short_string() {
                    return Some((!text.is_empty()).then(|| Str::from(text)));
                }
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

    pub(super) fn words(&mut self, words: &mut Vec<Str<'a>>) -> Option<()> {
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

    pub(super) fn flag(&mut self) -> Option<Option<bool>> {
        match self.peek()? {
            b't' => self.eat_all(b"true").map(|()| Some(true)),
            b'f' => self.eat_all(b"false").map(|()| Some(false)),
            _ => self.null().map(|()| None),
        }
    }

    /// A whole number of at most 18 digits that is not followed by a fraction or an exponent.
    pub(super) fn digits(&mut self) -> Option<u64> {
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

    pub(super) fn count(&mut self) -> Option<Option<u64>> {
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
    pub(super) fn number(&mut self) -> Option<Option<f64>> {
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
    pub(super) fn skip(&mut self, depth: u32) -> Option<()> {
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

    pub(super) fn skip_list(&mut self, depth: u32) -> Option<()> {
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

    pub(super) fn skip_number(&mut self) -> Option<()> {
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

    pub(super) fn skip_digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// A bit for each byte that plain text of a string does not have: quotes, backslashes, control characters.
#[inline]
fn stops(chunk: [u8; 16]) -> u32 {
    let chunk = u8x16::new(chunk);
    let controls = chunk.min(u8x16::splat(LAST_CONTROL)).simd_eq(chunk);
    let quotes = chunk.simd_eq(u8x16::splat(b'"'));
    let escapes = chunk.simd_eq(u8x16::splat(b'\\'));
    (quotes | escapes | controls).to_bitmask()
}
