//! Addresses: those of questions, with parameters and pages; those that items name, which may be anything; those of servers.

use url::Url;
use url::form_urlencoded::Serializer;

use super::connector::{Ask, From};

/// Addresses longer than this are not kept.
const LONGEST: usize = 8 * 1024;

/// A server's path with parameters; those without a value are left out.
pub(super) fn endpoint(server: &str, path: &str, pairs: &[(&str, &str)]) -> String {
    with_query(&format!("{server}{path}"), pairs)
}

/// An address with parameters after those that it has; those without a value are left out.
pub(super) fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new())
        .extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()))
        .finish();
    let sign = if address.contains('?') { '&' } else { '?' };
    if query.is_empty() {
        return address.to_owned();
    }
    format!("{address}{sign}{query}")
}

/// The same address with one parameter set to another value; `None` if the address is none.
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

/// The same question with one parameter set to another value: the next page of a list, by the mark that the answer gave, or a page of another size. Only
/// the mark is taken from an answer, never an address, so that none leads elsewhere.
pub(super) fn again(before: &Ask, name: &str, value: &str) -> Option<Ask> {
    let From::Http(request) = &before.from else {
        return None;
    };
    Some(moved(before, with(&request.url, name, value)?))
}

/// The same question at another address.
pub(super) fn moved(before: &Ask, address: String) -> Ask {
    Ask::get(address).step(before.step).memo(&*before.memo)
}

/// Whether a text is an address of the web.
pub(super) fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// An address that stands in an item, against the page at `base`; nothing if it is none of the web.
pub(super) fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() || address.len() > LONGEST {
        return None;
    }
    let url = match base {
        Some(base) => base.join(address).ok()?,
        None => Url::parse(address).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}

/// An address that a user gave, if it is one of this server.
pub(super) fn on(server: &str, address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    (url.host_str().map(str::to_owned) == host(server)).then_some(url)
}

/// Host of a server, as posts name it.
pub(super) fn host(server: &str) -> Option<String> {
    Url::parse(server).ok()?.host_str().map(str::to_owned)
}

/// Whether a text is the number by which a network knows something.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() < 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A server as it stands in ids: its host, its port if it is an unusual one, the folder it lies in.
pub(super) fn site(server: &str) -> String {
    let Ok(url) = Url::parse(server) else {
        return server.to_owned();
    };
    let port = url.port().map(|port| format!(":{port}"));
    format!(
        "{}{}{}",
        url.host_str().unwrap_or_default(),
        port.unwrap_or_default(),
        url.path().trim_end_matches('/')
    )
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

    #[test]
    fn sites_and_queries() {
        assert_eq!(
            site("https://tea.example:8443/blog"),
            "tea.example:8443/blog"
        );
        assert_eq!(site("https://tea.example"), "tea.example");
        assert_eq!(
            with_query("https://a.example/?x=/y", &[("q", "é & è"), ("no", "")]),
            "https://a.example/?x=/y&q=%C3%A9+%26+%C3%A8"
        );
        assert_eq!(
            with_query("https://a.example/", &[("q", "")]),
            "https://a.example/"
        );
    }

    #[test]
    fn the_next_page_is_the_same_question_and_no_address_leads_elsewhere() {
        let before = Ask::get("https://a.example/list?q=tea&page=1")
            .step("list")
            .memo("note");
        let next = again(&before, "page", "https://evil.example/").unwrap();
        let From::Http(request) = &next.from else {
            panic!("asked of a file")
        };
        assert_eq!(
            request.url,
            "https://a.example/list?q=tea&page=https%3A%2F%2Fevil.example%2F"
        );
        assert_eq!((next.step, next.memo.as_str()), ("list", "note"));
        assert!(on("https://a.example:8443", "http://a.example/t/5").is_some());
        assert_eq!(on("https://a.example", "https://b.example/t/5"), None);
        assert_eq!(absolute("javascript:x", None), None);
    }
}
