//! The parts of an address or id that name a person.
//!
//! Most are told by the address alone (`/@name`, `/users/name`, `at://did/...`), so that every record that holds the address gives the same answer and
//! replies still find what they answer. Only what is left is compared with the people that the record itself names.

use std::ops::Range;

use super::person::{Person, network_of_host};
use super::scope::Scope;

/// A piece of text that names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Who it is.
    pub(super) person: Person,
}

/// Words of a path after which a name comes.
const MARKERS: &[&str] = &[
    "users", "user", "u", "profile", "profiles", "author", "auteur",
];
/// The same, on one network only.
const NETWORK_MARKERS: &[(&str, &[&str])] = &[
    ("youtube", &["channel", "c"]),
    ("linkedin", &["in"]),
    ("instagram", &["stories"]),
];
/// Networks on which the first word of a path is a name, unless it is one of these.
const FIRST_IS_NAME: &[(&str, &[&str])] = &[
    (
        "x",
        &[
            "i", "home", "search", "hashtag", "explore", "intent", "share", "settings",
        ],
    ),
    (
        "facebook",
        &[
            "groups",
            "watch",
            "events",
            "permalink.php",
            "story.php",
            "photo",
            "photo.php",
            "profile.php",
            "share",
            "hashtag",
            "pages",
            "reel",
            "search",
        ],
    ),
    (
        "instagram",
        &["p", "reel", "reels", "explore", "stories", "tv"],
    ),
];
/// Names in the query of an address, and their value a person.
const PARAMETERS: &[&str] = &[
    "screen_name",
    "user",
    "username",
    "author",
    "acct",
    "handle",
];
/// What servers hang on a name for another form of the page.
const ENDINGS: &[&str] = &[".rss", ".json", ".atom", ".html"];
/// What stands between the words of an address.
const BREAKS: [char; 12] = ['/', '?', '#', '&', '=', ':', '~', '@', ',', ';', '|', '!'];

/// The person whose page an address is.
pub(super) fn person(address: &str) -> Option<Person> {
    let mut parts = named(address);
    (!parts.is_empty()).then(|| parts.swap_remove(0).person)
}

/// All parts that name a person, in order; none overlaps another.
pub(super) fn parts(address: &str, scope: &Scope) -> Vec<Part> {
    let mut parts = named(address);
    known(address, scope, &mut parts);
    parts
}

/// The parts that the address alone tells.
fn named(address: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    match address.find("://") {
        Some(colon) => {
            let start = colon + "://".len();
            let before = address.get(..colon).unwrap_or_default();
            let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            if before.get(scheme.len()..) == Some("at") {
                repository(address, start, &mut parts);
            } else {
                page(address, start, &mut parts);
            }
        }
        // Text has addresses without a scheme, such as `x.com/name`.
        None if is_host(address.split('/').next().unwrap_or_default()) => {
            page(address, 0, &mut parts);
        }
        None => {}
    }
    identifiers(address, &mut parts);
    parts
}

/// Whether a word looks like the name of a host.
pub(super) fn is_host(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(before, end)| {
        !before.is_empty() && end.len() >= 2 && end.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// `at://did-or-handle/collection/key` (AT Protocol, at-uri scheme).
fn repository(address: &str, start: usize, parts: &mut Vec<Part>) {
    let rest = address.get(start..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    push(address, start..start + end, "bsky.app", parts);
}

/// A page of the web; the host begins at `start`.
fn page(address: &str, start: usize, parts: &mut Vec<Part>) {
    let rest = address.get(start..).unwrap_or_default();
    let path_at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..path_at).unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    let query_at = rest.find(['?', '#']).unwrap_or(rest.len());
    let path = start + path_at..start + query_at;
    let mut walk = Walk::new(&host);
    for range in words(address, path, '/') {
        walk.step(address, range, parts);
    }
    for range in words(address, start + query_at..address.len(), '&') {
        parameter(address, range, &walk, parts);
    }
}

/// The words of a stretch of text, with their places.
fn words(text: &str, range: Range<usize>, between: char) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    let stretch = text.get(range).unwrap_or_default();
    stretch.split(between).filter_map(move |word| {
        let range = at..at + word.len();
        at = range.end + between.len_utf8();
        (!word.is_empty()).then_some(range)
    })
}

/// A way along a path: what the last two words were decides what the next one is.
struct Walk<'a> {
    host: &'a str,
    network: Option<&'static str>,
    count: usize,
    last: String,
    /// The last word was a number after `users`: a readable name follows.
    after_number: bool,
}

impl<'a> Walk<'a> {
    fn new(host: &'a str) -> Self {
        Walk {
            host,
            network: network_of_host(host),
            count: 0,
            last: String::new(),
            after_number: false,
        }
    }

    fn step(&mut self, address: &str, range: Range<usize>, parts: &mut Vec<Part>) {
        let word = address.get(range.clone()).unwrap_or_default();
        let after_marker = MARKERS.contains(&self.last.as_str())
            || self.listed(NETWORK_MARKERS).contains(&self.last.as_str());
        let is_first_name = self.count == 0
            && FIRST_IS_NAME
                .iter()
                .any(|(network, _)| self.network == Some(*network))
            && !self.listed(FIRST_IS_NAME).contains(&word);
        let sigil = sigil(word);
        if sigil > 0 || after_marker || is_first_name || self.after_number {
            push(address, range.start + sigil..range.end, self.host, parts);
        }
        let is_number = word.bytes().all(|b| b.is_ascii_digit());
        self.after_number = after_marker && is_number && self.last == "users";
        // A name is no marker, whatever it is: in `/u/user/summary` nobody is called summary.
        self.last = if after_marker {
            String::new()
        } else {
            word.to_lowercase()
        };
        self.count += 1;
    }

    fn listed(&self, list: &[(&str, &'static [&'static str])]) -> &'static [&'static str] {
        let found = list
            .iter()
            .find(|(network, _)| self.network == Some(*network));
        found.map_or(&[], |(_, words)| *words)
    }
}

/// Bytes of the `@` before a name in a path, however it is written.
fn sigil(word: &str) -> usize {
    ["@", "%40"]
        .iter()
        .find(|sigil| word.starts_with(**sigil) && word.len() > sigil.len())
        .map_or(0, |sigil| sigil.len())
}

/// `screen_name=name`, and the `id` of the two networks that have their people's pages so.
fn parameter(address: &str, range: Range<usize>, walk: &Walk<'_>, parts: &mut Vec<Part>) {
    let pair = address.get(range.clone()).unwrap_or_default();
    let Some((name, value)) = pair.split_once('=') else {
        return;
    };
    let name = name.trim_start_matches(['?', '#']);
    let is_id = name == "id"
        && matches!(
            (walk.network, walk.last.as_str()),
            (Some("hackernews"), "user") | (Some("facebook"), "profile.php" | "permalink.php")
        );
    if is_id || PARAMETERS.contains(&name) {
        let start = range.end - value.len();
        push(address, start + sigil(value)..range.end, walk.host, parts);
    }
}

/// Decentralised identifiers, wherever they stand.
fn identifiers(text: &str, parts: &mut Vec<Part>) {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("did:")) {
        let start = from + at;
        let end = start + identifier_length(text.get(start..).unwrap_or_default()).unwrap_or(4);
        if end > start + 4 {
            let range = start..end;
            let name = text.get(range.clone()).unwrap_or_default();
            let person = Person::new("did", name);
            found.push(Part { range, person });
        }
        from = end;
    }
    unite(parts, found);
}

/// Adds to parts those found later, as far as they overlap none. Both are in order, and stay so.
fn unite(parts: &mut Vec<Part>, mut found: Vec<Part>) {
    let mut taken = parts.iter().map(|part| part.range.clone()).peekable();
    found.retain(|part| {
        while taken
            .next_if(|range| range.end <= part.range.start)
            .is_some()
        {}
        taken
            .peek()
            .is_none_or(|range| part.range.end <= range.start)
    });
    drop(taken);
    parts.append(&mut found);
    parts.sort_by_key(|part| part.range.start);
}

/// Length of the decentralised identifier that a text starts with (W3C DID Core, section 3.1).
pub(super) fn identifier_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("did:")?;
    let (method, id) = rest.split_once(':')?;
    let is_method = !method.is_empty()
        && method
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let end = id
        .find(|c: char| !c.is_ascii_alphanumeric() && !"._:%-".contains(c))
        .unwrap_or(id.len());
    let id = id.get(..end)?.trim_end_matches(['.', ':', '-', '%']);
    (is_method && !id.is_empty()).then(|| "did:".len() + method.len() + 1 + id.len())
}

/// Notes a name of a host.
fn push(address: &str, range: Range<usize>, host: &str, parts: &mut Vec<Part>) {
    let word = address.get(range.clone()).unwrap_or_default();
    let ending = ENDINGS.iter().find(|ending| word.ends_with(**ending));
    let end = range.end - ending.map_or(0, |ending| ending.len());
    let range = range.start..end;
    let name = address.get(range.clone()).unwrap_or_default();
    if let Some(person) = Person::at_host(name, host) {
        parts.push(Part { range, person });
    }
}

/// Notes words that are names the record itself gives.
fn known(address: &str, scope: &Scope, parts: &mut Vec<Part>) {
    let start = match address.find("://") {
        Some(colon) => colon + "://".len(),
        // The source's name before the native id is nobody's.
        None => address.find(':').map_or(0, |colon| colon + 1),
    };
    let mut at = start;
    let mut found = Vec::new();
    let rest = address.get(start..).unwrap_or_default();
    for (number, word) in rest.split(BREAKS).enumerate() {
        let range = at..at + word.len();
        at = range.end + 1;
        let label = word.split('.').next().unwrap_or_default();
        let ending = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
        let sub_domain = (number == 0 && word.matches('.').count() >= 2).then_some(label);
        for name in [Some(word), ending, sub_domain].into_iter().flatten() {
            if let Some(person) = scope.in_address(name) {
                let range = range.start..range.start + name.len();
                found.push(Part { range, person });
                break;
            }
        }
    }
    unite(parts, found);
}
