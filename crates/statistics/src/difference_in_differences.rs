//! Did the places with the action change more than the places without?
//!
//! **Formula**: ln μ = unit + period + δ (treated × after), Poisson; 100 (e^δ - 1) % is the effect. Months of one place
//! are alike, so the standard error is taken over places: with g the sum of a place's pushes on the coefficients and A
//! their covariance, V = G/(G-1) A (Σ g g') A for G places.
//!
//! **Source**: Wooldridge (1999) for the Poisson line with unit and period effects; Liang and Zeger (1986) for the
//! standard error; as R `glm` with `sandwich::vcovCL`, type HC0.
//!
//! **Unit**: the log scale.
//!
//! **Limits**: both kinds of places must have moved alike before; look at the lines first. At least 6 places a side to
//! believe the range. Places chosen because of a peak fall by themselves. A crime moved next door counts as success
//! here: see `weighted_displacement`.
//!
//! **Example**: a treated place with 10 and then 6 beside one with 20 and then 24: e^δ = (6/10)/(24/20) = 0.5, so δ =
//! -0.6931.

use serde::{Deserialize, Serialize};

use crate::glm::{Besides, Design, Spread, fit_counts};
use crate::interrupted_series::sandwich;

/// A count of one unit in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PanelRow {
    /// Which place.
    pub unit: u64,
    /// Which period.
    pub period: u64,
    /// How many events.
    pub count: f64,
    /// Whether the place had the action.
    pub treated: bool,
    /// Whether the period is after its start.
    pub after: bool,
}

/// The effect.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DifferenceInDifferences {
    /// δ, on the log scale.
    pub effect: f64,
    /// Its standard error if counts were Poisson and knew nothing of each other.
    pub model_se: f64,
    /// Its standard error over places.
    pub cluster_se: f64,
    /// How many places.
    pub units: usize,
    /// How many of them with the action.
    pub treated: usize,
}

/// The effect in a panel of places and periods. `None` when there are not two kinds of places and of periods, or no
/// line fits.
pub fn difference_in_differences(rows: &[PanelRow]) -> Option<DifferenceInDifferences> {
    let levels = |of: fn(&PanelRow) -> u64| {
        let mut all: Vec<u64> = rows.iter().map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (units, periods) = (levels(|r| r.unit), levels(|r| r.period));
    if units.len() < 2 || periods.len() < 2 {
        return None;
    }
    let column = |of: &dyn Fn(&PanelRow) -> bool| -> Vec<f64> {
        rows.iter().map(|r| f64::from(u8::from(of(r)))).collect()
    };
    let mut columns = vec![vec![1.0; rows.len()]];
    columns.extend(units[1..].iter().map(|u| column(&|r| r.unit == *u)));
    columns.extend(periods[1..].iter().map(|p| column(&|r| r.period == *p)));
    columns.push(column(&|r| r.treated && r.after));
    let last = columns.len() - 1;
    let design = Design::of(columns)?;
    let counts: Vec<f64> = rows.iter().map(|r| r.count).collect();
    let fit = fit_counts(&design, &counts, Spread::Poisson, Besides::default())
        .filter(|fit| fit.converged)?;
    let mut pushes = vec![vec![0.0; design.width()]; units.len()];
    for (row, score) in rows.iter().zip(fit.scores(&design)) {
        let unit = units.binary_search(&row.unit).ok()?;
        for (sum, s) in pushes[unit].iter_mut().zip(score) {
            *sum += s;
        }
    }
    let p = design.width();
    let more = units.len() as f64 / (units.len() - 1) as f64;
    let mut meat = vec![vec![0.0; p]; p];
    for push in &pushes {
        for a in 0..p {
            for b in 0..p {
                meat[a][b] += more * push[a] * push[b];
            }
        }
    }
    let treated = units
        .iter()
        .filter(|u| rows.iter().any(|r| r.unit == **u && r.treated))
        .count();
    Some(DifferenceInDifferences {
        effect: fit.coefficients[last],
        model_se: fit.covariance[last][last].sqrt(),
        cluster_se: sandwich(&fit.covariance, &meat)[last],
        units: units.len(),
        treated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(counts: &[(u64, [f64; 2], bool)]) -> Vec<PanelRow> {
        counts
            .iter()
            .flat_map(|(unit, counts, treated)| {
                (0..2).map(move |i| PanelRow {
                    unit: *unit,
                    period: i as u64,
                    count: counts[i],
                    treated: *treated,
                    after: i == 1,
                })
            })
            .collect()
    }

    #[test]
    fn two_places_are_the_worked_example() {
        let rows = panel(&[(1, [10.0, 6.0], true), (2, [20.0, 24.0], false)]);
        let found = difference_in_differences(&rows).unwrap();
        assert!((found.effect - 0.5_f64.ln()).abs() < 1e-7);
        let model = (1.0 / 10.0 + 1.0 / 6.0 + 1.0 / 20.0 + 1.0_f64 / 24.0).sqrt();
        assert!((found.model_se - model).abs() < 1e-4);
        assert_eq!((found.units, found.treated), (2, 1));
    }

    #[test]
    fn one_kind_only_has_no_answer() {
        assert!(difference_in_differences(&[]).is_none());
        let all = panel(&[(1, [10.0, 6.0], true), (2, [20.0, 24.0], true)]);
        assert!(difference_in_differences(&all).is_none());
        let broken = panel(&[(1, [f64::NAN, 6.0], true), (2, [20.0, 24.0], false)]);
        assert!(difference_in_differences(&broken).is_none());
    }
}
