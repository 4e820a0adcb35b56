//! What a post names: links, hashtags, mentions; from its text where the network does not list them.

use serde_json::Value;

use super::address::is_web;
use super::json;

/// What a text names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Web addresses.
    pub(super) links: Vec<String>,
    /// Hashtags without `#`.
    pub(super) hashtags: Vec<String>,
    /// Handles without `@`.
    pub(super) mentions: Vec<String>,
}

/// Ends of words that are not part of an address.
const AFTER: &[char] = &[
    '.', ',', ';', ':', '!', '?', '…', '"', '\'', '»', '”', '’', ']', '>',
];

/// Links, hashtags and mentions of a text, each once, in its order.
pub(super) fn named(text: &str) -> Named {
    let mut named = Named::default();
    for word in text.split(|char: char| char.is_whitespace() || "()<>«»\"“”[]".contains(char))
    {
        if is_web(word) {
            let link = word.trim_end_matches(AFTER);
            if link.len() > "https://".len() {
                add(&mut named.links, link);
            }
            continue;
        }
        for (at, mark) in word.match_indices(['#', '@']) {
            let before = word.get(..at).and_then(|before| before.chars().next_back());
            // `a@b.c` is an address and `x#y` a place in a page.
            if before.is_some_and(|before| before.is_alphanumeric() || "/&._".contains(before)) {
                continue;
            }
            let rest = word.get(at + 1..).unwrap_or_default();
            if mark == "#" {
                let tag = leading(rest, |char| char.is_alphanumeric() || char == '_');
                if tag.chars().any(char::is_alphabetic) {
                    add(&mut named.hashtags, tag);
                }
            } else {
                let is_part = |char: char| char.is_alphanumeric() || "._-".contains(char);
                let handle = leading(rest, is_part).trim_end_matches(['.', '-']);
                if handle.chars().any(char::is_alphanumeric) {
                    add(&mut named.mentions, handle);
                }
            }
        }
    }
    named
}

fn leading(text: &str, is_part: impl Fn(char) -> bool) -> &str {
    let end = text.find(|char: char| !is_part(char)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// What a network lists of a post: a text of each item, each once.
pub(super) fn each(items: &[Value], path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for text in items.iter().filter_map(|item| json::text(item, path)) {
        add(&mut found, text);
    }
    found
}

/// Adds to the links, hashtags or mentions of a post what is not among them.
pub(super) fn add(list: &mut Vec<String>, found: &str) {
    // A text of nothing but hashtags must not make this slow.
    const MOST: usize = 200;
    if !found.is_empty() && list.len() < MOST && !list.iter().any(|known| known == found) {
        list.push(found.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_text_names() {
        let found = named(
            "@tea.house merci! (voir https://a.example/b?c=1#d), #Thé-vert #2026 #thé_noir a@b.example\n@@x. http:// #Thé",
        );
        assert_eq!(found.links, ["https://a.example/b?c=1#d"]);
        assert_eq!(found.hashtags, ["Thé", "thé_noir"]);
        assert_eq!(found.mentions, ["tea.house", "x"]);
        assert_eq!(named(&"#".repeat(100_000)), Named::default());
    }

    #[test]
    fn what_a_network_lists_is_taken_once_and_not_without_end() {
        let tags = |names: &[String]| -> Vec<Value> {
            names
                .iter()
                .map(|name| serde_json::json!({ "name": name }))
                .collect()
        };
        let few = ["tea", "", "cake", "tea"].map(str::to_owned);
        assert_eq!(each(&tags(&few), "name"), ["tea", "cake"]);
        let many: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
        assert_eq!(each(&tags(&many), "name").len(), 200);
    }
}
