//! Which months of a line stand out from its ordinary ups and downs?
//!
//! **Formula**: individuals: mean ± 2.66 × mean moving range. Shares (p): p̄ ± 3 √(p̄(1 - p̄)/n_i) with p̄ = Σx/Σn.
//! Rates (u): ū ± 3 √(ū/n_i) with ū = Σx/Σn. Lower ends are not below 0, upper ends of shares not above 1. A change is
//! called when two points in a row lie outside on one side, six in a row each go further the same way, or eight in a
//! row lie on one side of the middle.
//!
//! **Source**: Shewhart (1931); Wheeler and Chambers (1992) for individuals; Montgomery (2012) for p and u.
//!
//! **Unit**: that of the line; shares from 0 to 1; events for each unit of exposure.
//!
//! **Limits**: months taken as not alike beyond chance; a season breaks the rules of six and eight. p and u believe
//! that counts are binomial or Poisson: with large n nearly every month lies outside, and individuals are then the
//! honest chart. Below 24 points the range is not steady.
//!
//! **Example**: 5 of 100 and 15 of 100: p̄ = 0.1, 3 √(0.1 × 0.9/100) = 0.09, range 0.01 to 0.19: neither stands out.

use serde::Serialize;

/// A point with its range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ChartPoint {
    /// What was seen.
    pub value: f64,
    /// The middle.
    pub middle: f64,
    /// The lower end of the range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Why a change is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartRule {
    /// Two in a row outside on one side.
    TwoOutside,
    /// Six in a row each further the same way.
    SixTheSameWay,
    /// Eight in a row on one side of the middle.
    EightOnOneSide,
}

/// A change that is called at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChartSignal {
    /// The point that completes it, counted from 0.
    pub at: usize,
    /// Why.
    pub rule: ChartRule,
    /// Whether it is upward.
    pub up: bool,
}

/// The chart of single values. `None` under two points, or with a number missing.
pub fn individuals_chart(values: &[f64]) -> Option<Vec<ChartPoint>> {
    if values.len() < 2 || values.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let middle = values.iter().sum::<f64>() / values.len() as f64;
    let ranges: f64 = values.windows(2).map(|w| (w[1] - w[0]).abs()).sum();
    let reach = 2.66 * ranges / (values.len() - 1) as f64;
    Some(
        values
            .iter()
            .map(|value| ChartPoint {
                value: *value,
                middle,
                low: (middle - reach).max(0.0),
                high: middle + reach,
            })
            .collect(),
    )
}

/// The chart of shares: `x` of `n` in each point. `None` when a share makes no sense.
pub fn share_chart(points: &[(f64, f64)]) -> Option<Vec<ChartPoint>> {
    if points.iter().any(|(x, n)| x > n) {
        return None;
    }
    chart(points, |p, n| (p * (1.0 - p) / n).sqrt(), 1.0)
}

/// The chart of rates: `x` events in `n` units of exposure. `None` when a rate makes no sense.
pub fn rate_chart(points: &[(f64, f64)]) -> Option<Vec<ChartPoint>> {
    chart(points, |u, n| (u / n).sqrt(), f64::INFINITY)
}

fn chart(
    points: &[(f64, f64)],
    se: impl Fn(f64, f64) -> f64,
    most: f64,
) -> Option<Vec<ChartPoint>> {
    let sound = |(x, n): &(f64, f64)| x.is_finite() && n.is_finite() && *x >= 0.0 && *n > 0.0;
    if points.is_empty() || !points.iter().all(sound) {
        return None;
    }
    let (x, n) = points
        .iter()
        .fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let middle = x / n;
    Some(
        points
            .iter()
            .map(|(x, n)| {
                let reach = 3.0 * se(middle, *n);
                ChartPoint {
                    value: x / n,
                    middle,
                    low: (middle - reach).max(0.0),
                    high: (middle + reach).min(most),
                }
            })
            .collect(),
    )
}

/// The changes that are called along a chart, in their order; the strongest reason at each point.
pub fn chart_signals(points: &[ChartPoint]) -> Vec<ChartSignal> {
    (0..points.len())
        .filter_map(|at| {
            let last = |n: usize| (at + 1 >= n).then(|| &points[at + 1 - n..=at]);
            let all = |n: usize, is: &dyn Fn(&ChartPoint) -> bool| {
                last(n).is_some_and(|it| it.iter().all(is))
            };
            let steps = |is: &dyn Fn(f64, f64) -> bool| {
                last(6).is_some_and(|it| it.windows(2).all(|w| is(w[0].value, w[1].value)))
            };
            let called = |rule, up| Some(ChartSignal { at, rule, up });
            if all(2, &|p| p.value > p.high) {
                called(ChartRule::TwoOutside, true)
            } else if all(2, &|p| p.value < p.low) {
                called(ChartRule::TwoOutside, false)
            } else if all(8, &|p| p.value > p.middle) {
                called(ChartRule::EightOnOneSide, true)
            } else if all(8, &|p| p.value < p.middle) {
                called(ChartRule::EightOnOneSide, false)
            } else if steps(&|a, b| b > a) {
                called(ChartRule::SixTheSameWay, true)
            } else if steps(&|a, b| b < a) {
                called(ChartRule::SixTheSameWay, false)
            } else {
                None
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shares_are_the_worked_example() {
        let chart = share_chart(&[(5.0, 100.0), (15.0, 100.0)]).unwrap();
        assert!((chart[0].low - 0.01).abs() < 1e-12 && (chart[0].high - 0.19).abs() < 1e-12);
        assert!(chart_signals(&chart).is_empty());
    }

    #[test]
    fn rates_are_wider_where_less_was_exposed() {
        let chart = rate_chart(&[(10.0, 100.0), (1.0, 10.0)]).unwrap();
        assert!(chart[1].high > chart[0].high && chart[1].low == 0.0);
    }

    #[test]
    fn each_rule_is_called_where_it_is_complete() {
        let mut line: Vec<f64> = (0..30)
            .map(|i| if i % 2 == 0 { 10.0 } else { 12.0 })
            .collect();
        assert!(chart_signals(&individuals_chart(&line).unwrap()).is_empty());
        line.extend([40.0, 41.0]);
        let signals = chart_signals(&individuals_chart(&line).unwrap());
        let outside = signals
            .iter()
            .find(|s| s.rule == ChartRule::TwoOutside)
            .unwrap();
        assert!(outside.at == 31 && outside.up);
        let points = |values: &[f64]| -> Vec<ChartPoint> {
            values
                .iter()
                .map(|v| ChartPoint {
                    value: *v,
                    middle: 5.0,
                    low: 0.0,
                    high: 10.0,
                })
                .collect()
        };
        let climb = chart_signals(&points(&[4.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]));
        assert_eq!(
            climb,
            [ChartSignal {
                at: 6,
                rule: ChartRule::SixTheSameWay,
                up: true
            }]
        );
        let low = chart_signals(&points(&[4.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0]));
        assert_eq!(
            low,
            [ChartSignal {
                at: 7,
                rule: ChartRule::EightOnOneSide,
                up: false
            }]
        );
    }

    #[test]
    fn nonsense_gives_no_chart() {
        assert!(individuals_chart(&[1.0]).is_none());
        assert!(individuals_chart(&[1.0, f64::NAN]).is_none());
        assert!(share_chart(&[(3.0, 2.0)]).is_none());
        assert!(rate_chart(&[(3.0, 0.0)]).is_none());
        assert!(rate_chart(&[]).is_none());
        assert!(chart_signals(&[]).is_empty());
    }
}
