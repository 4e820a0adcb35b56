//! What other departments have planned: stretches of time that a plan keeps away from, or close to.

use chrono::{DateTime, TimeDelta, Utc};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a plan treats a stretch of somebody else's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusyRule {
    /// Nothing is placed from its start (inclusive) to its end (exclusive).
    Avoid,
    /// Placed at most this long before its start or after its end.
    Within(TimeDelta),
}

/// A stretch of time from another calendar: a newsletter, a promotion, an event, a launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Inclusive.
    pub start: DateTime<Utc>,
    /// Exclusive; the start itself for something without length.
    pub end: DateTime<Utc>,
    /// What it is, in the words of the calendar it comes from.
    pub label: String,
    /// The campaign it belongs to, where its calendar says so; else its `label` may name it.
    pub campaign: Option<String>,
    /// What the plan does about it.
    pub rule: BusyRule,
}

impl Busy {
    /// Whether an instant lies inside it; an entry without length holds its own instant.
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        at >= self.start && (at < self.end || at == self.start)
    }

    /// How far an instant is from it; zero inside.
    pub fn distance(&self, at: DateTime<Utc>) -> TimeDelta {
        (self.start - at)
            .max(at - self.end.max(self.start))
            .max(TimeDelta::zero())
    }

    /// Whether its rule lets something be placed at an instant. Of several entries to stay close to, being close to one is enough: that is for
    /// the plan to say.
    pub fn allows(&self, at: DateTime<Utc>) -> bool {
        match self.rule {
            BusyRule::Avoid => !self.holds(at),
            BusyRule::Within(reach) => self.distance(at) <= reach,
        }
    }

    /// Whether a campaign stays close to it: it is the entry's own, or, where it has none, its words stand in the label, one after the other.
    /// Case, accents and what stands between words do not matter.
    pub fn is_near(&self, campaign: &str) -> bool {
        if !matches!(self.rule, BusyRule::Within(_)) {
            return false;
        }
        match &self.campaign {
            Some(own) => words(own).eq(words(campaign)),
            None => says(&self.label, campaign),
        }
    }
}

/// Whether a text has the words of a name.
fn says(text: &str, name: &str) -> bool {
    let mut before = ' ';
    let begins = text.char_indices().filter(|(_, letter)| {
        let begins = letter.is_alphanumeric() && !is_of_word(before);
        before = *letter;
        begins
    });
    let follows = |(at, _): (usize, char)| {
        let mut text = words(text.get(at..).unwrap_or_default());
        words(name).all(|letter| text.next() == Some(letter))
            && text.next().is_none_or(|after| after == ' ')
    };
    words(name).next().is_some() && begins.into_iter().any(follows)
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// The letters of a text without case and accents, one blank between its words.
fn words(text: &str) -> impl Iterator<Item = char> {
    let mut between = false;
    let mut begun = false;
    let letters = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase);
    letters.flat_map(move |letter| {
        let is_letter = letter.is_alphanumeric();
        let blank = (is_letter && between && begun).then_some(' ');
        between = !is_letter;
        begun |= is_letter;
        blank.into_iter().chain(is_letter.then_some(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_end_is_free_and_near_is_measured_from_both_sides() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let mut busy = Busy {
            start: at("2026-11-27T09:00:00Z"),
            end: at("2026-11-27T11:00:00Z"),
            label: "Black Friday".to_owned(),
            campaign: None,
            rule: BusyRule::Avoid,
        };
        assert!(!busy.allows(at("2026-11-27T09:00:00Z")));
        assert!(busy.allows(at("2026-11-27T11:00:00Z")));
        busy.rule = BusyRule::Within(TimeDelta::hours(2));
        assert!(busy.allows(at("2026-11-27T07:00:00Z")));
        assert!(busy.allows(at("2026-11-27T10:00:00Z")));
        assert!(busy.allows(at("2026-11-27T13:00:00Z")));
        assert!(!busy.allows(at("2026-11-27T13:00:01Z")));
    }
    #[test]
    fn a_campaign_is_found_by_its_words_or_by_the_column() {
        let entry = |label: &str, campaign: Option<&str>| Busy {
            start: DateTime::UNIX_EPOCH,
            end: DateTime::UNIX_EPOCH,
            label: label.to_owned(),
            campaign: campaign.map(str::to_owned),
            rule: BusyRule::Within(TimeDelta::hours(2)),
        };
        for title in [
            "Noël",
            "Promo NOËL",
            "Promo Noe\u{308}l !",
            "noel-2026",
            "(Noël)",
        ] {
            assert!(entry(title, None).is_near("noel"), "{title}");
        }
        assert!(entry("Promo Black Friday", None).is_near("black_friday"));
        for title in ["Noëlle", "Panoel", "", "no el"] {
            assert!(!entry(title, None).is_near("noel"), "{title}");
        }
        assert!(!entry("Noël", None).is_near(" "));
        assert!(entry("Vente", Some("NOËL")).is_near("noel"));
        assert!(!entry("noel", Some("Soldes")).is_near("noel"));
    }
}
