//! A change between two windows, as it may be said.

use serde::{Deserialize, Serialize};
use statistics::{Finding, SUMS_FOR_SPREAD, Window, compare_sums};

use super::seed;
use crate::cube::Period;
use crate::publishing::{Shown, Told, WardTable};

/// What may be said of two counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The finding.
    pub finding: Finding,
    /// In per cent of the daily rate; nothing on a base under 30.
    pub percent: Option<f64>,
    /// Likely at least.
    pub low: Option<f64>,
    /// Likely at most.
    pub high: Option<f64>,
}

impl Change {
    /// Compares the latest sum with that of a year before, where both were told. How much they vary follows from the sums told up to
    /// now (statistics: spread of sums); where too few of them were, from those of the same type over all wards, which vary more.
    pub(super) fn of(
        told: &Told,
        windows: (Period, Option<Period>),
        [own, everywhere]: [&dyn Fn(&WardTable) -> Shown; 2],
        name: &[&str],
    ) -> Option<Self> {
        let (now, before) = (own(told.now()).count()?, own(told.before()?).count()?);
        let days = (windows.0.days(), windows.1?.days());
        let window = |count, days| Window { count, days };
        let mut sums = told.sums_of(own);
        if sums.len() < SUMS_FOR_SPREAD {
            sums = told.sums_of(everywhere);
        }
        let it = compare_sums(
            window(now, days.0),
            window(before, days.1),
            &sums,
            seed(name),
        );
        Some(it.map_or(
            Self {
                finding: Finding::TooFewToSay,
                percent: None,
                low: None,
                high: None,
            },
            |it| Self {
                finding: it.finding,
                percent: it.change_percent.map(tenth),
                low: it.low.map(tenth),
                high: it.high.map(tenth),
            },
        ))
    }

    /// "+14% (-3% to +33%)", under a heading that says "likely between"; empty where no per cent may be given.
    #[must_use]
    pub fn likely(&self) -> String {
        match (self.percent, self.low, self.high) {
            (Some(percent), Some(low), Some(high)) => {
                format!(
                    "{} ({} to {})",
                    self::percent(percent),
                    self::percent(low),
                    self::percent(high)
                )
            }
            _ => String::new(),
        }
    }

    /// "up 14%", "down 3%": for sentences, and only where chance does not explain it.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.finding, self.percent) {
            (Finding::Higher, Some(percent)) => {
                format!("up {} on the year before", unsigned(percent))
            }
            (Finding::Lower, Some(percent)) => {
                format!("down {} on the year before", unsigned(percent))
            }
            (Finding::Higher, None) => "more than the year before".into(),
            (Finding::Lower, None) => "fewer than the year before".into(),
            (Finding::NoClearChange, _) => "no clear change on the year before".into(),
            (Finding::TooFewToSay, _) => "too few to compare with the year before".into(),
        }
    }
}

/// To a tenth: finer says nothing, and frozen figures must thaw to the same digits.
pub(crate) fn tenth(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

/// "+14%", "-3%", "+0.4%": below one per cent with a decimal, so that a range that ends beside nought is not said to reach it.
pub fn percent(n: f64) -> String {
    let sign = match unsigned(n).as_str() {
        "0%" => return "0%".into(),
        _ if n > 0.0 => "+",
        _ => "\u{2212}",
    };
    format!("{sign}{}", unsigned(n))
}

fn unsigned(percent: f64) -> String {
    let digits = usize::from(percent.abs() < 0.95);
    match format!("{:.digits$}", percent.abs()).as_str() {
        "0.0" => "0%".into(),
        told => format!("{told}%"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::publishing::{Months, Rule, releases};

    #[test]
    fn a_change_is_said_with_its_range_and_only_when_chance_does_not_explain_it() {
        let year = |first: &str, last: &str| Period {
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        };
        let windows = (year("2019-02", "2020-01"), Some(year("2018-02", "2019-01")));
        let of = |before: u64, now: u64| {
            let line = [[before; 12], [now; 12]].concat();
            let months = Months {
                wards: vec!["A".into()],
                kinds: vec!["Burglary".into()],
                counts: vec![vec![line]],
                ..Months::default()
            };
            let all = releases(&months, &Rule::new(5, 10, Vec::new()));
            let told = Told::up_to(Arc::new(all), 23).unwrap();
            let own = |it: &WardTable| it.cell("A", "Burglary");
            Change::of(&told, windows, [&own, &own], &["x"])
        };
        assert_eq!(
            of(9, 10).unwrap().words(),
            "no clear change on the year before"
        );
        assert_eq!(of(20, 40).unwrap().words(), "up 100% on the year before");
        assert!(of(20, 40).unwrap().likely().starts_with("+100% (+"));
        let beside_nought = Change {
            finding: Finding::Lower,
            percent: Some(-41.6),
            low: Some(-65.8),
            high: Some(-0.4),
        };
        assert_eq!(
            beside_nought.likely(),
            "\u{2212}42% (\u{2212}66% to \u{2212}0.4%)"
        );
        assert_eq!(of(2, 1).unwrap().likely(), "");
        assert!(of(0, 0).is_some());
    }

    #[test]
    fn a_change_below_one_per_cent_is_not_none() {
        let said: Vec<String> = [14.2, -3.0, 0.4, -0.44, 0.96, 0.02].map(percent).to_vec();
        assert_eq!(
            said,
            ["+14%", "\u{2212}3%", "+0.4%", "\u{2212}0.4%", "+1%", "0%"]
        );
    }

    #[test]
    fn a_range_rests_on_nothing_but_sums_that_were_told() {
        // The same sums year by year from quite other months: the ranges are the same to the last digit.
        let one: Vec<u64> = (0..48).map(|at| 20 + at % 12 / 3 + at / 24).collect();
        let mut other = one.clone();
        for (at, n) in other.iter_mut().enumerate() {
            // What is moved from one month of the year to another stays so in every year, and is nowhere told.
            match at % 12 {
                2 => *n -= 5,
                7 => *n += 5,
                _ => {}
            }
        }
        let changes = |line: &[u64]| -> Vec<String> {
            let months = Months {
                wards: vec!["A".into(), "B".into()],
                kinds: vec!["Burglary".into(), "Robbery".into()],
                counts: vec![vec![line.to_vec(), vec![20; 48]]; 2],
                ..Months::default()
            };
            let all = Arc::new(releases(&months, &Rule::new(5, 10, Vec::new())));
            let own = |it: &WardTable| it.cell("A", "Burglary");
            let every = |it: &WardTable| it.sum("Burglary");
            let year = Period {
                first: "2019-01".parse().unwrap(),
                last: "2019-12".parse().unwrap(),
            };
            (23..48)
                .map(|at| {
                    let told = Told::up_to(Arc::clone(&all), at).unwrap();
                    let change =
                        Change::of(&told, (year, Some(year)), [&own, &every], &["x"]).unwrap();
                    assert!(change.low.is_some(), "{at}");
                    format!("{change:?}")
                })
                .collect()
        };
        assert_ne!(one, other);
        assert_eq!(changes(&one), changes(&other));
    }
}
