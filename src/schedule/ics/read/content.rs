//! Content lines of strangers' calendars, unfolded and taken apart, and the components they make.
//!
//! Lenient where exports are known to be broken: a byte order mark, UTF-16, bare LF or CR, lines folded inside a character, text that runs over
//! unfolded lines, a missing END, one END too many.

/// Components inside one another; deeper ones are taken for siblings.
const DEEPEST: usize = 8;

/// `NAME;PARAMETER=value:value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::schedule::ics) struct Property {
    /// In capitals.
    pub(in crate::schedule::ics) name: String,
    /// Name in capitals, value without quotes.
    pub(in crate::schedule::ics) parameters: Vec<(String, String)>,
    pub(in crate::schedule::ics) value: String,
    /// The whole line, unfolded.
    pub(in crate::schedule::ics) line: String,
    /// Where it begins, from 1.
    pub(in crate::schedule::ics) number: usize,
}

impl Property {
    pub(in crate::schedule::ics) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A TEXT value (RFC 5545, section 3.3.11).
    pub(in crate::schedule::ics) fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// A list of TEXT values.
    pub(in crate::schedule::ics) fn texts(&self) -> Vec<String> {
        split(&self.value, b',', false)
            .into_iter()
            .map(|part| unescaped(part.trim()))
            .filter(|part| !part.is_empty())
            .collect()
    }
}

/// `BEGIN:NAME` to `END:NAME`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::schedule::ics) struct Component {
    /// In capitals.
    pub(in crate::schedule::ics) name: String,
    pub(in crate::schedule::ics) properties: Vec<Property>,
    pub(in crate::schedule::ics) children: Vec<Component>,
    pub(in crate::schedule::ics) number: usize,
    /// Whether its END was there.
    pub(in crate::schedule::ics) ended: bool,
}

impl Component {
    pub(in crate::schedule::ics) fn get(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    pub(in crate::schedule::ics) fn all(
        &self,
        name: &'static str,
    ) -> impl Iterator<Item = &Property> {
        self.properties
            .iter()
            .filter(move |property| property.name == name)
    }

    /// Its lines, as they stood.
    pub(in crate::schedule::ics) fn lines(&self, into: &mut Vec<String>) {
        into.push(format!("BEGIN:{}", self.name));
        into.extend(self.properties.iter().map(|property| property.line.clone()));
        for child in &self.children {
            child.lines(into);
        }
        into.push(format!("END:{}", self.name));
    }
}

/// The components of a file, those of the outermost level as children of one without a name; and the lines that are no content lines.
pub(in crate::schedule::ics) fn components(bytes: &[u8]) -> (Component, Vec<usize>) {
    let decoded;
    let bytes = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding == encoding_rs::UTF_8 => {
            bytes.get(length..).unwrap_or_default()
        }
        Some((encoding, _)) => {
            decoded = encoding.decode(bytes).0.into_owned();
            decoded.as_bytes()
        }
        None => bytes,
    };
    let mut stack = vec![Component::default()];
    let mut strange = Vec::new();
    for (number, line) in unfolded(bytes) {
        let Some(property) = property(&line, number) else {
            // Some exports break a text into lines without folding it.
            let last = stack.last_mut().and_then(|open| open.properties.last_mut());
            match last {
                Some(last) if last.name != "BEGIN" => {
                    last.value.push_str("\\n");
                    last.value.push_str(&line);
                    last.line.push_str("\\n");
                    last.line.push_str(&line);
                }
                _ => strange.push(number),
            }
            continue;
        };
        match property.name.as_str() {
            "BEGIN" => begin(&mut stack, &property),
            "END" => end(&mut stack, property.value.trim()),
            _ => {
                if let Some(open) = stack.last_mut() {
                    open.properties.push(property);
                }
            }
        }
    }
    while stack.len() > 1 {
        close(&mut stack, false);
    }
    (stack.pop().unwrap_or_default(), strange)
}

fn begin(stack: &mut Vec<Component>, property: &Property) {
    let name = property.value.trim().to_ascii_uppercase();
    let is_entry = |name: &str| matches!(name, "VEVENT" | "VTODO" | "VJOURNAL" | "VTIMEZONE");
    // An entry inside an entry: the END of the first is missing.
    if is_entry(&name) {
        while stack.len() > 1 && stack.iter().any(|open| is_entry(&open.name)) {
            close(stack, false);
        }
    }
    if stack.len() > DEEPEST {
        close(stack, false);
    }
    stack.push(Component {
        name,
        number: property.number,
        ..Component::default()
    });
}

fn end(stack: &mut Vec<Component>, name: &str) {
    let Some(place) = stack
        .iter()
        .rposition(|open| open.name.eq_ignore_ascii_case(name))
    else {
        return;
    };
    if place == 0 {
        return;
    }
    while stack.len() > place + 1 {
        close(stack, false);
    }
    close(stack, true);
}

fn close(stack: &mut Vec<Component>, ended: bool) {
    if let Some(mut done) = stack.pop()
        && let Some(parent) = stack.last_mut()
    {
        done.ended = ended;
        parent.children.push(done);
    }
}

/// Lines with the number of their first, folds taken out before the bytes are read as text.
fn unfolded(bytes: &[u8]) -> Vec<(usize, String)> {
    let separator = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut lines: Vec<(usize, Vec<u8>)> = Vec::new();
    for (place, line) in bytes.split(|byte| *byte == separator).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line.split_first(), lines.last_mut()) {
            (Some((b' ' | b'\t', rest)), Some((_, last))) => last.extend_from_slice(rest),
            _ => lines.push((place + 1, line.to_vec())),
        }
    }
    lines
        .into_iter()
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(number, line)| {
            let text = String::from_utf8(line).unwrap_or_else(|error| {
                encoding_rs::WINDOWS_1252
                    .decode(error.as_bytes())
                    .0
                    .into_owned()
            });
            (number, text)
        })
        .collect()
}

fn property(line: &str, number: usize) -> Option<Property> {
    let head_end = split(line, b':', true).first().map(|head| head.len())?;
    let (head, value) = line.split_at_checked(head_end)?;
    let value = value.strip_prefix(':')?;
    let mut parts = split(head, b';', true).into_iter();
    let name = parts.next()?.trim().to_ascii_uppercase();
    // Apple writes `group.NAME`.
    let name = name.rsplit('.').next()?.to_owned();
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            (
                name.trim().to_ascii_uppercase(),
                value.trim_matches('"').to_owned(),
            )
        });
    is_name.then(|| Property {
        parameters: parameters.collect(),
        name,
        value: value.to_owned(),
        line: line.to_owned(),
        number,
    })
}

/// The parts between a separator that is not quoted (in parameters) and not escaped (in values).
fn split(text: &str, separator: u8, quotes: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut inside, mut escaped) = (0, false, false);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if quotes => inside = !inside,
            b'\\' if !quotes && !escaped => {
                escaped = true;
                continue;
            }
            _ if byte == separator && !inside && !escaped => {
                parts.push(text.get(start..place).unwrap_or_default());
                start = place + 1;
            }
            _ => {}
        }
        escaped = false;
    }
    // A quote that never closes would hide the value.
    if inside && parts.is_empty() {
        return text.split(char::from(separator)).collect();
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next() {
            Some('n' | 'N') => plain.push('\n'),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    #[test]
    fn folds_inside_a_character_and_bare_line_feeds_are_taken_out() {
        let mut bytes = b"\xef\xbb\xbfBEGIN:VEVENT\nSUMMARY:No\xc3".to_vec();
        bytes.extend(b"\n \xabl\nX-A;P=\"a:b;c\":d\\, e\nEND:VEVENT");
        let (all, strange) = components(&bytes);
        let event = &all.children[0];
        assert_eq!(event.get("SUMMARY").unwrap().text(), "Noël");
        let other = event.get("X-A").unwrap();
        assert_eq!(other.parameter("P"), Some("a:b;c"));
        assert_eq!((other.text(), other.number), ("d, e".to_owned(), 4));
        assert!(event.ended && strange.is_empty());
    }

    #[test]
    fn broken_lines_and_missing_ends_lose_nothing() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:one\r\ntwo three\r\nBEGIN:VEVENT\r\nSUMMARY:b\r\n";
        let (all, _) = components(text.as_bytes());
        let calendar = &all.children[0];
        assert_eq!((all.children.len(), calendar.children.len()), (1, 2));
        assert_eq!(
            calendar.children[0].get("DESCRIPTION").unwrap().text(),
            "one\ntwo three"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = components(&bytes);
        }

        #[test]
        fn any_lines_are_read(text in "(BEGIN:V|END:V|[A-Z;:=\",\\\\]{0,8}|\r?\n){0,30}") {
            let _ = components(text.as_bytes());
        }
    }
}
