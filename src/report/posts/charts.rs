//! What posts share, drawn.

use super::effect::Effect;
use crate::document::{Cell, Chart, ChartKind, Line, Tone, Unit};

/// How many times the rate of the other posts each trait goes with, with its interval; nothing when there is nothing to hold side by side.
pub(super) fn effects(effects: &[&Effect]) -> Option<Chart> {
    if effects.len() < 2 {
        return None;
    }
    let name =
        |effect: &&Effect| Cell::text(format!("{}: {}", effect.of.feature.name(), effect.of.value));
    let ratios = effects.iter().map(|effect| Some(effect.ratio)).collect();
    let title = "Times the rate of the other posts (1: the same)";
    let mut line = Line::new(title, Tone::Plain, ratios);
    line.band = effects
        .iter()
        .map(|effect| Some((effect.low, effect.high)))
        .collect();
    Some(Chart {
        title: title.to_owned(),
        kind: ChartKind::Bars,
        axis: "Which".to_owned(),
        unit: Unit::Decimal(2),
        places: effects.iter().map(name).collect(),
        lines: vec![line],
    })
}
