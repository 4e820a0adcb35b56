//! Names of sources. They hold addresses, which may hold a password or a key: these are neither shown nor kept.

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use crate::http::redact;

/// A name fit to be shown: without the secrets of the addresses in it.
pub fn without_secrets(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, address, after)) = next_address(rest) {
        shown.push_str(before);
        let redacted = redact(address);
        let plain = match Url::parse(address) {
            Ok(url) => String::from(url) == redacted,
            Err(_) => !address.contains(['@', '?']),
        };
        if plain {
            shown.push_str(address);
        } else {
            shown.push_str(&redacted);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// The name that state is kept under: the same as ever, but for one that holds a secret, which is told from its like by a hash.
pub(super) fn kept(name: &str) -> String {
    let shown = without_secrets(name);
    if shown == name {
        return shown;
    }
    format!("{shown} #{:016x}", xxh3_64(name.as_bytes()))
}

/// What stands before the first address of a text, the address, and the rest. An address ends at a blank, or where another one begins: a feed is
/// named after the list that names it.
fn next_address(text: &str) -> Option<(&str, &str, &str)> {
    let (before, from) = text.split_at_checked(start(text)?)?;
    let blank = from.find(char::is_whitespace).unwrap_or(from.len());
    let scheme = from.find("://")? + 3;
    let another = from.get(scheme..).and_then(start).map(|at| at + scheme);
    let (address, after) = from.split_at_checked(another.map_or(blank, |at| at.min(blank)))?;
    Some((before, address, after))
}

/// Where the first address begins.
fn start(text: &str) -> Option<usize> {
    let starts = ["http://", "https://"].map(|scheme| text.find(scheme));
    starts.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_keys_are_taken_out_and_all_else_is_left() {
        for (name, shown) in [
            ("press", "press"),
            ("feed:blog.xml", "feed:blog.xml"),
            (
                "mastodon:https://social.example hashtag=tea (for KO)",
                "mastodon:https://social.example hashtag=tea (for KO)",
            ),
            (
                "feed:https://me:hunter2@blog.example/feed?token=s3cret (for KO)",
                "feed:https://blog.example/feed?token=*** (for KO)",
            ),
            (
                "feed:https://lists.example/opml/https://me:hunter2@blog.example/",
                "feed:https://lists.example/opml/https://blog.example/",
            ),
            ("http://", "http://"),
            ("http://me:hunter2@", "an address that cannot be read"),
        ] {
            assert_eq!(without_secrets(name), shown);
        }
    }

    #[test]
    fn names_that_look_alike_are_kept_apart() {
        assert_eq!(
            kept("feed:https://blog.example/"),
            "feed:https://blog.example/"
        );
        let [one, two] = ["1", "2"].map(|key| kept(&format!("feed:https://blog.example/?k={key}")));
        assert!(
            one != two && one.starts_with("feed:https://blog.example/?k=*** #"),
            "{one}"
        );
    }
}
