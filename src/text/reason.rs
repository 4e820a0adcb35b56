//! What the system and the JSON reader say of a failure, in words that a person can act on: no error numbers, no names of types.

use std::borrow::Cow;
use std::io;

/// Why something could not be read or written.
pub fn of_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file, not a directory".to_owned(),
        io::ErrorKind::StorageFull => "no space left".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::InvalidData if error.to_string().contains("valid UTF-8") => {
            "it is not UTF-8".to_owned()
        }
        _ => {
            let text = error.to_string();
            let text = text
                .split_once(" (os error ")
                .map_or(text.as_str(), |(text, _)| text);
            lowered(text)
        }
    }
}

/// What is wrong with a piece of JSON, without the place that `serde_json` repeats in its text.
pub fn of_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    of_value(text)
}

/// What is wrong with a value, from the words of a `serde` reader, whatever the format.
pub fn of_value(text: &str) -> String {
    if let Some(rest) = text
        .strip_prefix("invalid type: ")
        .or_else(|| text.strip_prefix("invalid value: "))
        && let Some((found, expected)) = rest.rsplit_once(", expected ")
    {
        return format!("expected {}, found {}", wanted(expected), thing(found));
    }
    match text {
        "expected ident" | "expected value" => "this is not JSON".to_owned(),
        "key must be a string" => "this is not JSON: a name must stand in double quotes".to_owned(),
        "trailing characters" => "nothing more may follow a record on its line".to_owned(),
        "recursion limit exceeded" => "lists or objects nested too deeply".to_owned(),
        "number out of range" => "a number too large to be one".to_owned(),
        "trailing comma" => "a comma with nothing after it".to_owned(),
        "unexpected end of hex escape" | "lone leading surrogate in hex escape" => {
            "half of a character: a \\u escape lacks its other half".to_owned()
        }
        _ if text.starts_with("EOF while parsing") => "the line is cut short".to_owned(),
        // chrono's word for a time that is too short to be one.
        "premature end of input" | "input contains invalid characters" => {
            "expected an instant such as 2026-11-22T18:30:00Z".to_owned()
        }
        _ => text.replacen("unknown variant", "unknown value", 1),
    }
}

/// The field of a line of JSON whose value holds the byte at `column` (from 1), or ends before it: the last name before it.
pub fn field_before(line: &str, column: usize) -> Option<&str> {
    let before = line.get(..column.min(line.len()))?;
    // Inside a string a quote has a backslash before it, so a quote with a colon after it ends a name.
    let end = before.rmatch_indices(':').find_map(|(colon, _)| {
        let name = before[..colon].trim_end().strip_suffix('"')?;
        (!name.ends_with('\\')).then_some(name)
    })?;
    end.rsplit('"').next()
}

/// What the reader wanted, by the name a person gives it.
fn wanted(expected: &str) -> Cow<'_, str> {
    let word = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        "an RFC 3339 formatted date and time string" => "an instant such as 2026-11-22T18:30:00Z",
        _ if expected.starts_with("struct ") => "an object",
        _ => return Cow::Borrowed(expected),
    };
    Cow::Borrowed(word)
}

/// What was found, by the name a person gives it.
fn thing(found: &str) -> String {
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        "null" | "unit value" => "null".to_owned(),
        _ => {
            let kinds = ["string ", "integer ", "floating point ", "boolean "];
            let value = kinds.iter().find_map(|kind| found.strip_prefix(kind));
            value.unwrap_or(found).to_owned()
        }
    }
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[expect(dead_code, reason = "only its type matters")]
        count: u64,
    }

    fn json(text: &str) -> String {
        of_json(&serde_json::from_str::<Row>(text).unwrap_err())
    }

    #[test]
    fn json_is_explained_without_names_of_types() {
        assert_eq!(json("3"), "expected an object, found `3`");
        assert_eq!(
            json(r#"{"count":"x, expected y"}"#),
            r#"expected a whole number, 0 or more, found "x, expected y""#
        );
        assert_eq!(
            json(r#"{"count":-1}"#),
            "expected a whole number, 0 or more, found `-1`"
        );
        assert_eq!(
            json(r#"{"count":[]}"#),
            "expected a whole number, 0 or more, found a list"
        );
        assert_eq!(json("nope"), "this is not JSON");
        assert_eq!(json(r#"{"count":1"#), "the line is cut short");
        assert_eq!(json("{}"), "missing field `count`");
    }

    #[test]
    fn the_field_is_the_last_name_before_the_place() {
        let line = r#"{"a":{"b" : "x\":3, y"},"c":[1,2]}"#;
        assert_eq!(field_before(line, 20), Some("b"));
        assert_eq!(field_before(line, 31), Some("c"));
        assert_eq!(field_before(line, 2), None);
        assert_eq!(field_before("é", 1), None);
    }

    #[test]
    fn the_system_is_explained_without_numbers() {
        let missing = std::fs::read("/nowhere/at/all").unwrap_err();
        assert_eq!(of_io(&missing), "no such file");
        assert_eq!(
            of_io(&io::Error::from_raw_os_error(5)),
            "input/output error"
        );
    }
}
