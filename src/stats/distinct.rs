//! How many different values there are, mergeable and in bounded memory.
//!
//! Up to 2048 different values their 64-bit hashes are kept and the number is exact (but for colliding hashes: one chance in 8 million million
//! at 2048 values). Beyond, `HyperLogLog` (Flajolet et al. 2007) with 2^14 registers and the improved raw estimator of Otmar Ertl, "New
//! cardinality estimation algorithms for `HyperLogLog` sketches", arXiv:1702.01284 (2017), which needs no bias tables.
//!
//! The state depends on the set of hashes alone, so the order of adding and merging cannot matter.

use hashbrown::HashTable;

/// Standard error of an estimate of more than 2048 values: 1.04 / sqrt(2^14), relative.
pub const DISTINCT_ERROR: f64 = 0.008_125;

/// Different values up to which their number is exact.
pub const DISTINCT_EXACT: u64 = EXACT_LIMIT as u64;

/// Hashes kept one by one.
const EXACT_LIMIT: usize = 2048;
/// Bits of a hash that choose the register.
const PRECISION: u32 = 14;
const REGISTERS: usize = 1 << PRECISION;
/// Bits of a hash that are left for the rank, `q` in the paper.
const RANK_BITS: usize = 64 - PRECISION as usize;

/// A set of values given by their 64-bit hashes, which must be as good as xxh3.
#[derive(Clone, Debug)]
pub struct Distinct(State);

#[derive(Clone, Debug)]
enum State {
    Exact(HashTable<u64>),
    Registers(Box<[u8]>),
}

/// A set as numbers, to write and read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DistinctParts {
    /// The hashes, ascending.
    Hashes(Vec<u64>),
    /// The 2^14 registers.
    Registers(Vec<u8>),
}

impl Default for Distinct {
    fn default() -> Self {
        Distinct(State::Exact(HashTable::new()))
    }
}

impl Distinct {
    /// Adds the hash of a value.
    pub fn add(&mut self, hash: u64) {
        match &mut self.0 {
            State::Registers(registers) => raise(registers, hash),
            State::Exact(hashes) => {
                if hashes.find(hash, |known| *known == hash).is_some() {
                    return;
                }
                if hashes.len() < EXACT_LIMIT {
                    hashes.insert_unique(hash, hash, |known| *known);
                } else {
                    raise(self.registers(), hash);
                }
            }
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Distinct) {
        match &other.0 {
            State::Exact(hashes) => hashes.iter().for_each(|&hash| self.add(hash)),
            State::Registers(theirs) => {
                for (ours, &rank) in self.registers().iter_mut().zip(theirs) {
                    *ours = (*ours).max(rank);
                }
            }
        }
    }

    /// The registers, made from the hashes if need be.
    fn registers(&mut self) -> &mut [u8] {
        if let State::Exact(hashes) = &self.0 {
            let mut registers = vec![0; REGISTERS].into_boxed_slice();
            hashes.iter().for_each(|&hash| raise(&mut registers, hash));
            self.0 = State::Registers(registers);
        }
        match &mut self.0 {
            State::Registers(registers) => registers,
            State::Exact(_) => &mut [],
        }
    }

    /// How many different values: exact up to 2048, then an estimate with a relative standard error of [`DISTINCT_ERROR`].
    pub fn estimate(&self) -> u64 {
        match &self.0 {
            State::Exact(hashes) => hashes.len() as u64,
            // There are registers only once there were more values than are kept.
            State::Registers(registers) => ertl(registers).max(EXACT_LIMIT as u64 + 1),
        }
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, State::Exact(hashes) if hashes.is_empty())
    }

    /// The state as numbers; equal sets give equal parts.
    pub fn parts(&self) -> DistinctParts {
        match &self.0 {
            State::Exact(hashes) => {
                let mut hashes: Vec<u64> = hashes.iter().copied().collect();
                hashes.sort_unstable();
                DistinctParts::Hashes(hashes)
            }
            State::Registers(registers) => DistinctParts::Registers(registers.to_vec()),
        }
    }

    /// The set of some parts; `None` when they cannot be a set's.
    pub fn from_parts(parts: DistinctParts) -> Option<Self> {
        match parts {
            DistinctParts::Hashes(hashes) => {
                let mut distinct = Distinct::default();
                for hash in hashes {
                    distinct.add(hash);
                }
                Some(distinct)
            }
            DistinctParts::Registers(registers) => {
                let possible = registers.len() == REGISTERS
                    && registers
                        .iter()
                        .all(|&rank| usize::from(rank) <= RANK_BITS + 1);
                possible.then(|| Distinct(State::Registers(registers.into_boxed_slice())))
            }
        }
    }
}

/// The first 14 bits choose a register, the zeros that begin the rest give the rank.
fn raise(registers: &mut [u8], hash: u64) {
    let index = usize::try_from(hash >> RANK_BITS).unwrap_or(0);
    // A bit after the last one ends the count of zeros.
    let rest = (hash << PRECISION) | (1 << (PRECISION - 1));
    let rank = u8::try_from(rest.leading_zeros() + 1).unwrap_or(u8::MAX);
    if let Some(register) = registers.get_mut(index) {
        *register = (*register).max(rank);
    }
}

/// Ertl's improved raw estimator.
fn ertl(registers: &[u8]) -> u64 {
    let mut multiplicity = [0_u32; RANK_BITS + 2];
    for &rank in registers {
        if let Some(count) = multiplicity.get_mut(usize::from(rank)) {
            *count += 1;
        }
    }
    let m = REGISTERS as f64;
    let [first, middle @ .., last] = &multiplicity;
    let mut z = m * tau(1.0 - f64::from(*last) / m);
    for &count in middle.iter().rev() {
        z = 0.5 * (z + f64::from(count));
    }
    z += m * sigma(f64::from(*first) / m);
    let estimate = m * m / (2.0 * std::f64::consts::LN_2 * z);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and the estimate is positive"
    )]
    let rounded = estimate.round() as u64;
    rounded
}

/// The series σ of the paper, for registers that are empty.
fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z <= before {
            return z;
        }
    }
}

/// The series τ of the paper, for registers that are full.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x) * (1.0 - x) * y;
        if z >= before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::{ProptestConfig, proptest};
    use xxhash_rust::xxh3::xxh3_64;

    fn of(values: impl Iterator<Item = u64>) -> Distinct {
        let mut distinct = Distinct::default();
        values.for_each(|value| distinct.add(xxh3_64(&value.to_le_bytes())));
        distinct
    }

    #[test]
    fn few_are_exact() {
        assert_eq!(Distinct::default().estimate(), 0);
        assert_eq!(of((0..4096).map(|n| n % 2048)).estimate(), 2048);
        assert_ne!(of(0..2049).parts(), of(0..2048).parts());
    }

    #[test]
    fn error_is_as_stated() {
        let mut squares = 0.0;
        let sizes = [
            2_049_u64, 3_000, 5_000, 12_000, 30_000, 70_000, 150_000, 400_000,
        ];
        for (round, size) in sizes.iter().enumerate() {
            let first = round as u64 * 10_000_000;
            let error = of(first..first + size).estimate() as f64 / *size as f64 - 1.0;
            assert!(error.abs() < 4.0 * DISTINCT_ERROR, "{size}: {error}");
            squares += error * error;
        }
        let spread = (squares / sizes.len() as f64).sqrt();
        assert!(spread < 1.5 * DISTINCT_ERROR, "{spread}");
    }

    #[test]
    fn hashes_at_the_ends_are_counted() {
        let mut distinct = Distinct::default();
        let all = distinct.registers();
        raise(all, 0);
        raise(all, u64::MAX);
        assert_eq!((all[0], all[REGISTERS - 1]), (51, 1));
        let full = Distinct::from_parts(DistinctParts::Registers(vec![51; REGISTERS])).unwrap();
        assert_eq!(full.estimate(), u64::MAX);
        assert!(Distinct::from_parts(DistinctParts::Registers(vec![52; REGISTERS])).is_none());
        assert!(Distinct::from_parts(DistinctParts::Registers(vec![0; 3])).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn union_does_not_depend_on_order(a in vec(0_u64..6000, 0..4000), b in vec(0_u64..6000, 0..4000), c in vec(0_u64..9000, 0..100)) {
            let whole = of(a.iter().chain(&b).chain(&c).copied());
            let sets = [of(a.into_iter()), of(b.into_iter()), of(c.into_iter())];
            for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
                let mut merged = Distinct::default();
                for index in order {
                    merged.merge(&Distinct::from_parts(sets[index].parts()).unwrap());
                }
                assert_eq!(merged.parts(), whole.parts());
                assert_eq!(merged.estimate(), whole.estimate());
            }
        }
    }
}
