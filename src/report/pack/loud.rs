//! The share of voice, as `cm-report voice` tells it.

use super::section::{Answer, Part, Plan};
use super::told::told;
use crate::document::Block;
use crate::report::{Voice, VoiceOptions};

/// Our voice beside those of rivals.
pub(super) fn voice(plan: &Plan) -> Box<dyn Part> {
    let options = VoiceOptions {
        scope: plan.scope(plan.options.range),
        before: plan.before,
        by: plan.voices.clone(),
        min_group: 0,
    };
    told(Voice::new(&options), |voice, _| {
        if voice.count() < 2 {
            return Answer::nothing(
                "fewer than two brands are spoken of; rivals = [\"...\"] in [clients.NAME], or --brand, names some",
            );
        }
        let sections = voice.document().sections.into_iter().enumerate();
        let blocks = sections.flat_map(|(index, section)| {
            // Of what comes after the first table, the chart says it in less room.
            let wanted = move |block: &Block| index == 0 || matches!(block, Block::Chart(_));
            section.blocks.into_iter().filter(wanted)
        });
        Answer::from(blocks.collect::<Vec<Block>>())
    })
}
