//! How grave what happened was, by weights that the user brings.
//!
//! **Formula**: score = Σ nₒ·wₒ over the offences that have a weight; its variance is φ·Σ wₒ²·nₒ; the likely range is score ± 1.96 √variance.
//!
//! **Source**: Sherman, Neyroud and Neyroud (2016) for the Cambridge index; Bangs (2016) for the ONS severity score. No weights are
//! in the program: load the edition you may use, and name it beside the figure.
//!
//! **Unit**: that of the weights, such as days of sentence.
//!
//! **Limits**: a few grave events make most of a score: print the counts and the range beside it. Broad police types mix grave and
//! slight, so they take no weight. What has no weight is shown apart, never counted as nothing.
//!
//! **Example**: 10 thefts from shops of weight 2 and 1 robbery of a shop of weight 365: score 385, variance 10·4 + 133,225 = 133,265, so 385 ± 715.5.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Types that hold grave and slight offences together: a weight for one of them would be made up.
const BROAD: [&str; 19] = [
    "VIOLENCE AND SEXUAL OFFENCES",
    "VIOLENCE AGAINST THE PERSON",
    "SEXUAL OFFENCES",
    "PUBLIC ORDER",
    "CRIMINAL DAMAGE AND ARSON",
    "ARSON AND CRIMINAL DAMAGE",
    "BURGLARY",
    "ROBBERY",
    "VEHICLE CRIME",
    "DRUGS",
    "OTHER CRIME",
    "ANTI-SOCIAL BEHAVIOUR",
    "DRUG OFFENCES",
    "FRAUD AND FORGERY",
    "MISCELLANEOUS CRIMES AGAINST SOCIETY",
    "POSSESSION OF WEAPONS",
    "PUBLIC ORDER OFFENCES",
    "THEFT",
    "VEHICLE OFFENCES",
];

/// Whether an offence is a published type too broad to be weighed, or no crime.
pub fn too_broad(offence: &str) -> bool {
    BROAD
        .iter()
        .any(|it| offence.trim().eq_ignore_ascii_case(it))
}

/// Weights by offence code, and where they are from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HarmWeights {
    /// The scheme, such as "ONS Crime Severity Score".
    pub scheme: String,
    /// The edition.
    pub version: String,
    /// The weight of each offence code.
    pub weights: BTreeMap<String, f64>,
}

/// A harm score.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Harm {
    /// The score.
    pub score: f64,
    /// Its variance.
    pub variance: f64,
    /// Events that were weighed.
    pub weighed: f64,
    /// Events without a weight: show them apart.
    pub unweighed: f64,
}

impl Harm {
    /// The likely range of the score at 95 %, never below nothing.
    pub fn range(&self) -> (f64, f64) {
        let reach = 1.959_963_984_540_054 * self.variance.sqrt();
        ((self.score - reach).max(0.0), self.score + reach)
    }
}

/// The harm of counts by offence code, with over-dispersion `phi` (1 for independent events).
pub fn harm<'a>(
    weights: &HarmWeights,
    counts: impl IntoIterator<Item = (&'a str, f64)>,
    phi: f64,
) -> Harm {
    let phi = if phi.is_finite() { phi.max(1.0) } else { 1.0 };
    let mut sum = Harm::default();
    for (code, n) in counts {
        if !n.is_finite() || n < 0.0 {
            continue;
        }
        match weights.weights.get(code).filter(|w| w.is_finite()) {
            Some(w) => {
                sum.score += n * w;
                sum.variance += phi * w * w * n;
                sum.weighed += n;
            }
            None => sum.unweighed += n,
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_comes_out_and_the_unweighed_stand_apart() {
        let weights = HarmWeights {
            weights: [("theft".to_owned(), 2.0), ("robbery".to_owned(), 365.0)].into(),
            ..HarmWeights::default()
        };
        let counts = [
            ("theft", 10.0),
            ("robbery", 1.0),
            ("nuisance", 4.0),
            ("theft", f64::NAN),
        ];
        let it = harm(&weights, counts, 1.0);
        assert_eq!((it.score, it.variance), (385.0, 133_265.0));
        assert_eq!((it.weighed, it.unweighed), (11.0, 4.0));
        assert!(it.range().0 == 0.0 && (it.range().1 - 1100.5).abs() < 0.1);
        assert_eq!(harm(&weights, counts, 2.0).variance, 266_530.0);
    }
}
