//! The id of a post in a cell: as it is, or as a JSON string where a table would not give it back as it was.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::text::terminal;

/// The cell of an id. Blanks around it, characters that act and a mark that means something in front would not come back.
pub fn id_cell(id: &str) -> Cow<'_, str> {
    let is_shown = matches!(terminal::one_line(id), Cow::Borrowed(_));
    if is_shown && id.trim() == id && !id.starts_with(['"', '\'']) {
        return Cow::Borrowed(id);
    }
    let json = serde_json::Value::from(id).to_string();
    let mut cell = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            cell.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(cell, "\\u{unit:04x}");
        }
    }
    Cow::Owned(cell)
}

/// The id in a cell.
pub(super) fn id_of(cell: &str) -> Cow<'_, str> {
    let written = cell
        .starts_with('"')
        .then(|| serde_json::from_str(cell).ok());
    written.flatten().map_or(Cow::Borrowed(cell), Cow::Owned)
}
