//! What the relaxation of a channel is made of: drafts that are the same to it, and the stretches of time in which nothing changes.

use std::collections::BTreeMap;

use crate::schedule::problem::{Channel, Problem, index};

use super::links::Links;

/// Drafts that are the same to the relaxation.
pub(super) struct Group {
    pub(super) weight: f64,
    pub(super) window: (u32, u32),
    pub(super) mask: u32,
    pub(super) limits: Vec<u32>,
    pub(super) items: Vec<u32>,
    pub(super) price: f64,
    /// For a draft that `after` links to others: what it earns more or less in each stretch of time between the cuts of `Links`.
    pub(super) adjust: Vec<f64>,
}

/// Groups that differ in their windows and prices only.
pub(super) struct Class {
    pub(super) weight: f64,
    pub(super) mask: u32,
    pub(super) limits: Vec<u32>,
    /// By the start of their window.
    pub(super) groups: Vec<u32>,
}

/// The groups that nothing links, in classes.
pub(super) fn classes(groups: &[Group]) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    let free = |(_, group): &(u32, &Group)| group.adjust.is_empty();
    for (number, group) in (0_u32..).zip(groups).filter(free) {
        let same = |class: &&mut Class| {
            class.weight.to_bits() == group.weight.to_bits()
                && class.mask == group.mask
                && class.limits == group.limits
        };
        match classes.iter_mut().rev().find(same) {
            Some(class) => class.groups.push(number),
            None => classes.push(Class {
                weight: group.weight,
                mask: group.mask,
                limits: group.limits.clone(),
                groups: vec![number],
            }),
        }
    }
    classes
}

/// Weight, window, the item if it is linked, mask and limits.
type Key<'a> = (u64, u32, u32, u32, u32, &'a [u32]);

/// The free items of a channel in groups of the same weight, window, mask and limits; linked items by themselves.
pub(super) fn groups(problem: &Problem, number: usize, links: &Links) -> Vec<Group> {
    let mut groups: BTreeMap<Key<'_>, Vec<u32>> = BTreeMap::new();
    for &item in &problem.of_channel[number] {
        let about = &problem.items[item as usize];
        if about.fixed {
            continue;
        }
        let linked = links.adjust(item as usize).is_some();
        let alone = if linked { item + 1 } else { 0 };
        // Weights are positive, and the bits of positive numbers are in their order.
        let weight = about.weight.to_bits();
        let (first, end) = about.window;
        let key = (
            weight,
            first,
            end,
            alone,
            about.mask,
            about.limits.as_slice(),
        );
        groups.entry(key).or_default().push(item);
    }
    let mut found = Vec::with_capacity(groups.len());
    for ((weight, first, end, _, mask, limits), items) in groups {
        let adjust = items.first().and_then(|item| links.adjust(*item as usize));
        found.push(Group {
            weight: f64::from_bits(weight),
            window: (first, end),
            mask,
            limits: limits.to_vec(),
            price: 0.0,
            adjust: adjust.map(<[f64]>::to_vec).unwrap_or_default(),
            items,
        });
    }
    found
}

/// Cuts the spots where the hour changes, where a window or a mask opens or closes, and at the cuts of `links`. Days, and so weeks, begin with an
/// hour.
pub(super) fn runs(channel: &Channel, groups: &[Group], links: &Links) -> Vec<(u32, u32)> {
    let mut cuts: Vec<u32> = channel.blocks.iter().map(|block| block.spots.0).collect();
    let windows = groups.iter().map(|group| group.window);
    cuts.extend(windows.flat_map(|(first, end)| [first, end]));
    for mask in &channel.masks {
        let changes = (1..)
            .zip(mask.windows(2))
            .filter(|(_, pair)| pair[0] != pair[1]);
        cuts.extend(changes.map(|(spot, _)| spot));
    }
    let links = links.cuts().iter();
    cuts.extend(links.map(|cut| channel.window(None, Some(*cut)).1));
    cuts.push(0);
    cuts.push(index(channel.spots.len()));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
