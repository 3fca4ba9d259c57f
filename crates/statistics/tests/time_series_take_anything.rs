//! No detector, line or evaluation falls over, whatever comes in.

use statistics::{
    BeforeAfter, Chance, Change, CountSpread, CusumOptions, CusumScale, Displacement, Ears,
    EarsOptions, FarringtonOptions, GlrLine, GlrOptions, PanelRow, Power, Search, SeasonWindow,
    Shift, StlOptions, Threshold, chart_signals, cusum, difference_in_differences,
    displacement_quotient, ears, farrington, glr_cases, glr_cusum, glr_cusum_fitted,
    individuals_chart, interrupted_log_series, interrupted_series, negative_binomial_trend,
    quasi_poisson_trend, rate_chart, segmented_line, share_chart, stl, weighted_displacement,
};

const ODD: [f64; 12] = [
    0.0,
    -0.0,
    -1.0,
    0.5,
    1.0,
    1e9,
    1e300,
    f64::MAX,
    f64::MIN_POSITIVE,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

fn number(chance: &mut Chance) -> f64 {
    match chance.below(40) {
        0 => ODD[chance.below(ODD.len())],
        1..=8 => 0.0,
        _ => chance.count(4.0, 2.0) as f64,
    }
}

fn whole(chance: &mut Chance) -> usize {
    [0, 1, 2, 3, 5, 7, 12, 52, 1000, usize::MAX][chance.below(10)]
}

fn odd(chance: &mut Chance) -> f64 {
    if chance.below(2) == 0 {
        chance.unit()
    } else {
        ODD[chance.below(ODD.len())]
    }
}

#[test]
fn nothing_falls_over() {
    let mut chance = Chance::from_seed(11);
    for round in 0..120 {
        let n: usize = [0, 1, 2, 5, 30, 65][chance.below(6)];
        let calm = chance.below(2) == 0;
        let line: Vec<f64> = (0..n)
            .map(|_| {
                if calm {
                    chance.count(0.4, 1.5) as f64
                } else {
                    number(&mut chance)
                }
            })
            .collect();
        let holes: Vec<Option<f64>> = line
            .iter()
            .map(|y| (chance.below(9) > 0).then_some(*y))
            .collect();
        let c = &mut chance;
        let mut options = FarringtonOptions::monthly();
        if round % 3 > 0 {
            options = FarringtonOptions {
                year: whole(c),
                years: whole(c),
                half_window: whole(c),
                periods: whole(c),
                past_left_out: whole(c),
                reweight: c.below(2) == 0,
                weights_threshold: odd(c),
                trend: c.below(2) == 0,
                trend_level: odd(c),
                alpha: odd(c),
                enough: odd(c),
                enough_over: whole(c),
                ..options
            };
        }
        options.threshold = [Threshold::Delta, Threshold::NbPlugin, Threshold::Muan][c.below(3)];
        options.power = [Power::One, Power::Half, Power::TwoThirds][c.below(3)];
        for at in [0, n / 2, n.saturating_sub(1), n, usize::MAX] {
            let _ = farrington(&holes, at, &options);
            for rule in [Ears::C1, Ears::C2, Ears::C3] {
                let _ = ears(&holes, at, &EarsOptions::of(rule));
                let baseline = whole(c);
                let wild = EarsOptions {
                    rule,
                    baseline,
                    alpha: odd(c),
                    least_sd: odd(c),
                };
                let _ = ears(&holes, at, &wild);
            }
            let line_options = GlrLine {
                year: whole(c),
                harmonics: whole(c),
                trend: c.below(2) == 0,
                refit: c.below(2) == 0,
            };
            let glr = GlrOptions {
                alpha: odd(c),
                limit: odd(c),
                change: [Change::Level, Change::Epidemic][c.below(2)],
                search: [Search::Whole, Search::Peer][c.below(2)],
                shift: [Shift::Up, Shift::Down][c.below(2)],
                least: whole(c),
                window: (c.below(2) == 0).then(|| whole(c)),
                known: (c.below(4) == 0).then(|| odd(c)),
            };
            let _ = glr_cusum_fitted(&line, at, line_options, None, &glr);
            let _ = glr_cusum(&line, &vec![1.5; n], &glr);
            let _ = glr_cases(&line, &vec![1.5; n], &glr);
            let _ = interrupted_series(&line, whole(c), at, whole(c).min(n));
            let _ = interrupted_log_series(&line, 12, at, whole(c).min(n));
            let _ = segmented_line(&line, 12, at, 3);
        }
        let scale = [
            CusumScale::Rossi,
            CusumScale::Standard,
            CusumScale::Anscombe,
        ][c.below(3)];
        let _ = cusum(
            &line,
            &vec![odd(c); n],
            &CusumOptions {
                scale,
                k: odd(c),
                h: odd(c),
            },
        );
        let _ = negative_binomial_trend(&line, whole(c));
        let _ = quasi_poisson_trend(&line, 12);
        let season = [SeasonWindow::Periodic, SeasonWindow::Years(whole(c))][c.below(2)];
        let _ = stl(
            &line,
            &StlOptions {
                period: whole(c),
                season,
                robust: c.below(2) == 0,
            },
        );
        let _ = individuals_chart(&line).map(|chart| chart_signals(&chart));
        let pairs: Vec<(f64, f64)> = line.iter().map(|y| (*y, odd(c))).collect();
        let _ = (share_chart(&pairs), rate_chart(&pairs));
        let mut pair = || BeforeAfter {
            before: number(c),
            after: number(c),
        };
        let areas = Displacement {
            treated: pair(),
            control: pair(),
            buffer: pair(),
            buffer_control: pair(),
        };
        let _ = weighted_displacement(&areas, odd(c), odd(c));
        let _ = displacement_quotient(&areas);
        let rows: Vec<PanelRow> = line
            .iter()
            .take(24)
            .enumerate()
            .map(|(i, y)| PanelRow {
                unit: (i / 4) as u64,
                period: (i % 4) as u64,
                count: *y,
                treated: i < 12,
                after: i % 4 > 1,
            })
            .collect();
        let _ = difference_in_differences(&rows);
        if let Some(spread) = CountSpread::of(number(c), 1.0 + odd(c).abs()) {
            let p = odd(c);
            let _ = (
                spread.quantile(p),
                spread.at_least(c.bits() >> c.below(64)),
                spread.at_most(5),
            );
        }
    }
}
