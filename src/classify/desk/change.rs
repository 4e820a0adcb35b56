//! Changing a label so that those that hang on it keep step, and telling why. What somebody said of the message is not changed.

use crate::classify::known::{Known, may_rule};
use crate::classify::math::round3;
use crate::classify::priority;
use crate::record::{Intent, Labels, Sentiment, Stance};

/// Labels being changed; reasons are kept only when they were asked for.
pub(super) struct Change<'l> {
    pub(super) labels: &'l mut Labels,
    known: &'l Known,
    explain: bool,
    /// Somebody has said the priority, or a rule has set it: it follows nothing any more.
    priority_is_set: bool,
}

impl<'l> Change<'l> {
    /// Labels before any change.
    pub(super) fn new(labels: &'l mut Labels, known: &'l Known, explain: bool) -> Self {
        Change {
            labels,
            known,
            explain,
            priority_is_set: known.priority.is_some(),
        }
    }

    /// Begins again with labels that were judged anew.
    pub(super) fn restart(&mut self, labels: Labels) {
        *self.labels = labels;
        self.priority_is_set = self.known.priority.is_some();
    }

    /// Adds a reason, before those that are there: what came last decided.
    pub(super) fn because(&mut self, label: &str, reason: impl FnOnce() -> String) {
        if self.explain {
            let reasons = self.labels.why.entry(label.to_owned()).or_default();
            reasons.insert(0, reason());
        }
    }

    /// Sets the level: priority follows, and the stance is to escalate at level 3 and only there. Whether it could be set.
    pub(super) fn level(&mut self, level: u8) -> bool {
        if self.known.level.is_some() {
            return false;
        }
        self.follow(f64::from(self.labels.urgency), level);
        let labels = &mut *self.labels;
        labels.level = level;
        let stance = match labels.stance {
            held if self.known.stance.is_some() => held,
            Stance::Moderate => Stance::Moderate,
            _ if level == 3 => Stance::Escalate,
            Stance::Escalate => Stance::Answer,
            other => other,
        };
        if labels.stance != stance {
            labels.stance = stance;
            self.because("stance", || format!("level {level}"));
        }
        true
    }

    /// Sets the urgency: priority follows. Whether it could be set.
    pub(super) fn urgency(&mut self, urgency: f64) -> bool {
        if self.known.urgency.is_some() {
            return false;
        }
        let urgency = urgency.clamp(0.0, 1.0);
        self.follow(urgency, self.labels.level);
        self.labels.urgency = round3(urgency);
        true
    }

    /// Sets the intent. Whether it could be set.
    pub(super) fn intent(&mut self, intent: Intent) -> bool {
        let free = may_rule(self.known.intent);
        if free {
            self.labels.intent = intent;
            self.labels.intent_score = 1.0;
        }
        free
    }

    /// Sets the tone; its probabilities are those of who judged it so. Whether it could be set.
    pub(super) fn sentiment(&mut self, sentiment: Sentiment) -> bool {
        let free = may_rule(self.known.sentiment);
        if free {
            self.labels.sentiment = sentiment;
        }
        free
    }

    /// Sets the stance. Whether it could be set.
    pub(super) fn stance(&mut self, stance: Stance) -> bool {
        let free = self.known.stance.is_none();
        if free {
            self.labels.stance = stance;
        }
        free
    }

    /// Sets the priority, for good if it is an `exact` one. Whether it could be set.
    pub(super) fn priority(&mut self, priority: u8, exact: bool) -> bool {
        let free = self.known.priority.is_none();
        if free {
            self.labels.priority = priority;
            self.priority_is_set |= exact;
        }
        free
    }

    /// Sets the department. Whether it could be set.
    pub(super) fn department(&mut self, department: &str) -> bool {
        let free = self.known.department.is_none();
        if free {
            department.clone_into(&mut self.labels.department);
        }
        free
    }

    /// Adds a topic, but for one that it is known not to have. Whether it has it now.
    pub(super) fn topic(&mut self, topic: &str) -> bool {
        let free = self.known.topic(topic) != Some(false);
        if free && !self.labels.topics.iter().any(|own| own == topic) {
            self.labels.topics.push(topic.to_owned());
        }
        free
    }

    /// Moves the priority along with urgency and level.
    fn follow(&mut self, urgency: f64, level: u8) {
        let labels = &mut *self.labels;
        if !self.priority_is_set {
            let before = (f64::from(labels.urgency), labels.level);
            labels.priority = priority::moved(labels.priority, before, (urgency, level));
            if let Some(reasons) = labels.why.get_mut("priority") {
                priority::retell(reasons, urgency, level);
            }
        }
    }

    /// Brings the clock nearer by a share of the remaining distance to 1, as the words of a message do. Whether it could.
    pub(super) fn hasten(&mut self, share: f64) -> bool {
        let urgency = f64::from(self.labels.urgency);
        self.urgency(1.0 - (1.0 - urgency) * (1.0 - share))
    }
}

/// The labels that a reason for both is given of: those that could be set.
pub(super) fn told(level: bool, urgency: bool) -> impl Iterator<Item = &'static str> {
    let labels = [("level", level), ("urgency", urgency)];
    labels
        .into_iter()
        .filter(|(_, set)| *set)
        .map(|(label, _)| label)
}
