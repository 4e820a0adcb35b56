//! Voices, drawn.

use std::collections::BTreeSet;

use super::Heard;
use crate::document::{Cell, Chart, ChartKind, Line, Tone, Unit};

/// Voices and sources of a chart.
const MOST: usize = 12;
/// Voices that colours tell apart.
const TOLD_APART: usize = 6;

/// Posts of each voice by their tone.
pub(super) fn by_tone(voices: &[(&String, &Heard)]) -> Option<Chart> {
    let voices = voices.get(..MOST).unwrap_or(voices);
    if voices.len() < 2 {
        return None;
    }
    let line = |label: &str, tone: Tone, read: &dyn Fn(&Heard) -> u64| {
        let values = voices.iter().map(|(_, heard)| Some(read(heard) as f64));
        Line::new(label, tone, values.collect())
    };
    let [negative, neutral, positive] = [0, 1, 2]
        .map(|tone: usize| move |heard: &Heard| heard.by_tone.get(tone).copied().unwrap_or(0));
    let labelled = |heard: &Heard| heard.by_tone.iter().sum::<u64>();
    let mut lines = vec![
        line("Negative", Tone::Bad, &negative),
        line("Neutral", Tone::Neutral, &neutral),
        line("Positive", Tone::Good, &positive),
    ];
    if voices.iter().all(|(_, heard)| labelled(heard) == 0) {
        lines.clear();
    }
    if voices
        .iter()
        .any(|(_, heard)| heard.posts > labelled(heard))
    {
        let rest = |heard: &Heard| heard.posts.saturating_sub(labelled(heard));
        lines.push(line("Without label", Tone::Plain, &rest));
    }
    Some(Chart {
        title: "Posts by voice and tone".to_owned(),
        kind: ChartKind::Stacked,
        axis: "Voice".to_owned(),
        unit: Unit::Count,
        places: voices
            .iter()
            .map(|(name, _)| Cell::text(name.as_str()))
            .collect(),
        lines,
    })
}

/// Posts of each source by voice, where both are several and few enough.
pub(super) fn by_source(voices: &[(&String, &Heard)]) -> Option<Chart> {
    let mut sources: BTreeSet<(std::cmp::Reverse<u64>, &str)> = BTreeSet::new();
    let known = voices.iter().flat_map(|(_, heard)| heard.by_source.keys());
    let names: BTreeSet<&str> = known.map(String::as_str).collect();
    for name in names {
        let counts = voices
            .iter()
            .filter_map(|(_, heard)| heard.by_source.get(name));
        sources.insert((std::cmp::Reverse(counts.sum()), name));
    }
    if !(2..=TOLD_APART).contains(&voices.len()) || sources.len() < 2 {
        return None;
    }
    let places: Vec<&str> = sources.iter().map(|(_, name)| *name).take(MOST).collect();
    let line = |(name, heard): &(&String, &Heard)| {
        let count = |source: &&str| heard.by_source.get(*source).copied().unwrap_or(0);
        let values = places.iter().map(|source| Some(count(source) as f64));
        Line::new(name.as_str(), Tone::Plain, values.collect())
    };
    Some(Chart {
        title: "Posts by source and voice".to_owned(),
        kind: ChartKind::Stacked,
        axis: "Source".to_owned(),
        unit: Unit::Count,
        places: places.iter().map(|name| Cell::text(*name)).collect(),
        lines: voices.iter().map(line).collect(),
    })
}
