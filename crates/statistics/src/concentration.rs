//! How much of the harm sits in how few places.
//!
//! **Formula**: with the counts of n places in rising order x₁..xₙ and N in all, Gini's G = 2·Σ i·xᵢ / (n·N) - (n+1)/n. Where there
//! are fewer events than places most must be empty, whatever happens: G' = max(n/N, 1)·(G-1) + 1 takes that out. The curve
//! says what share of events the quietest share of places holds.
//!
//! **Source**: Gini (1912); Lorenz (1905); Bernasco and Steenbeek (2017) for G'; Weisburd (2015) for the places that hold a quarter
//! and a half.
//!
//! **Unit**: G from 0 (even) to 1 (all in one place); places.
//!
//! **Limits**: places of unlike size are unlike for that reason too. Give the empty places, or the answer is too low.
//! Compare two years only over the same places.
//!
//! **Example**: counts 0, 1, 3: N = 4, Σ i·xᵢ = 2 + 9 = 11, G = 22/12 - 4/3 = 0.5. Half of the events is in one place.

use serde::Serialize;

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

#[cfg(test)]
mod tests {
    use super::*;

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
