//! The share of a beta distribution below a point, and so the tails of a binomial, also where counts are in the millions.
//!
//! **Formula**: I_x(a, b) = x^a (1-x)^b / B(a, b) times a continued fraction, from whichever end it settles sooner. What
//! stands before it is written as a binomial chance, by its distance from the middle, so that nothing large is taken from
//! something large.
//!
//! **Source**: Didonato and Morris (1992) and Lentz (1976) for the fraction; Loader (2000) for the binomial chance.
//!
//! **Unit**: shares from 0 to 1.
//!
//! **Limits**: the fraction takes some √max(a, b) steps. Agrees with R's `pbeta` to 1e-9 of itself up to 1e9.
//!
//! **Example**: a = 2, b = 1, x = 0.5: x² = 0.25.

use statrs::function::gamma::ln_gamma;

/// The most steps of the fraction.
const STEPS: usize = 2_000_000;
/// Stands for nothing where it would be divided by.
const TINY: f64 = 1e-300;

/// I_x(a, b). No number where a or b is not above 0 or x is none.
pub(crate) fn share_below(a: f64, b: f64, x: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 || x >= 1.0 {
        return f64::from(u8::from(x >= 1.0));
    }
    let y = 1.0 - x;
    if b == 1.0 {
        return x.powf(a);
    }
    if a == 1.0 {
        return -((-x).ln_1p() * b).exp_m1();
    }
    // How far x lies below the middle, from the smaller side: nothing large is taken from something large.
    let below = if a > b {
        (a + b) * y - b
    } else {
        a - (a + b) * x
    };
    let before = before(a, b, x, y);
    if a.min(b) < 1.0 {
        // Only ever small: shares of counts divided by their spread.
        if x <= (a + 1.0) / (a + b + 2.0) {
            before / a * plain_fraction(a, b, x)
        } else {
            1.0 - before / b * plain_fraction(b, a, y)
        }
    } else if below >= 0.0 {
        before * fraction(a, b, x, y, below)
    } else {
        1.0 - before * fraction(b, a, y, x, -below)
    }
}

/// x^a y^b / B(a, b).
fn before(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let log = rest(n) - rest(a) - rest(b) - apart(a, n * x) - apart(b, n * y);
    (a * b / n / (2.0 * std::f64::consts::PI)).sqrt() * log.exp()
}

/// What Stirling's formula leaves of ln Γ(x + 1).
fn rest(x: f64) -> f64 {
    if x < 16.0 {
        let half = 0.5 * (2.0 * std::f64::consts::PI).ln();
        return ln_gamma(x + 1.0) - (x + 0.5) * x.ln() + x - half;
    }
    let i = 1.0 / (x * x);
    (1.0 / 12.0 - i * (1.0 / 360.0 - i * (1.0 / 1260.0 - i * (1.0 / 1680.0 - i / 1188.0)))) / x
}

/// x ln(x/m) + m - x.
fn apart(x: f64, m: f64) -> f64 {
    let v = (x - m) / (x + m);
    if v.abs() >= 0.1 {
        return x * (x / m).ln() + m - x;
    }
    let (mut sum, mut power) = ((x - m) * v, 2.0 * x * v);
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The fraction in the form of Didonato and Morris, which settles also where x is next to the middle of a narrow curve.
fn fraction(a: f64, b: f64, x: f64, y: f64, below: f64) -> f64 {
    let (c, c0, c1) = (1.0 + below, b / a, 1.0 + 1.0 / a);
    let (mut p, mut s) = (1.0, a + 1.0);
    let (mut above, mut under) = ((0.0, 1.0), (1.0, c / c1));
    let mut value = c1 / c;
    for n in 1..STEPS {
        let n = n as f64;
        let t = n / a;
        let w = n * (b - n) * x;
        let e = a / s;
        let first = p * (p + c0) * e * e * (w * x);
        let second = n + w / s + (t + 1.0) / (c1 + t + t) * (c + n * (1.0 + y));
        p = t + 1.0;
        s += 2.0;
        above = (above.1, first * above.0 + second * above.1);
        under = (under.1, first * under.0 + second * under.1);
        let last = value;
        value = above.1 / under.1;
        if (value - last).abs() <= 1e-15 * value.abs() || !value.is_finite() {
            break;
        }
        let scale = under.1;
        above = (above.0 / scale, value);
        under = (under.0 / scale, 1.0);
    }
    value
}

/// By Lentz, for shapes below 1.
fn plain_fraction(a: f64, b: f64, x: f64) -> f64 {
    let held = |it: f64| if it.abs() < TINY { TINY } else { it };
    let mut d = 1.0 / held(1.0 - (a + b) * x / (a + 1.0));
    let (mut c, mut value) = (1.0_f64, d);
    for m in 1..STEPS {
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / held(1.0 + even * d);
        c = held(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / held(1.0 + odd * d);
        c = held(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_comes_out() {
        assert!((share_below(2.0, 1.0, 0.5) - 0.25).abs() < 1e-14);
        assert!((share_below(1.0, 3.0, 0.2) - (1.0 - 0.8_f64.powi(3))).abs() < 1e-14);
        assert!((share_below(0.5, 0.5, 0.25) - 1.0 / 3.0).abs() < 1e-13);
        assert!(share_below(0.0, 1.0, 0.5).is_nan() && share_below(1.0, 1.0, f64::NAN).is_nan());
        assert_eq!(share_below(3.0, 4.0, 0.0), 0.0);
        assert_eq!(share_below(3.0, 4.0, 2.0), 1.0);
    }

    #[test]
    fn large_counts_are_those_of_r() {
        // pbeta(x, a, b) of R 4.2.2.
        for (a, b, x, r) in R {
            let ours = share_below(*a, *b, *x);
            assert!((ours / r - 1.0).abs() < 1e-9, "{a} {b} {x}: {ours} {r}");
        }
    }

    const R: &[(f64, f64, f64, f64)] = &[
        (40.0, 36.0, 0.18219218866784154, 8.377972547529672e-12),
        (40.0, 36.0, 0.4116079225384033, 0.022181276813367512),
        (40.0, 36.0, 0.5268893288083606, 0.5023709388476162),
        (40.0, 36.0, 0.6123466896751448, 0.934967730558256),
        (4000.0, 3600.0, 0.49190342939309994, 9.797310168982854e-10),
        (4000.0, 3600.0, 0.5148450027801561, 0.02265516026320842),
        (4000.0, 3600.0, 0.5263731434071518, 0.5038339915530226),
        (4000.0, 3600.0, 0.5349188794938302, 0.9335355228797158),
        (
            200000.0,
            180000.0,
            0.5214491468397613,
            9.480495315471911e-10,
        ),
        (200000.0, 180000.0, 0.5246935752623766, 0.02260967784325015),
        (200000.0, 180000.0, 0.5263239005447408, 0.5039721546033668),
        (200000.0, 180000.0, 0.5275324501321649, 0.9334714264788273),
        (
            5000000.0,
            4500000.0,
            0.5253424609468996,
            9.395171628403937e-10,
        ),
        (
            5000000.0,
            4500000.0,
            0.5259913466314227,
            0.02260251095975876,
        ),
        (5000000.0, 4500000.0, 0.5263174116878955, 0.5039903457922057),
        (5000000.0, 4500000.0, 0.5265591216053803, 0.9334638746685997),
        (
            100000000.0,
            90000000.0,
            0.5260981465986512,
            9.377498549200065e-10,
        ),
        (
            100000000.0,
            90000000.0,
            0.5262432418486732,
            0.022601088173241513,
        ),
        (
            100000000.0,
            90000000.0,
            0.5263161522118093,
            0.5039938762779952,
        ),
        (
            100000000.0,
            90000000.0,
            0.5263702001924424,
            0.9334624329349187,
        ),
        (
            1000000000.0,
            900000000.0,
            0.5262469647535231,
            9.373976016578604e-10,
        ),
        (
            1000000000.0,
            900000000.0,
            0.5262928479002972,
            0.022600806767153463,
        ),
        (
            1000000000.0,
            900000000.0,
            0.5263159041815512,
            0.5039945715276892,
        ),
        (
            1000000000.0,
            900000000.0,
            0.5263329956537245,
            0.9334621499340313,
        ),
        (200000.0, 100.0, 0.9993, 0.00015695739254784576),
        (1000000000.0, 3.0, 0.999999995, 0.12465202056851007),
        (3.0, 1000000000.0, 1e-09, 0.0803013973473038),
        (30.5, 1000000.5, 4e-05, 0.9481872598888111),
        (100000.0, 100000.0, 0.49, 1.8571347290405476e-19),
    ];
}
