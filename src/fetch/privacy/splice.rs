//! Changes values inside a JSON text and leaves every other byte alone: spaces, the order of names, the digits of numbers.

use std::borrow::Cow;

use crate::jsonl::{Field, Object, Problem};

/// What becomes of a field.
pub(super) enum Edit {
    /// It stays.
    Keep,
    /// It goes, with its name.
    Drop,
    /// This JSON text is its value now.
    Set(String),
}

/// The object with its fields edited; `None` when all stay. `text` is what `object` was read from.
pub(super) fn edited(
    text: &str,
    object: &Object<'_>,
    mut edit: impl FnMut(&Field<'_>) -> Result<Edit, Problem>,
) -> Result<Option<String>, Problem> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    // Up to and with the brace; after it, what stands between two fields comes before the second of them.
    let mut end_before = text.find('{').map_or(0, |brace| brace + 1);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    out.push_str(part(0, end_before));
    let mut kept = 0;
    for (number, field) in object.fields.iter().enumerate() {
        let range = field.range();
        let before = part(end_before, range.start);
        end_before = range.end;
        let value = match edit(field)? {
            Edit::Drop => {
                changed = true;
                continue;
            }
            Edit::Keep => Cow::Borrowed(field.value),
            Edit::Set(value) => {
                changed = true;
                Cow::Owned(value)
            }
        };
        // The first that stays loses the comma of those that stood before it.
        let is_first = kept == 0 && number > 0;
        let comma = before.find(',').filter(|_| is_first);
        out.push_str(comma.map_or(before, |comma| part_after(before, comma)));
        out.push_str(&value);
        kept += 1;
    }
    out.push_str(part(end_before, text.len()));
    Ok(changed.then_some(out))
}

fn part_after(text: &str, comma: usize) -> &str {
    text.get(comma + 1..).unwrap_or_default().trim_start()
}

/// A JSON text with its strings changed by `change`, which gets the name of the field a string stands in, if any; names stay. `None` when all stay.
///
/// The text is valid JSON; however deep it is nested, this takes linear time and no stack. A string with half of a surrogate pair is refused: what
/// cannot be read cannot be said to name nobody.
pub(super) fn with_strings(
    json: &str,
    mut change: impl FnMut(Option<&str>, &str) -> Option<String>,
) -> Result<Option<String>, Problem> {
    let part = |from: usize, to: usize| json.get(from..to).unwrap_or_default();
    let bytes = json.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut name: Option<String> = None;
    while let Some(found) = memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        let end = string_end(bytes, start);
        at = end;
        let text: String = serde_json::from_str(part(start, end))
            .map_err(|error| Problem::from(error).shifted(start))?;
        if part(end, json.len()).trim_ascii_start().starts_with(':') {
            name = Some(text);
            continue;
        }
        if let Some(new) = change(name.as_deref(), &text) {
            out.push_str(part(copied, start));
            out.push_str(&quoted(&new));
            copied = end;
        }
    }
    if copied == 0 {
        return Ok(None);
    }
    out.push_str(part(copied, json.len()));
    Ok(Some(out))
}

/// The byte after the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
    {
        at += found;
        if bytes.get(at) == Some(&b'"') {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(text: &str, names: &[&str]) -> Option<String> {
        let object = Object::read(text).unwrap();
        edited(text, &object, |field| {
            Ok(match names.contains(&&*field.key) {
                true => Edit::Drop,
                false => Edit::Keep,
            })
        })
        .unwrap()
    }

    #[test]
    fn fields_go_with_one_comma_each() {
        let text = r#"{ "a":1 , "b" : 2,"c":1.10 }"#;
        assert_eq!(dropped(text, &[]), None);
        assert_eq!(dropped(text, &["a"]).unwrap(), r#"{"b" : 2,"c":1.10 }"#);
        assert_eq!(dropped(text, &["b"]).unwrap(), r#"{ "a":1,"c":1.10 }"#);
        assert_eq!(dropped(text, &["c"]).unwrap(), r#"{ "a":1 , "b" : 2 }"#);
        assert_eq!(dropped(text, &["a", "b"]).unwrap(), r#"{"c":1.10 }"#);
        assert_eq!(dropped(text, &["a", "b", "c"]).unwrap(), "{ }");
        assert_eq!(
            dropped(r#"{"a":1,"a":2,"b":3}"#, &["a"]).unwrap(),
            r#"{"b":3}"#
        );
    }

    #[test]
    fn strings_change_and_names_and_numbers_stay() {
        let json = r#"[ {"a" : "a", "n": 1.10, "b":["\u0061","x\"y\\"]}, "a" ]"#;
        let mut seen = Vec::new();
        let new = with_strings(json, |name, text| {
            seen.push(format!("{}={text}", name.unwrap_or_default()));
            (text == "a").then(|| "\"new\"".to_owned())
        });
        assert_eq!(
            new.unwrap().unwrap(),
            r#"[ {"a" : "\"new\"", "n": 1.10, "b":["\"new\"","x\"y\\"]}, "\"new\"" ]"#
        );
        assert_eq!(seen, ["a=a", "b=a", "b=x\"y\\", "b=a"]);
    }

    #[test]
    fn depth_and_halves_of_characters_do_no_harm() {
        let deep = format!("{}\"a\"{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        let new = with_strings(&deep, |_, _| Some("b".to_owned()));
        assert!(new.unwrap().is_some());
        let problem = with_strings(r#"["a", "\ud800"]"#, |_, _| None).unwrap_err();
        assert_eq!(problem.column, 14);
    }
}
