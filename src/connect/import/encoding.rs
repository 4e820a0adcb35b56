//! The bytes of an export as lines of text, whatever their encoding, in bounded memory.
//!
//! A byte order mark decides; so does the pattern of zero bytes of UTF-16. As long as the text is ASCII nothing is decided; the first block that
//! holds more is looked at: valid UTF-8 is UTF-8, else the detector of Firefox guesses (exports of Excel: windows-1252).

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes read at a time, and looked at for a guess.
const BLOCK: usize = 64 * 1024;

/// A longer line is cut here; the rest of it is read over.
pub(super) const LONGEST_LINE: usize = 4 * 1024 * 1024;

/// A line of the input with its end (`\n`, `\r\n`, `\r`, or none at the end of the input).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Its number, from 1.
    pub(super) number: u64,
    /// It was longer than `LONGEST_LINE` and is not whole.
    pub(super) cut: bool,
}

/// Lines of decoded text.
pub(super) struct Lines<R> {
    input: R,
    decoder: Option<Decoder>,
    /// Bytes of an undecided character at the end of a block.
    carried: Vec<u8>,
    text: String,
    at: usize,
    number: u64,
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// Starts reading; `encoding` when the user knows it.
    pub(super) fn new(input: R, encoding: Option<&'static Encoding>) -> Self {
        let decoder = encoding.map(Encoding::new_decoder_with_bom_removal);
        Lines {
            input,
            decoder,
            carried: Vec::new(),
            text: String::new(),
            at: 0,
            number: 0,
            ended: false,
        }
    }

    /// The next characters, without taking them: about a block, less only at the end of the input.
    pub(super) fn sample(&mut self) -> io::Result<&str> {
        while self.pending().len() < BLOCK / 2 && !self.ended {
            self.fill()?;
        }
        Ok(self.pending())
    }

    fn pending(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The rest of the line, or as much of it as is there, with its line's number; `None` at the end. Nothing is cut off.
    pub(super) fn next_piece(&mut self) -> io::Result<Option<Line>> {
        while self.pending().is_empty() && !self.ended {
            self.fill()?;
        }
        let pending = self.pending();
        let end = memchr::memchr(b'\n', pending.as_bytes());
        let text = pending
            .get(..end.map_or(pending.len(), |end| end + 1))
            .unwrap_or_default()
            .to_owned();
        if text.is_empty() {
            return Ok(None);
        }
        self.at += text.len();
        let number = self.number + 1;
        self.number += u64::from(end.is_some());
        Ok(Some(Line {
            text,
            number,
            cut: false,
        }))
    }

    /// The next line, or `None` at the end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line::default();
        loop {
            let pending = self.text.get(self.at..).unwrap_or_default();
            let (take, complete) = match memchr::memchr2(b'\n', b'\r', pending.as_bytes()) {
                // `\r` at the end of what is there may be half of `\r\n`.
                Some(end)
                    if pending.as_bytes().get(end) == Some(&b'\r')
                        && end + 1 == pending.len()
                        && !self.ended =>
                {
                    (end, false)
                }
                Some(end) if pending.as_bytes().get(end..end + 2) == Some(b"\r\n") => {
                    (end + 2, true)
                }
                Some(end) => (end + 1, true),
                None => (pending.len(), self.ended),
            };
            let piece = pending.get(..take).unwrap_or_default();
            line.cut |= !append(&mut line.text, piece);
            self.at += take;
            if complete {
                break;
            }
            self.fill()?;
        }
        if line.text.is_empty() && !line.cut {
            return Ok(None);
        }
        self.number += 1;
        line.number = self.number;
        Ok(Some(line))
    }

    /// Reads and decodes one more block.
    fn fill(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        let mut block = std::mem::take(&mut self.carried);
        let before = block.len();
        self.input
            .by_ref()
            .take(BLOCK as u64)
            .read_to_end(&mut block)?;
        self.ended = block.len() < before + BLOCK;
        if self.decoder.is_none() {
            let Some(encoding) = decide(&block, self.ended) else {
                // Still ASCII, but perhaps for the beginning of a character at the end.
                let plain = block
                    .iter()
                    .rposition(u8::is_ascii)
                    .map_or(0, |last| last + 1);
                self.carried = block.split_off(plain);
                self.text.push_str(&String::from_utf8_lossy(&block));
                return Ok(());
            };
            self.decoder = Some(encoding.new_decoder_with_bom_removal());
        }
        if let Some(decoder) = &mut self.decoder {
            self.text.reserve(
                decoder
                    .max_utf8_buffer_length(block.len())
                    .unwrap_or(block.len() * 3),
            );
            let _ = decoder.decode_to_string(&block, &mut self.text, self.ended);
        }
        Ok(())
    }
}

/// Appends as much as a line may hold; false when that was not all.
fn append(line: &mut String, piece: &str) -> bool {
    let mut room = LONGEST_LINE.saturating_sub(line.len()).min(piece.len());
    while !piece.is_char_boundary(room) {
        room -= 1;
    }
    line.push_str(piece.get(..room).unwrap_or_default());
    room == piece.len()
}

/// The encoding of a block, or `None` while nothing but ASCII has been seen.
fn decide(block: &[u8], ended: bool) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(block) {
        return Some(encoding);
    }
    if let Some(encoding) = wide(block) {
        return Some(encoding);
    }
    if block.is_ascii() {
        return None;
    }
    match std::str::from_utf8(block) {
        Ok(_) => return Some(UTF_8),
        Err(error) if error.error_len().is_none() && !ended => {
            // Cut inside a character: UTF-8 if there are others, undecided if this is the first.
            let whole = block.get(..error.valid_up_to()).unwrap_or_default();
            return if whole.is_ascii() { None } else { Some(UTF_8) };
        }
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(block, ended);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// UTF-16 without a mark: in text of European languages nearly every second byte is zero.
fn wide(block: &[u8]) -> Option<&'static Encoding> {
    let start = block.get(..block.len().min(512))?;
    if start.len() < 4 {
        return None;
    }
    let zeros = |parity: usize| {
        start
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    if odd * 4 > pairs * 3 && even * 4 < pairs {
        Some(UTF_16LE)
    } else if even * 4 > pairs * 3 && odd * 4 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_LINE, Lines};

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes, None);
        let mut out = Vec::new();
        while let Some(line) = lines.next_line().expect("memory does not fail") {
            assert_eq!(usize::try_from(line.number), Ok(out.len() + 1));
            out.push(line.text);
        }
        out
    }

    #[test]
    fn encodings() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        for bytes in [
            "été;\nà".as_bytes().to_vec(),
            "\u{feff}été;\nà".as_bytes().to_vec(),
            wide("\u{feff}été;\nà", false),
            wide("\u{feff}été;\nà", true),
            b"\xe9t\xe9;\n\xe0".to_vec(),
        ] {
            assert_eq!(lines(&bytes), ["été;\n", "à"], "{bytes:?}");
        }
        assert_eq!(
            lines(&wide("date,text\nx,été", false)),
            ["date,text\n", "x,été"]
        );
    }

    #[test]
    fn pieces_are_the_whole() {
        let text = format!("a\r\n{}\n{}", "é".repeat(LONGEST_LINE), "b\n".repeat(3));
        let mut lines = Lines::new(text.as_bytes(), None);
        let (mut all, mut last) = (String::new(), 0);
        while let Some(piece) = lines.next_piece().expect("memory does not fail") {
            all.push_str(&piece.text);
            last = piece.number;
        }
        assert_eq!((all == text, last), (true, 5));
    }

    /// What comes long after the first block decides, wherever the blocks are cut.
    #[test]
    fn late_letters() {
        for pad in 65_530..65_545 {
            let ascii = "x".repeat(pad) + "\n";
            let utf8 = [ascii.as_bytes(), "été".as_bytes()].concat();
            let latin = [ascii.as_bytes(), b"d\xe9j\xe0 \xe9t\xe9 \xe0 No\xebl"].concat();
            assert_eq!(lines(&utf8)[1], "été", "{pad}");
            assert_eq!(lines(&latin)[1], "déjà été à Noël", "{pad}");
        }
    }

    #[test]
    fn ends_of_lines() {
        assert_eq!(lines(b"a\r\nb\rc\nd"), ["a\r\n", "b\r", "c\n", "d"]);
        assert_eq!(lines(b""), Vec::<String>::new());
        assert_eq!(lines(b"\n\n"), ["\n", "\n"]);
        let long = "é".repeat(LONGEST_LINE);
        let found = lines((long + "\nb").as_bytes());
        assert_eq!((found[0].len(), found[1].as_str()), (LONGEST_LINE, "b"));
    }
}
