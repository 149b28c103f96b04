//! Draws from beta distributions that come out alike on every machine and in every version.

/// The generator `SplitMix64` (Steele, Lea & Flood 2014, OOPSLA): small, and good enough to draw ranks.
pub(in crate::stats) struct Draws(u64);

impl Draws {
    /// A stream of its own for each number.
    pub(in crate::stats) fn stream(number: u64) -> Self {
        // One turn scatters neighbouring numbers over all states.
        Self(Self(number).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Uniform, strictly between 0 and 1.
    pub(in crate::stats) fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.next() >> 12) as f64 + 0.5) * STEP
    }

    /// Standard normal, by the polar method (Marsaglia & Bray 1964, SIAM Review 6:260).
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                return x * (-2.0 * square.ln() / square).sqrt();
            }
        }
    }

    /// Gamma with scale 1 and a `shape` above 0 (Marsaglia & Tsang 2000, ACM TOMS 26:363).
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let part = self.uniform().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * part;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= 0.0 {
                continue;
            }
            let chance = self.uniform();
            // The first bound lies below the second and spares most draws its logarithms.
            let accepted =
                chance < 1.0 - 0.0331 * x.powi(4) || chance.ln() < x * x / 2.0 + d * (1.0 - v + v.ln());
            if accepted {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_generator() {
        // The check values in use for the seed 1234567 of Vigna's splitmix64.c.
        let mut draws = Draws(1_234_567);
        assert_eq!(draws.next(), 6_457_827_717_110_365_317);
        assert_eq!(draws.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn gamma_draws_have_their_mean_and_variance() {
        for shape in [0.5, 1.0, 3.5, 378.5] {
            let count = 40_000;
            let draws: Vec<_> = (0..count).map(|number| Draws::stream(number).gamma(shape)).collect();
            let mean = draws.iter().sum::<f64>() / count as f64;
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / count as f64;
            let error = (shape / count as f64).sqrt();
            assert!((mean - shape).abs() < 4.0 * error, "{shape}: {mean}");
            assert!((variance / shape - 1.0).abs() < 0.1, "{shape}: {variance}");
        }
    }
}
