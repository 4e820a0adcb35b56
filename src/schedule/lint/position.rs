//! Lines and columns of places in a text, all found in one pass.

use std::collections::BTreeMap;
use std::ops::Range;

/// Line and column, both from 1, of the places that were asked for.
#[derive(Debug, Default)]
pub(super) struct Positions(BTreeMap<usize, (u64, u64)>);

impl Positions {
    /// Reads the text once for all ranges. Columns count characters (Unicode code points).
    pub(super) fn of(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut places: BTreeMap<usize, (u64, u64)> = ranges
            .flat_map(|range| [(range.start, (1, 1)), (range.end, (1, 1))])
            .collect();
        let (mut line, mut column) = (1, 1);
        let mut at = 0;
        for (&place, position) in &mut places {
            for c in text.get(at..place).unwrap_or_default().chars() {
                if c == '\n' {
                    line += 1;
                    column = 1;
                } else {
                    column += 1;
                }
            }
            at = place;
            *position = (line, column);
        }
        Positions(places)
    }

    /// The position of a place that was asked for.
    pub(super) fn at(&self, place: usize) -> (u64, u64) {
        self.0.get(&place).copied().unwrap_or((1, 1))
    }
}
