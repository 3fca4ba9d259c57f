//! Many tests at once: which of them still count when some would look striking by luck alone?
//!
//! **Formula**: with m tests sorted by p, Benjamini and Hochberg's q of the i-th is the least of min(1, p(j)·m/j) over all
//! j ≥ i; Benjamini and Yekutieli's is the same times 1 + 1/2 + … + 1/m, for tests that lean on each other; Bonferroni's is
//! min(1, m·p); Holm's is the greatest of min(1, (m-j+1)·p(j)) over all j ≤ i.
//!
//! **Source**: Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001); Holm (1979); the definitions of R's `p.adjust`.
//!
//! **Unit**: chances from 0 to 1. Mark a row where q ≤ 0.05: of the rows so marked at most one in twenty is luck, on average over
//! many tables and where every p is right. It says nothing of one row: a table in which nothing happened still marks something once in
//! twenty times.
//!
//! **Limits**: the rows must have been chosen before they were looked at. A p that is no number stays none and is not counted.
//!
//! **Example**: p = 0.01, 0.02, 0.04: q = min(0.03, 0.03, 0.04) = 0.03, then min(0.03, 0.04) = 0.03, then 0.04.

fn order(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).filter(|i| !p[*i].is_nan()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}

fn step_up(p: &[f64], factor: impl Fn(usize) -> f64) -> Vec<f64> {
    let order = order(p);
    let m = order.len() as f64;
    let factor = factor(order.len());
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, i) in order.iter().enumerate().rev() {
        // The factor first, as others do: so p = 0.05 / 3 of three stays at 0.05 and does not pass it by a rounding.
        least = least.min(factor * m / (rank + 1) as f64 * p[*i]);
        adjusted[*i] = least;
    }
    adjusted
}

/// Benjamini and Hochberg's q of each p, in the order they came.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    step_up(p, |_| 1.0)
}

/// Benjamini and Yekutieli's q of each p, whatever the tests have to do with each other.
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    step_up(p, |m| (1..=m).map(|i| 1.0 / i as f64).sum())
}

/// Each p times the number of tests.
pub fn bonferroni(p: &[f64]) -> Vec<f64> {
    let m = p.iter().filter(|p| !p.is_nan()).count() as f64;
    p.iter()
        .map(|p| if p.is_nan() { *p } else { (p * m).min(1.0) })
        .collect()
}

/// Holm's step-down p of each p: never less telling than Bonferroni's.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let order = order(p);
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut greatest = 0.0_f64;
    for (rank, i) in order.iter().enumerate() {
        greatest = greatest.max(p[*i] * (order.len() - rank) as f64).min(1.0);
        adjusted[*i] = greatest;
    }
    adjusted
}

/// Hochberg's step-up p of each p: Holm's factors, from the least telling down.
pub fn hochberg(p: &[f64]) -> Vec<f64> {
    let order = order(p);
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, i) in order.iter().enumerate().rev() {
        least = least.min(p[*i] * (order.len() - rank) as f64);
        adjusted[*i] = least;
    }
    adjusted
}

/// Hommel's p of each p, in the form of R's `p.adjust`.
pub fn hommel(p: &[f64]) -> Vec<f64> {
    let order = order(p);
    let sorted: Vec<f64> = order.iter().map(|i| p[*i]).collect();
    let n = sorted.len();
    let first = (0..n)
        .map(|i| n as f64 * sorted[i] / (i + 1) as f64)
        .fold(f64::INFINITY, f64::min);
    let mut best = vec![first; n];
    for m in (2..n).rev() {
        let low = n - m + 1;
        let times = m as f64;
        let upper = (low..n)
            .map(|i| times * sorted[i] / (i - low + 2) as f64)
            .fold(f64::INFINITY, f64::min);
        let of = |i: usize| (times * sorted[i]).min(upper);
        for (i, it) in best.iter_mut().enumerate() {
            *it = it.max(of(i.min(low - 1)));
        }
    }
    let mut adjusted = vec![f64::NAN; p.len()];
    for (rank, i) in order.iter().enumerate() {
        adjusted[*i] = best[rank].max(sorted[rank]).min(1.0);
    }
    adjusted
}

/// Šidák's p of each p: 1 - (1 - p)^m, for tests that know nothing of each other.
pub fn sidak(p: &[f64]) -> Vec<f64> {
    let m = p.iter().filter(|p| !p.is_nan()).count() as f64;
    p.iter().map(|p| -(m * (-p).ln_1p()).exp_m1()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &[f64], b: &[f64]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn the_worked_example_comes_out() {
        let p = [0.04, 0.01, 0.02];
        assert!(near(&benjamini_hochberg(&p), &[0.04, 0.03, 0.03]));
        assert!(near(&bonferroni(&p), &[0.12, 0.03, 0.06]));
        assert!(near(&holm(&p), &[0.04, 0.03, 0.04]));
        let times = 1.0 + 0.5 + 1.0 / 3.0;
        assert!(near(
            &benjamini_yekutieli(&p),
            &[0.04 * times, 0.03 * times, 0.03 * times]
        ));
    }

    #[test]
    fn the_rarer_corrections_are_those_of_r() {
        // p.adjust(c(0.001, 0.01, 0.011, 0.03, 0.04, 0.2, 0.2, 0.9), …) of R 4.2.2; Šidák's of statsmodels.
        let p = [0.001, 0.01, 0.011, 0.03, 0.04, 0.2, 0.2, 0.9];
        assert!(near(
            &hochberg(&p),
            &[0.008, 0.066, 0.066, 0.15, 0.16, 0.4, 0.4, 0.9]
        ));
        assert!(near(
            &hommel(&p),
            &[0.008, 0.06, 0.066, 0.12, 0.16, 0.4, 0.4, 0.9]
        ));
        assert!((sidak(&p)[0] - 0.007_972_055_930_055_97).abs() < 1e-12);
        assert!(near(&hommel(&[0.3]), &[0.3]) && hommel(&[]).is_empty());
    }

    #[test]
    fn what_is_no_number_is_not_counted() {
        let q = benjamini_hochberg(&[0.01, f64::NAN, 0.02]);
        assert!(q[1].is_nan() && (q[0] - 0.02).abs() < 1e-12);
        assert!(holm(&[]).is_empty() && bonferroni(&[f64::NAN])[0].is_nan());
    }
}
