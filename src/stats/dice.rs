//! Normal draws that are the same on every machine: a small generator with a seed.

/// A generator with a seed (SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct Dice {
    state: u64,
    spare: Option<f64>,
}

impl Dice {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Self {
        Dice {
            state: seed,
            spare: None,
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Evenly between 0 and 1, neither of them.
    pub fn uniform(&mut self) -> f64 {
        // 53 bits, so that every value is exact; the half keeps 0 and 1 out.
        ((self.next() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// Standard normal (G. E. P. Box, M. E. Muller, "A Note on the Generation of Random Normal Deviates", 1958).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sin);
        radius * cos
    }
}

/// A seed from words: FNV-1a, published and stable (G. Fowler, L. C. Noll, K.-P. Vo, "The FNV Non-Cryptographic Hash Algorithm", IETF draft).
pub fn seed_of(words: &str, seed: u64) -> u64 {
    words
        .bytes()
        .chain(seed.to_le_bytes())
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        })
}

#[cfg(test)]
mod tests {
    use super::{Dice, seed_of};

    #[test]
    fn draws_are_normal_and_repeat() {
        let mut dice = Dice::new(7);
        let draws: Vec<f64> = (0..20_000).map(|_| dice.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        let within = draws.iter().filter(|x| x.abs() < 1.96).count();
        assert!(
            mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04,
            "{mean} {variance}"
        );
        assert!((18_900..19_100).contains(&within), "{within}");
        let mut again = Dice::new(7);
        assert!((again.normal() - draws[0]).abs() < f64::EPSILON);
        assert_ne!(seed_of("a", 1), seed_of("b", 1));
        assert_ne!(seed_of("a", 1), seed_of("a", 2));
    }
}
