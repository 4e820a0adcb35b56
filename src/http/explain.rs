//! What a server says about its refusal: the message that most web interfaces put into the JSON body of an error.

use serde_json::Value;

use crate::http::request::Request;
use crate::text::terminal::one_line;

/// Longest explanation passed on, in characters.
const LONGEST: usize = 160;

/// The server's own words in the body of an error answer, on one harmless line; nothing if they repeat a secret of the request.
pub(super) fn explain(body: &[u8], request: &Request) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let words = [
        "message",
        "error_description",
        "detail",
        "error",
        "errors",
        "error_message",
        "title",
    ]
    .into_iter()
    .find_map(|name| words(value.get(name)?))?;
    let words: String = one_line(words.trim()).chars().take(LONGEST).collect();
    (!words.is_empty() && !repeats_secret(&words, request)).then_some(words)
}

/// The text in a value that is a text, a list of errors or an object with a message.
fn words(value: &Value) -> Option<&str> {
    match value {
        Value::String(words) if !words.trim().is_empty() => Some(words),
        Value::Array(items) => words(items.first()?),
        Value::Object(map) => words(map.get("message")?),
        _ => None,
    }
}

/// Whether a message holds the value of a header or of a query parameter of the request.
fn repeats_secret(message: &str, request: &Request) -> bool {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query
        .split('&')
        .filter_map(|pair| Some(pair.split_once('=')?.1));
    let headers = request
        .headers
        .iter()
        .flat_map(|(_, value)| value.split(' '));
    let decoded =
        url::form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned());
    let mut secrets = pairs.chain(headers).map(str::to_owned).chain(decoded);
    secrets.any(|secret| secret.len() >= 6 && message.contains(&secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_found_where_the_networks_put_it() {
        let request = Request::get("https://a.example/x?key=s3cret%21")
            .header("authorization", "Bearer t0kent0ken");
        let said = |body: &str| explain(body.as_bytes(), &request);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            said(r#"{"error":"The access token is invalid"}"#),
            some("The access token is invalid")
        );
        assert_eq!(
            said(r#"{"error":"InvalidRequest","message":"bad actor"}"#),
            some("bad actor")
        );
        assert_eq!(
            said(r#"{"error":{"code":403,"message":"quota"}}"#),
            some("quota")
        );
        assert_eq!(said(r#"{"errors":["slow down"]}"#), some("slow down"));
        assert_eq!(said(r#"{"errors":[{"message":"no"}]}"#), some("no"));
        assert_eq!(
            said("{\"message\":\"a\\u001b[31m\\nb\"}"),
            some("a\u{fffd}[31m b")
        );
        assert_eq!(said("<html>"), None);
        assert_eq!(said(r#"{"message":7}"#), None);
        assert_eq!(said(r#"{"message":"your key s3cret! is bad"}"#), None);
        assert_eq!(said(r#"{"message":"t0kent0ken?"}"#), None);
        assert_eq!(
            said(&format!(r#"{{"message":"{}"}}"#, "é".repeat(999)))
                .unwrap()
                .chars()
                .count(),
            LONGEST
        );
    }
}
