//! Whether events near in place are also near in time more often than chance gives: Knox, and near repeats.
//!
//! **Method**: every pair of events is counted by its distance band and its time band, each from its lower end up to but not
//! including its upper. Then times are dealt out afresh over the fixed places, and the pairs counted again. Ratio = counted / mean of
//! the replicates; p = (1 + replicates that reach the count)/(replicates + 1).
//!
//! **Source**: Knox (1964); Ratcliffe's near repeat calculator for the bands; permuting times, not pairs, as Besag and Diggle (1977).
//!
//! **Unit**: places and bands in one unit of length, times and bands in one unit of time.
//!
//! **Limits**: needs the place and day of each event: not for published points, which are moved and carry only a month. A repeat is
//! called only with at least 5 pairs, a ratio of at least 1.2 and p of at most 0.05. Several bands are several tests. Where one area is busy
//! first and another later, near pairs come close in time without any repeat (ratios of 1.6 to 1.9): split the period.
//!
//! **Example**: events at (0, 0) on day 1, (0, 50) on day 3 and (900, 0) on day 4: one pair within 100 m and within 7 days.
//!
//! Pairs near enough in place are listed once through a grid; each replicate only looks up times, from a stream of its own, so the
//! answer is the same on any number of processors.

use rayon::prelude::*;

use crate::Chance;

/// How distance is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// As the crow flies.
    Euclidean,
    /// Along streets that run east and north.
    Manhattan,
    /// The greater of the way east and the way north.
    Maximum,
}

/// What came of one distance band and one time band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnoxCell {
    /// Pairs counted.
    pub observed: u64,
    /// The mean of the replicates.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// Counted by mean; `None` where no replicate has a pair.
    pub ratio: Option<f64>,
    /// How often chance reaches the count.
    pub p: f64,
}

impl KnoxCell {
    /// Whether we call it a near repeat.
    pub fn is_near_repeat(&self) -> bool {
        self.observed >= 5 && self.p <= 0.05 && self.ratio.is_none_or(|it| it >= 1.2) // no ratio: chance never has a pair there
    }
}

/// Bands of place and time, and the distance between two events.
#[derive(Clone, Debug)]
pub struct KnoxBands {
    /// The ends of the distance bands, rising.
    pub distances: Vec<f64>,
    /// The ends of the time bands, rising.
    pub times: Vec<f64>,
    /// How distance is measured.
    pub measure: Distance,
}

struct Pair {
    a: u32,
    b: u32,
    band: u32,
}

/// Knox by bands: for each distance band, each time band. `None` for bands that do not rise or values that are no numbers.
pub fn knox(
    places: &[[f64; 2]],
    times: &[f64],
    bands: &KnoxBands,
    replicates: usize,
    seed: u64,
) -> Option<Vec<Vec<KnoxCell>>> {
    knox_watched(places, times, bands, replicates, seed, &|| ())
}

/// The same; `done` is told after each replicate, from whatever thread worked it.
pub fn knox_watched(
    places: &[[f64; 2]],
    times: &[f64],
    bands: &KnoxBands,
    replicates: usize,
    seed: u64,
    done: &(dyn Fn() + Sync),
) -> Option<Vec<Vec<KnoxCell>>> {
    let rising = |it: &[f64]| it.len() > 1 && it.windows(2).all(|w| w[0] < w[1]) && it[0] >= 0.0;
    let sound = places.len() == times.len()
        && u32::try_from(places.len()).is_ok()
        && places
            .iter()
            .flatten()
            .chain(times)
            .all(|it| it.is_finite())
        && bands
            .distances
            .iter()
            .chain(&bands.times)
            .all(|it| it.is_finite());
    if !sound || !rising(&bands.distances) || !rising(&bands.times) {
        return None;
    }
    let (rows, columns) = (bands.distances.len() - 1, bands.times.len() - 1);
    let pairs = near_pairs(places, bands);
    let observed = counts(&pairs, times, bands);
    let (reached, sums, squares) = (0..replicates)
        .into_par_iter()
        .fold(
            || vec![(0u64, 0u64, 0u128); rows * columns],
            |mut sum, replicate| {
                let mut chance = Chance::from_seed(mixed(seed, replicate as u64));
                let mut dealt = times.to_vec();
                for k in (1..dealt.len()).rev() {
                    dealt.swap(k, chance.below(k + 1));
                }
                for (cell, (n, seen)) in sum
                    .iter_mut()
                    .zip(counts(&pairs, &dealt, bands).into_iter().zip(&observed))
                {
                    cell.0 += u64::from(n >= *seen);
                    cell.1 += n;
                    cell.2 += u128::from(n) * u128::from(n);
                }
                done();
                sum
            },
        )
        .reduce(
            || vec![(0, 0, 0); rows * columns],
            |mut a, b| {
                for (a, b) in a.iter_mut().zip(b) {
                    *a = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
                }
                a
            },
        )
        .into_iter()
        .fold((vec![], vec![], vec![]), |mut all, (a, b, c)| {
            all.0.push(a);
            all.1.push(b);
            all.2.push(c);
            all
        });
    let r = replicates as f64;
    let cell = |at: usize| {
        let mean = if replicates == 0 {
            0.0
        } else {
            sums[at] as f64 / r
        };
        let sd = (squares[at] as f64 / r.max(1.0) - mean * mean)
            .max(0.0)
            .sqrt();
        KnoxCell {
            observed: observed[at],
            mean,
            sd,
            ratio: (mean > 0.0).then(|| observed[at] as f64 / mean),
            p: (reached[at] as f64 + 1.0) / (r + 1.0),
        }
    };
    Some(
        (0..rows)
            .map(|row| {
                (0..columns)
                    .map(|column| cell(row * columns + column))
                    .collect()
            })
            .collect(),
    )
}

/// A stream's seed from the whole seed and the number of the replicate.
fn mixed(seed: u64, replicate: u64) -> u64 {
    Chance::from_seed(seed ^ replicate.wrapping_mul(0x9E37_79B9_7F4A_7C15)).bits()
}

/// How many pairs lie near enough in place to be counted; `None` where they are more than `most`, or where bands make no sense. Each takes
/// 12 bytes while the bands are worked out.
pub fn near_pairs_up_to(places: &[[f64; 2]], bands: &KnoxBands, most: u64) -> Option<u64> {
    if bands.distances.is_empty() || places.iter().flatten().any(|it| !it.is_finite()) {
        return None;
    }
    let mut many = 0;
    each_near_pair(places, bands, |_| {
        many += 1;
        many <= most
    });
    (many <= most).then_some(many)
}

fn near_pairs(places: &[[f64; 2]], bands: &KnoxBands) -> Vec<Pair> {
    let mut pairs = Vec::new();
    each_near_pair(places, bands, |it| {
        pairs.push(it);
        true
    });
    pairs
}

/// Gives each pair to `take` until that has enough.
fn each_near_pair(places: &[[f64; 2]], bands: &KnoxBands, mut take: impl FnMut(Pair) -> bool) {
    let far = bands.distances[bands.distances.len() - 1];
    let mut order: Vec<u32> = (0..places.len() as u32).collect();
    order.sort_by(|a, b| places[*a as usize][0].total_cmp(&places[*b as usize][0]));
    // Strips of the greatest distance, west to east, each south to north: partners lie in one's own strip and the next.
    let west = order.first().map_or(0.0, |it| places[*it as usize][0]);
    let strip = |i: u32| ((places[i as usize][0] - west) / far).floor() as i64;
    order.sort_by(|a, b| {
        strip(*a)
            .cmp(&strip(*b))
            .then(places[*a as usize][1].total_cmp(&places[*b as usize][1]))
    });
    let mut add = |i: u32, j: u32| -> bool {
        let (p, q) = (places[i as usize], places[j as usize]);
        let (dx, dy) = ((p[0] - q[0]).abs(), (p[1] - q[1]).abs());
        let d = match bands.measure {
            Distance::Euclidean => (dx * dx + dy * dy).sqrt(),
            Distance::Manhattan => dx + dy,
            Distance::Maximum => dx.max(dy),
        };
        let band = bands.distances.partition_point(|it| *it <= d);
        let near = band > 0 && band < bands.distances.len();
        !near
            || take(Pair {
                a: i,
                b: j,
                band: band as u32 - 1,
            })
    };
    for (at, i) in order.iter().enumerate() {
        let (here, y) = (strip(*i), places[*i as usize][1]);
        for j in &order[at + 1..] {
            if strip(*j) != here || places[*j as usize][1] - y > far {
                break;
            }
            if !add(*i, *j) {
                return;
            }
        }
        let key = |j: &u32| (strip(*j), places[*j as usize][1]);
        let from = at + order[at..].partition_point(|j| key(j) < (here + 1, y - far));
        for j in &order[from..] {
            if strip(*j) != here + 1 || places[*j as usize][1] - y > far {
                break;
            }
            if !add(*i, *j) {
                return;
            }
        }
    }
}

fn counts(pairs: &[Pair], times: &[f64], bands: &KnoxBands) -> Vec<u64> {
    let columns = bands.times.len() - 1;
    let mut counts = vec![0; (bands.distances.len() - 1) * columns];
    let (soon, late) = (bands.times[0], bands.times[columns]);
    for pair in pairs {
        let apart = (times[pair.a as usize] - times[pair.b as usize]).abs();
        if apart < late && apart >= soon {
            let mut band = 0;
            while apart >= bands.times[band + 1] {
                band += 1;
            }
            counts[pair.band as usize * columns + band] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_events_are_the_worked_example() {
        let bands = KnoxBands {
            distances: vec![0.0, 100.0],
            times: vec![0.0, 7.0],
            measure: Distance::Euclidean,
        };
        let places = [[0.0, 0.0], [0.0, 50.0], [900.0, 0.0]];
        let found = knox(&places, &[1.0, 3.0, 4.0], &bands, 99, 1).unwrap();
        assert_eq!(found[0][0].observed, 1);
        assert!(!found[0][0].is_near_repeat());
        assert_eq!(knox(&[], &[], &bands, 9, 1).unwrap()[0][0].observed, 0);
        assert!(knox(&[[f64::NAN, 0.0]], &[1.0], &bands, 9, 1).is_none());
    }

    #[test]
    fn no_pair_is_missed() {
        let mut chance = Chance::from_seed(5);
        let places: Vec<[f64; 2]> = (0..200)
            .map(|_| [chance.below(60) as f64, chance.below(60) as f64])
            .collect();
        let times: Vec<f64> = (0..200).map(|_| chance.below(90) as f64).collect();
        let bands = KnoxBands {
            distances: vec![0.0, 5.0, 9.0],
            times: vec![0.0, 10.0],
            measure: Distance::Manhattan,
        };
        let found = knox(&places, &times, &bands, 0, 1).unwrap();
        let mut slow = [0, 0];
        for i in 0..200 {
            for j in 0..i {
                let d = (places[i][0] - places[j][0]).abs() + (places[i][1] - places[j][1]).abs();
                if d < 9.0 && (times[i] - times[j]).abs() < 10.0 {
                    slow[usize::from(d >= 5.0)] += 1;
                }
            }
        }
        assert_eq!([found[0][0].observed, found[1][0].observed], slow);
        let all = near_pairs_up_to(&places, &bands, u64::MAX).unwrap();
        assert!(all >= slow[0] + slow[1]);
        assert_eq!(near_pairs_up_to(&places, &bands, all), Some(all));
        assert_eq!(near_pairs_up_to(&places, &bands, all - 1), None);
    }
}
