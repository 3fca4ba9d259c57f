//! Takes a monthly line apart into season, trend and what is left, without assuming a shape for either.
//!
//! **Method**: an inner loop smooths each month's own sub-series with loess (tricube weights), takes out what is not
//! season with running means of p, p and 3 points and a loess, and smooths what remains into the trend; twice. The
//! robust form does it once a round, in a first round and 15 more with bisquare weights (1 - (r/6m)²)² on the remainders r, m their median size.
//! Loess is worked out at every tenth of its window and joined by straight lines, as in the original program.
//!
//! **Source**: Cleveland, Cleveland, McRae and Terpenning (1990), with the settings of R's `stl`: periodic means a
//! window of 10n + 1, degree 0 and one mean for each month; trend window the next odd number from 1.5 p / (1 -
//! 1.5/window); low-pass window the next odd number from p.
//!
//! **Unit**: that of the line; for counts above 10 take log(1 + count) first and read season and trend as factors.
//!
//! **Limits**: more than two full years without a hole. The ends of the trend rest on one side only. No test and no
//! range: for "is this a change" see `usual_range` and `farrington`. The robust form of the original program misses the
//! median now and then when the number of points is even; figures agree with R's only with the same fault, so it is
//! kept.
//!
//! **Example**: 11, 9, 10 repeating (p = 3) comes apart into the trend 10 and the season +1, -1, 0, and nothing is
//! left.

use serde::{Deserialize, Serialize};

/// No season is smoothed over more years.
const MOST_YEARS: usize = 1_000_000;

/// How the season may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeasonWindow {
    /// The same each year.
    Periodic,
    /// Smoothed over so many years.
    Years(usize),
}

/// How the line is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StlOptions {
    /// Points in a year.
    pub period: usize,
    /// How the season may change.
    pub season: SeasonWindow,
    /// Whether single outlying points are weighed down.
    pub robust: bool,
}

/// The windows used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StlWindows {
    /// Of the season.
    pub season: usize,
    /// Of the trend.
    pub trend: usize,
    /// Of the low-pass filter.
    pub low_pass: usize,
}

/// The parts of a line; they add up to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stl {
    /// The season.
    pub seasonal: Vec<f64>,
    /// The trend.
    pub trend: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
    /// How much each point counted.
    pub weights: Vec<f64>,
    /// The windows used.
    pub windows: StlWindows,
    /// The degree of the season's loess: 0 when periodic or by default.
    pub season_degree: usize,
}

/// Takes a line apart. `None` when it is not longer than two years or holds a number that is not finite.
pub fn stl(line: &[f64], options: &StlOptions) -> Option<Stl> {
    let (n, p) = (line.len(), options.period);
    if p < 2 || n <= p.checked_mul(2)? || line.iter().any(|y| !y.is_finite()) {
        return None;
    }
    let (window, periodic) = match options.season {
        SeasonWindow::Periodic => (10 * n + 1, true),
        SeasonWindow::Years(years) if years == 0 || years > MOST_YEARS => return None,
        SeasonWindow::Years(years) => (years, false),
    };
    let wanted = (1.5 * p as f64 / (1.0 - 1.5 / window as f64)).ceil();
    if !(wanted > 0.0 && wanted < 1e9) {
        return None;
    }
    let windows = StlWindows {
        season: window,
        trend: next_odd(wanted as usize),
        low_pass: next_odd(p),
    };
    let smoother = |window: usize, degree: usize| Loess {
        window: next_odd(window.max(3)),
        degree,
        jump: window.div_ceil(10),
    };
    let parts = Parts {
        period: p,
        season: smoother(windows.season, 0),
        trend: smoother(windows.trend, 1),
        low_pass: smoother(windows.low_pass, 1),
    };
    let (inner, outer) = if options.robust { (1, 15) } else { (2, 0) };
    let mut seasonal = vec![0.0; n];
    let mut trend = vec![0.0; n];
    let mut weights: Option<Vec<f64>> = None;
    for round in 0..=outer {
        for _ in 0..inner {
            parts.inner(line, weights.as_deref(), &mut seasonal, &mut trend);
        }
        if round < outer {
            weights = Some(robustness(line, &seasonal, &trend));
        }
    }
    if periodic {
        let means: Vec<f64> = (0..p)
            .map(|month| {
                let own = seasonal.iter().skip(month).step_by(p);
                own.clone().sum::<f64>() / own.count() as f64
            })
            .collect();
        for (i, s) in seasonal.iter_mut().enumerate() {
            *s = means[i % p];
        }
    }
    let remainder = (0..n).map(|i| line[i] - seasonal[i] - trend[i]).collect();
    Some(Stl {
        seasonal,
        trend,
        remainder,
        weights: weights.unwrap_or_else(|| vec![1.0; n]),
        windows,
        season_degree: 0,
    })
}

fn next_odd(x: usize) -> usize {
    x + 1 - x % 2
}

struct Parts {
    period: usize,
    season: Loess,
    trend: Loess,
    low_pass: Loess,
}

impl Parts {
    fn inner(
        &self,
        line: &[f64],
        weights: Option<&[f64]>,
        seasonal: &mut [f64],
        trend: &mut [f64],
    ) {
        let (n, p) = (line.len(), self.period);
        // Each month's own sub-series, one point longer at either end.
        let mut cycle = vec![0.0; n + 2 * p];
        for month in 0..p {
            let own: Vec<f64> = (month..n).step_by(p).map(|i| line[i] - trend[i]).collect();
            let own_weights: Option<Vec<f64>> =
                weights.map(|w| (month..n).step_by(p).map(|i| w[i]).collect());
            let own_weights = own_weights.as_deref();
            let k = own.len();
            let smooth = self.season.smooth(&own, own_weights);
            let window = self.season.window;
            let before = self
                .season
                .at(&own, 0.0, 1, window.min(k), own_weights)
                .unwrap_or(smooth[0]);
            let first = (k + 1).saturating_sub(window).max(1);
            let after = self
                .season
                .at(&own, (k + 1) as f64, first, k, own_weights)
                .unwrap_or(smooth[k - 1]);
            cycle[month] = before;
            for (m, value) in smooth.into_iter().enumerate() {
                cycle[(m + 1) * p + month] = value;
            }
            cycle[(k + 1) * p + month] = after;
        }
        let low = running_mean(&running_mean(&running_mean(&cycle, p), p), 3);
        let low = self.low_pass.smooth(&low[..n], None);
        for i in 0..n {
            seasonal[i] = cycle[p + i] - low[i];
        }
        let plain: Vec<f64> = (0..n).map(|i| line[i] - seasonal[i]).collect();
        trend.copy_from_slice(&self.trend.smooth(&plain, weights));
    }
}

fn running_mean(x: &[f64], length: usize) -> Vec<f64> {
    let mut sum: f64 = x[..length].iter().sum();
    let mut means = vec![sum / length as f64];
    for j in length..x.len() {
        sum = sum - x[j - length] + x[j];
        means.push(sum / length as f64);
    }
    means
}

fn robustness(line: &[f64], seasonal: &[f64], trend: &[f64]) -> Vec<f64> {
    let n = line.len();
    let sizes: Vec<f64> = (0..n)
        .map(|i| (line[i] - (trend[i] + seasonal[i])).abs())
        .collect();
    let six = 3.0 * middle_two(&sizes);
    sizes
        .into_iter()
        .map(|r| {
            if r <= 0.001 * six {
                1.0
            } else if r <= 0.999 * six {
                (1.0 - (r / six).powi(2)).powi(2)
            } else {
                0.0
            }
        })
        .collect()
}

/// The two middle sizes added up, as the original program finds them: a quicksort (Singleton 1969) that only goes on in
/// the parts where the wanted places lie. The program names the places later one first, where its sort wants the
/// earlier first, so that with an even number of points a part is now and then left unsorted and a neighbour of the
/// middle is taken. Every figure made with R rests on it, and so do ours.
fn middle_two(sizes: &[f64]) -> f64 {
    let n = sizes.len();
    let places = [n / 2 + 1, n - n / 2];
    let mut sorted = sizes.to_vec();
    if n < 2 || sizes.iter().any(|x| !x.is_finite()) {
        sorted.sort_by(f64::total_cmp);
    } else {
        sort_about(&mut sorted, places);
    }
    places
        .iter()
        .filter_map(|place| sorted.get(place.checked_sub(1)?))
        .sum()
}

/// A part of the list, and which of the wanted places are looked for in it. Places count from 1.
#[derive(Clone, Copy)]
struct Part {
    from: usize,
    to: usize,
    first: usize,
    last: usize,
}

fn sort_about(a: &mut [f64], places: [usize; 2]) {
    let mut waiting = vec![Part {
        from: 1,
        to: a.len(),
        first: 1,
        last: 2,
    }];
    while let Some(part) = waiting.pop() {
        if part.first > part.last || part.from >= part.to {
            continue;
        }
        // The leftmost part has no smaller value before it, and is divided to the end.
        if part.to - part.from <= 10 && part.from > 1 {
            insert(a, part.from, part.to);
            continue;
        }
        let (low, high) = divide(a, part.from, part.to);
        let mut lower = Part { to: low, ..part };
        let mut upper = Part { from: high, ..part };
        if low - part.from <= part.to - high {
            while lower.first <= lower.last && places[lower.last - 1] > low {
                lower.last -= 1;
            }
            if lower.first <= lower.last {
                upper.first = lower.last + 1;
            }
        } else {
            while upper.first <= upper.last && places[upper.first - 1] < high {
                upper.first += 1;
            }
            if upper.first <= upper.last {
                lower.last = upper.first - 1;
            }
        }
        waiting.push(lower);
        waiting.push(upper);
    }
}

/// Divides a part about a value between its ends: gives the last place of the lower and the first of the upper half.
fn divide(a: &mut [f64], from: usize, to: usize) -> (usize, usize) {
    let middle = usize::midpoint(from, to);
    let (i, j, m) = (from - 1, to - 1, middle - 1);
    if a[i] > a[m] {
        a.swap(i, m);
    }
    if a[j] < a[m] {
        a.swap(j, m);
        if a[i] > a[m] {
            a.swap(i, m);
        }
    }
    let t = a[m];
    let (mut k, mut l) = (i, j);
    loop {
        l -= 1;
        while a[l] > t {
            l -= 1;
        }
        k += 1;
        while a[k] < t {
            k += 1;
        }
        if k > l {
            return (l + 1, k + 1);
        }
        a.swap(k, l);
    }
}

fn insert(a: &mut [f64], from: usize, to: usize) {
    for i in from..to {
        let mut k = i;
        while k >= from && a[k - 1] > a[k] {
            a.swap(k - 1, k);
            k -= 1;
        }
    }
}

struct Loess {
    window: usize,
    degree: usize,
    jump: usize,
}

impl Loess {
    /// Smooths the whole of `y`. Places count from 1, as in the paper.
    fn smooth(&self, y: &[f64], weights: Option<&[f64]>) -> Vec<f64> {
        let n = y.len();
        let mut smooth = y.to_vec();
        if n < 2 {
            return smooth;
        }
        let jump = self.jump.clamp(1, n - 1);
        let half = self.window.div_ceil(2);
        let bounds = |i: usize| {
            if self.window >= n || i < half {
                (1, self.window.min(n))
            } else if i + half > n {
                (n - self.window + 1, n)
            } else {
                (i + 1 - half, self.window + i - half)
            }
        };
        let set = |i: usize, (left, right): (usize, usize), smooth: &mut [f64]| {
            smooth[i - 1] = self
                .at(y, i as f64, left, right, weights)
                .unwrap_or(y[i - 1]);
        };
        let mut last = bounds(1);
        for i in (1..=n).step_by(jump) {
            last = bounds(i);
            set(i, last, &mut smooth);
        }
        if jump > 1 {
            let join = |from: usize, to: usize, smooth: &mut [f64]| {
                let slope = (smooth[to - 1] - smooth[from - 1]) / (to - from) as f64;
                for j in from + 1..to {
                    smooth[j - 1] = smooth[from - 1] + slope * (j - from) as f64;
                }
            };
            let end = (n - 1) / jump * jump + 1;
            for i in (1..end).step_by(jump) {
                join(i, i + jump, &mut smooth);
            }
            if end != n {
                // The last point is judged through the window of the last place before it.
                set(n, last, &mut smooth);
                join(end, n, &mut smooth);
            }
        }
        smooth
    }

    /// The loess value at `x` from the places `left` to `right`.
    fn at(
        &self,
        y: &[f64],
        x: f64,
        left: usize,
        right: usize,
        weights: Option<&[f64]>,
    ) -> Option<f64> {
        let n = y.len();
        let mut h = (x - left as f64).max(right as f64 - x);
        if self.window > n {
            h += ((self.window - n) / 2) as f64;
        }
        let mut w: Vec<f64> = (left..=right)
            .map(|j| {
                let r = (j as f64 - x).abs();
                let near = if r > 0.999 * h {
                    return 0.0;
                } else if r <= 0.001 * h {
                    1.0
                } else {
                    (1.0 - (r / h).powi(3)).powi(3)
                };
                weights.map_or(near, |it| near * it[j - 1])
            })
            .collect();
        let sum: f64 = w.iter().sum();
        if sum.is_nan() || sum <= 0.0 {
            return None;
        }
        for w in &mut w {
            *w /= sum;
        }
        let place = |k: usize| (left + k) as f64;
        if h > 0.0 && self.degree > 0 {
            let centre: f64 = w.iter().enumerate().map(|(k, w)| w * place(k)).sum();
            let spread: f64 = w
                .iter()
                .enumerate()
                .map(|(k, w)| w * (place(k) - centre).powi(2))
                .sum();
            if spread.sqrt() > 0.001 * (n as f64 - 1.0) {
                let b = (x - centre) / spread;
                for (k, w) in w.iter_mut().enumerate() {
                    *w *= b * (place(k) - centre) + 1.0;
                }
            }
        }
        Some(w.iter().zip(&y[left - 1..right]).map(|(w, y)| w * y).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(robust: bool) -> StlOptions {
        StlOptions {
            period: 3,
            season: SeasonWindow::Periodic,
            robust,
        }
    }

    #[test]
    fn a_line_with_a_season_is_the_worked_example() {
        let season = [1.0, -1.0, 0.0];
        let line: Vec<f64> = (0..30).map(|t| 10.0 + season[t % 3]).collect();
        let parts = stl(&line, &options(false)).unwrap();
        for t in 0..30 {
            assert!((parts.seasonal[t] - season[t % 3]).abs() < 1e-9);
            assert!((parts.trend[t] - 10.0).abs() < 1e-9);
            assert!(parts.remainder[t].abs() < 1e-9);
        }
    }

    #[test]
    fn the_robust_form_weighs_an_outlier_down() {
        let mut chance = crate::Chance::from_seed(4);
        let mut line: Vec<f64> = (0..120).map(|_| 50.0 + chance.normal()).collect();
        line[30] = 200.0;
        let yearly = |robust| StlOptions {
            period: 12,
            ..options(robust)
        };
        let parts = stl(&line, &yearly(true)).unwrap();
        let plain = stl(&line, &yearly(false)).unwrap();
        assert_eq!(parts.weights[30], 0.0);
        assert!((parts.trend[30] - 50.0).abs() < (plain.trend[30] - 50.0).abs() / 5.0);
    }

    #[test]
    fn the_middle_of_an_odd_number_is_the_middle() {
        let mut chance = crate::Chance::from_seed(6);
        for n in [3, 4, 11, 12, 60, 167, 240] {
            let sizes: Vec<f64> = (0..n).map(|_| chance.unit()).collect();
            let mut sorted = sizes.clone();
            sorted.sort_by(f64::total_cmp);
            let both = sorted[n / 2] + sorted[n - n / 2 - 1];
            assert!(n % 2 == 0 || middle_two(&sizes) == both, "{n}");
        }
        assert_eq!(middle_two(&[2.0, 2.0, 2.0, 2.0]), 4.0);
        assert_eq!(middle_two(&[]), 0.0);
    }

    #[test]
    fn short_or_broken_lines_are_left_whole() {
        assert!(stl(&[1.0; 6], &options(false)).is_none());
        assert!(stl(&[f64::NAN; 30], &options(false)).is_none());
        assert!(stl(&[1.0; 7], &options(true)).is_some());
        let none = StlOptions {
            period: 0,
            ..options(false)
        };
        assert!(stl(&[1.0; 30], &none).is_none());
        let narrow = StlOptions {
            season: SeasonWindow::Years(1),
            ..options(false)
        };
        assert!(stl(&[1.0; 30], &narrow).is_none());
    }
}
