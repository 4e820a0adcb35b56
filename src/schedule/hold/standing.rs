//! What stands in a plan while something is put back into it.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, TimeDelta, Weekday};

use crate::record::{Draft, DraftStatus, Slot};

use super::release::Waiting;

/// Days before and after a release whose standing slots count in limits.
const AROUND: i64 = 92;

/// What stands in the plan, and what all of it belongs to.
pub(super) struct Standing {
    /// As published drafts.
    pub(super) drafts: Vec<Draft>,
    /// Whole weeks that hold all of it, as far as limits of weeks and shares of the plan ask for it: first day, and the day after the last.
    days: Option<(NaiveDate, NaiveDate)>,
    /// The draft of each, and of what waits.
    pub(super) parts: BTreeMap<String, String>,
}

impl Standing {
    pub(super) fn of(slots: &[Slot], waiting: &[Waiting], known: &HashMap<&str, &Draft>) -> Self {
        let mut parts = BTreeMap::new();
        for one in waiting {
            if let Some(slot) = slots.get(one.place) {
                parts.insert(one.draft.id.clone(), slot.draft.clone());
            }
        }
        let mut drafts = Vec::new();
        for (place, slot) in slots.iter().enumerate() {
            if slot.status.is_some() {
                continue;
            }
            let id = format!("{} ({place})", slot.draft);
            parts.insert(id.clone(), slot.draft.clone());
            let source = known.get(slot.draft.as_str());
            drafts.push(Draft {
                record_type: "draft".to_owned(),
                id,
                client: slot.client.clone(),
                channels: vec![slot.channel.clone()],
                status: Some(DraftStatus::Published),
                at: Some(slot.at),
                pillar: source.and_then(|draft| draft.pillar.clone()),
                campaign: source.and_then(|draft| draft.campaign.clone()),
                paid: source.and_then(|draft| draft.paid),
                ..Draft::default()
            });
        }
        let days = drafts
            .iter()
            .filter_map(|draft| Some(draft.at?.date_naive()));
        let days = days.clone().min().zip(days.max());
        Standing {
            drafts,
            days,
            parts,
        }
    }

    /// Whole weeks around the days of a release.
    pub(super) fn range(&self, today: NaiveDate, end: NaiveDate) -> (NaiveDate, NaiveDate) {
        let around = TimeDelta::days(AROUND);
        let (first, last) = self.days.unwrap_or((today, end));
        let first = first.clamp(today - around, today);
        let last = last.clamp(end, end + around);
        let monday = |day: NaiveDate| day.week(Weekday::Mon).first_day();
        (monday(first), monday(last) + TimeDelta::days(7))
    }
}
