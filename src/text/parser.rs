//! What the readers of JSON and TOML say of a wrong value, in words for whoever wrote it.

/// What such a reader says, without names of our types and words of its trade; serde's and chrono's messages are known.
pub fn plain(message: &str) -> String {
    if let Some((found, wanted)) = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        return format!(
            "expected {}, found {}",
            wanted_in_words(wanted),
            found_in_words(found)
        );
    }
    match message {
        "expected value" | "expected ident" => "this is not JSON".to_owned(),
        "key must be a string" => "a name must stand between double quotes".to_owned(),
        "trailing characters" => "something follows the end of the record".to_owned(),
        "trailing comma" => "a comma with nothing after it".to_owned(),
        "number out of range" => "a number too large to be held".to_owned(),
        "recursion limit exceeded" => "nested too deeply".to_owned(),
        // chrono's, of a time or a date.
        "input contains invalid characters"
        | "premature end of input"
        | "trailing input"
        | "input is out of range"
        | "input is not enough for unique date and time" => {
            "expected a time such as 2026-11-22T18:30:00Z".to_owned()
        }
        _ if message.starts_with("EOF while parsing") => "the line ends too early".to_owned(),
        _ => message
            .replacen("missing field", "there is no", 1)
            .replacen("duplicate field", "twice the field", 1)
            .replacen("unknown variant", "unknown value", 1)
            .replacen("expected one of", "write one of", 1),
    }
}

fn wanted_in_words(wanted: &str) -> &str {
    match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0 up",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a sequence" => "a list",
        "a map" => "an object",
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "string or map" => "a text",
        _ if wanted.starts_with("struct ") => "an object",
        "a formatted date and time string or a unix timestamp"
        | "an RFC 3339 formatted date and time string" => "a time such as 2026-11-22T18:30:00Z",
        other => other,
    }
}

fn found_in_words(found: &str) -> String {
    if let Some(text) = found.strip_prefix("string ") {
        return format!("the text {text}");
    }
    for (kind, word) in [
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
    ] {
        if let Some(rest) = found.strip_prefix(kind) {
            return format!("{word}{}", rest.trim_matches('`'));
        }
    }
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_word_of_the_readers_trade_reaches_a_person() {
        for (message, expected) in [
            (
                "invalid type: string \"a\", expected a sequence",
                "expected a list, found the text \"a\"",
            ),
            (
                "invalid type: integer `5`, expected struct Labels",
                "expected an object, found the number 5",
            ),
            (
                "invalid value: integer `300`, expected u8",
                "expected a whole number from 0 up, found the number 300",
            ),
            (
                "invalid type: null, expected a string",
                "expected a text, found null",
            ),
            ("missing field `id`", "there is no `id`"),
            (
                "unknown variant `x`, expected one of `a`, `b`",
                "unknown value `x`, write one of `a`, `b`",
            ),
            ("EOF while parsing an object", "the line ends too early"),
            ("expected value", "this is not JSON"),
            (
                "lone leading surrogate in hex escape",
                "lone leading surrogate in hex escape",
            ),
        ] {
            assert_eq!(plain(message), expected);
        }
    }
}
