//! One JSON object read a level deep, with the place of every value, so that a field can be added or replaced without touching another byte.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Problem;
use crate::record::Str;

/// A field of the object.
#[derive(Debug)]
pub struct Field<'a> {
    /// Its name.
    pub key: Str<'a>,
    /// Its value as written.
    pub value: &'a str,
    /// Byte of the line where the value starts, from 0.
    pub start: usize,
}

impl Field<'_> {
    /// Bytes of the line that the value takes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.value.len()
    }
}

/// A JSON object and the text it was read from. The whole line is valid JSON; nested values are not looked into.
#[derive(Debug)]
pub struct Object<'a> {
    line: &'a str,
    /// The fields in the order of the line.
    pub fields: Vec<Field<'a>>,
}

impl<'a> Object<'a> {
    /// The line that was read.
    pub fn line(&self) -> &'a str {
        self.line
    }

    /// Reads a line. A value nested however deep costs neither stack nor more than linear time.
    pub fn read(line: &'a str) -> Result<Self, Problem> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let fields = deserializer.deserialize_map(FieldsVisitor { line })?;
        deserializer.end()?;
        Ok(Object { line, fields })
    }

    /// The value of a field; of the last one when it comes twice, as most readers of JSON have it (RFC 8259, section 4).
    pub fn get(&self, key: &str) -> Option<&Field<'a>> {
        self.fields.iter().rev().find(|field| &*field.key == key)
    }

    /// Writes the line with `key` set to `value` (JSON text): in its place when the field is there, else before the closing brace.
    pub fn write_with(&self, key: &str, value: &[u8], out: &mut Vec<u8>) {
        self.write_edited(&[], key, value, out);
    }

    /// The same with other fields changed as well: `edits` are places in [`Self::fields`], in their order, and what stands there now. Gives back
    /// where in `out` the value begins.
    pub fn write_edited(
        &self,
        edits: &[(usize, String)],
        key: &str,
        value: &[u8],
        out: &mut Vec<u8>,
    ) -> usize {
        let line = self.line.as_bytes();
        let mut edits = edits.iter().peekable();
        let replaced = self.fields.iter().rposition(|field| &*field.key == key);
        let mut begins = None;
        let mut copied = 0;
        for (place, field) in self.fields.iter().enumerate() {
            let edit = edits.next_if(|(edited, _)| *edited == place);
            let new = match edit {
                _ if replaced == Some(place) => value,
                Some((_, new)) => new.as_bytes(),
                None => continue,
            };
            let Range { start, end } = field.range();
            out.extend_from_slice(&line[copied..start]);
            if replaced == Some(place) {
                begins = Some(out.len());
            }
            out.extend_from_slice(new);
            copied = end;
        }
        if let Some(begins) = begins {
            out.extend_from_slice(&line[copied..]);
            return begins;
        }
        let brace = self.line.trim_end().len().saturating_sub(1);
        out.extend_from_slice(&line[copied..brace]);
        if !self.fields.is_empty() {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        let begins = out.len();
        out.extend_from_slice(value);
        out.extend_from_slice(&line[brace..]);
        begins
    }
}

struct FieldsVisitor<'a> {
    line: &'a str,
}

impl<'de> Visitor<'de> for FieldsVisitor<'de> {
    type Value = Vec<Field<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(24);
        while let Some(key) = map.next_key::<Str<'de>>()? {
            let value: &'de str = map.next_value::<&'de RawValue>()?.get();
            // RawValue borrows from the line, so the distance of the two addresses is the place in the line.
            let start = value.as_ptr() as usize - self.line.as_ptr() as usize;
            fields.push(Field { key, value, start });
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(line: &str, key: &str, value: &str) -> String {
        let mut out = Vec::new();
        Object::read(line)
            .unwrap()
            .write_with(key, value.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_field_is_added_without_touching_another_byte() {
        let line = r#" { "id":12345678901234567890, "p" : 1.10 ,"x":{"b":1,"a":"\u00e9"} }  "#;
        assert_eq!(
            with(line, "labels", "{}"),
            r#" { "id":12345678901234567890, "p" : 1.10 ,"x":{"b":1,"a":"\u00e9"} ,"labels":{}}  "#
        );
        assert_eq!(with("{}", "a", "1"), r#"{"a":1}"#);
    }

    #[test]
    fn a_field_is_replaced_in_place() {
        assert_eq!(
            with(r#"{"a":1,"b":[1, 2],"c":3}"#, "b", "0"),
            r#"{"a":1,"b":0,"c":3}"#
        );
        assert_eq!(with(r#"{"a":1,"a":2}"#, "a", "3"), r#"{"a":1,"a":3}"#);
    }

    #[test]
    fn several_fields_are_changed_at_once() {
        let line = r#"{"a": 1,"k":[1],"a":2,"z":3} "#;
        let object = Object::read(line).unwrap();
        let edits = [(0, "10".to_owned()), (2, "20".to_owned())];
        let mut out = b"before".to_vec();
        let at = object.write_edited(&edits, "k", b"{}", &mut out);
        assert_eq!(out, br#"before{"a": 10,"k":{},"a":20,"z":3} "#);
        assert!(out[at..].starts_with(b"{}"));
        out.clear();
        let at = object.write_edited(&edits, "new", b"[]", &mut out);
        assert_eq!(out, br#"{"a": 10,"k":[1],"a":20,"z":3,"new":[]} "#);
        assert!(out[at..].starts_with(b"[]"));
    }

    #[test]
    fn what_is_not_one_object_is_refused_with_its_place() {
        let problem = |line: &str| Object::read(line).unwrap_err();
        assert_eq!(
            problem("[1]").message,
            "expected a JSON object, found a list"
        );
        assert_eq!(problem(r#"{"a":1} x"#).column, 9);
        assert_eq!(problem(r#"{"a":"#).message, "the line is cut short");
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!(
            r#"{{"a":{}1{}}}"#,
            "[".repeat(1_000_000),
            "]".repeat(1_000_000)
        );
        assert_eq!(Object::read(&deep).unwrap().fields.len(), 1);
    }
}
