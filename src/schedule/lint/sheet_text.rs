//! The texts of a draft inside the bytes of its file, so that a correction changes nothing else: the text column of a table, the fields of a JSON line.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::jsonl::{Object, Problem};
use crate::schedule::drafts::column_of;
use crate::schedule::sheet::delimiter;

/// Where the texts of a table stand.
#[derive(Debug)]
pub struct SheetText<'a> {
    text: &'a str,
    delimiter: char,
    /// The text field of each row that is not empty, the header left out.
    rows: Vec<Option<Range<usize>>>,
}

impl<'a> SheetText<'a> {
    /// Finds the text column of a table.
    pub fn new(text: &'a str) -> Self {
        let delimiter = char::from(delimiter(text.trim_start_matches('\u{feff}')));
        let mut rows = fields(text, delimiter).into_iter();
        let header = rows.next().unwrap_or_default();
        let names: Vec<String> = header
            .iter()
            .map(|range| plain(text.get(range.clone()).unwrap_or_default()))
            .collect();
        let column = column_of(&names, "text");
        let rows = rows
            .filter(|fields| {
                fields
                    .iter()
                    .any(|range| !plain(text.get(range.clone()).unwrap_or_default()).is_empty())
            })
            .map(|fields| fields.get(column?).cloned())
            .collect();
        SheetText {
            text,
            delimiter,
            rows,
        }
    }

    /// Whether the first line of a text names the columns of a table of drafts.
    pub fn is_sheet(text: &str) -> bool {
        let head = text.trim_start_matches('\u{feff}');
        let line = head.lines().next().unwrap_or_default();
        let delimiter = char::from(delimiter(head));
        let names: Vec<String> = line.split(delimiter).map(plain).collect();
        names.len() > 1 && column_of(&names, "channels").is_some()
    }

    /// Rows that are not empty.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The table with other texts in some rows, counted from 0.
    pub fn with(&self, texts: &BTreeMap<usize, String>) -> String {
        let mut out = String::with_capacity(self.text.len() + 64);
        let mut at = 0;
        for (row, text) in texts {
            let Some(Some(range)) = self.rows.get(*row) else {
                continue;
            };
            let old = self.text.get(range.clone()).unwrap_or_default();
            out.push_str(self.text.get(at..range.start).unwrap_or_default());
            let quoted = old.trim_start().starts_with('"')
                || text.contains([self.delimiter, '"', '\n', '\r']);
            if quoted {
                out.push('"');
                out.push_str(&text.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(text);
            }
            at = range.end;
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out
    }
}

/// A field without its quotes and the spaces around it.
fn plain(field: &str) -> String {
    let field = field.trim_start_matches('\u{feff}').trim();
    match field
        .strip_prefix('"')
        .and_then(|field| field.strip_suffix('"'))
    {
        Some(inside) => inside.replace("\"\"", "\"").trim().to_owned(),
        None => field.to_owned(),
    }
}

/// The bytes of every field of every row (RFC 4180); blank lines are no rows.
fn fields(text: &str, delimiter: char) -> Vec<Vec<Range<usize>>> {
    let mut rows = Vec::new();
    let mut row: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut fresh = true;
    for (at, c) in text.char_indices() {
        match c {
            '"' if quoted => quoted = false,
            // A quote inside a field that does not begin with one is a letter; a doubled one opens again at once.
            '"' if fresh
                || text
                    .get(start..at)
                    .is_some_and(|field| field.starts_with('"')) =>
            {
                quoted = true;
            }
            '\n' if !quoted => {
                let line = text.get(start..at).unwrap_or_default();
                row.push(start..start + line.trim_end_matches('\r').len());
                if row.len() > 1 || row.first().is_some_and(|range| !range.is_empty()) {
                    rows.push(std::mem::take(&mut row));
                }
                row.clear();
                start = at + 1;
                fresh = true;
                continue;
            }
            c if c == delimiter && !quoted => {
                row.push(start..at);
                start = at + c.len_utf8();
                fresh = true;
                continue;
            }
            _ => {}
        }
        fresh = fresh && matches!(c, '\u{feff}');
    }
    if start < text.len() || !row.is_empty() {
        row.push(start..text.len());
        rows.push(row);
    }
    rows
}

/// A line of JSON with other texts in `text` and in `variants`; every other byte stays.
pub fn json_with(
    line: &str,
    text: Option<&str>,
    variants: &BTreeMap<String, String>,
) -> Result<String, Problem> {
    let object = Object::read(line)?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    if let (Some(text), Some(field)) = (text, object.get("text")) {
        edits.push((field.range(), quoted(text)));
    }
    if let Some(field) = object.get("variants").filter(|_| !variants.is_empty()) {
        let inner = Object::read(field.value)?;
        for own in &inner.fields {
            if let Some(text) = variants.get(&*own.key) {
                let range = own.range();
                edits.push((
                    field.start + range.start..field.start + range.end,
                    quoted(text),
                ));
            }
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(line.len() + 64);
    let mut at = 0;
    for (range, new) in edits {
        out.push_str(line.get(at..range.start).unwrap_or_default());
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(line.get(at..).unwrap_or_default());
    Ok(out)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{SheetText, json_with};

    #[test]
    fn a_table_keeps_every_other_byte() {
        let table = "\u{feff}id;réseau;texte;x\r\n\r\na;ig; salut ;1\r\n\"b\";ig;\"dit \"\"oui\"\"\nlà\";\"2;3\"\r\n;;;\r\nc;ig;\"fin\";";
        let sheet = SheetText::new(table);
        assert_eq!(sheet.rows(), 3);
        assert_eq!(sheet.with(&BTreeMap::new()), table);
        let new = BTreeMap::from([
            (0, "a;b".to_owned()),
            (1, "dit \"non\"".to_owned()),
            (2, "FIN".to_owned()),
        ]);
        assert_eq!(
            sheet.with(&new),
            "\u{feff}id;réseau;texte;x\r\n\r\na;ig;\"a;b\";1\r\n\"b\";ig;\"dit \"\"non\"\"\";\"2;3\"\r\n;;;\r\nc;ig;\"FIN\";"
        );
        assert!(
            SheetText::is_sheet(table) && !SheetText::is_sheet("Bonjour, voici le canal, etc.")
        );
    }

    #[test]
    fn a_line_keeps_every_other_byte() {
        let line = r#" {"n":1.10, "text":"a" ,"variants": {"x":"b","y":"\u00e9"} } "#;
        let new = BTreeMap::from([("y".to_owned(), "è\n".to_owned())]);
        assert_eq!(
            json_with(line, Some("A\""), &new).unwrap(),
            r#" {"n":1.10, "text":"A\"" ,"variants": {"x":"b","y":"è\n"} } "#
        );
    }
}
