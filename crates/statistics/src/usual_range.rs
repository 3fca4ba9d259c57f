//! The usual range of a monthly line, and the one word that says where it is going.
//!
//! **Formula**: mean ± 2.66 × mean moving range, where the moving range is the difference between a month and the one
//! before, without its sign. The lower end is never below zero.
//!
//! **Source**: Shewhart's individuals chart (XmR), Wheeler and Chambers (1992). 2.66 is 3 divided by 1.128, the expected
//! range of two normal draws.
//!
//! **Unit**: that of the line, usually events a month.
//!
//! **Limits**: at least 24 months, at most the last 36. A known break (a new recording system) should cut the line
//! before it comes here. It knows no season: of unchanged lines of 400 a month with a season of 20 % a direction is called in about 16 of
//! 100 months, of 100 a month in 5; where months resemble the one before (ρ of 0.8) in 16 to 25; else in fewer than 1 (`examples/unchanged_lines.rs`). Hold the months
//! beside the same months of the year before (comparison) before saying that it got better or worse. Counts that are nearly all zero give a range that says little.
//!
//! **Example**: 24 months alternating 10 and 12: mean 11, every moving range 2, usual range 11 ± 5.32, from 5.68 to
//! 16.32.
//!
//! A change is called only when the latest two months both lie outside the range on one side, or the latest eight lie on
//! one side of the mean, or the latest six each go further the same way. Anything less is called no clear change, so
//! that one bad month does not send a team chasing.

use serde::{Deserialize, Serialize};

use crate::{ChartPoint, chart_signals, individuals_chart};

const FEWEST_MONTHS: usize = 24;
const MOST_MONTHS: usize = 36;

/// The band in which months usually fall.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct UsualRange {
    /// The mean of the months used.
    pub mean: f64,
    /// The lower end, never below zero.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many months it rests on.
    pub months: usize,
}

/// The word a board or a ward page prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Moving in the measure's good direction.
    Improving,
    /// Moving against it.
    GettingWorse,
    /// Within what chance could explain.
    NoClearChange,
    /// Fewer than 24 months.
    NotEnoughData,
}

impl Direction {
    /// The words as printed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Improving => "Improving",
            Self::GettingWorse => "Getting worse",
            Self::NoClearChange => "No clear change",
            Self::NotEnoughData => "Not enough data",
        }
    }
}

/// Which way is good: fewer burglaries, but more reports of hate crime where it is known to be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodDirection {
    /// A rise is good.
    Up,
    /// A fall is good.
    Down,
}

/// The usual range of the last 24 to 36 months, oldest first. `None` when there are fewer.
pub fn usual_range(months: &[f64]) -> Option<UsualRange> {
    let used = &months[months.len().saturating_sub(MOST_MONTHS)..];
    if used.len() < FEWEST_MONTHS || used.iter().any(|m| !m.is_finite()) {
        return None;
    }
    let chart = individuals_chart(used)?;
    let ends = chart.first()?;
    Some(UsualRange {
        mean: ends.middle,
        low: ends.low,
        high: ends.high,
        months: used.len(),
    })
}

/// The word for a monthly line, oldest first.
pub fn direction(months: &[f64], good: GoodDirection) -> Direction {
    let Some(range) = usual_range(months) else {
        return Direction::NotEnoughData;
    };
    let points: Vec<ChartPoint> = months[months.len() - range.months..]
        .iter()
        .map(|value| ChartPoint {
            value: *value,
            middle: range.mean,
            low: range.low,
            high: range.high,
        })
        .collect();
    // The last month's sign, if it completes one: a high line that begins to fall is still called high.
    let Some(up) = chart_signals(&points)
        .last()
        .filter(|it| it.at + 1 == points.len())
        .map(|it| it.up)
    else {
        return Direction::NoClearChange;
    };
    if up == (good == GoodDirection::Up) {
        Direction::Improving
    } else {
        Direction::GettingWorse
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GoodDirection::{Down, Up};

    fn alternating(n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| if i % 2 == 0 { 10.0 } else { 12.0 })
            .collect()
    }

    #[test]
    fn alternating_months_are_the_worked_example() {
        let range = usual_range(&alternating(24)).unwrap();
        assert!((range.low - 5.68).abs() < 1e-9 && (range.high - 16.32).abs() < 1e-9);
        assert_eq!(direction(&alternating(24), Down), Direction::NoClearChange);
    }

    #[test]
    fn under_two_years_is_not_enough() {
        assert_eq!(direction(&alternating(23), Down), Direction::NotEnoughData);
        assert_eq!(direction(&[], Down), Direction::NotEnoughData);
    }

    #[test]
    fn one_month_outside_is_not_a_change_and_two_are() {
        let mut line = alternating(34);
        line.push(40.0);
        assert_eq!(direction(&line, Down), Direction::NoClearChange);
        line.push(41.0);
        assert_eq!(direction(&line, Down), Direction::GettingWorse);
        assert_eq!(direction(&line, Up), Direction::Improving);
    }

    #[test]
    fn eight_on_one_side_or_six_the_same_way_are_a_change() {
        let mut low = alternating(28);
        low.extend([9.0, 9.5, 9.0, 9.5, 9.0, 9.5, 9.0, 9.5]);
        assert_eq!(direction(&low, Down), Direction::Improving);
        let mut climb = alternating(30);
        climb.extend([9.0, 10.0, 11.0, 12.0, 13.0, 14.0]);
        assert_eq!(direction(&climb, Down), Direction::GettingWorse);
    }

    #[test]
    fn the_lower_end_is_never_below_zero_and_only_36_months_count() {
        let mut line = vec![1000.0; 12];
        line.extend((0..36).map(|i| if i % 2 == 0 { 0.0 } else { 2.0 }));
        let range = usual_range(&line).unwrap();
        assert_eq!((range.low, range.months), (0.0, 36));
        assert!((range.mean - 1.0).abs() < 1e-12);
    }
}
