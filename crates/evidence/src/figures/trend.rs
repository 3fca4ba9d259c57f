//! A monthly line with its usual range and the one word that says where it is going.

use serde::{Deserialize, Serialize};
use statistics::{GoodDirection, direction, usual_range};

use super::change::tenth;
use crate::Month;
use crate::cube::Period;
use crate::publishing;

/// A monthly line that may be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The first month.
    pub first: Month,
    /// One count for each month.
    pub counts: Vec<u64>,
    /// The usual range, from 24 months on.
    pub usual: Option<(f64, f64)>,
    /// "Improving", "Getting worse", "No clear change", "Not enough data".
    pub direction: String,
}

impl Trend {
    /// The line of these counts, oldest first; nothing when a month would have to be hidden.
    pub(super) fn of(period: Period, counts: &[u64], minimum: u64) -> Option<Self> {
        let counts = publishing::line(counts, minimum)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "monthly counts are far below 2^52"
        )]
        let values: Vec<f64> = counts.iter().map(|n| *n as f64).collect();
        Some(Self {
            first: period.first,
            usual: usual_range(&values).map(|range| (tenth(range.low), tenth(range.high))),
            direction: direction(&values, GoodDirection::Down).words().to_owned(),
            counts,
        })
    }

    /// Months with their counts, oldest first.
    pub fn months(&self) -> impl Iterator<Item = (Month, u64)> {
        (0_i32..)
            .zip(&self.counts)
            .map(|(at, n)| (self.first.plus(at), *n))
    }

    /// "70 to 125"; empty where there is none.
    #[must_use]
    pub fn usual_words(&self) -> String {
        self.usual.map_or_else(String::new, |(low, high)| {
            format!("{} to {}", low.ceil(), high.floor())
        })
    }
}
