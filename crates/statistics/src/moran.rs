//! Whether like stands beside like over a whole area: Moran's I, local I, and the global G.
//!
//! **Formula**: I = n/S0 · sum w z z' / sum z², z the distance from the mean; expected -1/(n-1). Local I = (n-1) z · lag z / sum z².
//! G = sum w x x' / sum of x x' over all pairs.
//!
//! **Source**: Cliff and Ord (1981); Anselin (1995); Getis and Ord (1992).
//!
//! **Unit**: none; I is about 0 for no pattern. z in standard deviations, under normality or randomisation.
//!
//! **Limits**: one figure for the whole map: it says that there is clustering, not where. At least four areas that differ.
//!
//! **Example**: four areas in a row, 1, 1, 2, 2, neighbours counting one: I = 4/6 · (2·0.25 - 2·0.25 + 2·0.25)/1 = 1/3.

use crate::Weights;

/// A measure of the whole map, with what chance would give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapMeasure {
    /// The measure.
    pub value: f64,
    /// What no pattern gives on average.
    pub expected: f64,
    /// Its variance when values are dealt out at random.
    pub variance: f64,
    /// Its distance from the expected in standard deviations, by that variance.
    pub z: f64,
    /// The same taking values to be normal (Moran's I only).
    pub z_normal: Option<f64>,
}

struct Sums {
    n: f64,
    s0: f64,
    s1: f64,
    s2: f64,
}

fn sums(weights: &Weights, count_islands: bool) -> Sums {
    let n = weights.rows.len();
    let (mut s0, mut s1, mut into) = (0.0, 0.0, vec![0.0; n]);
    let mut out = vec![0.0; n];
    let mut sorted = weights.rows.clone();
    sorted.iter_mut().for_each(|row| row.sort_by_key(|it| it.0));
    for (i, row) in sorted.iter().enumerate() {
        for (j, w) in row {
            let back = sorted[*j]
                .binary_search_by_key(&i, |it| it.0)
                .map_or(0.0, |at| sorted[*j][at].1);
            s0 += w;
            // A pair seen from both sides is met twice, one seen from one side once.
            s1 += if back == 0.0 {
                w * w
            } else {
                (w + back).powi(2) / 2.0
            };
            out[i] += w;
            into[*j] += w;
        }
    }
    let s2 = out
        .iter()
        .zip(&into)
        .map(|(a, b): (&f64, &f64)| (a + b).powi(2))
        .sum();
    let with = weights.rows.iter().filter(|it| !it.is_empty()).count();
    let n = if count_islands { n } else { with } as f64;
    Sums { n, s0, s1, s2 }
}

/// Moran's I. `count_islands`: areas without neighbours count among n (esda does, spdep does not).
pub fn moran(x: &[f64], weights: &Weights, count_islands: bool) -> Option<MapMeasure> {
    if !weights.fits(x) || x.len() < 4 {
        return None;
    }
    let Sums { n, s0, s1, s2 } = sums(weights, count_islands);
    let all = x.len() as f64;
    let mean = x.iter().sum::<f64>() / all;
    let z: Vec<f64> = x.iter().map(|it| it - mean).collect();
    let zz: f64 = z.iter().map(|it| it * it).sum();
    let z4: f64 = z.iter().map(|it| it.powi(4)).sum();
    let cross: f64 = (0..z.len()).map(|i| z[i] * weights.lag(i, &z)).sum();
    let value = n / s0 * cross / zz;
    let expected = -1.0 / (n - 1.0);
    let normal =
        (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0) - expected * expected;
    let k = all * z4 / (zz * zz);
    let top = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0)
        - k * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let variance = top / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected;
    let z = (value - expected) / variance.sqrt();
    z.is_finite().then(|| MapMeasure {
        value,
        expected,
        variance,
        z,
        z_normal: Some((value - expected) / normal.sqrt()),
    })
}

/// Local I and the quadrant of each area: 1 high among high, 2 low among high, 3 low among low, 4 high among low.
pub fn local_moran(x: &[f64], weights: &Weights) -> Vec<(f64, u8)> {
    if !weights.fits(x) {
        return Vec::new();
    }
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let z: Vec<f64> = x.iter().map(|it| it - mean).collect();
    let zz: f64 = z.iter().map(|it| it * it).sum();
    (0..z.len())
        .map(|i| {
            let lag = weights.lag(i, &z);
            let quadrant = match (z[i] > 0.0, lag > 0.0) {
                (true, true) => 1,
                (false, true) => 2,
                (false, false) => 3,
                (true, false) => 4,
            };
            ((n - 1.0) * z[i] * lag / zz, quadrant)
        })
        .collect()
}

/// Getis and Ord's global G with neighbours counting as given.
pub fn global_g(x: &[f64], weights: &Weights) -> Option<MapMeasure> {
    if !weights.fits(x) || x.len() < 4 {
        return None;
    }
    let Sums { n, s0, s1, s2 } = sums(weights, false);
    let power = |k: i32| -> f64 {
        let with = x.iter().zip(&weights.rows).filter(|it| !it.1.is_empty());
        with.map(|(it, _)| it.powi(k)).sum()
    };
    let (m1, m2, m3, m4) = (power(1), power(2), power(3), power(4));
    let cross: f64 = (0..x.len()).map(|i| x[i] * weights.lag(i, x)).sum();
    let value = cross / (m1 * m1 - m2);
    let expected = s0 / (n * (n - 1.0));
    let nn = n * n;
    let b0 = (nn - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    let b1 = -((nn - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    let b4 = s1 - s2 + s0 * s0;
    let top = b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4);
    let bottom = (m1 * m1 - m2).powi(2) * n * (n - 1.0) * (n - 2.0) * (n - 3.0);
    let variance = top / bottom - expected * expected;
    let z = (value - expected) / variance.sqrt();
    z.is_finite().then_some(MapMeasure {
        value,
        expected,
        variance,
        z,
        z_normal: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_in_a_row_are_the_worked_example() {
        let w = Weights::binary(&[vec![1], vec![0, 2], vec![1, 3], vec![2]]).unwrap();
        let i = moran(&[1.0, 1.0, 2.0, 2.0], &w, true).unwrap();
        assert!((i.value - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(moran(&[1.0; 4], &w, true), None);
    }
}
