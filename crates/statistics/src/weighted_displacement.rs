//! Did crime fall where we acted, or only move next door? From the counts before and after alone.
//!
//! **Formula**: WDD = (T₁ - T₀) - (C₁ - C₀) + (D₁ - D₀) - (E₁ - E₀) for treated area T, its control C, the area around
//! it D (buffer) and the buffer's control E; variance φ × the sum of the counts; z = WDD/√variance. With before and
//! after of different length the earlier counts are multiplied by r = after/before, and their part of the variance by
//! r². The change as a ratio is (T₁/T₀)/(C₁/C₀), with variance φ (1/T₁ + 1/T₀ + 1/C₁ + 1/C₀) of its logarithm. WDQ = (D₁/C₁ - D₀/C₀) / (T₁/C₁ - T₀/C₀).
//!
//! **Source**: WDD, Wheeler and Ratcliffe (2018); WDQ, Bowers and Johnson (2003).
//!
//! **Unit**: crimes over the time after (below 0: fewer); WDQ is a ratio without unit.
//!
//! **Limits**: WDD takes it that without the action both areas had changed by the same number. Where they are of unlike size that is not
//! so: treated 50 to 40 beside a control 500 to 400 gives +90, though both fell by a fifth. The ratio is 1.00 there. φ = 1 believes that counts are Poisson; give the φ of the areas' own months, or the range is too narrow.
//! WDQ describes only, and only where the action worked (its denominator below 0): above 0 the neighbours gained too,
//! between -1 and 0 some moved there, below -1 more moved than was saved. With small counts or a denominator near 0 it
//! jumps about. Areas chosen for a peak fall by themselves.
//!
//! **Example**: control 308 to 318, treated 207 to 110, buffer's control 150 to 140, buffer 178 to 157: WDD = -97 - 10
//! - 21 + 10 = -118, variance 1,568, z = -2.98, 95 % range -196 to -40.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

/// A count before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}

/// The four areas. Leave out the buffer and its control by zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Displacement {
    /// Where the action was.
    pub treated: BeforeAfter,
    /// A like area without.
    pub control: BeforeAfter,
    /// Around the treated area.
    pub buffer: BeforeAfter,
    /// A like area to the buffer.
    pub buffer_control: BeforeAfter,
}

/// The weighted displacement difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeightedDifference {
    /// The treated area against its control.
    pub local: f64,
    /// The buffer against its control.
    pub displaced: f64,
    /// Both.
    pub total: f64,
    /// The variance of the total.
    pub variance: f64,
    /// The total in standard errors.
    pub z: f64,
    /// The chance of so large a total, either way, if nothing worked.
    pub p: f64,
    /// The lower end of the 95 % range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How the treated area changed beside its control, as a ratio: 1 is as the control did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RelativeChange {
    /// (T₁/T₀)/(C₁/C₀).
    pub ratio: f64,
    /// The lower end of the 95 % range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The chance of a ratio so far from 1, if nothing worked.
    pub p: f64,
}

/// The change of the treated area beside its control, as a ratio. The lengths of before and after fall out. `None` where one of the
/// four counts is 0 or a number makes no sense.
pub fn relative_change(
    treated: BeforeAfter,
    control: BeforeAfter,
    phi: f64,
) -> Option<RelativeChange> {
    let all = [treated.before, treated.after, control.before, control.after];
    if all.iter().any(|x| !x.is_finite() || *x <= 0.0) || !phi.is_finite() || phi < 1.0 {
        return None;
    }
    let centre = (treated.after / treated.before / (control.after / control.before)).ln();
    let se = (phi * all.iter().map(|x| 1.0 / x).sum::<f64>()).sqrt();
    let normal = Normal::standard();
    let reach = normal.inverse_cdf(0.975) * se;
    Some(RelativeChange {
        ratio: centre.exp(),
        low: (centre - reach).exp(),
        high: (centre + reach).exp(),
        p: 2.0 * normal.cdf(-(centre / se).abs()),
    })
}

/// The weighted displacement quotient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DisplacementQuotient {
    /// T₁/C₁ - T₀/C₀: below 0 the action worked.
    pub success: f64,
    /// The quotient; `None` when nothing moved.
    pub quotient: Option<f64>,
}

/// The weighted displacement difference. `longer` is the length of after divided by that of before, `phi` the
/// dispersion, at least 1. `None` when nothing was counted or a number makes no sense.
pub fn weighted_displacement(
    areas: &Displacement,
    longer: f64,
    phi: f64,
) -> Option<WeightedDifference> {
    let Displacement {
        treated,
        control,
        buffer,
        buffer_control,
    } = *areas;
    let all = [treated, control, buffer, buffer_control];
    let sound = all
        .iter()
        .flat_map(|it| [it.before, it.after])
        .all(|x| x.is_finite() && x >= 0.0)
        && longer.is_finite()
        && longer > 0.0
        && phi.is_finite()
        && phi >= 1.0;
    if !sound {
        return None;
    }
    let change = |it: BeforeAfter| it.after - longer * it.before;
    let local = change(treated) - change(control);
    let displaced = change(buffer) - change(buffer_control);
    let total = local + displaced;
    let variance = phi
        * all
            .iter()
            .map(|it| it.after + longer * longer * it.before)
            .sum::<f64>();
    if variance == 0.0 {
        return None;
    }
    let normal = Normal::standard();
    let se = variance.sqrt();
    let z = total / se;
    let reach = normal.inverse_cdf(0.975) * se;
    Some(WeightedDifference {
        local,
        displaced,
        total,
        variance,
        z,
        p: 2.0 * normal.cdf(-z.abs()),
        low: total - reach,
        high: total + reach,
    })
}

/// The weighted displacement quotient of treated, control and buffer. `None` when the control counted nothing.
pub fn displacement_quotient(areas: &Displacement) -> Option<DisplacementQuotient> {
    let Displacement {
        treated,
        control,
        buffer,
        ..
    } = *areas;
    let change = |it: BeforeAfter| it.after / control.after - it.before / control.before;
    let (success, moved) = (change(treated), change(buffer));
    if !success.is_finite() || !moved.is_finite() {
        return None;
    }
    Some(DisplacementQuotient {
        success,
        quotient: (success != 0.0).then(|| moved / success),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(before: f64, after: f64) -> BeforeAfter {
        BeforeAfter { before, after }
    }

    fn paper() -> Displacement {
        Displacement {
            treated: pair(207.0, 110.0),
            control: pair(308.0, 318.0),
            buffer: pair(178.0, 157.0),
            buffer_control: pair(150.0, 140.0),
        }
    }

    #[test]
    fn the_paper_is_the_worked_example() {
        let found = weighted_displacement(&paper(), 1.0, 1.0).unwrap();
        assert_eq!((found.total, found.variance), (-118.0, 1568.0));
        assert!((found.z + 2.98).abs() < 1e-3);
        assert_eq!((found.low.round(), found.high.round()), (-196.0, -40.0));
    }

    #[test]
    fn areas_of_unlike_size_are_compared_by_ratio() {
        let (small, large) = (pair(50.0, 40.0), pair(500.0, 400.0));
        let it = relative_change(small, large, 1.0).unwrap();
        assert!((it.ratio - 1.0).abs() < 1e-12 && (it.p - 1.0).abs() < 1e-9);
        // 1/50 + 1/40 + 1/500 + 1/400 = 0.0495; 1.95996 · 0.22249 = 0.43606.
        assert!(
            (it.high - 0.43606_f64.exp()).abs() < 1e-4 && (it.low * it.high - 1.0).abs() < 1e-9
        );
        assert!(relative_change(pair(0.0, 4.0), large, 1.0).is_none());
        let wider = relative_change(pair(50.0, 20.0), large, 4.0).unwrap();
        let plain = relative_change(pair(50.0, 20.0), large, 1.0).unwrap();
        assert!(wider.p > plain.p && wider.low < plain.low);
    }

    #[test]
    fn a_longer_after_and_dispersion_widen() {
        let plain = weighted_displacement(&paper(), 1.0, 1.0).unwrap();
        let spread = weighted_displacement(&paper(), 1.0, 4.0).unwrap();
        assert!((spread.z - plain.z / 2.0).abs() < 1e-12);
        let mut half = paper();
        for area in [
            &mut half.treated,
            &mut half.control,
            &mut half.buffer,
            &mut half.buffer_control,
        ] {
            area.before /= 2.0;
        }
        let longer = weighted_displacement(&half, 2.0, 1.0).unwrap();
        assert!((longer.total - plain.total).abs() < 1e-12 && longer.variance > plain.variance);
    }

    #[test]
    fn the_quotient_needs_a_control_and_a_movement() {
        let found = displacement_quotient(&paper()).unwrap();
        assert!((found.quotient.unwrap() - 0.258_185_688).abs() < 1e-8);
        let still = Displacement {
            treated: pair(50.0, 50.0),
            control: pair(100.0, 100.0),
            ..paper()
        };
        assert_eq!(displacement_quotient(&still).unwrap().quotient, None);
        let none = Displacement {
            control: pair(0.0, 0.0),
            ..paper()
        };
        assert!(displacement_quotient(&none).is_none());
        assert!(weighted_displacement(&Displacement::default(), 1.0, 1.0).is_none());
        assert!(weighted_displacement(&paper(), f64::NAN, 1.0).is_none());
    }
}
