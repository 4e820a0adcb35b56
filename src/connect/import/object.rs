//! One JSON object: a post of ours, or cells by their paths.

use std::collections::HashMap;

use serde_json::Value;

use super::json::Text;
use super::mapping::{Field, Mapping, recognise};
use super::reader::RowError;
use crate::record::Post;
use crate::text::reason;

/// Names of JSON members that are remembered.
const NAMES: usize = 10_000;

/// Cells under their names.
pub(super) type Cells = Vec<(String, Option<Field>, Value)>;

pub(super) enum Object {
    /// A post as we write it.
    Ours(Box<Post>),
    /// Anything else.
    Cells(Cells),
}

/// Reads one JSON object.
pub(super) fn read(
    text: &Text,
    fields: &mut HashMap<String, Option<Field>>,
    mapping: &Mapping,
) -> Result<Object, RowError> {
    let error = |error: &serde_json::Error| {
        let (line, column) = (error.line().saturating_sub(1), error.column().max(1));
        RowError {
            line: text.line + u64::try_from(line).unwrap_or(0),
            column: u64::try_from(column).unwrap_or(1),
            message: reason::of_json(error),
        }
    };
    let value: Value = serde_json::from_str(&text.text).map_err(|found| error(&found))?;
    let Value::Object(members) = value else {
        return Err(RowError {
            line: text.line,
            column: 1,
            message: "this is no JSON object".to_owned(),
        });
    };
    match members.get("type").and_then(Value::as_str) {
        Some("post")
            if members
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(|id| !id.is_empty()) =>
        {
            let post: Post = serde_json::from_str(&text.text).map_err(|found| error(&found))?;
            return Ok(Object::Ours(Box::new(post)));
        }
        Some(
            other @ ("bucket" | "draft" | "slot" | "unplaced" | "task" | "event" | "alert"
            | "correction"),
        ) => {
            return Err(RowError {
                line: text.line,
                column: 1,
                message: format!("this is a record of type `{other}`, not a post"),
            });
        }
        _ => {}
    }
    let mut cells = Vec::new();
    flatten(String::new(), Value::Object(members), 0, &mut cells);
    Ok(Object::Cells(named(cells, fields, mapping)))
}

/// What each path stands for, remembered in `fields`; each field once: the first name wins.
fn named(
    cells: Vec<(String, Value)>,
    fields: &mut HashMap<String, Option<Field>>,
    mapping: &Mapping,
) -> Cells {
    let mut named: Cells = Vec::with_capacity(cells.len());
    let mut taken: Vec<Field> = Vec::new();
    for (path, value) in cells {
        let field = fields.get(&path).copied().unwrap_or_else(|| {
            let mapped = mapping
                .columns
                .iter()
                .find(|(_, wanted)| **wanted == path)
                .map(|(field, _)| *field);
            mapped.or_else(|| recognise(&path).filter(|field| !mapping.columns.contains_key(field)))
        });
        if fields.len() < NAMES && !fields.contains_key(&path) {
            fields.insert(path.clone(), field);
        }
        let field = field.filter(|field| !taken.contains(field));
        taken.extend(field);
        named.push((path, field, value));
    }
    named
}

/// The members of an object under their paths (`from.name`); lists stay whole.
fn flatten(path: String, value: Value, depth: usize, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) if depth < 8 => {
            for (key, value) in members {
                let path = if path.is_empty() {
                    key
                } else {
                    format!("{path}.{key}")
                };
                flatten(path, value, depth + 1, out);
            }
        }
        Value::Null => {}
        value => out.push((path, value)),
    }
}
