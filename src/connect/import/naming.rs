//! What a post is called: an id of its own making, and whether its title is one.

use xxhash_rust::xxh3::xxh3_128;

use crate::record::{Author, Post};
use crate::text::html;

/// Whether a title is but the beginning of the text, as tools give posts that have none.
pub(super) fn repeats(title: Option<&str>, text: Option<&str>) -> bool {
    let (Some(title), Some(text)) = (title, text) else {
        return false;
    };
    let title = title.trim_end_matches(['.', '…']).trim_end();
    !title.is_empty() && html::one_line(text).starts_with(title)
}

/// A stable name for a post without id and address: by source, author, date and words.
pub(super) fn fingerprint(post: &Post, author: &Author) -> String {
    let who = author
        .id
        .as_deref()
        .or(author.handle.as_deref())
        .or(author.name.as_deref())
        .unwrap_or_default();
    let when = post
        .published_at
        .map(|at| at.to_rfc3339())
        .unwrap_or_default();
    let words = [
        post.source.as_str(),
        who,
        &when,
        post.title.as_deref().unwrap_or_default(),
        post.text.as_deref().unwrap_or_default(),
    ];
    format!("{:032x}", xxh3_128(words.join("\u{1f}").as_bytes()))
}

/// The network's own id in the address of a post, where addresses hold it, so that a post has one id whatever it was read from; else the address.
pub(super) fn native(source: &str, url: &str) -> String {
    let (before, letters): (&[&str], fn(char) -> bool) = match source {
        "x" => (&["/status/", "/statuses/"], |char| char.is_ascii_digit()),
        "youtube" => (&["/watch?v=", "youtu.be/", "/shorts/"], |char| {
            char.is_ascii_alphanumeric() || matches!(char, '-' | '_')
        }),
        _ => (&[], |_| false),
    };
    let rest = before.iter().find_map(|mark| Some(url.split_once(mark)?.1));
    let id: String = rest
        .unwrap_or_default()
        .chars()
        .take_while(|char| letters(*char))
        .collect();
    if id.is_empty() { url.to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::{native, repeats};

    #[test]
    fn ids_in_addresses() {
        for (source, url, id) in [
            ("x", "http://twitter.com/zoe/statuses/199?s=20", "199"),
            ("x", "https://x.com/zoe", "https://x.com/zoe"),
            ("x", "199", "199"),
            (
                "youtube",
                "https://www.youtube.com/watch?v=a-B_c&t=3",
                "a-B_c",
            ),
            ("youtube", "https://youtu.be/abc", "abc"),
            (
                "news",
                "https://news.example/status/1",
                "https://news.example/status/1",
            ),
        ] {
            assert_eq!(native(source, url), id);
        }
    }

    #[test]
    fn titles_that_repeat_the_text() {
        assert!(repeats(
            Some("A long text that..."),
            Some("A long\ntext that goes on")
        ));
        assert!(repeats(Some("Same"), Some("Same")));
        assert!(!repeats(Some("Title"), Some("Text")));
        assert!(!repeats(Some("..."), Some("Text")));
        assert!(!repeats(Some("Title"), None));
    }
}
