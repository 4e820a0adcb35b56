//! Names and addresses as people write them, made into those of the network: handles, `at://` addresses, addresses of pages.

use crate::connect::connector::SourceError;
use crate::connect::source::Source;

/// What posts are called in an `at://` address.
pub(super) const POST: &str = "app.bsky.feed.post";
/// What feeds are called.
pub(super) const FEED: &str = "app.bsky.feed.generator";
/// What lists are called.
pub(super) const LIST: &str = "app.bsky.graph.list";

/// Page of the network's own site on which a person can read a post; nothing if it is no post.
pub(super) fn page(uri: &str, handle: Option<&str>) -> Option<String> {
    let (authority, collection, key) = parts(uri)?;
    let who = handle.unwrap_or(authority);
    (collection == POST).then(|| format!("https://bsky.app/profile/{who}/post/{key}"))
}

/// Authority, collection and key of `at://authority/collection/key`.
pub(super) fn parts(uri: &str) -> Option<(&str, &str, &str)> {
    let mut parts = uri.strip_prefix("at://")?.split('/');
    let found = (parts.next()?, parts.next()?, parts.next()?);
    let whole = !found.0.is_empty() && !found.1.is_empty() && !found.2.is_empty();
    (whole && parts.next().is_none()).then_some(found)
}

/// The id of a post in a record: only posts are named.
pub(super) fn post_id(uri: &str) -> Option<String> {
    (parts(uri)?.1 == POST).then(|| format!("bluesky:{uri}"))
}

/// An account: a handle with or without `@`, a DID, or the address of its page.
pub(super) fn actor(source: &Source, text: &str) -> Result<String, SourceError> {
    let text = text.trim();
    let name = match text.split_once("/profile/") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
        None => text,
    };
    let name = name.trim_start_matches('@');
    if is_actor(name) {
        Ok(name.to_owned())
    } else {
        let message =
            format!("`{text}` is not the name of an account; write it like name.bsky.social");
        Err(SourceError::new(source, message))
    }
}

fn is_actor(name: &str) -> bool {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':' | '_');
    let named = name.starts_with("did:") || name.contains('.');
    named && name.chars().all(plain)
}

/// The `at://` address of a post, feed or list that is given as such or as the address of its page.
pub(super) fn uri(source: &Source, text: &str, collection: &str) -> Result<String, SourceError> {
    let (what, path) = match collection {
        POST => ("a post", "post"),
        FEED => ("a feed", "feed"),
        _ => ("a list", "lists"),
    };
    let text = text.trim();
    let found = match text.split_once("/profile/") {
        Some((_, rest)) => {
            let rest = rest.split(['?', '#']).next().unwrap_or_default();
            let mut parts = rest.trim_end_matches('/').split('/');
            match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some(who), Some(kind), Some(key), None) if kind == path => Some(format!(
                    "at://{}/{collection}/{key}",
                    who.trim_start_matches('@')
                )),
                _ => None,
            }
        }
        None => Some(text.to_owned()),
    };
    let good = |uri: &String| {
        parts(uri).is_some_and(|(who, found, _)| is_actor(who) && found == collection)
    };
    found.filter(good).ok_or_else(|| {
        let message = format!(
            "`{text}` is not the address of {what}; write it like https://bsky.app/profile/NAME/{path}/KEY or at://NAME/{collection}/KEY"
        );
        SourceError::new(source, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_people_copy_them() {
        let source = Source::default();
        let of = |text: &str, collection| uri(&source, text, collection).ok();
        let some = |text: &str| Some(text.to_owned());
        let post = some("at://me.example/app.bsky.feed.post/3k");
        assert_eq!(
            of("https://bsky.app/profile/me.example/post/3k?x=1", POST),
            post
        );
        assert_eq!(of(" at://me.example/app.bsky.feed.post/3k ", POST), post);
        assert_eq!(
            of("https://bsky.app/profile/did:plc:a/lists/3k/", LIST),
            some("at://did:plc:a/app.bsky.graph.list/3k")
        );
        for bad in [
            "",
            "3k",
            "https://bsky.app/profile/me.example",
            "https://bsky.app/profile/me.example/feed/3k",
            "https://bsky.app/profile/me.example/post/",
            "at://me.example/app.bsky.feed.generator/3k",
            "at://me example/app.bsky.feed.post/3k",
        ] {
            assert_eq!(of(bad, POST), None, "{bad}");
        }
        let name = |text: &str| actor(&source, text).ok();
        assert_eq!(name("@me.example"), some("me.example"));
        assert_eq!(
            name("https://bsky.app/profile/me.example/post/3k"),
            some("me.example")
        );
        assert_eq!(name("me"), None);
        assert_eq!(name("me.example&x=1"), None);
    }

    #[test]
    fn only_posts_have_pages_and_ids() {
        let uri = "at://did:plc:a/app.bsky.feed.post/3k";
        assert_eq!(
            page(uri, Some("me.example")).unwrap(),
            "https://bsky.app/profile/me.example/post/3k"
        );
        assert_eq!(
            page(uri, None).unwrap(),
            "https://bsky.app/profile/did:plc:a/post/3k"
        );
        for other in [
            "at://did:plc:a/app.bsky.graph.list/3k",
            "at://did:plc:a",
            "https://a/b/c",
            "",
        ] {
            assert_eq!((page(other, None), post_id(other)), (None, None), "{other}");
        }
    }
}
