//! By when a message should be answered, by the service levels and business hours of the team.

use super::alarm::instant;
use super::context::Context;
use crate::classify::Message;
use crate::record::{Labels, Stance};
use crate::time::{BusinessHours, ServiceLevels};

/// How soon to answer, and when somebody is there.
#[derive(Clone, Debug)]
pub struct Deadlines {
    /// The terms.
    pub service_levels: ServiceLevels,
    /// The hours in which business terms count.
    pub hours: BusinessHours,
}

impl Deadlines {
    /// Sets `reply_by` for what wants an answer and has a time.
    pub(super) fn apply(&self, labels: &mut Labels, message: &Message<'_>, context: &Context<'_>) {
        let wants_none = matches!(labels.stance, Stance::Ignore | Stance::Moderate);
        if wants_none || message.published_at.is_none() {
            return;
        }
        let term = self
            .service_levels
            .of(labels.urgency, labels.level, Some(&labels.department));
        labels.reply_by = Some(term.due(instant(message, context.now), &self.hours));
    }
}
