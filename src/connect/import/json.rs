//! JSON objects of an export: one a line, or a list of them, or one after the other over several lines.

use std::io::Read;

use super::encoding::Lines;
use super::rows::Fault;

/// No object is longer, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// The text of an object and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) line: u64,
}

/// Objects, as text.
pub(super) struct Values<R> {
    lines: Lines<R>,
    /// One object a line; otherwise objects are found by their brackets.
    by_line: bool,
    /// What is left of the last line.
    rest: String,
    line: u64,
}

/// Whether each line of a sample holds one object.
pub(super) fn is_by_line(sample: &str) -> bool {
    let first = sample
        .trim_start()
        .lines()
        .next()
        .unwrap_or_default()
        .trim();
    first.starts_with('{') && (first.ends_with('}') || first.len() > 1000)
}

impl<R: Read> Values<R> {
    pub(super) fn new(lines: Lines<R>, by_line: bool) -> Self {
        Values {
            lines,
            by_line,
            rest: String::new(),
            line: 0,
        }
    }

    /// The next object, or `None` at the end.
    pub(super) fn next_value(&mut self) -> Option<Result<Text, Fault>> {
        if self.by_line {
            self.next_line()
        } else {
            self.next_in_brackets()
        }
    }

    fn end(&self, error: &std::io::Error) -> Fault {
        Fault::End {
            line: self.line,
            message: format!("the file cannot be read: {error}"),
        }
    }

    fn next_line(&mut self) -> Option<Result<Text, Fault>> {
        loop {
            let line = match self.lines.next_line() {
                Ok(line) => line?,
                Err(error) => return Some(Err(self.end(&error))),
            };
            self.line = line.number;
            if line.cut {
                return Some(Err(Fault::Row {
                    line: line.number,
                    field: 0,
                    message: format!("the line is longer than {LONGEST} bytes"),
                }));
            }
            let text = line.text.trim();
            if !text.is_empty() {
                return Some(Ok(Text {
                    text: text.to_owned(),
                    line: line.number,
                }));
            }
        }
    }

    fn next_in_brackets(&mut self) -> Option<Result<Text, Fault>> {
        let mut scan = Scan::default();
        let mut text = String::new();
        let mut first = 0;
        let mut too_long = false;
        loop {
            if self.rest.is_empty() {
                match self.lines.next_line() {
                    Ok(Some(line)) => (self.rest, self.line) = (line.text, line.number),
                    Ok(None) if scan.depth == 0 => return None,
                    Ok(None) => {
                        return Some(Err(Fault::Row {
                            line: first,
                            field: 0,
                            message: "the file ends inside this object".to_owned(),
                        }));
                    }
                    Err(error) => return Some(Err(self.end(&error))),
                }
            }
            let (start, end, complete) = scan.object(&self.rest);
            if first == 0 && start < end {
                first = self.line;
            }
            let piece = self.rest.get(start..end).unwrap_or_default();
            too_long |= text.len() + piece.len() > LONGEST;
            if !too_long {
                text.push_str(piece);
            }
            self.rest.drain(..end.max(start));
            if complete {
                let long = || Fault::Row {
                    line: first,
                    field: 0,
                    message: format!("the object is longer than {LONGEST} bytes"),
                };
                return Some(if too_long {
                    Err(long())
                } else {
                    Ok(Text { text, line: first })
                });
            }
        }
    }
}

/// Where a scan for brackets stands.
#[derive(Debug, Default)]
struct Scan {
    depth: usize,
    string: bool,
    escape: bool,
}

impl Scan {
    /// Where an object begins and ends in a piece of text, and whether it is complete.
    fn object(&mut self, text: &str) -> (usize, usize, bool) {
        let mut start = if self.depth > 0 { Some(0) } else { None };
        for (index, byte) in text.bytes().enumerate() {
            match byte {
                _ if self.escape => self.escape = false,
                b'\\' if self.string => self.escape = true,
                b'"' if self.depth > 0 => self.string = !self.string,
                _ if self.string => {}
                b'{' => {
                    start = start.or(Some(index));
                    self.depth += 1;
                }
                b'}' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (start.unwrap_or(0), index + 1, true);
                    }
                }
                _ => {}
            }
        }
        (start.unwrap_or(text.len()), text.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Values, is_by_line};

    fn values(text: &str) -> Vec<Result<(u64, String), u64>> {
        let mut values = Values::new(Lines::new(text.as_bytes(), None), is_by_line(text));
        std::iter::from_fn(|| values.next_value())
            .map(|value| match value {
                Ok(value) => Ok((value.line, value.text)),
                Err(super::Fault::Row { line, .. } | super::Fault::End { line, .. }) => Err(line),
            })
            .collect()
    }

    #[test]
    fn objects() {
        let ok = |line, text: &str| Ok((line, text.to_owned()));
        assert_eq!(
            values("{\"a\":1}\n\n {\"b\":2} \r\n{"),
            [ok(1, "{\"a\":1}"), ok(3, "{\"b\":2}"), ok(4, "{")]
        );
        assert_eq!(
            values("[{\"a\":\"}]\\\"{\"},\n {\"b\":{}}]"),
            [ok(1, "{\"a\":\"}]\\\"{\"}"), ok(2, "{\"b\":{}}")]
        );
        assert_eq!(
            values("{\n\"a\":1\n}\n{\n\"b"),
            [ok(1, "{\n\"a\":1\n}"), Err(4)]
        );
        assert_eq!(values("[]"), []);
        assert_eq!(values("[1,2]}}"), []);
    }
}
