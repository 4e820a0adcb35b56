//! A labelled line whose message is in doubt: what is sent of it.

use serde::Deserialize;

use crate::jsonl::{Field, Object};
use crate::record::Str;

/// Title and text of a line, as they are sent.
pub fn message_of(line: &str) -> Option<String> {
    let object = Object::read(line).ok()?;
    let part = |key| read::<Str<'_>>(object.get(key)?);
    Some(match (part("title"), part("text")) {
        (Some(title), Some(text)) => format!("{}\n{}", &*title, &*text),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => return None,
    })
}

fn read<'a, T: Deserialize<'a>>(field: &Field<'a>) -> Option<T> {
    serde_json::from_str(field.value).ok()
}
