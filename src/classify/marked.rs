//! A labelled line on its way to the stage where the lines are in order, with what that stage needs to know.

use super::duplicates::Meaning;

/// A line and what goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked<'a> {
    /// The line with its break.
    pub line: &'a [u8],
    /// Byte of the line where our labels end, before their closing brace; 0 when there are none.
    pub labels_end: usize,
    /// The post's id as JSON, quotes and all; empty when it is not compared with others.
    pub id: &'a str,
    /// The smallest hashes of its words, four bytes each.
    sketch: &'a [u8],
    /// What its copies must agree in.
    pub meaning: Meaning,
    /// The judgement is not sure.
    pub doubtful: bool,
    /// The line as it was read, when it may have to be labelled again; else empty.
    pub source: &'a str,
}

/// What goes with a line that is about to be written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks<'a> {
    pub(super) id: &'a str,
    pub(super) sketch: &'a [u32],
    pub(super) meaning: Meaning,
    pub(super) doubtful: bool,
    pub(super) source: &'a str,
}

impl Marks<'_> {
    /// Appends a marked line; `write` appends the line itself and says where in the buffer the labels end.
    pub(super) fn write(&self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> usize) {
        // A longer id is nobody's; the post is not compared then.
        let (id, sketch) = match u16::try_from(self.id.len()) {
            Ok(_) if !self.sketch.is_empty() => (self.id, self.sketch),
            _ => ("", &[][..]),
        };
        out.push(u8::try_from(sketch.len()).unwrap_or_default());
        out.push(u8::from(self.doubtful));
        out.extend_from_slice(&self.meaning.to_bytes());
        for part in [id, self.source] {
            out.extend_from_slice(&(part.len() as u64).to_le_bytes());
            out.extend_from_slice(part.as_bytes());
        }
        for value in sketch {
            out.extend_from_slice(&value.to_le_bytes());
        }
        // Known only once the line is there.
        let lengths = out.len();
        out.resize(lengths + 2 * LENGTH, 0);
        let start = out.len();
        let labels_end = write(out).saturating_sub(start);
        let line = out.len() - start;
        let known = [line, labels_end].map(|length| (length as u64).to_le_bytes());
        let slots = out.get_mut(lengths..start).unwrap_or_default();
        for (slot, byte) in slots.iter_mut().zip(known.as_flattened()) {
            *slot = *byte;
        }
    }
}

/// Bytes of a length.
const LENGTH: usize = 8;

/// Takes a length off the beginning of what is left.
fn length(made: &mut &[u8]) -> Option<usize> {
    let (length, rest) = made.split_first_chunk::<LENGTH>()?;
    *made = rest;
    usize::try_from(u64::from_le_bytes(*length)).ok()
}

/// Takes so many bytes.
fn bytes<'a>(made: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = made.split_at_checked(count)?;
    *made = rest;
    Some(taken)
}

/// Takes a text with its length before it.
fn text<'a>(made: &mut &'a [u8]) -> Option<&'a str> {
    let count = length(made)?;
    std::str::from_utf8(bytes(made, count)?).ok()
}

impl<'a> Marked<'a> {
    /// Takes the next line off what workers made; nothing at the end.
    pub fn next(made: &mut &'a [u8]) -> Option<Self> {
        let ([hashes, doubtful], rest) = made.split_first_chunk::<2>()?;
        *made = rest;
        let (meaning, rest) = made.split_first_chunk::<{ Meaning::BYTES }>()?;
        *made = rest;
        let id = text(made)?;
        let source = text(made)?;
        let sketch = bytes(made, usize::from(*hashes) * 4)?;
        let line = length(made)?;
        let labels_end = length(made)?;
        Some(Marked {
            line: bytes(made, line)?,
            labels_end,
            id,
            sketch,
            meaning: Meaning::from_bytes(*meaning),
            doubtful: *doubtful > 0,
            source,
        })
    }

    /// The hashes, into a buffer.
    pub fn sketch(&self, values: &mut Vec<u32>) {
        values.clear();
        let (chunks, _) = self.sketch.as_chunks::<4>();
        values.extend(chunks.iter().map(|bytes| u32::from_le_bytes(*bytes)));
    }

    /// Appends the line, with the id of the post it is a copy of, as JSON.
    pub fn write(&self, duplicate_of: Option<&str>, out: &mut Vec<u8>) {
        match (duplicate_of, self.line.split_at_checked(self.labels_end)) {
            (Some(first), Some((before, after))) if self.labels_end > 0 => {
                out.extend_from_slice(before);
                out.extend_from_slice(b",\"duplicate_of\":");
                out.extend_from_slice(first.as_bytes());
                out.extend_from_slice(after);
            }
            _ => out.extend_from_slice(self.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_read_again() {
        let mut made = Vec::new();
        let marks = Marks {
            id: "\"a:1\"",
            sketch: &[7, 9],
            meaning: Meaning::from_bytes([1, 2, 3, 4, 5]),
            doubtful: true,
            source: "{}",
        };
        marks.write(&mut made, |out| {
            out.extend_from_slice(b"{\"labels\":{\"a\":1}}\n");
            out.len() - 3
        });
        Marks::default().write(&mut made, |out| {
            out.extend_from_slice(b"{}\n");
            0
        });
        let mut rest = &made[..];
        let first = Marked::next(&mut rest).unwrap();
        let mut values = Vec::new();
        first.sketch(&mut values);
        assert_eq!(
            (
                first.id,
                values,
                first.meaning.to_bytes(),
                first.doubtful,
                first.source
            ),
            ("\"a:1\"", vec![7, 9], [1, 2, 3, 4, 5], true, "{}")
        );
        let mut out = Vec::new();
        first.write(Some("\"a:0\""), &mut out);
        first.write(None, &mut out);
        let second = Marked::next(&mut rest).unwrap();
        assert_eq!(
            (second.labels_end, second.id, second.doubtful, second.source),
            (0, "", false, "")
        );
        second.write(Some("\"a:0\""), &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"labels\":{\"a\":1,\"duplicate_of\":\"a:0\"}}\n{\"labels\":{\"a\":1}}\n{}\n"
        );
        assert_eq!(Marked::next(&mut rest), None);
    }
}
