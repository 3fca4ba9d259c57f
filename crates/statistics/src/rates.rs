//! Events for each resident, with the range in which the underlying rate likely lies.
//!
//! **Formula**: x events among n people, of a count that varies φ times as much as independent events would: the rate is x/n,
//! and its ends are x/n · exp(∓ t √(φ/x)), with t the 97.5 % quantile of Student's t with 22 degrees of freedom, as in
//! [`crate::compare`]. Two rates are compared by [`crate::compare_spread`], with people in the place of days.
//!
//! **Source**: quasi-Poisson, McCullagh and Nelder (1989), on the logarithm of the rate.
//!
//! **Unit**: events a person.
//!
//! **Limits**: below 20 events no rate is given. Events are no share of people: one person may stand for several, and
//! visitors for many, so a rate may pass 1.
//!
//! **Example**: 100 events among 10,000 people, φ = 1: 0.01 · exp(∓ 2.0739 / 10), from 0.008127 to 0.012304; φ = 4: from
//! 0.006605 to 0.015140.

use crate::Interval;
use crate::comparison::students_reach;

/// Below this many events no rate is given.
pub const EVENTS_FOR_RATE: u64 = 20;

/// The range of a rate. Nothing below 20 events, without people, or with a φ below 1.
pub fn rate_range(events: u64, people: u64, phi: f64) -> Option<Interval> {
    let sound = events >= EVENTS_FOR_RATE && people > 0 && phi.is_finite() && phi >= 1.0;
    if !sound {
        return None;
    }
    let rate = events as f64 / people as f64;
    let reach = (students_reach() * (phi / events as f64).sqrt()).exp();
    Some(Interval {
        low: rate / reach,
        high: rate * reach,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_widens_with_the_spread() {
        let near = |range: Option<Interval>, low: f64, high: f64| {
            let range = range.unwrap();
            assert!(
                (range.low - low).abs() < 1e-6 && (range.high - high).abs() < 1e-6,
                "{range:?}"
            );
        };
        near(rate_range(100, 10_000, 1.0), 0.008_127, 0.012_304);
        near(rate_range(100, 10_000, 4.0), 0.006_605, 0.015_140);
    }

    #[test]
    fn few_events_and_no_people_have_no_rate() {
        assert_eq!(rate_range(19, 10_000, 1.0), None);
        assert_eq!(rate_range(40, 0, 1.0), None);
        assert!(
            rate_range(900, 300, 1.0).unwrap().low > 1.0,
            "more events than people"
        );
    }
}
