//! Addresses fit to be shown: no user, no password, no secret in the query or the path.

use url::Url;

/// Query names whose values are shown; every other value may be a key (`?u=...` of a private feed) and is not.
const SHOWN: &[&str] = &[
    "account",
    "actor",
    "after",
    "before",
    "channel_id",
    "count",
    "cursor",
    "feed",
    "filter",
    "format",
    "hashtag",
    "lang",
    "limit",
    "max_id",
    "min_id",
    "offset",
    "order",
    "orderby",
    "page",
    "page_cursor",
    "pagesize",
    "per_page",
    "playlist_id",
    "q",
    "query",
    "search",
    "since",
    "since_id",
    "site",
    "sort",
    "start",
    "status",
    "t",
    "tag",
    "tagged",
    "type",
    "until",
];

/// Longest address shown, in characters.
const LONGEST: usize = 300;

/// An address without its secrets, for messages; what is no address is not shown at all.
pub fn redact(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) if url.has_host() => redact_url(&url),
        _ => "an address that cannot be read".to_owned(),
    }
}

/// The same of a parsed address.
pub(super) fn redact_url(url: &Url) -> String {
    let mut shown = format!("{}://", url.scheme());
    shown.push_str(url.host_str().unwrap_or_default());
    if let Some(port) = url.port() {
        shown.push(':');
        shown.push_str(&port.to_string());
    }
    let path: Vec<&str> = url
        .path()
        .split('/')
        .map(|segment| if is_key(segment) { "***" } else { segment })
        .collect();
    shown.push_str(&path.join("/"));
    if url.query().is_some() {
        let pairs: Vec<String> = url
            .query_pairs()
            .map(|(name, value)| {
                let safe = SHOWN.contains(&name.to_ascii_lowercase().as_str()) && !is_key(&value);
                let name = clean(&name);
                if safe {
                    format!("{name}={}", clean(&value))
                } else {
                    format!("{name}=***")
                }
            })
            .collect();
        shown.push('?');
        shown.push_str(&pairs.join("&"));
    }
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}

/// What the query hid behind percent signs, as one harmless word.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || c.is_whitespace() {
                '+'
            } else {
                c
            }
        })
        .collect()
}

/// Whether a piece looks like a key and not like a word: a JSON web token, or 24 letters and digits or more without a break.
fn is_key(piece: &str) -> bool {
    let token = piece.starts_with("eyJ") && piece.len() > 20;
    let unbroken = |part: &str| {
        part.len() >= 24
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
            // A YouTube channel is public.
            && !(part.len() == 24 && part.starts_with("UC"))
    };
    token || piece.split('.').any(unbroken)
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn secrets_do_not_show() {
        let cases = [
            (
                "https://user:pass@example.org/feed",
                "https://example.org/feed",
            ),
            (
                "https://example.org:8443/a?api_key=abc&page=2#x",
                "https://example.org:8443/a?api_key=***&page=2",
            ),
            (
                "https://example.org/rss?u=42&k=s3",
                "https://example.org/rss?u=***&k=***",
            ),
            (
                "https://l.example/feeds/inbox.xml/eyJhbGciOiJIUzI1NiJ9.e30.abc",
                "https://l.example/feeds/inbox.xml/***",
            ),
            (
                "https://example.org/f/0123456789abcdef0123456789abcdef.rss",
                "https://example.org/f/***",
            ),
            (
                "https://example.org/f/0123456789abcdef0123456789abcdef/x",
                "https://example.org/f/***/x",
            ),
            (
                "https://y.example/feeds?channel_id=UC_x5XG1OV2P6uZZ5FSM9Ttw",
                "https://y.example/feeds?channel_id=UC_x5XG1OV2P6uZZ5FSM9Ttw",
            ),
            ("https://example.org/?q=a%0ab", "https://example.org/?q=a+b"),
            ("user:pass", "an address that cannot be read"),
            ("not an address", "an address that cannot be read"),
        ];
        for (address, shown) in cases {
            assert_eq!(redact(address), shown, "{address}");
        }
    }

    #[test]
    fn a_monster_is_cut() {
        assert_eq!(
            redact(&format!("https://example.org/{}", "é/".repeat(9999)))
                .chars()
                .count(),
            303
        );
    }
}
