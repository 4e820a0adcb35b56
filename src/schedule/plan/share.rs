//! What concerns a plan as a whole: shares of what is placed, campaigns in order, what moved since the plan that is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::record::{Draft, Slot};
use crate::schedule::constraint::{Setting, Shared};
use crate::schedule::settings::{Mix, channel_key};
use crate::schedule::solver::State;

use crate::schedule::keep::Kept;

/// The drafts with those of a campaign `in_order` one after the other, as they stand in the list.
pub(in crate::schedule) fn in_order<'a>(drafts: &'a [Draft], mix: &Mix) -> Cow<'a, [Draft]> {
    if !mix.campaigns.values().any(|campaign| campaign.in_order) {
        return Cow::Borrowed(drafts);
    }
    let mut last: HashMap<(Option<String>, String), String> = HashMap::new();
    let mut drafts = drafts.to_vec();
    for draft in &mut drafts {
        let name = draft.campaign.as_deref().map(channel_key);
        let (Some(name), true) = (name, mix.campaign(draft).is_some_and(|own| own.in_order)) else {
            continue;
        };
        let before = last.insert((draft.client.clone(), name), draft.id.clone());
        if let Some(before) = before
            && before != draft.id
            && !draft.after.contains(&before)
        {
            draft.after.push(before);
        }
    }
    Cow::Owned(drafts)
}

/// Lowers the numbers that shares come to where the plan has more; `None` when it has not.
///
/// A share is of what is placed, which is known only afterwards: the plan is made again with that number as a limit, which falls from round to round,
/// so that this ends.
pub(super) fn tighten(
    drafts: &[Draft],
    mix: &Mix,
    setting: &Setting<'_>,
    state: &State<'_>,
    shared: &Shared,
) -> Option<Shared> {
    if mix.shares.iter().all(|share| share.max_share.is_none()) {
        return None;
    }
    let mut tighter = shared.clone();
    let mut standing: Vec<usize> = Vec::new();
    for channel in &setting.problem.channels {
        let within = channel
            .walls
            .iter()
            .filter(|wall| channel.day_of(wall.at).is_some());
        standing.extend(within.map(|wall| wall.draft));
    }
    let items = setting.problem.items.iter().enumerate();
    let placed = items.filter(|(item, _)| state.is_placed(*item));
    standing.extend(placed.map(|(_, item)| item.draft));
    let mut totals: BTreeMap<&Option<String>, u32> = BTreeMap::new();
    for &draft in &standing {
        *totals.entry(&drafts[draft].client).or_default() += 1;
    }
    let mut changed = false;
    for (number, share) in mix.shares.iter().enumerate() {
        let Some(most) = share.max_share else {
            continue;
        };
        for (client, total) in &totals {
            let counts = |draft: &&usize| {
                drafts[**draft].client == **client && share.counts(&drafts[**draft])
            };
            let count = u32::try_from(standing.iter().filter(counts).count()).unwrap_or(u32::MAX);
            // A share of 0.2 of 5 is 1, whatever the rounding of 0.2.
            let allowed = (0..=*total)
                .rev()
                .find(|number| f64::from(*number) <= most * f64::from(*total) + 1e-9)
                .unwrap_or(0);
            let key = (number, (*client).clone());
            let before = shared.get(&key).copied().unwrap_or(u32::MAX);
            if count > allowed && allowed < before {
                tighter.insert(key, allowed);
                changed = true;
            } else if count > allowed && before > 0 && count <= before {
                tighter.insert(key, before - 1);
                changed = true;
            }
        }
    }
    changed.then_some(tighter)
}

/// What is said of the slots that moved since the plan that is kept.
pub(super) fn moves(keep: &[Kept], slots: &[Slot]) -> Option<String> {
    let now: HashMap<(&str, String), &Slot> = slots
        .iter()
        .map(|slot| ((slot.draft.as_str(), channel_key(&slot.channel)), slot))
        .collect();
    let mut count = 0_usize;
    let mut gone = 0_usize;
    for kept in keep {
        match now.get(&(kept.draft.as_str(), channel_key(&kept.channel))) {
            Some(slot) if slot.at == kept.at => {}
            Some(_) => count += 1,
            None => gone += 1,
        }
    }
    let total = keep.len();
    (total > 0)
        .then(|| format!("of {total} slots kept, {count} moved and {gone} are no longer planned"))
}
