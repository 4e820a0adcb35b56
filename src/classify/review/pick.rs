//! Which of the candidates a person should judge.

use hashbrown::HashSet;

use super::words::likeness;
use super::{Candidate, Kind, Pools};

/// Of a hundred picks so many are of each kind, in the order in which they are picked; what one kind lacks, the unsure ones fill up.
const SHARES: [(Kind, usize); 4] = [
    (Kind::Random, 20),
    (Kind::Disagreeing, 20),
    (Kind::New, 20),
    (Kind::Unsure, 40),
];

/// Texts more alike than this are one and the same to whoever judges them.
const ALIKE: f64 = 0.7;

/// How many of `wanted` picks each kind gets: rounded, and the rest for the unsure.
fn shares(wanted: usize) -> [(Kind, usize); 4] {
    let mut left = wanted;
    SHARES.map(|(kind, percent)| {
        let share = match kind {
            Kind::Unsure => left,
            _ => ((wanted * percent + 50) / 100).min(left),
        };
        left -= share;
        (kind, share)
    })
}

/// The picks, in the order of the input.
pub(super) fn pick(pools: Pools, wanted: usize) -> Vec<(Kind, Candidate)> {
    let Pools {
        unsure,
        disagreeing,
        random,
        new,
        ..
    } = pools;
    let (unsure, disagreeing) = (unsure.into_sorted(), disagreeing.into_sorted());
    let (random, mut new) = (random.into_sorted(), new.into_sorted());
    new.retain(|candidate| candidate.words.len() >= 3);
    let mut picks = Picks::default();
    for (kind, share) in shares(wanted) {
        match kind {
            // Drawn from all posts alike: nothing is kept out but the same post twice.
            Kind::Random => picks.take(kind, random.clone(), share, 1.1),
            Kind::Disagreeing => picks.take(kind, disagreeing.clone(), share, ALIKE),
            Kind::New => picks.farthest(new.clone(), share),
            Kind::Unsure => {
                picks.take(kind, unsure.clone(), share, ALIKE);
                // What one kind lacks the others give; chance does not, or it would fill up with copies.
                for (kind, more) in [(Kind::Disagreeing, &disagreeing), (kind, &unsure)] {
                    let lacking = wanted - picks.picked.len();
                    picks.take(kind, more.clone(), lacking, ALIKE);
                }
            }
        }
    }
    picks.picked.sort_by_key(|(_, candidate)| candidate.order);
    picks.picked
}

#[derive(Default)]
struct Picks {
    picked: Vec<(Kind, Candidate)>,
    ids: HashSet<String>,
}

impl Picks {
    /// Takes the first `most` candidates that are not picked, and no more like a picked one than `alike`.
    fn take(&mut self, kind: Kind, candidates: Vec<Candidate>, most: usize, alike: f64) {
        let mut left = most;
        for candidate in candidates {
            if left == 0 {
                return;
            }
            let is_like =
                |(_, picked): &(Kind, Candidate)| likeness(&picked.words, &candidate.words) > alike;
            if !self.ids.contains(&candidate.id) && !self.picked.iter().any(is_like) {
                self.add(kind, candidate);
                left -= 1;
            }
        }
    }

    fn add(&mut self, kind: Kind, candidate: Candidate) {
        self.ids.insert(candidate.id.clone());
        self.picked.push((kind, candidate));
    }

    /// Takes, one after the other, the candidate that is least like all that are picked (Gonzalez 1985, farthest-first).
    fn farthest(&mut self, candidates: Vec<Candidate>, most: usize) {
        let mut nearest: Vec<(f64, Option<Candidate>)> = candidates
            .into_iter()
            .map(|candidate| {
                let likes = self
                    .picked
                    .iter()
                    .map(|(_, picked)| likeness(&picked.words, &candidate.words));
                (likes.fold(0.0, f64::max), Some(candidate))
            })
            .collect();
        for _ in 0..most {
            let open = nearest.iter_mut().filter(|(like, candidate)| {
                let is_open = |one: &Candidate| !self.ids.contains(&one.id);
                *like <= ALIKE && candidate.as_ref().is_some_and(is_open)
            });
            // Of those alike far away the first of the pool, whose order is chance.
            let Some((_, found)) = open.reduce(|best, one| if one.0 < best.0 { one } else { best })
            else {
                return;
            };
            let Some(found) = found.take() else { return };
            for (like, candidate) in &mut nearest {
                if let Some(candidate) = candidate {
                    *like = like.max(likeness(&found.words, &candidate.words));
                }
            }
            self.add(Kind::New, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn the_shares_add_up() {
        for wanted in 0..200 {
            let found: usize = shares(wanted).iter().map(|(_, share)| share).sum();
            assert_eq!(found, wanted);
        }
        assert_eq!(shares(50).map(|(_, share)| share), [10, 10, 10, 20]);
        assert_eq!(shares(1).map(|(_, share)| share), [0, 0, 0, 1]);
    }
}
