//! What other departments have planned: stretches of time that a plan keeps away from, or close to.

use chrono::{DateTime, TimeDelta, Utc};

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
}
