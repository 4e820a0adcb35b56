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
        if let Some(field) = self.get(key) {
            let Range { start, end } = field.range();
            out.extend_from_slice(&self.line.as_bytes()[..start]);
            out.extend_from_slice(value);
            out.extend_from_slice(&self.line.as_bytes()[end..]);
            return;
        }
        let brace = self.line.trim_end().len().saturating_sub(1);
        out.extend_from_slice(&self.line.as_bytes()[..brace]);
        if !self.fields.is_empty() {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        out.extend_from_slice(value);
        out.extend_from_slice(&self.line.as_bytes()[brace..]);
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
