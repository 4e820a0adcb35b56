//! The plan that is kept: what went out, is pinned or is held stands where it is, the rest has a home there.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Days, Utc};

use crate::record::{Draft, DraftStatus, Slot, SlotStatus};

use super::channels::are_one;
use super::constraint::{Builder, Commit, Fate};
use super::plan::PlanOptions;
use super::settings::channel_key;

/// Where a plan before this one has a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The draft's id.
    pub draft: String,
    /// Whose brand.
    pub client: Option<String>,
    /// The channel.
    pub channel: String,
    /// The text for this channel.
    pub text: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// It must not move.
    pub pinned: bool,
    /// It must not go out before it is released.
    pub held: Option<Hold>,
}

/// What a held slot says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    /// As [`Slot::held_by`].
    pub held_by: Option<String>,
    /// As [`Slot::reason`].
    pub reason: Option<String>,
    /// As [`Slot::touches`].
    pub touches: Vec<String>,
}

impl From<Slot> for Kept {
    fn from(slot: Slot) -> Self {
        let is_held = slot.status == Some(SlotStatus::Held);
        Kept {
            draft: slot.draft,
            client: slot.client,
            channel: slot.channel,
            text: slot.text,
            at: slot.at,
            pinned: slot.pinned == Some(true),
            held: is_held.then_some(Hold {
                held_by: slot.held_by,
                reason: slot.reason,
                touches: slot.touches,
            }),
        }
    }
}

impl Kept {
    /// Whether it has gone out by now.
    fn is_gone(&self, now: Option<DateTime<Utc>>) -> bool {
        self.held.is_none() && now.is_some_and(|now| self.at < now)
    }

    /// Why it stands.
    pub(super) fn why(&self) -> &'static str {
        if self.held.is_some() {
            "held in the plan that is kept, until it is released"
        } else {
            "stands in the plan that is kept: published by now, or pinned"
        }
    }

    /// Says of a slot what the kept one says.
    pub(super) fn mark(&self, slot: &mut Slot) {
        let Some(hold) = &self.held else {
            slot.pinned = Some(true);
            return;
        };
        slot.pinned = self.pinned.then_some(true);
        slot.status = Some(SlotStatus::Held);
        slot.held_by.clone_from(&hold.held_by);
        slot.reason.clone_from(&hold.reason);
        slot.touches.clone_from(&hold.touches);
    }
}

impl PlanOptions {
    /// Drafts that are no longer in the list, though the kept plan has slots of them that stand: gone out in these days, pinned, or held. Each with the
    /// channels where it stands.
    pub fn left_behind(&self, drafts: &[Draft]) -> Vec<Draft> {
        let known: HashSet<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
        let mut left: BTreeMap<&str, Draft> = BTreeMap::new();
        for kept in &self.keep {
            if known.contains(kept.draft.as_str()) || !self.still_stands(kept) {
                continue;
            }
            let draft = left.entry(&kept.draft).or_insert_with(|| Draft {
                id: kept.draft.clone(),
                client: kept.client.clone(),
                status: Some(DraftStatus::Approved),
                ..Draft::default()
            });
            draft.channels.push(kept.channel.clone());
            if let Some(text) = &kept.text {
                draft.variants.insert(kept.channel.clone(), text.clone());
            }
        }
        left.into_values().collect()
    }

    /// What went out the day before may still be too near.
    fn still_stands(&self, kept: &Kept) -> bool {
        if !kept.is_gone(self.not_before) {
            return kept.pinned || kept.held.is_some();
        }
        let day = self.rules.of(&kept.channel).zone.day(kept.at);
        day.checked_add_days(Days::new(1))
            .is_some_and(|next| next >= self.from)
    }
}

impl Builder<'_> {
    /// The channel of a kept slot, which an earlier plan may have called by another name of its network.
    fn channel_kept(&self, name: &str) -> Option<usize> {
        let known = self.keys.get(&channel_key(name)).copied();
        known.or_else(|| {
            let others = self.keys.iter().filter(|(other, _)| are_one(other, name));
            others.map(|(_, &channel)| channel).min()
        })
    }

    /// Takes over the plan that is kept.
    pub(super) fn keep(&mut self) {
        let options = self.options;
        let mut out_all_the_same: BTreeMap<usize, i64> = BTreeMap::new();
        for (number, kept) in options.keep.iter().enumerate() {
            let Some(&draft) = self.ids.get(kept.draft.as_str()) else {
                continue;
            };
            let Some(channel) = self.channel_kept(&kept.channel) else {
                continue;
            };
            let at = kept.at.timestamp_millis();
            let gone = kept.is_gone(options.not_before);
            let key = (draft, channel);
            match self.fates.get(&draft) {
                _ if self.pins.contains_key(&key) => continue,
                None => {}
                Some(Fate::Fails(_)) if gone => {
                    let last = out_all_the_same.entry(draft).or_insert(at);
                    *last = at.max(*last);
                }
                Some(_) => continue,
            }
            if !(kept.pinned || gone || kept.held.is_some()) {
                self.homes.insert(key, at);
                continue;
            }
            self.pins.insert(key, at);
            self.stand(draft, channel, at);
            self.commits.push(Commit {
                draft,
                channel,
                at,
                closed: None,
                kept: Some(number),
            });
        }
        for (draft, at) in out_all_the_same {
            self.refusals.retain(|refusal| refusal.draft != draft);
            self.fates.insert(draft, Fate::Stands(Some(at)));
        }
    }

    /// Refuses a draft on the channels where the kept plan does not have it already.
    pub(super) fn refuse_rest(&mut self, draft: usize, reason: &str) {
        for name in self.names(draft) {
            let channel = self.channel(name);
            if !self.pins.contains_key(&(draft, channel)) {
                self.refuse(draft, name, reason);
            }
        }
        self.fates
            .entry(draft)
            .or_insert_with(|| Fate::Fails("not placed".to_owned()));
    }
}
