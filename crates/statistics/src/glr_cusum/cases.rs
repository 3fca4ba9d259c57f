//! How many would it have taken for an alarm?
//!
//! **Formula**: the least count at a point that raises an alarm there, all before it as they were. Downwards, the least count that
//! raises none. With κ known in advance the count at which S reaches c exactly: with L = ln((1 + αμ)/(1 + αμe^κ)) it is
//! (c - S_(n-1) - L/α)/(κ + L), and for α = 0 (c - S_(n-1) + μ (e^κ - 1))/κ.
//!
//! **Source**: as of the chart; `ret = "cases"` of R surveillance's `glrnb`.
//!
//! **Unit**: events; a fraction where κ is known, below nothing where no count is so low.
//!
//! **Limits**: as of the chart. It says what one point would have needed, not from where on a rise is real.
//!
//! **Example**: α = 0, μ = 10, c = 5. For one point y ln(y/10) - y + 10 is 4.62 at 21 and 5.35 at 22: it takes 22. With κ = ln 2 it
//! takes (5 + 10)/0.693 = 21.64.

use super::{Change, GlrOptions, Part, Search, Shift, glr_cusum};

/// No count is as high as this.
const MOST: f64 = (1_u64 << 40) as f64;

/// The number at each point. `None` there where no number does it; altogether, when lengths differ or a number is missing.
pub fn glr_cases(
    counts: &[f64],
    expected: &[f64],
    options: &GlrOptions,
) -> Option<Vec<Option<f64>>> {
    let points = glr_cusum(counts, expected, options)?;
    let mut from = 0;
    let mut cases = Vec::with_capacity(points.len());
    for at in 0..points.len() {
        let last = points[from..at].last().map_or(0.0, |it| it.statistic);
        let before = Part::from(counts, expected, from);
        let of = match (options.change, options.known) {
            (Change::Level, Some(kappa)) => known(kappa, expected[at], last, options),
            _ => needed(&before, at - from, options),
        };
        cases.push(of);
        if points[at].alarm {
            from = at + 1;
        }
    }
    Some(cases)
}

fn known(kappa: f64, mu: f64, last: f64, options: &GlrOptions) -> Option<f64> {
    let GlrOptions { alpha, limit, .. } = *options;
    let cases = if alpha == 0.0 {
        (limit - last + mu * kappa.exp_m1()) / kappa
    } else {
        let over = (alpha * mu).ln_1p() - (alpha * mu * kappa.exp()).ln_1p();
        (limit - last - over / alpha) / (kappa + over)
    };
    cases.is_finite().then_some(cases)
}

/// The statistic only ever moves one way with the last count, so that halves find the number.
fn needed(part: &Part<'_>, n: usize, options: &GlrOptions) -> Option<f64> {
    let mut options = *options;
    if options.alpha > 0.0 {
        // The peer tries counts one by one, near enough for its steps to find the change; halves go further.
        options.search = Search::Whole;
    }
    let mut y = part.y[..=n].to_vec();
    let mut enough = |count: f64| {
        y[n] = count;
        let point = Part { y: &y, ..*part }.judge(n, 0.0, &options);
        match (options.change, options.shift) {
            (Change::Level, Shift::Down) => point.statistic <= options.limit,
            _ => point.alarm,
        }
    };
    if enough(0.0) {
        return Some(0.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    while !enough(high) {
        (low, high) = (high, high * 2.0);
        if high > MOST {
            return None;
        }
    }
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high).floor();
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    const Y: [f64; 9] = [4.0, 6.0, 3.0, 9.0, 14.0, 30.0, 11.0, 0.0, 2.0];

    fn cases(options: GlrOptions) -> Vec<Option<f64>> {
        glr_cases(&Y, &[5.0; 9], &options).unwrap()
    }

    fn of(alpha: f64, limit: f64) -> GlrOptions {
        GlrOptions {
            alpha,
            limit,
            window: None,
            ..GlrOptions::default()
        }
    }

    #[test]
    fn the_worked_example_comes_out() {
        let options = of(0.0, 5.0);
        let one = |known| glr_cases(&[3.0], &[10.0], &GlrOptions { known, ..options }).unwrap()[0];
        assert_eq!(one(None), Some(22.0));
        let exact = 15.0 / 2f64.ln();
        assert!((one(Some(2f64.ln())).unwrap() - exact).abs() < 1e-12);
    }

    #[test]
    fn figures_are_those_of_the_peer() {
        // glrnb(…, ret = "cases") of R surveillance 1.20.3 with mu0 = 5.
        let whole = |it: [u32; 9]| it.map(|it| Some(f64::from(it)));
        assert_eq!(
            cases(of(0.0, 5.0)),
            whole([14, 14, 14, 14, 13, 14, 14, 11, 14])
        );
        // The peer does not look where nothing was counted; the other eight are its own.
        let spread = cases(of(0.2, 3.0));
        assert_eq!(spread[7], Some(14.0));
        assert_eq!(
            [&spread[..7], &spread[8..]].concat(),
            [16, 16, 16, 16, 16, 9, 16, 16].map(|it| Some(f64::from(it)))
        );
        let known = |alpha| {
            cases(GlrOptions {
                known: Some(2f64.ln()),
                ..of(alpha, 3.0)
            })
        };
        let near = |it: Option<f64>, theirs: f64| assert!((it.unwrap() - theirs).abs() < 1e-9);
        near(known(0.0)[4], 9.755_035_531_556_52);
        near(known(0.0)[7], 7.755_035_531_556_52);
        near(known(0.2)[5], 8.569_491_085_144_77);
        near(known(0.2)[8], 17.475_282_688_612_67);
    }

    #[test]
    fn of_a_fall_it_is_the_least_that_raises_no_alarm() {
        let down = |search| GlrOptions {
            shift: Shift::Down,
            window: Some(4),
            search,
            ..of(0.0, 2.0)
        };
        let peer = cases(down(Search::Peer));
        assert_eq!(
            peer,
            [0, 1, 0, 2, 0, 0, 0, 0, 0].map(|it| Some(f64::from(it)))
        );
        // The peer leaves out the nought it tries first; by the formula 1 is 1 ln(1/5) + 4 = 2.39, above 2, and 2 is 1.17.
        let whole = GlrOptions {
            window: None,
            ..down(Search::Whole)
        };
        assert_eq!(cases(whole)[0], Some(2.0));
    }

    #[test]
    fn a_number_that_was_needed_raises_the_alarm_and_one_less_does_not() {
        for alpha in [0.0, 0.3] {
            let options = of(alpha, 4.0);
            let needed = cases(options);
            let chart = glr_cusum(&Y, &[5.0; 9], &options).unwrap();
            for (n, needed) in needed.iter().enumerate() {
                // Up to the point, without an alarm before it.
                if chart[..n].iter().any(|it| it.alarm) {
                    break;
                }
                let alarm = |count: f64| {
                    let y = [&Y[..n], &[count]].concat();
                    glr_cusum(&y, &vec![5.0; n + 1], &options).unwrap()[n].alarm
                };
                let needed = needed.unwrap();
                assert!(alarm(needed) && !alarm(needed - 1.0), "{n} {needed}");
            }
        }
    }

    #[test]
    fn a_point_that_is_not_judged_needs_no_number() {
        let early = cases(GlrOptions {
            least: 3,
            ..of(0.0, 5.0)
        });
        assert_eq!(early[..2], [None, None]);
        assert!(glr_cases(&[1.0], &[], &of(0.0, 5.0)).is_none());
    }
}
