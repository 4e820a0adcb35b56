//! Names of channels as people write them in a table: `Insta`, `X (Twitter)`, `Instagram / Facebook`.

use super::lint::networks::{Network, network};
use super::settings::channel_key;
use crate::text::closest::closest;

/// The channels that somebody has named for good, in `cm.toml`.
#[derive(Clone, Debug, Default)]
pub struct ChannelNames {
    /// By their keys.
    own: Vec<String>,
}

impl ChannelNames {
    /// Names that stay as they are.
    pub fn new<'n>(own: impl IntoIterator<Item = &'n str>) -> Self {
        ChannelNames {
            own: own.into_iter().map(channel_key).collect(),
        }
    }

    /// The channels of a cell, each once.
    pub(super) fn of_cell(&self, cell: &str) -> Vec<String> {
        let mut channels = Vec::new();
        let parts = cell.split([',', ';', '|', '+', '&']);
        for name in parts.flat_map(|part| self.apart(part)) {
            let name = self.name(name);
            if !name.is_empty() && !channels.contains(&name) {
                channels.push(name);
            }
        }
        channels
    }

    /// What stands between slashes: `KO/instagram` is one channel, `Instagram/Facebook` are two.
    fn apart<'c>(&self, part: &'c str) -> Vec<&'c str> {
        let sides: Vec<&str> = part.split('/').collect();
        if self.own.contains(&channel_key(part)) {
            vec![part]
        } else if sides.iter().all(|side| network(side).is_some()) {
            sides
        } else {
            part.split(" / ").collect()
        }
    }

    /// One's own name, else the network's, else what is written.
    fn name(&self, written: &str) -> String {
        let key = channel_key(written);
        if self.own.contains(&key) {
            return key;
        }
        let Some(meant) = network_meant(&key) else {
            return key;
        };
        let own = self.own.iter().filter(|own| are_one(own, meant.name));
        match own.min_by_key(|own| *own != meant.name) {
            Some(own) => own.clone(),
            None => meant.name.to_owned(),
        }
    }

    /// The own name that a channel was nearly called, if it is none of them.
    pub fn nearly(&self, channel: &str) -> Option<&str> {
        let key = channel_key(channel);
        if self.own.contains(&key) {
            return None;
        }
        let near = self.own.iter().filter(|own| parts_are_near(&key, own));
        closest(&key, near.map(String::as_str))
    }
}

/// Whether two names are the same channel, or the same network: `ig` and `Instagram`.
pub(super) fn are_one(one: &str, other: &str) -> bool {
    let same_network = || Some(network(one)?.name == network(other)?.name);
    channel_key(one) == channel_key(other) || same_network().unwrap_or(false)
}

/// The network that a name means, also as `X (Twitter)` and `Google Business`.
fn network_meant(name: &str) -> Option<&'static Network> {
    network(name)
        .or_else(|| network(&name.replace(' ', "-")))
        .or_else(|| {
            let mut parts = name
                .split(|c: char| !c.is_alphanumeric())
                .filter(|part| !part.is_empty())
                .map(network);
            let first = parts.next()??;
            let is_same = |part: Option<&Network>| part.is_some_and(|part| part.name == first.name);
            parts.all(is_same).then_some(first)
        })
}

/// Whether no part of a name is another altogether: `linkedin-fr` is no slip for `linkedin-be`.
fn parts_are_near(name: &str, other: &str) -> bool {
    let parts = |name: &'_ str| -> Vec<String> {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        parts.map(str::to_owned).collect()
    };
    let (ours, theirs) = (parts(name), parts(other));
    ours.len() != theirs.len()
        || (ours.iter().zip(&theirs)).all(|(our, their)| closest(our, [their.as_str()]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_names_networks_in_many_ways() {
        let none = ChannelNames::default();
        for (cell, channels) in [
            ("Instagram", vec!["instagram"]),
            ("Insta, IG", vec!["instagram"]),
            ("Instagram / Facebook", vec!["instagram", "facebook"]),
            ("Insta/FB", vec!["instagram", "facebook"]),
            ("Twitter", vec!["x"]),
            ("X (Twitter)", vec!["x"]),
            ("X/Twitter; LinkedIn", vec!["x", "linkedin"]),
            ("Google Business", vec!["google-business"]),
            ("KO/instagram", vec!["ko/instagram"]),
            ("Linkedin-FR", vec!["linkedin-fr"]),
            ("Newsletter", vec!["newsletter"]),
            (" , ", vec![]),
        ] {
            assert_eq!(none.of_cell(cell), channels, "{cell}");
        }
    }

    #[test]
    fn own_names_come_first() {
        let own = ChannelNames::new(["insta", "Twitter", "X", "KO / Facebook"]);
        for (cell, channels) in [
            ("Insta", vec!["insta"]),
            ("Instagram", vec!["insta"]),
            ("Twitter", vec!["twitter"]),
            ("X (Twitter)", vec!["x"]),
            ("KO / Facebook", vec!["ko / facebook"]),
        ] {
            assert_eq!(own.of_cell(cell), channels, "{cell}");
        }
    }

    #[test]
    fn a_slip_is_near_in_every_part() {
        let own = ChannelNames::new(["instagram", "linkedin-be"]);
        assert_eq!(own.nearly("instagramm"), Some("instagram"));
        assert_eq!(own.nearly("Instagram"), None);
        assert_eq!(own.nearly("linkdin-be"), Some("linkedin-be"));
        assert_eq!(own.nearly("linkedin-fr"), None);
        assert_eq!(own.nearly("facebook"), None);
    }
}
