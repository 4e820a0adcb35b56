//! A record changed in the line it came from, so that whatever else stands there stays as it was written.

use serde::Serialize;

use crate::jsonl::{Object, Problem};

/// Writes a line with the fields that differ between two states of its record: changed in their place, added before the closing brace, or left out
/// where the record has them no more. Every other byte of a value stays. Ends with a line break.
pub fn write_changed<T: Serialize>(
    line: &str,
    before: &T,
    after: &T,
    out: &mut Vec<u8>,
) -> Result<(), Problem> {
    let (before, after) = (
        serde_json::to_string(before)?,
        serde_json::to_string(after)?,
    );
    if before == after {
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
        return Ok(());
    }
    let (old, new) = (Object::read(&before)?, Object::read(&after)?);
    let object = Object::read(line)?;
    let changed = |key: &str| match (old.get(key), new.get(key)) {
        (Some(old), Some(new)) => (old.value != new.value).then_some(Some(new.value)),
        (None, Some(new)) => Some(Some(new.value)),
        (Some(_), None) => Some(None),
        (None, None) => None,
    };
    let mut first = true;
    let mut put = |key: &str, value: &str| -> Result<(), Problem> {
        out.push(if first { b'{' } else { b',' });
        first = false;
        serde_json::to_writer(&mut *out, key)?;
        out.push(b':');
        out.extend_from_slice(value.as_bytes());
        Ok(())
    };
    for field in &object.fields {
        match changed(&field.key) {
            None => put(&field.key, field.value)?,
            Some(Some(value)) => put(&field.key, value)?,
            Some(None) => {}
        }
    }
    for field in &new.fields {
        if object.get(&field.key).is_none()
            && let Some(Some(value)) = changed(&field.key)
        {
            put(&field.key, value)?;
        }
    }
    out.extend_from_slice(if first { b"{}\n" } else { b"}\n" });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Clone, Serialize, Deserialize)]
    struct Record {
        id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }

    fn written(line: &str, change: impl Fn(&mut Record)) -> String {
        let before: Record = serde_json::from_str(line).unwrap();
        let mut after = before.clone();
        change(&mut after);
        let mut out = Vec::new();
        write_changed(line, &before, &after, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_what_changed_is_written_anew() {
        let line = r#"{"mine": 12345678901234567890, "id":"a","at":1.10,"z":[1, 2]}"#;
        assert_eq!(written(line, |_| {}), format!("{line}\n"));
        assert_eq!(
            written(line, |record| record.note = Some("n".to_owned())),
            "{\"mine\":12345678901234567890,\"id\":\"a\",\"at\":1.10,\"z\":[1, 2],\"note\":\"n\"}\n"
        );
        assert_eq!(
            written(line, |record| {
                record.at = None;
                record.id = "b\"".to_owned();
            }),
            "{\"mine\":12345678901234567890,\"id\":\"b\\\"\",\"z\":[1, 2]}\n"
        );
    }
}
