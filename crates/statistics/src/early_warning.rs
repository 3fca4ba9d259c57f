//! Has something begun to rise in the newest month of a line? What three detectors say together, and how often a line in
//! which nothing happens would say the same.
//!
//! **Method**: (1) the month against the same time of earlier years: Farrington Flexible on as many years as there are,
//! from 3 to 5. (2) The months since a rise may have begun: the GLR CUSUM over the last 12, expectations from all
//! months before, from 48 such months on. (3) Only where there are fewer than three years: C2, the month against the
//! seven months before the latest two.
//!
//! **Formula** of the chance: for (1), P(X ≥ y) of a negative binomial count of mean μ and variance (φ + μ se²) μ, which
//! holds the doubt about the line itself, to the power 0.8; for (2), e^(-GLR / 2); for (3), the upper tail of Student's t
//! with 6 degrees of freedom at (y - m) / (s √(1 + 1/7)), s at least √m and 1. Where (1) and (2) both speak, twice the
//! smaller of the two. The power and the half are measured, not derived: in made-up lines without a rise a plain chance of one
//! in a hundred comes up once or twice by (1) and three to six times by (2), since level, season and spread are themselves
//! estimated from few years; corrected, less than once by either (example `early_warning_chance`).
//!
//! **Source**: Noufaily et al. (2013), Höhle and Paul (2008), Hutwagner et al. (2003); the corrections from 6,000 made-up
//! lines of each of seven lengths, means 2 to 80, φ 1 to 1.8, a season of 20 % and a drift of 0 or 5 % a year.
//!
//! **Unit**: events a month; chances from 0 to 1.
//!
//! **Limits**: says that a line rose, never why: reporting and recording rise too. C2 knows no season. A drift that turns
//! is seen as a rise by (2). A missing month is missing, never 0, and (2) needs a line without a hole.
//!
//! **Example**: 10 every month for 61 months, then 31: μ = 10, φ = 1, threshold 17, usual range 10 to 10, and the chance
//! is far below one in a thousand.

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    CountSpread, Ears, EarsFinding, EarsOptions, Farrington, FarringtonOptions, GlrLine,
    GlrOptions, NoFarrington, ears, ears_chance, farrington, glr_cusum_fitted,
};

const YEAR: usize = 12;
/// Fewer years than this say little of a season.
const LEAST_YEARS: usize = 3;
const MOST_YEARS: usize = 5;
/// A rise that the second detector looks for began at most so many months ago.
const WATCHED: usize = 12;
/// And is held against at least so many months.
const LEAST_BEFORE: usize = 48;
/// The correction of the first detector's chance.
const WIDER: f64 = 0.8;
/// With fewer events nothing is called a rise.
const LEAST_EVENTS: f64 = 3.0;

/// In which months a line is said to be usual, and from where to where.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Usual {
    /// The lowest, when the tenth part at either end is left out.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// The same month and its neighbours of so many years; 0: the seven months before the latest two.
    pub years: usize,
}

/// What the second detector says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SlowRise {
    /// The statistic.
    pub statistic: f64,
    /// Whether it passes 5, the usual limit for one line alone.
    pub alarm: bool,
    /// The rise fits best when it began so many months ago: 1 is the newest month alone.
    pub months: usize,
    /// What was counted in these months.
    pub observed: f64,
    /// What was expected.
    pub expected: f64,
    /// The chance of a false alarm.
    pub p: f64,
}

/// What is said of the newest month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EarlyWarning {
    /// What was counted.
    pub observed: f64,
    /// What is usual.
    pub usual: Option<Usual>,
    /// What the first detector says, or why it does not.
    pub season: Result<Farrington, NoFarrington>,
    /// Its chance of a false alarm.
    pub season_p: Option<f64>,
    /// What the second says; nothing when the line is too short for it.
    pub slow: Option<SlowRise>,
    /// What the third says.
    pub recent: Option<EarsFinding>,
    /// Its chance of a false alarm.
    pub recent_p: Option<f64>,
    /// The chance that a line in which nothing happened says as much; nothing where there is not enough to say.
    pub p: Option<f64>,
    /// Whether there are enough events, and more than expected: else it is no rise, however small the chance.
    pub rise: bool,
    /// Something begins where nothing was for years.
    pub new_activity: bool,
}

/// How many earlier years the season of the month at `at` (counted from 0) is taken from.
pub fn years_looked_back(at: usize) -> usize {
    (at.saturating_sub(1) / YEAR).min(MOST_YEARS)
}

/// Judges the month at `at` (counted from 0). Nothing when the month itself is missing.
pub fn early_warning(counts: &[Option<f64>], at: usize) -> Option<EarlyWarning> {
    let observed = counts.get(at).copied().flatten().filter(|y| *y >= 0.0)?;
    let years = years_looked_back(at);
    let season = if years < LEAST_YEARS {
        Err(NoFarrington::TooShort)
    } else {
        let options = FarringtonOptions {
            years,
            ..FarringtonOptions::monthly()
        };
        farrington(counts, at, &options)
    };
    let season_p = season.ok().and_then(|it| cautious(&it));
    let slow = slow_rise(counts, at);
    let options = EarsOptions {
        least_sd: 1.0,
        ..EarsOptions::of(Ears::C2)
    };
    let recent = ears(counts, at, &options);
    let recent_p = ears_chance(counts, at, &options);
    let p = match (season_p, slow.map(|it| it.p)) {
        (Some(a), Some(b)) => Some((2.0 * a.min(b)).min(1.0)),
        (a, b) => a.or(b).or(recent_p),
    };
    let new_activity = season.is_ok_and(|it| it.new_activity);
    let more = match (season, slow, recent) {
        // Half an event is no more than rounding.
        (Ok(it), ..) => observed > it.expected + 0.5,
        (_, Some(it), _) => it.observed > it.expected,
        (.., recent) => recent.is_some_and(|it| it.alarm),
    };
    let lately: f64 = counts[at.saturating_sub(3)..=at].iter().flatten().sum();
    Some(EarlyWarning {
        observed,
        usual: usual(counts, at, years),
        season,
        season_p,
        slow,
        recent,
        recent_p,
        p,
        rise: more && observed >= LEAST_EVENTS && lately >= 5.0,
        new_activity,
    })
}

/// Judges the newest month of each line, in their order: the same answer on any number of threads.
pub fn early_warnings<S: AsRef<[Option<f64>]> + Sync>(lines: &[S]) -> Vec<Option<EarlyWarning>> {
    lines
        .par_iter()
        .with_min_len(16)
        .map(|line| {
            let counts = line.as_ref();
            early_warning(counts, counts.len().checked_sub(1)?)
        })
        .collect()
}

fn cautious(it: &Farrington) -> Option<f64> {
    if it.empty_past {
        return None;
    }
    let wide = it.dispersion + it.expected * it.log_se * it.log_se;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count that was checked to be at least 0"
    )]
    let observed = it.observed as u64;
    let spread = CountSpread::of(it.expected, wide.max(1.0))?;
    Some(spread.at_least(observed).powf(WIDER))
}

fn slow_rise(counts: &[Option<f64>], at: usize) -> Option<SlowRise> {
    // The longest run without a hole that ends here.
    let from = counts[..=at]
        .iter()
        .rposition(Option::is_none)
        .map_or(0, |hole| hole + 1);
    let run: Vec<f64> = counts[from..=at].iter().flatten().copied().collect();
    let before = run
        .len()
        .checked_sub(WATCHED)
        .filter(|n| *n >= LEAST_BEFORE)?;
    let line = GlrLine {
        year: YEAR,
        harmonics: 1,
        trend: true,
        refit: false,
    };
    let options = GlrOptions {
        limit: f64::INFINITY, // one statistic for the newest month: the chart is not to start again
        window: Some(WATCHED),
        ..GlrOptions::default()
    };
    let chart = glr_cusum_fitted(&run, before, line, None, &options)?;
    let statistic = chart.points.last()?.statistic;
    let (mut best, mut sums, mut most) = ((1, 0.0, 0.0), (0.0, 0.0), f64::NEG_INFINITY);
    let pairs = run[before..].iter().zip(&chart.expected).rev();
    for (months, (y, mu)) in (1..).zip(pairs) {
        sums = (sums.0 + y, sums.1 + mu);
        let gain = if sums.0 > sums.1 {
            sums.0 * (sums.0 / sums.1).ln() - sums.0 + sums.1
        } else {
            0.0
        };
        if gain > most {
            (most, best) = (gain, (months, sums.0, sums.1));
        }
    }
    Some(SlowRise {
        statistic,
        alarm: statistic >= GlrOptions::default().limit,
        months: best.0,
        observed: best.1,
        expected: best.2,
        p: (-statistic / 2.0).exp(),
    })
}

/// The same month and its neighbours in earlier years; the latest months where there are not two years.
fn usual(counts: &[Option<f64>], at: usize, years: usize) -> Option<Usual> {
    let (mut past, years): (Vec<f64>, usize) = if years >= 2 {
        let same = (1..=years).flat_map(|back| {
            let middle = at - back * YEAR;
            middle - 1..=middle + 1
        });
        (same.filter_map(|it| counts[it]).collect(), years)
    } else {
        let from = at.checked_sub(9)?;
        (counts[from..at - 2].iter().flatten().copied().collect(), 0)
    };
    if past.len() < 6 {
        return None;
    }
    past.sort_by(f64::total_cmp);
    let cut = past.len() / 10;
    Some(Usual {
        low: past[cut],
        high: past[past.len() - 1 - cut],
        years,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chance, benjamini_hochberg};

    fn line(
        months: usize,
        mean: f64,
        phi: f64,
        drift: f64,
        chance: &mut Chance,
    ) -> Vec<Option<f64>> {
        (0..months)
            .map(|t| {
                let t = t as f64;
                let season = 0.2 * (t * std::f64::consts::TAU / 12.0).cos();
                Some(chance.count(mean * (season + drift * t / 12.0).exp(), phi) as f64)
            })
            .collect()
    }

    #[test]
    fn the_example_can_be_checked_by_hand() {
        let mut counts = vec![Some(10.0); 61];
        counts.push(Some(31.0));
        let it = early_warning(&counts, 61).unwrap();
        let season = it.season.unwrap();
        assert!((season.expected - 10.0).abs() < 1e-6 && season.upper == Some(17.0));
        let usual = it.usual.unwrap();
        assert!((usual.low, usual.high, usual.years) == (10.0, 10.0, 5));
        assert!(it.rise && it.p.unwrap() < 1e-3, "{it:?}");
    }

    /// A loose bound: what is called one in a hundred comes up at most three times in a hundred, whatever the length.
    #[test]
    fn a_line_without_a_rise_raises_about_as_many_false_alarms_as_it_says() {
        let mut chance = Chance::from_seed(20_261_126);
        for months in [20, 40, 50, 62, 75, 90] {
            for drift in [0.0, 0.05] {
                let mut p = Vec::new();
                for n in 0..600 {
                    let mean = [3.0, 8.0, 20.0, 60.0][n % 4];
                    let phi = [1.0, 1.3, 1.8][n / 4 % 3];
                    let counts = line(months, mean, phi, drift, &mut chance);
                    let it = early_warning(&counts, months - 1).unwrap();
                    p.extend(it.p.filter(|_| it.rise));
                }
                let share = |level: f64| p.iter().filter(|p| **p <= level).count() as f64 / 600.0;
                assert!(share(0.05) <= 0.10, "{months} {drift}: {}", share(0.05));
                assert!(share(0.01) <= 0.03, "{months} {drift}: {}", share(0.01));
            }
        }
    }

    /// A run of 225 lines in which nothing happens raises none in most runs.
    #[test]
    fn runs_in_which_nothing_happens_seldom_raise_anything() {
        let mut chance = Chance::from_seed(9);
        let mut raised = 0;
        for _ in 0..20 {
            let lines: Vec<_> = (0..225)
                .map(|n| line(62, [3.0, 8.0, 20.0, 60.0][n % 4], 1.4, 0.02, &mut chance))
                .collect();
            let p: Vec<f64> = early_warnings(&lines)
                .iter()
                .map(|it| it.and_then(|it| it.p.filter(|_| it.rise)).unwrap_or(1.0))
                .collect();
            raised += usize::from(benjamini_hochberg(&p).iter().any(|q| *q <= 0.05));
        }
        assert!(raised <= 5, "{raised} of 20 runs");
    }

    #[test]
    fn a_jump_and_a_steady_rise_are_both_seen() {
        let mut chance = Chance::from_seed(3);
        let (mut jumps, mut rises) = (0, 0);
        for _ in 0..50 {
            let mut jump = line(62, 15.0, 1.2, 0.0, &mut chance);
            jump[61] = Some(chance.count(55.0, 1.2) as f64);
            jumps += usize::from(early_warning(&jump, 61).unwrap().p.unwrap() < 2e-4);
            let mut rise = line(75, 30.0, 1.2, 0.0, &mut chance);
            for it in &mut rise[65..] {
                *it = Some(chance.count(55.0, 1.2) as f64);
            }
            let it = early_warning(&rise, 74).unwrap();
            rises += usize::from(it.p.unwrap() < 2e-3);
        }
        assert!(jumps >= 45 && rises >= 40, "{jumps} jumps, {rises} rises");
    }

    #[test]
    fn a_short_line_says_so_and_a_hole_is_no_nought() {
        assert_eq!(early_warning(&[Some(3.0), Some(9.0)], 1).unwrap().p, None);
        let mut counts = vec![Some(10.0); 62];
        counts[50] = None;
        let it = early_warning(&counts, 61).unwrap();
        assert!(it.slow.is_none() && it.season.is_ok() && !it.rise);
        counts[61] = None;
        assert!(early_warning(&counts, 61).is_none());
    }
}
