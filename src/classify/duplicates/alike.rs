//! Texts that are known by their sketches, to find the one that another text is a copy of.

use hashbrown::HashMap;

use super::meaning::Facts;
use super::memory::{ALIKE, keys};
use super::sketch::resemblance;

/// Sketches of texts and where they are found.
#[derive(Debug, Default)]
pub(in crate::classify) struct Alike {
    sketches: Vec<Box<[u32]>>,
    places: HashMap<u32, Vec<usize>>,
}

impl Alike {
    /// Knows these texts.
    pub(in crate::classify) fn new<'s>(sketches: impl Iterator<Item = &'s [u32]>) -> Self {
        let mut alike = Alike::default();
        for (place, sketch) in sketches.enumerate() {
            for key in keys(sketch, Facts::default()) {
                alike.places.entry(key).or_default().push(place);
            }
            alike.sketches.push(sketch.into());
        }
        alike
    }

    /// The place of the text that this one is a copy of; of several the most alike, of equal ones the last.
    pub(in crate::classify) fn find(&self, sketch: &[u32]) -> Option<usize> {
        if sketch.is_empty() {
            return None;
        }
        let mut best: Option<(usize, f32)> = None;
        for &place in keys(sketch, Facts::default())
            .filter_map(|key| self.places.get(&key))
            .flatten()
        {
            let known = self.sketches.get(place).map_or(&[][..], |known| &**known);
            let alike = resemblance(known, sketch);
            let is_best =
                best.is_none_or(|(last, most)| alike > most || alike >= most && place > last);
            if alike >= ALIKE && is_best {
                best = Some((place, alike));
            }
        }
        best.map(|(place, _)| place)
    }
}
