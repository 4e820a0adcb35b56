//! What the HTTP library has, as connectors and limits want it: plain text without secrets.

use reqwest::header::HeaderMap;
use url::Url;

/// Name under which limits are kept: the host, with the port if it is not the usual one.
pub(super) fn host_name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The address as connectors see it: without user and password.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Both can only fail for addresses without a host, which are not fetched.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// Headers as connectors see them; nobody needs cookies.
pub(super) fn plain(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| *name != reqwest::header::SET_COOKIE)
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}
