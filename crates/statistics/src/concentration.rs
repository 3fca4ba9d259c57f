//! How much of the harm sits in how few places.
//!
//! **Formula**: with the counts of n places in rising order x₁..xₙ and N in all, Gini's G = 2·Σ i·xᵢ / (n·N) - (n+1)/n. Where there
//! are fewer events than places most must be empty, whatever happens: G' = max(n/N, 1)·(G-1) + 1 takes that out. The curve
//! says what share of events the quietest share of places holds.
//!
//! Events that fall on places by chance concentrate too. Under an even chance two places together hold m events with a binomial chance
//! (N, 2/n), and lie d(m) = m·C(m-1, ⌊(m-1)/2⌋)/2^(m-1) apart on average, so the expected G is (n-1)/n · Σ P(m)·d(m) / (2N/n).
//!
//! **Source**: Gini (1912); Lorenz (1905); Bernasco and Steenbeek (2017) for G'; Weisburd (2015) for the places that hold a quarter
//! and a half.
//!
//! **Unit**: G from 0 (even) to 1 (all in one place); places.
//!
//! **Limits**: places of unlike size are unlike for that reason too. Give the empty places, or the answer is too low.
//! Compare two years only over the same places.
//!
//! **Example**: counts 0, 1, 3: N = 4, Σ i·xᵢ = 2 + 9 = 11, G = 22/12 - 4/3 = 0.5. Half of the events is in one place. By chance alone G
//! would be 2/3 · (8·1 + 24·1 + 32·1.5 + 16·1.5)/81 / (8/3) = 0.321.

use serde::Serialize;
use statrs::function::gamma::ln_gamma;

/// How concentrated counts are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Concentration {
    /// How many places.
    pub places: usize,
    /// How many events.
    pub events: f64,
    /// Gini's coefficient.
    pub gini: f64,
    /// The same, for fewer events than places.
    pub gini_sparse: f64,
    /// Places without events.
    pub empty_places: usize,
    falling: Vec<f64>,
}

impl Concentration {
    /// The least number of places that hold this share of all events.
    pub fn places_holding(&self, share: f64) -> usize {
        let mut held = 0.0;
        for (i, count) in self.falling.iter().enumerate() {
            held += count;
            if held / self.events >= share - 1e-12 {
                return i + 1;
            }
        }
        self.places
    }

    /// The curve: for each `step`-th number of quietest places, their share of places and of events.
    pub fn lorenz(&self, step: usize) -> Vec<(f64, f64)> {
        let mut held = 0.0;
        let mut points = vec![(0.0, 0.0)];
        for (i, count) in self.falling.iter().rev().enumerate() {
            held += count;
            if (i + 1) % step.max(1) == 0 {
                points.push(((i + 1) as f64 / self.places as f64, held / self.events));
            }
        }
        points
    }
}

/// How concentrated the counts of places are. `None` without a place or an event, or where a count is below nothing.
pub fn concentration(counts: &[f64]) -> Option<Concentration> {
    if counts.iter().any(|x| !x.is_finite() || *x < 0.0) {
        return None;
    }
    let mut falling = counts.to_vec();
    falling.sort_by(|a, b| b.total_cmp(a));
    let (n, events) = (falling.len() as f64, falling.iter().sum::<f64>());
    if events <= 0.0 {
        return None;
    }
    let ranked: f64 = falling
        .iter()
        .rev()
        .enumerate()
        .map(|(i, x)| (i + 1) as f64 * x)
        .sum();
    let gini = 2.0 * ranked / (n * events) - (n + 1.0) / n;
    Some(Concentration {
        places: falling.len(),
        events,
        gini,
        gini_sparse: (n / events).max(1.0) * (gini - 1.0) + 1.0,
        empty_places: falling.iter().filter(|x| **x == 0.0).count(),
        falling,
    })
}

/// What chance alone gives where every place is as likely as another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ByChance {
    /// The expected Gini.
    pub gini: f64,
    /// How many places would hold half of the events.
    pub places_holding_half: usize,
}

/// What chance alone would give for so many places and events. `None` without a place or an event.
pub fn concentration_by_chance(places: usize, events: f64) -> Option<ByChance> {
    let (n, all) = (places as f64, events.round());
    if places == 0 || !all.is_finite() || all < 1.0 {
        return None;
    }
    let gini = if places == 1 {
        0.0
    } else {
        let apart = binomial(all, 2.0 / n).map(|(m, chance)| chance * distance(m));
        (n - 1.0) / n * apart.sum::<f64>() / (2.0 * all / n)
    };
    // From the fullest places on, until half of the events is reached.
    let mut counts: Vec<(f64, f64)> = binomial(all, 1.0 / n).collect();
    counts.reverse();
    let (mut held, mut taken) = (0.0, 0.0);
    for (k, chance) in counts {
        let (here, of_events) = (n * chance, n * chance * k);
        if held + of_events >= all / 2.0 {
            if k > 0.0 {
                taken += (all / 2.0 - held) / k;
            }
            break;
        }
        held += of_events;
        taken += here;
    }
    Some(ByChance {
        gini,
        places_holding_half: (taken.round() as usize).clamp(1, places),
    })
}

/// How far apart two numbers of events are on average, of `m` that fall on either with even chance.
fn distance(m: f64) -> f64 {
    if m < 1.0 {
        return 0.0;
    }
    let k = ((m - 1.0) / 2.0).floor();
    let ln_ways = ln_gamma(2.0 * k + 1.0) - 2.0 * ln_gamma(k + 1.0);
    (2.0 * k + 1.0) * (ln_ways - 2.0 * k * std::f64::consts::LN_2).exp()
}

/// The numbers that are not next to impossible, rising, and their chances: of `all` events each falls here with chance `share`.
fn binomial(all: f64, share: f64) -> impl Iterator<Item = (f64, f64)> {
    let (mean, sd) = (all * share, (all * share * (1.0 - share)).max(0.0).sqrt());
    let low = (mean - 10.0 * sd - 20.0).floor().max(0.0);
    let high = (mean + 10.0 * sd + 20.0).ceil().min(all);
    let chance = move |k: f64| {
        if share >= 1.0 {
            return f64::from(u8::from(k == all));
        }
        let ways = ln_gamma(all + 1.0) - ln_gamma(k + 1.0) - ln_gamma(all - k + 1.0);
        (ways + k * share.ln() + (all - k) * (1.0 - share).ln()).exp()
    };
    (low as u64..=high as u64).map(move |k| (k as f64, chance(k as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_by_chance_concentrate_too() {
        let it = concentration_by_chance(3, 4.0).unwrap();
        assert!((it.gini - 0.321).abs() < 5e-4, "{it:?}");
        let mut chance = crate::Chance::from_seed(2);
        for (places, events) in [(100, 10), (50, 400), (1_000, 1_000), (2, 7)] {
            let expected = concentration_by_chance(places, f64::from(events)).unwrap();
            let (mut gini, mut half) = (0.0, 0.0);
            for _ in 0..400 {
                let mut counts = vec![0.0; places];
                for _ in 0..events {
                    counts[chance.below(places)] += 1.0;
                }
                let found = concentration(&counts).unwrap();
                gini += found.gini / 400.0;
                half += found.places_holding(0.5) as f64 / 400.0;
            }
            assert!(
                (gini - expected.gini).abs() < 0.01,
                "{places}: {gini} {expected:?}"
            );
            let apart = (half - expected.places_holding_half as f64).abs();
            assert!(apart <= 1.0 + 0.02 * half, "{places}: {half} {expected:?}");
        }
        assert!(concentration_by_chance(2, 1e6).unwrap().gini < 0.001);
        assert_eq!(concentration_by_chance(1, 9.0).unwrap().gini, 0.0);
        assert_eq!(concentration_by_chance(0, 9.0), None);
        assert_eq!(concentration_by_chance(9, 0.0), None);
    }

    #[test]
    fn the_worked_example_comes_out() {
        let c = concentration(&[1.0, 3.0, 0.0]).unwrap();
        assert!((c.gini - 0.5).abs() < 1e-12 && c.empty_places == 1);
        assert_eq!((c.places_holding(0.5), c.places_holding(0.8)), (1, 2));
        assert_eq!(c.lorenz(1)[3], (1.0, 1.0));
        assert_eq!(c.lorenz(0).len(), 4);
    }

    #[test]
    fn few_events_over_many_places_are_not_called_concentrated_for_that() {
        let mut counts = vec![0.0; 100];
        counts[..10].fill(1.0);
        let c = concentration(&counts).unwrap();
        assert!(c.gini > 0.89 && c.gini_sparse.abs() < 1e-9);
    }

    #[test]
    fn nothing_to_say_of_nothing() {
        assert_eq!(concentration(&[]), None);
        assert_eq!(concentration(&[0.0]), None);
        assert_eq!(concentration(&[f64::NAN, 1.0]), None);
        assert_eq!(concentration(&[5.0]).unwrap().gini, 0.0);
    }
}
