//! What draws a draft to an hour besides its rate: the prices of the relaxation for standing early or late, when others wait for it or it for others.

use crate::schedule::problem::Problem;

use super::links::Links;

/// The prices of one pricing, per item and stretch of time.
#[derive(Clone, Debug, Default)]
pub(super) struct Lure {
    of_item: Vec<Vec<f64>>,
    /// Per channel and block: its stretch.
    stretches: Vec<Vec<u32>>,
}

impl Lure {
    /// The prices that `links` hold now.
    pub(super) fn of_links(problem: &Problem, links: &Links) -> Self {
        let of_item = (0..problem.items.len())
            .map(|item| links.adjust(item).unwrap_or_default().to_vec())
            .collect();
        let of_channel = |channel: &crate::schedule::problem::Channel| {
            let at = |block: &crate::schedule::problem::Block| {
                links.stretch(channel.spots[block.spots.0 as usize].at)
            };
            channel.blocks.iter().map(at).collect()
        };
        Lure {
            of_item,
            stretches: problem.channels.iter().map(of_channel).collect(),
        }
    }

    /// Per stretch, what draws an item; `None` when nothing does.
    pub(super) fn of(&self, item: usize) -> Option<&[f64]> {
        self.of_item
            .get(item)
            .filter(|lure| !lure.is_empty())
            .map(Vec::as_slice)
    }

    /// The stretch of each block of a channel.
    pub(super) fn stretches(&self, channel: usize) -> &[u32] {
        &self.stretches[channel]
    }
}
