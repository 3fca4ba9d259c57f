//! Were last period's hot spots this period's? A forecast looked back at.
//!
//! **Formula**: rank the cells by what went before, take the highest k. H = later events in them ÷ all later events; a = k ÷ cells.
//! PAI = H/a; PEI = later events in them ÷ those in the best k there could have been; RRI = (later ÷ past in them) ÷
//! (later ÷ past everywhere).
//!
//! **Source**: Chainey, Tompson and Uhlig (2008) for PAI; Hunt (2016) for PEI; Levine (2008) for RRI. Ties go to the lower cell.
//!
//! **Unit**: PAI 1 is no better than picking at random; PEI from 0 to 1; RRI above 1 where the picked cells rose more than the rest.
//!
//! **Limits**: cells of one size. PAI favours tiny areas: compare at the same share only, and against simply counting
//! the last twelve months.
//!
//! **Example**: past 4, 2, 1, 1, later 3, 1, 0, 2, a quarter of the cells: k = 1, H = 3/6, PAI = 0.5/0.25 = 2, PEI = 3/3 = 1,
//! RRI = (3/4)/(6/8) = 1.

use serde::Serialize;

/// How well the highest cells foretold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ForecastCheck {
    /// Cells taken.
    pub cells: usize,
    /// Later events in them.
    pub hits: f64,
    /// Their share of all later events.
    pub hit_rate: Option<f64>,
    /// The cells' share of all cells.
    pub area_share: f64,
    /// Hit rate over area share.
    pub pai: Option<f64>,
    /// Hits over the most that as many cells could have had.
    pub pei: Option<f64>,
    /// Change in them over change everywhere.
    pub rri: Option<f64>,
}

fn ratio(a: f64, b: f64) -> Option<f64> {
    (b != 0.0).then(|| a / b).filter(|it| it.is_finite())
}

/// Looks back at taking `share` of the cells by what went before. `None` without cells or where the two lists differ in length.
pub fn forecast_check(past: &[f64], later: &[f64], share: f64) -> Option<ForecastCheck> {
    let n = past.len();
    if n == 0 || later.len() != n || !share.is_finite() {
        return None;
    }
    let cells = ((share * n as f64 + 0.5).floor().max(1.0) as usize).min(n);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| past[*b].total_cmp(&past[*a]).then(a.cmp(b)));
    let mut best = later.to_vec();
    best.sort_by(|a, b| b.total_cmp(a));
    let taken = &order[..cells];
    let hits: f64 = taken.iter().map(|i| later[*i]).sum();
    let before: f64 = taken.iter().map(|i| past[*i]).sum();
    let (all, all_before) = (later.iter().sum::<f64>(), past.iter().sum::<f64>());
    let area_share = cells as f64 / n as f64;
    let hit_rate = ratio(hits, all);
    Some(ForecastCheck {
        cells,
        hits,
        hit_rate,
        area_share,
        pai: hit_rate.map(|it| it / area_share),
        pei: ratio(hits, best[..cells].iter().sum()),
        rri: ratio(hits, before)
            .zip(ratio(all, all_before))
            .and_then(|(here, everywhere)| ratio(here, everywhere)),
    })
}

/// The same for each share of which every cell had something before: an empty cell is no hot spot, and the order of the file alone would
/// choose among them.
pub fn forecast_checks(past: &[f64], later: &[f64], shares: &[f64]) -> Vec<(f64, ForecastCheck)> {
    let full = past.iter().filter(|it| **it > 0.0).count();
    let checks = shares
        .iter()
        .filter_map(|share| Some((*share, forecast_check(past, later, *share)?)));
    checks.filter(|(_, it)| it.cells <= full).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_comes_out() {
        let check = forecast_check(&[4.0, 2.0, 1.0, 1.0], &[3.0, 1.0, 0.0, 2.0], 0.25).unwrap();
        assert_eq!((check.cells, check.hits, check.pai), (1, 3.0, Some(2.0)));
        assert_eq!((check.pei, check.rri), (Some(1.0), Some(1.0)));
    }

    #[test]
    fn empty_cells_are_not_chosen() {
        let checks = forecast_checks(&[3.0, 2.0, 0.0, 0.0], &[1.0; 4], &[0.25, 0.5, 0.75]);
        let told: Vec<_> = checks
            .iter()
            .map(|(share, it)| (*share, it.cells))
            .collect();
        assert_eq!(told, [(0.25, 1), (0.5, 2)]);
        assert!(forecast_checks(&[0.0; 4], &[1.0; 4], &[0.25]).is_empty());
    }

    #[test]
    fn nothing_later_has_no_rate() {
        let check = forecast_check(&[1.0, 2.0], &[0.0, 0.0], 5.0).unwrap();
        assert_eq!((check.cells, check.pai, check.pei), (2, None, None));
        assert_eq!(forecast_check(&[], &[], 0.1), None);
        assert_eq!(forecast_check(&[1.0], &[], 0.1), None);
        assert_eq!(forecast_check(&[1.0], &[1.0], f64::NAN), None);
    }
}
