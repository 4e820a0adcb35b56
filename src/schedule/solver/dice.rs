//! Numbers that look random and are the same in every run (`SplitMix64`, Steele, Lea and Flood 2014).

/// A generator; its state is the seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below `end`; 0 when `end` is 0. The bias is below 2^-32, which no search notices.
    pub(super) fn below(&mut self, end: usize) -> usize {
        // The shift leaves 32 bits, and `end` counts things in memory.
        let high = self.next() >> 32;
        usize::try_from((u128::from(high) * end as u128) >> 32).unwrap_or(0)
    }

    /// A number in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True once in `times`.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
