//! Five steps of shade, the same on every map of a set, so that maps can be held side by side.

use serde::{Deserialize, Serialize};

use crate::publishing::Shown;

/// Where each of the steps two to five begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shades {
    /// Four counts, rising.
    pub breaks: Vec<u64>,
}

impl Shades {
    /// Steps with about as many areas in each, on round numbers.
    pub(crate) fn over(counts: &[u64]) -> Self {
        let mut some: Vec<u64> = counts.iter().copied().filter(|n| *n > 0).collect();
        some.sort_unstable();
        let mut breaks: Vec<u64> = Vec::with_capacity(4);
        for fifth in 1..5 {
            let at = some.get(some.len() * fifth / 5).copied().unwrap_or(0);
            let unit = if at >= 200 {
                50
            } else if at >= 50 {
                10
            } else {
                5
            };
            // Down, so that the darkest step is never empty.
            let round = at / unit * unit;
            breaks.push(round.max(breaks.last().map_or(2, |before| before + 1)));
        }
        Self { breaks }
    }

    /// The class of a count: `sh0` none, `sh1` to `sh5` rising, `hatch` hidden.
    #[must_use]
    pub fn class(&self, count: Shown) -> &'static str {
        match count {
            Shown::Hidden | Shown::Unrecorded => "hatch",
            Shown::Count(0) => "sh0",
            Shown::Count(n) => match self.breaks.iter().filter(|from| n >= **from).count() {
                0 => "sh1",
                1 => "sh2",
                2 => "sh3",
                3 => "sh4",
                _ => "sh5",
            },
        }
    }

    /// Class and words of each step.
    #[must_use]
    pub fn legend(&self) -> Vec<(&'static str, String)> {
        self.legend_from(1)
    }

    /// The same where no count above nought is below the first one.
    #[must_use]
    pub fn legend_from(&self, first: u64) -> Vec<(&'static str, String)> {
        let from = |step: usize| {
            if step == 0 {
                first
            } else {
                self.breaks[step - 1]
            }
        };
        let mut rows = vec![("sh0", "None".to_owned())];
        for (step, class) in ["sh1", "sh2", "sh3", "sh4", "sh5"].into_iter().enumerate() {
            let words = match self.breaks.get(step) {
                Some(next) if *next == from(step) + 1 => from(step).to_string(),
                Some(next) => format!("{} to {}", from(step), next - 1),
                None => format!("{} or more", from(step)),
            };
            rows.push((class, words));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_rise_and_every_count_has_one() {
        let shades = Shades::over(&[0, 12, 30, 44, 61, 80, 95, 120, 240, 400]);
        assert!(
            shades.breaks.windows(2).all(|pair| pair[0] < pair[1]),
            "{:?}",
            shades.breaks
        );
        assert_eq!(shades.class(Shown::Count(0)), "sh0");
        assert_eq!(shades.class(Shown::Count(1)), "sh1");
        assert_eq!(shades.class(Shown::Count(400)), "sh5");
        assert_eq!(shades.class(Shown::Hidden), "hatch");
        assert_eq!(shades.legend().len(), 6);
        assert_eq!(Shades::over(&[]).breaks.len(), 4);
    }
}
