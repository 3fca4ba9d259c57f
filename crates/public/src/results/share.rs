//! A share in percent with its likely range.

use evidence::publishing::Shown;
use statistics::wilson;

/// Of fewer than these, a percent says more about chance than about anybody's work.
const LEAST: u64 = 30;

/// A share in whole percent, and Wilson's range at 95%.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// In the middle.
    pub percent: u64,
    /// The lower end.
    pub low: u64,
    /// The upper end.
    pub high: u64,
}

impl Share {
    /// A part of a whole; of few, nothing.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are far below 2^52, percents between 0 and 100"
    )]
    fn of(part: u64, whole: u64) -> Option<Self> {
        let (part, whole, is_told) = (part as f64, whole as f64, whole >= LEAST);
        let range = wilson(part, whole, 0.95).filter(|_| is_told)?;
        let percent = |share: f64| (share * 100.0).round() as u64;
        Some(Self {
            percent: percent(part / whole),
            low: percent(range.low),
            high: percent(range.high),
        })
    }

    /// A share says how many of all are in it: it is told where both may be.
    pub fn told(part: Shown, whole: Shown) -> Option<Self> {
        Self::of(part.count()?, whole.count()?)
    }

    /// In words; a dash where there is nothing to say.
    pub fn words(it: Option<Self>) -> String {
        it.map_or_else(
            || "\u{2013}".to_owned(),
            |it| format!("{}% (likely {}% to {}%)", it.percent, it.low, it.high),
        )
    }

    /// The percent and both ends, for a file.
    pub fn cells(it: Option<Self>) -> [Option<u64>; 3] {
        [
            it.map(|it| it.percent),
            it.map(|it| it.low),
            it.map(|it| it.high),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_few_is_not_told() {
        assert_eq!(Share::of(29, 29), None);
        let half = Share::of(15, 30).unwrap();
        assert_eq!((half.percent, half.low, half.high), (50, 33, 67));
        assert_eq!(Share::words(Some(half)), "50% (likely 33% to 67%)");
    }
}
