//! Changing a label so that those that hang on it keep step, and telling why.

use crate::classify::math::round3;
use crate::classify::priority;
use crate::record::{Labels, Stance};

/// Labels being changed; reasons are kept only when they were asked for.
pub(super) struct Change<'l> {
    pub(super) labels: &'l mut Labels,
    pub(super) explain: bool,
    /// A rule has set the priority: it follows nothing any more.
    pub(super) priority_is_set: bool,
}

impl<'l> Change<'l> {
    /// Labels before any change.
    pub(super) fn new(labels: &'l mut Labels, explain: bool) -> Self {
        Change {
            labels,
            explain,
            priority_is_set: false,
        }
    }

    /// Adds a reason, before those that are there: what came last decided.
    pub(super) fn because(&mut self, label: &str, reason: impl FnOnce() -> String) {
        if self.explain {
            let reasons = self.labels.why.entry(label.to_owned()).or_default();
            reasons.insert(0, reason());
        }
    }

    /// Sets the level: priority follows, and the stance is to escalate at level 3 and only there.
    pub(super) fn level(&mut self, level: u8) {
        self.follow(f64::from(self.labels.urgency), level);
        let labels = &mut *self.labels;
        labels.level = level;
        let stance = match labels.stance {
            Stance::Moderate => return,
            _ if level == 3 => Stance::Escalate,
            Stance::Escalate => Stance::Answer,
            other => other,
        };
        if labels.stance != stance {
            labels.stance = stance;
            self.because("stance", || format!("level {level}"));
        }
    }

    /// Sets the urgency: priority follows.
    pub(super) fn urgency(&mut self, urgency: f64) {
        let urgency = urgency.clamp(0.0, 1.0);
        self.follow(urgency, self.labels.level);
        self.labels.urgency = round3(urgency);
    }

    /// Moves the priority along with urgency and level.
    fn follow(&mut self, urgency: f64, level: u8) {
        let labels = &mut *self.labels;
        if !self.priority_is_set {
            let before = (f64::from(labels.urgency), labels.level);
            labels.priority = priority::moved(labels.priority, before, (urgency, level));
        }
    }

    /// Brings the clock nearer by a share of the remaining distance to 1, as the words of a message do.
    pub(super) fn hasten(&mut self, share: f64) {
        let urgency = f64::from(self.labels.urgency);
        self.urgency(1.0 - (1.0 - urgency) * (1.0 - share));
    }
}
