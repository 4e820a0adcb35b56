//! The object around a list of records: `{"reviews": [{...}, ...], "nextPageToken": ...}`, as services answer and archives are written.

/// What a list of records is called in such an object.
const NAMES: &[&str] = &[
    "comments",
    "data",
    "documents",
    "items",
    "mentions",
    "posts",
    "records",
    "results",
    "reviews",
    "statuses",
    "tweets",
    "videos",
];

/// Where the records of a wrapped list begin in a text that begins with the object around it: behind the bracket.
pub(super) fn records(text: &str) -> Option<usize> {
    let mut at = blank(text, 0) + 1;
    text.trim_start().strip_prefix('{')?;
    loop {
        at = blank(text, at);
        let name = string(text, at)?;
        let colon = blank(text, at + name.len() + 2);
        text.get(colon..)?.strip_prefix(':')?;
        let value = blank(text, colon + 1);
        let rest = text.get(value..)?;
        if let Some(list) = rest.strip_prefix('[')
            && list.trim_start().starts_with('{')
            && NAMES.contains(&name)
        {
            return Some(value + 1);
        }
        let end = value + length(rest)?;
        let comma = blank(text, end);
        text.get(comma..)?.strip_prefix(',')?;
        at = comma + 1;
    }
}

fn blank(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start().len())
}

/// The words of a string without its quotes, escapes as they stand.
fn string(text: &str, at: usize) -> Option<&str> {
    let inner = text.get(at..)?.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    inner.get(..end)
}

/// How long a value is, when it is whole.
fn length(text: &str) -> Option<usize> {
    let mut depth = Depth::default();
    let mut plain = true;
    for (index, byte) in text.bytes().enumerate() {
        let before = depth.open;
        if before == 0 && !depth.string && matches!(byte, b',' | b'}' | b']') {
            return Some(index);
        }
        plain &= !matches!(byte, b'{' | b'[' | b'"');
        depth.take(byte);
        if !plain && depth.open == 0 && !depth.string {
            return Some(index + 1);
        }
    }
    None
}

/// How deep in brackets a scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Depth {
    pub(super) open: usize,
    string: bool,
    escape: bool,
}

impl Depth {
    /// Within the brackets of one object.
    pub(super) fn within() -> Self {
        Depth {
            open: 1,
            ..Depth::default()
        }
    }

    pub(super) fn take(&mut self, byte: u8) {
        match byte {
            _ if self.escape => self.escape = false,
            b'\\' if self.string => self.escape = true,
            b'"' => self.string = !self.string,
            _ if self.string => {}
            b'{' | b'[' => self.open += 1,
            b'}' | b']' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::records;

    #[test]
    fn lists_of_records() {
        for (text, found) in [
            ("{\"reviews\":[{\"a\":1}]}", Some("{\"a\":1}]}")),
            (
                " {\n \"n\": 4.5, \"of\": {\"x\": \"}\\\"\"}, \"none\": [1, [2]],\n \"data\" : [ {\"a\"",
                Some(" {\"a\""),
            ),
            ("{\"text\":\"[{\",\"media\":[{\"a\":1}]}", None),
            ("{\"data\":[1,2]}", None),
            ("{\"data\":{\"a\":1}}", None),
            ("{\"data\":[", None),
            ("[{\"data\":[{}]}]", None),
            ("", None),
        ] {
            assert_eq!(records(text).map(|at| &text[at..]), found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[{}\\[\\]:,\"\\\\ a]{0,40}|\\PC{0,20}") {
            let _ = records(&text);
            let _ = records(&format!("{{\"data\":{text}"));
        }
    }
}
