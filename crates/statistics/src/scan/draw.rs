//! Data made up as if nothing were going on.

use super::search::Measure;
use super::{ScanInput, ScanModel};
use crate::Chance;

/// Deals events out by chance, as each model has it.
pub(super) enum Dealer {
    /// Each event to any cell by its expectation (Walker's alias method).
    Multinomial {
        events: usize,
        keep: Vec<f64>,
        other: Vec<u32>,
    },
    /// So many of all cases and controls.
    Choice {
        all: Vec<u32>,
        events: usize,
        cells: usize,
    },
    /// The times shuffled over the events.
    Shuffle {
        places: Vec<u32>,
        times: Vec<u32>,
        periods: usize,
        cells: usize,
    },
}

impl Dealer {
    pub fn of(input: &ScanInput, measure: &Measure) -> Option<Self> {
        let cells = input.cases.len();
        let each = |counts: &dyn Fn(usize) -> u32| -> Vec<u32> {
            (0..cells)
                .flat_map(|cell| std::iter::repeat_n(cell as u32, counts(cell) as usize))
                .collect()
        };
        let events = measure.total as usize;
        Some(match input.model {
            ScanModel::Poisson(_) => {
                let (keep, other) = alias(&measure.cells)?;
                Self::Multinomial {
                    events,
                    keep,
                    other,
                }
            }
            ScanModel::Bernoulli(controls) => Self::Choice {
                all: each(&|cell| input.cases[cell] + controls[cell]),
                events,
                cells,
            },
            ScanModel::SpaceTimePermutation => {
                let periods = input.periods as u32;
                let all = each(&|cell| input.cases[cell]);
                Self::Shuffle {
                    places: all.iter().map(|cell| cell / periods * periods).collect(),
                    times: all.iter().map(|cell| cell % periods).collect(),
                    periods: input.periods,
                    cells,
                }
            }
        })
    }

    pub fn deal(&self, chance: &mut Chance, table: &mut Vec<u32>) {
        table.clear();
        match self {
            Self::Multinomial {
                events,
                keep,
                other,
            } => {
                table.resize(keep.len(), 0);
                for _ in 0..*events {
                    let cell = chance.below(keep.len());
                    let cell = if chance.unit() < keep[cell] {
                        cell
                    } else {
                        other[cell] as usize
                    };
                    table[cell] += 1;
                }
            }
            Self::Choice { all, events, cells } => {
                table.resize(*cells, 0);
                let mut all = all.clone();
                for i in 0..(*events).min(all.len()) {
                    let j = i + chance.below(all.len() - i);
                    all.swap(i, j);
                    table[all[i] as usize] += 1;
                }
            }
            Self::Shuffle {
                places,
                times,
                periods,
                cells,
            } => {
                debug_assert!(*periods > 0);
                table.resize(*cells, 0);
                let mut times = times.clone();
                for (i, place) in places.iter().enumerate() {
                    let j = i + chance.below(times.len() - i);
                    times.swap(i, j);
                    table[(place + times[i]) as usize] += 1;
                }
            }
        }
    }
}

/// Walker's table: pick a cell evenly, keep it with this chance, or take the other.
fn alias(weights: &[f64]) -> Option<(Vec<f64>, Vec<u32>)> {
    let sum: f64 = weights.iter().sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return None;
    }
    let n = weights.len();
    let mut keep: Vec<f64> = weights.iter().map(|w| w / sum * n as f64).collect();
    let mut other: Vec<u32> = (0..n as u32).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|i| keep[*i] < 1.0);
    while let (Some(s), Some(l)) = (small.pop(), large.pop()) {
        other[s] = l as u32;
        keep[l] -= 1.0 - keep[s];
        if keep[l] < 1.0 {
            small.push(l);
        } else {
            large.push(l);
        }
    }
    // What is left over is one but for rounding.
    for i in small.into_iter().chain(large) {
        keep[i] = 1.0;
    }
    Some((keep, other))
}
