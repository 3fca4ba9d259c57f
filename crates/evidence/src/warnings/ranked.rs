//! The two lists a board asks for: where it rose most, and where it is highest.

use serde::{Deserialize, Serialize};

/// A noted increase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Increase {
    /// The ward's code; empty for the place as a whole.
    pub code: String,
    /// Its name.
    pub area: String,
    /// The type.
    pub kind: String,
    /// The count of the month.
    pub observed: u64,
    /// What was expected.
    pub expected: f64,
    /// How far it passed its threshold: 1 is the threshold.
    pub score: f64,
}

/// One of the highest levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The ward's code.
    pub code: String,
    /// Its name.
    pub area: String,
    /// The type.
    pub kind: String,
    /// The count of the latest twelve months.
    pub observed: u64,
    /// The mean of all wards.
    pub mean: f64,
    /// How many times the mean it is.
    pub times: f64,
}

/// As many as a meeting reads.
pub(super) const MOST: usize = 20;

/// The greatest increases first; only what passed its threshold.
pub(super) fn increases(mut all: Vec<Increase>) -> Vec<Increase> {
    all.retain(|it| it.score > 1.0);
    all.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.code.cmp(&b.code))
    });
    all.truncate(MOST);
    all
}

/// The highest level of each type, furthest above the mean first. `counts`: code, name and count of every ward.
pub(super) fn highest(kind: &str, counts: &[(&str, &str, u64)]) -> Option<Level> {
    /// With fewer a year, the highest is chance.
    const LEAST: u64 = 30;
    let sum: u64 = counts.iter().map(|it| it.2).sum();
    let (code, area, observed) = counts
        .iter()
        .max_by(|a, b| a.2.cmp(&b.2).then_with(|| b.0.cmp(a.0)))?;
    if *observed < LEAST || counts.len() < 2 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let (mean, n) = (sum as f64 / counts.len() as f64, *observed as f64);
    Some(Level {
        code: (*code).to_owned(),
        area: (*area).to_owned(),
        kind: kind.to_owned(),
        observed: *observed,
        mean: crate::figures::tenth(mean),
        times: crate::figures::tenth(n / mean),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_level_is_held_against_the_mean_of_the_wards() {
        let it = highest(
            "Burglary",
            &[("b", "B", 60), ("a", "A", 120), ("c", "C", 60)],
        )
        .unwrap();
        assert_eq!((it.area.as_str(), it.mean, it.times), ("A", 80.0, 1.5));
        assert!(highest("Burglary", &[("a", "A", 12), ("b", "B", 1)]).is_none());
    }

    #[test]
    fn increases_are_ranked_by_how_far_they_pass() {
        let of = |code: &str, score: f64| Increase {
            code: code.into(),
            area: code.into(),
            kind: "Burglary".into(),
            observed: 9,
            expected: 3.0,
            score,
        };
        let ranked = increases(vec![of("a", 1.2), of("b", 0.9), of("c", 2.0)]);
        assert_eq!(
            ranked.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(),
            ["c", "a"]
        );
    }
}
