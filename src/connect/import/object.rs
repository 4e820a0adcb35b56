//! One JSON object: a post of ours, or cells by their paths.

use std::collections::HashMap;

use serde_json::Value;

use super::cells::{Cell, Cells};
use super::mapping::{Field, Mapping};
use super::names::recognise;
use super::reader::RowError;
use super::ready::{Marks, Ready};
use crate::record::Post;
use crate::text::reason;

/// Names of JSON members that are remembered.
const NAMES: usize = 10_000;

/// What members stand for, by their paths, and how many names of that field come before theirs when a mapping says it.
pub(super) type Fields = HashMap<String, Option<(Field, Option<usize>)>>;

pub(super) enum Object {
    /// A post as we write it.
    Ours(Box<Post>),
    /// Anything else.
    Cells(Cells),
}

/// Reads one JSON object that begins on a line. What its members stand for is not looked at yet.
pub(super) fn members(text: &str, line: u64) -> Result<Object, RowError> {
    let error = |error: &serde_json::Error| {
        let (below, column) = (error.line().saturating_sub(1), error.column());
        RowError::at(
            line + u64::try_from(below).unwrap_or(0),
            u64::try_from(column).unwrap_or(1),
            reason::of_json(error),
        )
    };
    let value: Value = serde_json::from_str(text).map_err(|found| error(&found))?;
    let Value::Object(members) = value else {
        return Err(RowError::at(line, 1, "this is no JSON object".to_owned()));
    };
    match members.get("type").and_then(Value::as_str) {
        Some("post")
            if members
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(|id| !id.is_empty()) =>
        {
            let post: Post = serde_json::from_str(text).map_err(|found| error(&found))?;
            return Ok(Object::Ours(Box::new(post)));
        }
        Some(
            other @ ("bucket" | "draft" | "slot" | "unplaced" | "task" | "event" | "alert"
            | "correction"),
        ) => {
            let message = format!("this is a record of type `{other}`, not a post");
            return Err(RowError::at(line, 1, message));
        }
        _ => {}
    }
    let mut cells = Vec::new();
    flatten(String::new(), Value::Object(members), 0, &mut cells);
    Ok(Object::Cells(cells))
}

/// The ready mapping that knows an object by the names of its members.
pub(super) fn ready(members: &Cells) -> Option<Ready> {
    let names: Vec<String> = members.iter().map(|cell| cell.name.to_string()).collect();
    Marks::new().of(&names)
}

/// Says what each path stands for, remembered in `fields`. A field that is recognised is one path's: the first's.
pub(super) fn named(mut cells: Cells, fields: &mut Fields, mapping: &Mapping) -> Cells {
    let mut taken: Vec<Field> = Vec::new();
    for cell in &mut cells {
        let path = cell.name.as_ref();
        let found = fields.get(path).copied().unwrap_or_else(|| {
            let found = field_of(path, mapping);
            if fields.len() < NAMES {
                fields.insert(path.to_owned(), found);
            }
            found
        });
        match found {
            Some((field, Some(rank))) => {
                (cell.field, cell.rank) = (Some(field), rank);
                taken.push(field);
            }
            Some((field, None)) if !taken.contains(&field) => {
                cell.field = Some(field);
                taken.push(field);
            }
            _ => {}
        }
    }
    cells
}

fn field_of(path: &str, mapping: &Mapping) -> Option<(Field, Option<usize>)> {
    let mapped = mapping.columns.iter().find_map(|(field, names)| {
        let rank = names.0.iter().position(|name| name == path)?;
        Some((*field, Some(rank)))
    });
    let known = || {
        let field = recognise(path).filter(|field| !mapping.columns.contains_key(field))?;
        Some((field, None))
    };
    mapped.or_else(|| known().filter(|_| mapping.recognise != Some(false)))
}

/// The members of an object under their paths (`from.name`); lists stay whole.
fn flatten(path: String, value: Value, depth: usize, out: &mut Cells) {
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
        value => out.push(Cell {
            name: path.into(),
            field: None,
            rank: 0,
            value,
        }),
    }
}
