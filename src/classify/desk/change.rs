//! Changing a label so that those that hang on it keep step, and telling why.

use crate::classify::math::round3;
use crate::classify::priority;
use crate::record::{Labels, Stance};

/// Labels being changed; reasons are kept only when they were asked for.
pub(super) struct Change<'l> {
    pub(super) labels: &'l mut Labels,
    pub(super) explain: bool,
}

impl Change<'_> {
    /// Adds a reason, before those that are there: what came last decided.
    pub(super) fn because(&mut self, label: &str, reason: impl FnOnce() -> String) {
        if self.explain {
            let reasons = self.labels.why.entry(label.to_owned()).or_default();
            reasons.insert(0, reason());
        }
    }

    /// Sets the level: priority follows, and the stance is to escalate at level 3 and only there.
    pub(super) fn level(&mut self, level: u8) {
        let labels = &mut *self.labels;
        let before = (f64::from(labels.urgency), labels.level);
        let after = (before.0, level);
        labels.priority = priority::moved(labels.priority, before, after);
        labels.level = level;
        if level == 3 && labels.stance != Stance::Moderate {
            labels.stance = Stance::Escalate;
        } else if level < 3 && labels.stance == Stance::Escalate {
            labels.stance = Stance::Answer;
        }
    }

    /// Sets the urgency: priority follows.
    pub(super) fn urgency(&mut self, urgency: f64) {
        let labels = &mut *self.labels;
        let urgency = urgency.clamp(0.0, 1.0);
        let before = (f64::from(labels.urgency), labels.level);
        labels.priority = priority::moved(labels.priority, before, (urgency, labels.level));
        labels.urgency = round3(urgency);
    }

    /// Brings the clock nearer by a share of the remaining distance to 1, as the words of a message do.
    pub(super) fn hasten(&mut self, share: f64) {
        let urgency = f64::from(self.labels.urgency);
        self.urgency(1.0 - (1.0 - urgency) * (1.0 - share));
    }
}
