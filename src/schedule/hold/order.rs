//! What a released slot must come after and before: by `after` of its draft and campaigns in order, among what stands and what stays held.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::{Draft, Slot, SlotStatus};

/// Who comes before whom, over as many steps as it takes.
pub(super) struct Order<'a> {
    before: HashMap<&'a str, HashSet<&'a str>>,
}

/// What stands leaves a slot so much time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    /// After the last that must come first.
    pub(super) earliest_at: Option<DateTime<Utc>>,
    /// Before the first that must come later; exclusive.
    pub(super) latest_at: Option<DateTime<Utc>>,
    /// The same in words.
    pub(super) told: Vec<String>,
}

impl<'a> Order<'a> {
    /// Of drafts whose `after` says all of it: see `in_order`.
    pub(super) fn of(drafts: &'a [Draft]) -> Self {
        let direct: HashMap<&str, &Vec<String>> = drafts
            .iter()
            .map(|draft| (draft.id.as_str(), &draft.after))
            .collect();
        let all_before = |draft: &'a Draft| {
            let mut found: HashSet<&str> = HashSet::new();
            let mut open: Vec<&str> = draft.after.iter().map(String::as_str).collect();
            while let Some(id) = open.pop() {
                if id != draft.id && found.insert(id) {
                    let further = direct.get(id).into_iter().flat_map(|after| after.iter());
                    open.extend(further.map(String::as_str));
                }
            }
            (draft.id.as_str(), found)
        };
        let waiting = drafts.iter().filter(|draft| !draft.after.is_empty());
        Order {
            before: waiting.map(all_before).collect(),
        }
    }

    /// Whether one draft must come before another.
    pub(super) fn comes_before(&self, first: &str, second: &str) -> bool {
        let before = self.before.get(second);
        before.is_some_and(|before| before.contains(first))
    }

    /// What the slots that stand leave to a draft.
    pub(super) fn bounds(&self, draft: &str, slots: &[Slot]) -> Bounds {
        let standing = || slots.iter().filter(|slot| slot.status.is_none());
        let first = standing().filter(|slot| self.comes_before(&slot.draft, draft));
        let later = standing().filter(|slot| self.comes_before(draft, &slot.draft));
        let (first, later) = (
            first.max_by_key(|slot| slot.at),
            later.min_by_key(|slot| slot.at),
        );
        let told = |slot: &Slot, word: &str| {
            let at = slot.at.format("%Y-%m-%dT%H:%M:%SZ");
            format!("it must come {word} draft {}, which is at {at}", slot.draft)
        };
        let mut bounds = Bounds::default();
        if let Some(slot) = first {
            bounds.earliest_at = slot.at.checked_add_signed(TimeDelta::milliseconds(1));
            bounds.told.push(told(slot, "after"));
        }
        if let Some(slot) = later {
            bounds.latest_at = Some(slot.at);
            bounds.told.push(told(slot, "before"));
        }
        bounds
    }

    /// A draft that must come before another and stays held; `released` are the places of those that do not.
    pub(super) fn held_before<'s>(
        &self,
        draft: &str,
        slots: &'s [Slot],
        released: &HashSet<usize>,
    ) -> Option<&'s str> {
        let held = slots.iter().enumerate().find(|(place, slot)| {
            slot.status == Some(SlotStatus::Held)
                && !released.contains(place)
                && self.comes_before(&slot.draft, draft)
        });
        held.map(|(_, slot)| slot.draft.as_str())
    }
}
