//! A change between two windows, as it may be said.

use serde::{Deserialize, Serialize};
use statistics::{Finding, Window, compare};

use super::seed;
use crate::cube::{Cube, Part, Period};
use crate::publishing::Shown;

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
    /// Compares two counts that may both be shown. `history` are the monthly counts to the end of the later window.
    pub(super) fn of(
        now: Shown,
        before: Option<Shown>,
        windows: (Period, Option<Period>),
        history: &[u64],
        name: &[&str],
    ) -> Option<Self> {
        let (now, before) = (now.count()?, before?.count()?);
        let (later, earlier) = (windows.0, windows.1?);
        let it = compare(
            Window {
                count: now,
                days: later.days(),
            },
            Window {
                count: before,
                days: earlier.days(),
            },
            history,
            seed(name),
        );
        Some(Self {
            finding: it.finding,
            percent: it.change_percent.map(tenth),
            low: it.low.map(tenth),
            high: it.high.map(tenth),
        })
    }

    /// "+14% (-3% to +33%)", under a heading that says "likely between"; empty where no per cent may be given.
    #[must_use]
    pub fn likely(&self) -> String {
        match (self.percent, self.low, self.high) {
            (Some(percent), Some(low), Some(high)) => {
                format!("{} ({} to {})", signed(percent), signed(low), signed(high))
            }
            _ => String::new(),
        }
    }

    /// "up 14%", "down 3%": for sentences, and only where chance does not explain it.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.finding, self.percent) {
            (Finding::Higher, Some(percent)) => {
                format!("up {:.0}% on the year before", percent.abs())
            }
            (Finding::Lower, Some(percent)) => {
                format!("down {:.0}% on the year before", percent.abs())
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

/// "+14%", "-3%", "0%".
fn signed(percent: f64) -> String {
    let whole = percent.round();
    if whole > 0.0 {
        format!("+{whole:.0}%")
    } else if whole < 0.0 {
        format!("\u{2212}{:.0}%", whole.abs())
    } else {
        "0%".into()
    }
}

/// Monthly counts of a ward.
pub(super) fn history(cube: &Cube, ward: &str, period: Period, part: Part<'_>) -> Vec<u64> {
    period
        .months()
        .map(|month| cube.in_ward(ward, month, part))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_said_with_its_range_and_only_when_chance_does_not_explain_it() {
        let year = |first: &str, last: &str| Period {
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        };
        let windows = (year("2019-02", "2020-01"), Some(year("2018-02", "2019-01")));
        let of = |now, before| {
            Change::of(
                Shown::Count(now),
                Some(Shown::Count(before)),
                windows,
                &[],
                &["x"],
            )
        };
        assert_eq!(
            of(121, 100).unwrap().words(),
            "no clear change on the year before"
        );
        assert_eq!(of(400, 200).unwrap().words(), "up 100% on the year before");
        assert!(of(400, 200).unwrap().likely().starts_with("+100% (+"));
        assert_eq!(of(4, 3).unwrap().likely(), "");
        assert!(Change::of(Shown::Hidden, Some(Shown::Count(9)), windows, &[], &["x"]).is_none());
    }
}
