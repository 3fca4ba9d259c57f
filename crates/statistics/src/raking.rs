//! Weights that make those who answered look like the borough.
//!
//! **Method**: start from the design weights. For each margin in turn (age, sex, ward) multiply the weights in each of its cells by
//! wanted ÷ present; go round until no cell moves by more than 1e-10 of itself, or 1,000 rounds are over. If caps are given, weights are then
//! cut to [0.3, 3] times their mean (or as given) and raked again.
//!
//! **Source**: Deming and Stephan (1940); Kish (1965) for the design effect of weights, n·Σw²/(Σw)², and the effective
//! number of answers, (Σw)²/Σw².
//!
//! **Unit**: people each answer stands for.
//!
//! **Limits**: it can only mend what the margins know of. A wanted cell without answers is an error: merge cells. Caps leave the margins
//! a little off.
//!
//! **Example**: 3 women and 1 man, each of weight 1, wanted 50 and 50: weights 16.67 and 50; Kish's effect
//! 4·(3·277.8 + 2500)/10,000 = 1.333, so 3 effective answers.

use serde::Serialize;

/// A margin: the cell of each answer, and how many people are wanted in each cell.
#[derive(Clone, Debug)]
pub struct Margin {
    /// The cell of each answer.
    pub cells: Vec<usize>,
    /// The wanted total of each cell.
    pub wanted: Vec<f64>,
}

/// Why weights cannot be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RakingFault {
    /// The lists differ in length, or a weight or total is no number or below nothing.
    Unfit,
    /// People are wanted in a cell where nobody answered: margin and cell.
    EmptyCell(usize, usize),
    /// The cells still move after the last round.
    Unsettled,
}

/// Weights found by raking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Raked {
    /// The weight of each answer.
    pub weights: Vec<f64>,
    /// Rounds taken.
    pub rounds: usize,
}

const SETTLED: f64 = 1e-10;
/// Margins that lean on each other settle slowly: a hundred rounds and more are seen.
const ROUNDS: usize = 1000;

/// Rakes. `caps`: least and greatest weight as multiples of the mean, such as `(0.3, 3.0)`.
pub fn rake(
    start: &[f64],
    margins: &[Margin],
    caps: Option<(f64, f64)>,
) -> Result<Raked, RakingFault> {
    let positive = |list: &[f64]| list.iter().all(|x| x.is_finite() && *x >= 0.0);
    let fits = !start.is_empty()
        && positive(start)
        && margins.iter().all(|m| {
            m.cells.len() == start.len()
                && positive(&m.wanted)
                && m.cells.iter().all(|c| *c < m.wanted.len())
        })
        && caps.is_none_or(|(low, high)| (0.0..=1.0).contains(&low) && high >= 1.0);
    if !fits {
        return Err(RakingFault::Unfit);
    }
    let mut weights = start.to_vec();
    let mut rounds = go_round(&mut weights, margins)?;
    if let Some((low, high)) = caps {
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        for _ in 0..ROUNDS {
            let cut: Vec<f64> = weights
                .iter()
                .map(|w| w.clamp(low * mean, high * mean))
                .collect();
            let moved = cut
                .iter()
                .zip(&weights)
                .any(|(a, b)| (a - b).abs() > 1e-6 * mean);
            weights = cut;
            if !moved {
                break;
            }
            rounds += go_round(&mut weights, margins)?;
        }
        weights
            .iter_mut()
            .for_each(|w| *w = w.clamp(low * mean, high * mean));
    }
    Ok(Raked { weights, rounds })
}

fn go_round(weights: &mut [f64], margins: &[Margin]) -> Result<usize, RakingFault> {
    for round in 1..=ROUNDS {
        let mut moved = 0.0_f64;
        for (which, margin) in margins.iter().enumerate() {
            let mut present = vec![0.0; margin.wanted.len()];
            for (cell, w) in margin.cells.iter().zip(weights.iter()) {
                present[*cell] += w;
            }
            let mut factor = vec![1.0; present.len()];
            for (cell, (have, want)) in present.iter().zip(&margin.wanted).enumerate() {
                if *have > 0.0 {
                    factor[cell] = want / have;
                    moved = moved.max((factor[cell] - 1.0).abs());
                } else if *want > 0.0 {
                    return Err(RakingFault::EmptyCell(which, cell));
                }
            }
            for (w, cell) in weights.iter_mut().zip(&margin.cells) {
                *w *= factor[*cell];
            }
        }
        if moved < SETTLED {
            return Ok(round);
        }
    }
    Err(RakingFault::Unsettled)
}

/// Kish's design effect of weights: how many times more answers it took. `None` without weights.
pub fn kish_effect(weights: &[f64]) -> Option<f64> {
    effective_answers(weights).map(|n| weights.len() as f64 / n)
}

/// How many answers of equal weight would say as much. `None` without weights.
pub fn effective_answers(weights: &[f64]) -> Option<f64> {
    let (sum, squares) = (
        weights.iter().sum::<f64>(),
        weights.iter().map(|w| w * w).sum::<f64>(),
    );
    (squares > 0.0 && squares.is_finite()).then(|| sum * sum / squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sexes(wanted: Vec<f64>) -> Margin {
        Margin {
            cells: vec![0, 0, 0, 1],
            wanted,
        }
    }

    #[test]
    fn the_worked_example_comes_out() {
        let raked = rake(&[1.0; 4], &[sexes(vec![50.0, 50.0])], None).unwrap();
        assert!(
            (raked.weights[0] - 50.0 / 3.0).abs() < 1e-9 && (raked.weights[3] - 50.0).abs() < 1e-9
        );
        assert!((kish_effect(&raked.weights).unwrap() - 4.0 / 3.0).abs() < 1e-9);
        assert!((effective_answers(&raked.weights).unwrap() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn caps_hold() {
        let raked = rake(&[1.0; 4], &[sexes(vec![5.0, 95.0])], Some((0.3, 3.0))).unwrap();
        assert!(raked.weights.iter().all(|w| (7.4..=75.1).contains(w)));
    }

    #[test]
    fn what_cannot_be_is_said() {
        let empty = rake(&[1.0; 4], &[sexes(vec![5.0, 5.0, 1.0])], None);
        assert_eq!(empty, Err(RakingFault::EmptyCell(0, 2)));
        assert_eq!(rake(&[], &[], None), Err(RakingFault::Unfit));
        assert_eq!(
            rake(&[f64::NAN; 4], &[sexes(vec![1.0, 1.0])], None),
            Err(RakingFault::Unfit)
        );
        assert_eq!(
            rake(&[1.0; 4], &[sexes(vec![1.0])], None),
            Err(RakingFault::Unfit)
        );
        let quarrel = [sexes(vec![5.0, 5.0]), sexes(vec![9.0, 1.0])];
        assert_eq!(rake(&[1.0; 4], &quarrel, None), Err(RakingFault::Unsettled));
        assert_eq!(kish_effect(&[]), None);
    }
}
