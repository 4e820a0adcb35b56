//! Authors, drawn.

use super::judged::{Judged, Standing};
use super::segment::Segment;
use crate::document::{Cell, Chart, ChartKind, Line, Tone, Unit};

/// Authors of each segment; nothing when there is but one.
pub(super) fn segments(sums: &[(Segment, u64)]) -> Option<Chart> {
    let places = sums.iter().map(|(segment, _)| Cell::text(segment.word()));
    let values = sums.iter().map(|(_, authors)| Some(*authors as f64));
    bars(
        "Authors by segment",
        "Segment",
        places.collect(),
        values.collect(),
    )
}

/// The influence of those who have the most.
pub(super) fn influence(judged: &Judged, standings: &[&Standing]) -> Option<Chart> {
    let name = |standing: &&Standing| {
        let person = judged.people.get(standing.author);
        Cell::some(person, |person| Cell::text(person.name.clone()))
    };
    let values = standings.iter().map(|standing| Some(standing.influence));
    let places = standings.iter().map(name).collect();
    let mut chart = bars("Influence (0 to 1)", "Author", places, values.collect())?;
    chart.unit = Unit::Decimal(2);
    Some(chart)
}

fn bars(title: &str, axis: &str, places: Vec<Cell>, values: Vec<Option<f64>>) -> Option<Chart> {
    (places.len() > 1).then(|| Chart {
        title: title.to_owned(),
        kind: ChartKind::Bars,
        axis: axis.to_owned(),
        unit: Unit::Count,
        places,
        lines: vec![Line::new(title, Tone::Plain, values)],
    })
}
