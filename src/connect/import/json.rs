//! JSON objects of an export: one a line, or a list of them, or one after the other over several lines.

use std::io::{self, Read};

use super::encoding::Lines;
use super::rows::Fault;
use super::wrapper::{self, Depth};

/// No object is longer, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// The text of an object and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) line: u64,
}

/// How objects stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One a line.
    Lines,
    /// Found by their brackets.
    Brackets,
    /// In a list, of which so many bytes before its first object are to be skipped, in an object.
    Wrapped(usize),
    /// In such a list.
    InList,
    /// Behind such a list, so deep in brackets.
    Behind(Depth),
}

/// Objects, as text.
pub(super) struct Values<R> {
    lines: Lines<R>,
    form: Form,
    /// What is left of the last piece.
    rest: String,
    line: u64,
}

/// How the tweets of an archive of X begin: `window.YTD.tweets.part0 = [`.
const X_ARCHIVE: &str = "window.YTD.";

/// Whether a text is JSON, or the JavaScript around it in an archive of X.
pub(super) fn is_json(sample: &str) -> bool {
    let start = sample.trim_start();
    start.starts_with(['{', '[']) || start.starts_with(X_ARCHIVE)
}

/// How the objects of a sample stand.
fn form(sample: &str) -> Form {
    if let Some(skip) = wrapper::records(sample) {
        return Form::Wrapped(skip);
    }
    let start = sample.trim_start();
    let first = start.lines().next().unwrap_or_default().trim();
    match first.starts_with('{') && (first.ends_with('}') || first.len() > 1000) {
        true => Form::Lines,
        false => Form::Brackets,
    }
}

impl<R: Read> Values<R> {
    pub(super) fn new(mut lines: Lines<R>) -> io::Result<Self> {
        let form = form(lines.sample()?);
        Ok(Values {
            lines,
            form,
            rest: String::new(),
            line: 0,
        })
    }

    /// The next object, or `None` at the end.
    pub(super) fn next_value(&mut self) -> Option<Result<Text, Fault>> {
        if self.form == Form::Lines {
            return self.next_line();
        }
        match self.next_in_brackets() {
            Ok(value) => value,
            Err(error) => Some(Err(self.end(&error))),
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
                    raw: line.text,
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

    fn next_in_brackets(&mut self) -> io::Result<Option<Result<Text, Fault>>> {
        let mut object = Partial::default();
        loop {
            if self.rest.is_empty() && !self.load()? {
                return Ok((object.scan.depth > 0).then(|| Err(object.cut_short())));
            }
            if object.scan.depth == 0 && self.outside() {
                continue;
            }
            let list_ends = self.form == Form::InList;
            let (start, end, complete) = object.scan.object(&self.rest, list_ends);
            object.add(self.rest.get(start..end).unwrap_or_default(), self.line);
            self.rest.drain(..end.max(start));
            if complete {
                return Ok(Some(object.complete()));
            }
            if object.scan.depth == 0 && list_ends && self.rest.starts_with(']') {
                self.rest.drain(..1);
                self.form = Form::Behind(Depth::within());
            }
        }
    }

    /// Loads what follows; false at the end.
    fn load(&mut self) -> io::Result<bool> {
        let Some(piece) = self.lines.next_piece()? else {
            return Ok(false);
        };
        (self.rest, self.line) = (piece.text, piece.number);
        Ok(true)
    }

    /// Takes what stands outside of records off the rest; false when there may be a record in it.
    fn outside(&mut self) -> bool {
        match &mut self.form {
            Form::Wrapped(skip) => {
                let now = (*skip).min(self.rest.len());
                *skip -= now;
                if *skip == 0 {
                    self.form = Form::InList;
                }
                self.rest.drain(..now);
                true
            }
            Form::Behind(depth) => {
                let mut taken = self.rest.len();
                for (index, byte) in self.rest.bytes().enumerate() {
                    depth.take(byte);
                    if depth.open == 0 {
                        taken = index + 1;
                        break;
                    }
                }
                if depth.open == 0 {
                    self.form = Form::Brackets;
                }
                self.rest.drain(..taken);
                true
            }
            Form::Brackets => {
                // The next page of a service's answers may follow.
                let Some(skip) = wrapper::records(&self.rest) else {
                    return false;
                };
                self.form = Form::Wrapped(skip);
                true
            }
            Form::InList | Form::Lines => false,
        }
    }
}

/// An object as it is put together.
#[derive(Debug, Default)]
struct Partial {
    scan: Scan,
    text: String,
    first: u64,
    too_long: bool,
}

impl Partial {
    fn add(&mut self, piece: &str, line: u64) {
        if self.first == 0 && !piece.is_empty() {
            self.first = line;
        }
        self.too_long |= self.text.len() + piece.len() > LONGEST;
        if !self.too_long {
            self.text.push_str(piece);
        }
    }

    fn fault(self, message: String) -> Fault {
        Fault::Row {
            line: self.first,
            field: 0,
            message,
            raw: self.text,
        }
    }

    fn cut_short(self) -> Fault {
        self.fault("the file ends inside this object".to_owned())
    }

    fn complete(self) -> Result<Text, Fault> {
        if self.too_long {
            return Err(self.fault(format!("the object is longer than {LONGEST} bytes")));
        }
        Ok(Text {
            text: self.text,
            line: self.first,
        })
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
    /// Where an object begins and ends in a piece of text, and whether it is complete. With `list_ends` a bracket that closes the list around
    /// objects ends the piece before it.
    fn object(&mut self, text: &str, list_ends: bool) -> (usize, usize, bool) {
        let mut start = if self.depth > 0 { Some(0) } else { None };
        for (index, byte) in text.bytes().enumerate() {
            match byte {
                _ if self.escape => self.escape = false,
                b'\\' if self.string => self.escape = true,
                b'"' if self.depth > 0 => self.string = !self.string,
                _ if self.string => {}
                b']' if list_ends && self.depth == 0 => return (index, index, false),
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
    use super::{Lines, Values};

    fn values(text: &str) -> Vec<Result<(u64, String), u64>> {
        let mut values = Values::new(Lines::new(text.as_bytes(), None)).expect("memory");
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
        assert_eq!(
            values("window.YTD.tweets.part0 = [ {\"a\":1},\n{\"b\":2} ];\n"),
            [ok(1, "{\"a\":1}"), ok(2, "{\"b\":2}")]
        );
    }

    /// The list in an answer, and in the answer after it; what stands around it is no record.
    #[test]
    fn wrapped() {
        let ok = |line, text: &str| Ok((line, text.to_owned()));
        let page =
            "{\"n\":[1],\"data\":[{\"a\":\"]\"},\n{\"b\":{}}],\"paging\":{\"next\":[{\"c\":1}]}}\n";
        let all = [ok(1, "{\"a\":\"]\"}"), ok(2, "{\"b\":{}}")];
        assert_eq!(values(page), all);
        let pages = values(&page.repeat(2));
        assert_eq!(pages.len(), 4, "{pages:?}");
        assert_eq!(values(&page.replace('\n', "").repeat(2)).len(), 4);
        assert_eq!(
            values("{\"data\":[{\"a\":1},\n{\"b\""),
            [ok(1, "{\"a\":1}"), Err(2)]
        );
    }
}
