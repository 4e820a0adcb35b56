//! Ready mappings: what the columns of well-known exports mean. Adding one is one file under `mappings/` and one line here.

use std::collections::BTreeSet;

use super::mapping::{Mapping, MappingError};
use crate::text::closest;

/// A ready mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// What `--from` calls it.
    pub name: &'static str,
    text: &'static str,
}

/// Every ready mapping, in the order of the list.
pub static READY: &[Ready] = &[
    ready("agorapulse", include_str!("mappings/agorapulse.toml")),
    ready("brandwatch", include_str!("mappings/brandwatch.toml")),
    ready(
        "google-reviews",
        include_str!("mappings/google-reviews.toml"),
    ),
    ready("hootsuite", include_str!("mappings/hootsuite.toml")),
    ready("linkedin", include_str!("mappings/linkedin.toml")),
    ready("meltwater", include_str!("mappings/meltwater.toml")),
    ready("mention", include_str!("mappings/mention.toml")),
    ready("meta-facebook", include_str!("mappings/meta-facebook.toml")),
    ready(
        "meta-instagram",
        include_str!("mappings/meta-instagram.toml"),
    ),
    ready("sprout", include_str!("mappings/sprout.toml")),
    ready("talkwalker", include_str!("mappings/talkwalker.toml")),
    ready("tiktok", include_str!("mappings/tiktok.toml")),
    ready("trustpilot", include_str!("mappings/trustpilot.toml")),
    ready("x-analytics", include_str!("mappings/x-analytics.toml")),
    ready("x-archive", include_str!("mappings/x-archive.toml")),
    ready(
        "youtube-studio",
        include_str!("mappings/youtube-studio.toml"),
    ),
];

const fn ready(name: &'static str, text: &'static str) -> Ready {
    Ready { name, text }
}

impl Ready {
    /// The ready mapping of a name; another name is an error that says which there are.
    pub fn find(name: &str) -> Result<Self, MappingError> {
        let names = || READY.iter().map(|ready| ready.name);
        let found = READY.iter().find(|ready| ready.name == name).copied();
        found.ok_or_else(|| MappingError::Name {
            name: name.to_owned(),
            hint: closest::hint(closest::closest(name, names())),
            known: names().collect::<Vec<_>>().join(", "),
        })
    }

    /// The mapping itself. No column of it must be there.
    pub fn mapping(&self) -> Mapping {
        // A test reads them all.
        let mut mapping = Mapping::from_toml(self.text).unwrap_or_default();
        mapping.wanted.clear();
        mapping
    }

    /// One line on what is exported where.
    pub fn about(&self) -> String {
        self.mapping().about.unwrap_or_default()
    }
}

/// The ready mappings, to be compared with headers.
pub(super) struct Marks(Vec<(Ready, Vec<Vec<String>>)>);

impl Marks {
    pub(super) fn new() -> Self {
        let folded = |set: &Vec<String>| set.iter().map(|name| fold(name)).collect();
        let marks = |ready: &Ready| {
            let sets = ready.mapping().marks.iter().map(folded).collect();
            (*ready, sets)
        };
        Marks(READY.iter().map(marks).collect())
    }

    /// The ready mapping whose marks are all among the names of a header; of several the one with the most marks.
    pub(super) fn of(&self, names: &[String]) -> Option<Ready> {
        let names: BTreeSet<String> = names.iter().map(|name| fold(name)).collect();
        let whole = |set: &&Vec<String>| set.iter().all(|mark| names.contains(mark));
        let score = |sets: &[Vec<String>]| sets.iter().filter(whole).map(Vec::len).max();
        let mut best: Option<(usize, Ready)> = None;
        for (ready, sets) in &self.0 {
            if let Some(score) = score(sets)
                && best.is_none_or(|(before, _)| score > before)
            {
                best = Some((score, *ready));
            }
        }
        best.map(|(_, ready)| ready)
    }
}

fn fold(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Mapping, Marks, READY, Ready};

    #[test]
    fn every_ready_mapping_reads() {
        let mut before = "";
        for ready in READY {
            let mapping = Mapping::from_toml(ready.text)
                .unwrap_or_else(|error| panic!("{}: {error}", ready.name));
            assert!(ready.name > before, "{} is out of order", ready.name);
            before = ready.name;
            assert!(
                mapping.about.is_some_and(|about| about.len() < 80),
                "{}",
                ready.name
            );
            assert!(
                ready.text.starts_with("# "),
                "{} names no source",
                ready.name
            );
            // Each is known by its marks, and by no more than them.
            assert!(!mapping.marks.is_empty(), "{}", ready.name);
            for set in &mapping.marks {
                assert_eq!(Marks::new().of(set), Some(*ready), "{set:?}");
            }
        }
    }

    #[test]
    fn names() {
        assert_eq!(
            Ready::find("linkedin").map(|ready| ready.name).ok(),
            Some("linkedin")
        );
        let error = Ready::find("brandwach")
            .expect_err("no such mapping")
            .to_string();
        assert!(error.contains("did you mean `brandwatch`?"), "{error}");
        assert!(
            Ready::find("excel")
                .expect_err("none")
                .to_string()
                .contains("agorapulse, brandwatch")
        );
        assert_eq!(Marks::new().of(&["Post ID".to_owned()]), None);
    }
}
