//! Has what happens begun to bring more of itself? Watches for counts that follow from the count before, as where one burglary or one
//! attack leads to the next.
//!
//! **Formula**: with a share λ ≥ 0 that spreads, m_t = μ_t + λ y_(t-1). l(k, n) = max over λ of Σ_{t=k..n} [y_t ln(m_t/μ_t) - λ
//! y_(t-1)], or with α > 0 of Σ [y_t ln(m_t/μ_t) - (y_t + 1/α) ln((1 + αm_t)/(1 + αμ_t))]. GLR(n) is the largest over k, and the
//! alarm comes as in the chart of the level. Before the first count stands nothing; after an alarm, the count that raised it.
//!
//! **Source**: Held, Höhle and Hofmann (2005); Höhle and Paul (2008), as in R surveillance's `glrnb` with `change = "epi"`.
//!
//! **Unit**: a log likelihood ratio.
//!
//! **Limits**: as of the level; a rise of the level is seen too, where counts are high one after the other. The peer looks for λ in
//! steps that can end at nothing though there is a likelier share, and begins the next k there, so that it misses rises
//! (`peer`); with α > 0 it takes for λ the factor by which the *level* has most likely changed. Then its figures are
//! likelihood ratios of a share that is not the likeliest: never larger than ours, sometimes below nothing. With α > 0 the likelihood may
//! have several peaks; ours looks at 24 shares between those that can hold one.
//!
//! **Example**: α = 0, μ = 2, 2 and y = 4, 6. For the second alone λ is the largest where 6 = 2 + 4λ, that is λ = 1, and l = 6 ln 3 - 4 =
//! 2.592. The first had nothing before it and changes nothing.

use super::{GlrOptions, Part, Search, peer};

/// Shares looked at before the likeliest is searched for.
const LOOKS: i32 = 24;

/// The largest l(k, n). `None` while too few points have come, and where no share can be told.
pub(super) fn greatest(part: &Part<'_>, n: usize, options: &GlrOptions) -> Option<f64> {
    let high = (n + 1).checked_sub(options.least.max(1))?;
    let low = options.window.map_or(0, |window| n.saturating_sub(window));
    let before: Vec<f64> = std::iter::once(part.before)
        .chain(part.y.iter().copied())
        .collect();
    let is_poisson = options.alpha == 0.0;
    let mut best = None;
    // Where the peer's search ended for the k before.
    let mut ended = if is_poisson { peer::SHARE } else { peer::LEVEL };
    for k in low..=high {
        let run = Run {
            y: &part.y[k..=n],
            mu: &part.mu[k..=n],
            before: &before[k..=n],
            alpha: options.alpha,
        };
        let l = match options.search {
            Search::Whole => run.largest(),
            Search::Peer if is_poisson => {
                ended = peer::share(run.y, run.mu, run.before, ended);
                run.likelihood(ended)
            }
            // It takes the factor of the level for the share: so it stands there.
            Search::Peer => {
                ended = peer::level(run.y, run.mu, run.alpha, ended);
                run.likelihood(ended.exp())
            }
        };
        // What is no number is never the largest.
        if best.map_or(!l.is_nan(), |best| l > best) {
            best = Some(l);
        }
    }
    best
}

/// The counts from k to n.
struct Run<'a> {
    y: &'a [f64],
    mu: &'a [f64],
    before: &'a [f64],
    alpha: f64,
}

impl Run<'_> {
    fn points(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let pairs = self.y.iter().zip(self.mu).zip(self.before);
        pairs.map(|((y, mu), x)| (*y, *mu, *x))
    }

    fn likelihood(&self, share: f64) -> f64 {
        let alpha = self.alpha;
        self.points()
            .map(|(y, mu, x)| {
                if alpha == 0.0 {
                    return y * (share * x / mu + 1.0).ln() - share * x;
                }
                let m = mu + share * x;
                let over = (alpha * m).ln_1p() - (alpha * mu).ln_1p();
                y * (m / mu).ln() - (y + 1.0 / alpha) * over
            })
            .sum()
    }

    /// How the likelihood grows with the share.
    fn growth(&self, share: f64) -> f64 {
        self.points()
            .map(|(y, mu, x)| {
                let m = mu + share * x;
                x * (y - m) / (m * (1.0 + self.alpha * m))
            })
            .sum()
    }

    fn largest(&self) -> f64 {
        // Beyond this no count is more than is expected of it.
        let most = self
            .points()
            .filter(|(_, _, x)| *x > 0.0)
            .map(|(y, mu, x)| (y - mu) / x)
            .fold(0.0, f64::max);
        if most == 0.0 {
            return 0.0;
        }
        // By the Poisson form there is one peak at the most.
        let looks = if self.alpha == 0.0 { 0 } else { LOOKS };
        let mut best = 0.0_f64;
        let mut low = 0.0;
        for look in (0..=looks).rev() {
            let high = most * 0.5_f64.powi(look);
            // At the last it is nothing but for rounding.
            if self.growth(low) > 0.0 && (look == 0 || self.growth(high) <= 0.0) {
                best = best.max(self.likelihood(self.peak(low, high)));
            }
            low = high;
        }
        best
    }

    /// The share at which the likelihood stops growing, by halves.
    fn peak(&self, mut low: f64, mut high: f64) -> f64 {
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.growth(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Change, glr_cusum};
    use super::*;
    use proptest::prelude::*;

    fn options(alpha: f64, limit: f64, search: Search) -> GlrOptions {
        GlrOptions {
            alpha,
            limit,
            search,
            change: Change::Epidemic,
            window: None,
            ..GlrOptions::default()
        }
    }

    fn statistics(y: &[f64], mu: f64, options: &GlrOptions) -> Vec<f64> {
        let chart = glr_cusum(y, &vec![mu; y.len()], options).unwrap();
        chart.iter().map(|it| it.statistic).collect()
    }

    #[test]
    fn the_worked_example_comes_out() {
        let found = statistics(&[4.0, 6.0], 2.0, &options(0.0, 5.0, Search::Whole));
        assert_eq!(found[0], 0.0);
        assert!((found[1] - (6.0 * 3f64.ln() - 4.0)).abs() < 1e-9);
    }

    #[test]
    fn in_the_steps_of_the_peer_figures_are_those_of_the_peer() {
        // glrnb(…, change = "epi") of R surveillance 1.20.3, with c.ARL = 5 and alpha = 0, then 3 and 0.2.
        let y = [4.0, 6.0, 3.0, 9.0, 14.0, 30.0, 11.0, 0.0, 2.0];
        let near = |ours: &[f64], theirs: &[(usize, f64)]| {
            for (at, it) in theirs {
                assert!((ours[*at] - it).abs() < 1e-9, "{at}: {} {it}", ours[*at]);
            }
        };
        let peer = statistics(&y, 5.0, &options(0.0, 5.0, Search::Peer));
        near(
            &peer,
            &[
                (1, 0.093_929_340_763_728_3),
                (4, 6.654_891_247_926_17),
                (5, 0.0),
                (6, 19.989_622_908_823),
            ],
        );
        let spread = statistics(&y, 5.0, &options(0.2, 3.0, Search::Peer));
        near(
            &spread,
            &[
                (3, 0.546_357_213_461_51),
                (4, 2.064_574_426_216_72),
                (5, 10.136_988_724_125_42),
            ],
        );
        // 30 after 14, where 5 were expected: the peer does not see it, and a whole search does.
        let whole = statistics(&y, 5.0, &options(0.0, 5.0, Search::Whole));
        assert!((whole[5] - (30.0 * 6f64.ln() - 25.0)).abs() < 1e-9);
    }

    #[test]
    fn without_anything_before_there_is_nothing_to_spread() {
        for search in [Search::Whole, Search::Peer] {
            let found = statistics(&[9.0, 0.0, 0.0, 0.0], 2.0, &options(0.0, 5.0, search));
            assert!(found.iter().all(|it| it.abs() < 1e-6), "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn a_whole_search_finds_no_less_than_any_share_gives(
            y in prop::collection::vec(0u8..40, 2..14),
            alpha in prop_oneof![Just(0.0), 0.01..2.0],
            mu in 0.3..20.0,
        ) {
            let y: Vec<f64> = y.into_iter().map(f64::from).collect();
            let never = |search| options(alpha, f64::INFINITY, search);
            let (whole, peer) = (
                statistics(&y, mu, &never(Search::Whole)),
                statistics(&y, mu, &never(Search::Peer)),
            );
            let mus = vec![mu; y.len()];
            for (n, whole) in whole.iter().enumerate().skip(1) {
                prop_assert!(*whole >= peer[n] - 1e-6, "{n}: {whole} {}", peer[n]);
                let run = Run { y: &y[1..=n], mu: &mus[1..=n], before: &y[..n], alpha };
                for at in 0..60 {
                    prop_assert!(*whole >= run.likelihood(1.3f64.powi(at - 30)) - 1e-6);
                }
            }
        }
    }
}
