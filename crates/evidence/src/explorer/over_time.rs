//! How long cells have been hot: their classes over twelve periods, and the command that makes them again.

use statistics::{HotSpotClass, PERIODS, hot_over_time, months_in_a_period, periods_back};

use super::change::SEED;
use super::grid::Grid;
use super::places::{PERMUTATIONS, floats};
use super::section::Also;
use crate::Month;
use crate::cube::Period;

/// The word of the file that the command reads.
pub const FILE: &str = "over-time";

/// The periods that the classes are told from: twelve months, or quarters where months hold less than one event a cell.
pub fn periods(last: Month, grid: &Grid, points: Period) -> Vec<Period> {
    let year = Period {
        first: last.plus(-11).max(points.first),
        last,
    };
    let events: u64 = grid.over(year).iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let length = months_in_a_period(events as f64, grid.cells.len(), year.len());
    let first = i32::from(points.first.number()) - i32::from(last.number());
    let length = i32::try_from(length).unwrap_or(1);
    let periods = periods_back(first, 0, length, PERIODS).into_iter();
    periods
        .map(|edges| edges.map(|months| last.plus(months)))
        .map(|[first, last]| Period { first, last })
        .collect()
}

/// The class of each cell, with the periods; every class is none where there are too few.
pub fn classes(last: Month, grid: &Grid, points: Period) -> (Vec<HotSpotClass>, Option<OverTime>) {
    let periods = periods(last, grid, points);
    let maps: Vec<Vec<f64>> = periods.iter().map(|it| floats(&grid.over(*it))).collect();
    match hot_over_time(&maps, &grid.neighbours, PERMUTATIONS, SEED, &|| ()) {
        Some(found) => (found.class, Some(OverTime(periods))),
        None => (vec![HotSpotClass::None; grid.cells.len()], None),
    }
}

/// The periods that the classes were told from.
pub struct OverTime(Vec<Period>);

impl OverTime {
    /// "12 quarters to June 2026".
    pub fn words(&self) -> String {
        let [.., last] = self.0.as_slice() else {
            return String::new();
        };
        let each = if last.len() == 1 {
            "months"
        } else {
            "quarters"
        };
        format!("{} {each} to {}", self.0.len(), last.last.words())
    }

    /// The command that makes the classes again of points on some ground in some cells.
    pub fn again(&self, on_ground: &str, laid: &str) -> Option<Also> {
        let (first, last) = (self.0.first()?, self.0.last()?);
        Some(Also {
            name: FILE.into(),
            makes: "How long each has been hot".into(),
            command: format!(
                "wardmote analyse hot-spot-classes where-{FILE}.csv --date month {on_ground} {laid} --months {} --from {} --to {} --seed {SEED}",
                last.len(),
                first.first,
                last.last
            ),
            input: None,
        })
    }
}
