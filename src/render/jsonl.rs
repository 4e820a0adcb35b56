//! JSON Lines: a line for each row of the data, by the stable names of the columns; what is unknown is left out.

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{FixedOffset, SecondsFormat};

use super::{RenderOptions, Renderer};
use crate::document::{Cell, Document};
use crate::text::terminal;

/// See the module.
pub(super) struct JsonLines;

impl Renderer for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "a JSON object per row, with stable names"
    }

    fn render(
        &self,
        document: &Document,
        _: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let table = &document.data;
        for row in &table.rows {
            out.write_all(b"{")?;
            let mut first = true;
            for (column, cell) in table.columns.iter().zip(row) {
                let Some(value) = value(cell) else { continue };
                if !std::mem::take(&mut first) {
                    out.write_all(b",")?;
                }
                write!(out, "{}:{value}", string(&column.name))?;
            }
            out.write_all(b"}\n")?;
        }
        Ok(())
    }
}

fn value(cell: &Cell) -> Option<String> {
    Some(match cell {
        Cell::Empty => return None,
        Cell::Text(text) => string(text),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Integer(number) | Cell::Duration(number) => number.to_string(),
        Cell::Decimal { value, .. } | Cell::Share(value) | Cell::Estimate { share: value, .. } => {
            number(*value)?
        }
        Cell::Time { .. } | Cell::Day(_) | Cell::Phrase(_) => string(&plain(cell)),
    })
}

/// A time as RFC 3339 says, a day, or words with bare numbers among them.
pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Time { at, offset } => match FixedOffset::east_opt(*offset) {
            Some(offset) => at
                .with_timezone(&offset)
                .to_rfc3339_opts(SecondsFormat::Secs, true),
            None => at.to_rfc3339_opts(SecondsFormat::Secs, true),
        },
        Cell::Day(day) => day.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Phrase(pieces) => pieces.iter().map(plain).collect(),
        other => value(other).unwrap_or_default(),
    }
}

/// The shortest digits that read back as the same number.
pub(super) fn number(value: f64) -> Option<String> {
    serde_json::Number::from_f64(value).map(|number| number.to_string())
}

/// A JSON string in which characters that act on a terminal are escaped, which JSON allows for any character.
fn string(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    if let std::borrow::Cow::Borrowed(_) = terminal::one_line(&quoted) {
        return quoted;
    }
    let mut safe = String::with_capacity(quoted.len() + 16);
    let mut bytes = [0; 4];
    for c in quoted.chars() {
        if let std::borrow::Cow::Borrowed(same) = terminal::one_line(c.encode_utf8(&mut bytes)) {
            safe.push_str(same);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}
