//! Addresses and headers as plain data.

use reqwest::header::HeaderMap;
use url::{Host, Url};

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

/// Whether a host is this machine or one of its own network, as far as its name shows.
pub(super) fn is_near(name: &str) -> bool {
    let Ok(url) = Url::parse(&format!("http://{name}/")) else {
        return false;
    };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => !crate::http::is_public(address.into()),
        Some(Host::Ipv6(address)) => !crate::http::is_public(address.into()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near() {
        for near in [
            "localhost:8070",
            "127.0.0.1",
            "10.0.0.7:80",
            "[::1]:8080",
            "a.localhost",
        ] {
            assert!(is_near(near), "{near}");
        }
        for far in ["example.org", "93.184.216.34", "localhost.example:80"] {
            assert!(!is_near(far), "{far}");
        }
    }
}
