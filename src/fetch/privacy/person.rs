//! Who is meant by a handle, an id or an address: one normal form for every way to write the same account.

use super::address;
use super::key::is_pseudonym;

/// Networks on which a name means the same account whatever the server, with the hosts of their pages.
const NETWORKS: &[(&str, &[&str])] = &[
    ("x", &["x.com", "twitter.com"]),
    ("bluesky", &["bsky.app", "bsky.social"]),
    ("reddit", &["reddit.com"]),
    ("hackernews", &["news.ycombinator.com"]),
    ("youtube", &["youtube.com", "youtu.be"]),
    ("facebook", &["facebook.com", "fb.com"]),
    ("instagram", &["instagram.com"]),
    ("threads", &["threads.net", "threads.com"]),
    ("linkedin", &["linkedin.com"]),
    ("tiktok", &["tiktok.com"]),
];

/// The network whose pages a host serves.
pub(super) fn network_of_host(host: &str) -> Option<&'static str> {
    let serves = |domain: &&str| {
        host.strip_suffix(*domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let found = NETWORKS.iter().find(|(_, hosts)| hosts.iter().any(serves));
    found.map(|(network, _)| *network)
}

/// The network that a post's `source` names.
fn network_of_source(source: &str) -> Option<&'static str> {
    let source = if source == "twitter" { "x" } else { source };
    let found = NETWORKS.iter().find(|(network, _)| *network == source);
    found.map(|(network, _)| *network)
}

/// An account: equal when two records mean the same one, as far as the network lets us know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Person {
    /// Where the name means something: a network, `account` for `name@host`, `did`, `url`, or a post's source.
    pub(super) realm: String,
    /// The name there, in lower case.
    pub(super) name: String,
}

impl Person {
    pub(super) fn new(realm: &str, name: impl Into<String>) -> Self {
        Person {
            realm: realm.to_owned(),
            name: name.into(),
        }
    }

    /// An account of a server.
    pub(super) fn account(name: &str, host: &str) -> Self {
        let name = format!("{}@{}", name.to_lowercase(), plain_host(host));
        Person::new("account", name)
    }

    /// An account of the network or server at a host.
    pub(super) fn at_host(name: &str, host: &str) -> Option<Self> {
        let place = Place {
            source: network_of_host(host).unwrap_or_default().to_owned(),
            instance: Some(host.to_owned()),
        };
        // A name in an address that is an address again is not read further: it could go on so for ever.
        match name.contains("://") {
            true => Some(Person::new("url", plain_url(name))),
            false => place.handle(name),
        }
    }

    /// The name without its server.
    pub(super) fn local(&self) -> &str {
        match self.realm.as_str() {
            "account" => self
                .name
                .rsplit_once('@')
                .map_or(&self.name, |(local, _)| local),
            _ => &self.name,
        }
    }

    /// The name, when it is a pseudonym already.
    pub(super) fn pseudonym(&self) -> Option<&str> {
        Some(self.local()).filter(|local| is_pseudonym(local))
    }
}

fn plain_host(host: &str) -> String {
    let host = host.trim().to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// Where a record was read: decides what a bare name means.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The record's `source`.
    pub(super) source: String,
    /// The record's `instance`.
    pub(super) instance: Option<String>,
}

impl Place {
    /// Whose handle or id it is, in any of the ways to write it.
    pub(super) fn handle(&self, text: &str) -> Option<Person> {
        let text = text.trim();
        if text.contains("://") {
            let url = || Person::new("url", plain_url(text));
            return Some(address::person(text).unwrap_or_else(url));
        }
        let name = ["acct:", "/u/", "u/", "/user/"]
            .iter()
            .find_map(|before| text.strip_prefix(before))
            .unwrap_or(text);
        let name = name.trim_start_matches(['@', '＠']);
        if name.is_empty() {
            return None;
        }
        if name.starts_with("did:") {
            return Some(Person::new("did", name));
        }
        if let Some((local, host)) = name.rsplit_once('@')
            && !local.is_empty()
            && !host.is_empty()
        {
            return Some(Person::account(local, host));
        }
        let lower = name.to_lowercase();
        let network = match lower.ends_with(".bsky.social") {
            true => Some("bluesky"),
            false => network_of_source(&self.source),
        };
        Some(match (network, &self.instance) {
            (Some(network), _) => Person::new(network, lower),
            (None, Some(instance)) if !instance.trim().is_empty() => {
                Person::account(name, instance)
            }
            (None, _) => Person::new(&self.source, lower),
        })
    }

    /// Somebody of whom only the shown name is known.
    pub(super) fn shown_name(&self, name: &str) -> Option<Person> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let name = words.join(" ").to_lowercase();
        if name.is_empty() {
            return None;
        }
        let realm = if is_pseudonym(&name) { "" } else { "name " };
        Some(Person::new(&format!("{realm}{}", self.source), name))
    }

    /// Letters, digits and underscores only: no dot or dash may stand in a handle there.
    pub(super) fn has_plain_handles(&self) -> bool {
        matches!(self.source.as_str(), "x" | "twitter" | "hackernews")
    }
}

/// An address without what does not tell pages apart.
pub(super) fn plain_url(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    format!("{}{}", plain_host(host), path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str, instance: Option<&str>) -> Place {
        Place {
            source: source.to_owned(),
            instance: instance.map(str::to_owned),
        }
    }

    #[test]
    fn all_ways_to_write_an_account_are_one_person() {
        let here = place("mastodon", Some("a.example"));
        let tilly = here.handle("tilly").unwrap();
        for written in [
            "@Tilly",
            "tilly@a.example",
            "@tilly@A.example",
            "acct:tilly@a.example",
            "https://a.example/@tilly",
            "https://a.example/users/Tilly",
        ] {
            assert_eq!(here.handle(written).as_ref(), Some(&tilly), "{written}");
        }
        let elsewhere = place("mastodon", Some("b.example"));
        assert_eq!(elsewhere.handle("tilly@a.example"), Some(tilly.clone()));
        assert_ne!(elsewhere.handle("tilly"), Some(tilly));
    }

    #[test]
    fn networks_of_one_namespace_know_no_servers() {
        let bob = place("reddit", Some("reddit.com")).handle("/u/Bob");
        assert_eq!(bob, place("reddit", None).handle("bob"));
        assert_eq!(
            bob,
            Place::default().handle("https://old.reddit.com/user/Bob/")
        );
        assert_ne!(bob, place("x", None).handle("bob"));
        assert_eq!(
            place("twitter", None).handle("@Bob"),
            Place::default().handle("https://twitter.com/bob")
        );
    }

    #[test]
    fn nothing_is_nobody() {
        for written in ["", " ", "@", "u/", "acct:"] {
            assert_eq!(Place::default().handle(written), None, "{written:?}");
        }
    }
}
