//! Chance that can be repeated: the same seed gives the same draws on every machine.
//!
//! Used where a figure rests on simulation and where demonstration evidence is made up. Never for tokens or passwords.
//! Generator: xoshiro256** (Blackman and Vigna 2018), started through SplitMix64. Gamma draws follow Marsaglia and
//! Tsang (2000), normal draws the polar method.

/// A repeatable stream of draws.
#[derive(Clone, Debug)]
pub struct Chance {
    state: [u64; 4],
}

impl Chance {
    /// A stream that depends on nothing but the seed.
    pub fn from_seed(seed: u64) -> Self {
        let mut x = seed;
        let state = std::array::from_fn(|_| {
            x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = x;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        });
        Self { state }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let answer = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        answer
    }

    /// A number from 0 up to, but not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number below `bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.bits()) * bound as u128) >> 64) as usize
    }

    /// A draw from the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                return u * (-2.0 * s.ln() / s).sqrt();
            }
        }
    }

    /// A gamma draw with the given shape and mean `shape`.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            // Boost a small shape, then shrink the draw back (Marsaglia and Tsang, section 6).
            let u = self.unit().max(f64::MIN_POSITIVE);
            return self.gamma(shape + 1.0) * u.powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A count from a Poisson distribution.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if mean > 60.0 {
            // Halving keeps the product below away from underflow: a Poisson is a sum of Poissons.
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let floor = (-mean).exp();
        let (mut n, mut product) = (0, self.unit());
        while product > floor {
            n += 1;
            product *= self.unit();
        }
        n
    }

    /// A count with the given mean and a variance of `dispersion` times the mean (negative binomial above 1).
    pub fn count(&mut self, mean: f64, dispersion: f64) -> u64 {
        if mean <= 0.0 {
            return 0;
        }
        if dispersion <= 1.0 {
            return self.poisson(mean);
        }
        let shape = mean / (dispersion - 1.0);
        let rate = self.gamma(shape) * (dispersion - 1.0);
        self.poisson(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_draws() {
        let (mut a, mut b) = (Chance::from_seed(7), Chance::from_seed(7));
        assert!((0..100).all(|_| a.bits() == b.bits()));
        assert_ne!(Chance::from_seed(8).bits(), Chance::from_seed(7).bits());
    }

    #[test]
    fn counts_have_the_mean_and_variance_they_were_asked_for() {
        let mut chance = Chance::from_seed(1);
        for (mean, dispersion) in [(3.0, 1.0), (8.0, 2.5), (150.0, 4.0)] {
            let draws: Vec<f64> = (0..40_000)
                .map(|_| chance.count(mean, dispersion) as f64)
                .collect();
            let m = draws.iter().sum::<f64>() / draws.len() as f64;
            let v = draws.iter().map(|x| (x - m).powi(2)).sum::<f64>() / draws.len() as f64;
            assert!((m / mean - 1.0).abs() < 0.03, "mean {m} for {mean}");
            assert!(
                (v / m / dispersion - 1.0).abs() < 0.06,
                "dispersion {} for {dispersion}",
                v / m
            );
        }
    }

    #[test]
    fn whole_numbers_stay_below_their_bound() {
        let mut chance = Chance::from_seed(3);
        assert!((0..1000).all(|_| chance.below(7) < 7));
        assert_eq!(chance.below(0), 0);
    }
}
