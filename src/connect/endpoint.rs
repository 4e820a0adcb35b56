//! Addresses of questions: a server, a path on it, parameters.

use url::Url;
use url::form_urlencoded::Serializer;

/// A server's path with parameters; those without a value are left out.
pub(super) fn endpoint(server: &str, path: &str, pairs: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new())
        .extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()))
        .finish();
    if query.is_empty() {
        format!("{server}{path}")
    } else {
        format!("{server}{path}?{query}")
    }
}

/// The same question with one parameter set to another value; `None` if the address is none.
pub(super) fn with(address: &str, name: &str, value: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    match pairs.iter_mut().find(|(key, _)| key == name) {
        Some((_, old)) => value.clone_into(old),
        None => pairs.push((name.to_owned(), value.to_owned())),
    }
    url.query_pairs_mut().clear().extend_pairs(pairs);
    Some(url.into())
}

/// The value of a parameter.
pub(super) fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// Host of a server, as posts name it.
pub(super) fn host(server: &str) -> Option<String> {
    Url::parse(server).ok()?.host_str().map(str::to_owned)
}

/// A name that a user gave, as one piece of a path.
pub(super) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_set_and_read() {
        let address = endpoint(
            "https://a.b",
            "/c",
            &[("q", "thé & co"), ("none", ""), ("n", "1")],
        );
        assert_eq!(address, "https://a.b/c?q=th%C3%A9+%26+co&n=1");
        let next = with(&address, "n", "2").unwrap();
        assert_eq!(next, "https://a.b/c?q=th%C3%A9+%26+co&n=2");
        let next = with(&next, "page", "x=y").unwrap();
        assert_eq!(parameter(&next, "page").as_deref(), Some("x=y"));
        assert_eq!(parameter(&next, "q").as_deref(), Some("thé & co"));
        assert_eq!(endpoint("https://a.b", "/c", &[]), "https://a.b/c");
        assert_eq!(with("no address", "a", "b"), None);
        assert_eq!(host("http://127.0.0.1:8080"), Some("127.0.0.1".to_owned()));
        assert_eq!(segment("../me?a b"), "..%2Fme%3Fa%20b");
    }
}
