//! How concerns were dealt with, counted by ward, kind or agency. Who may see a count is decided where it is shown.

pub mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::questionnaires::{Question, Verdict};

/// A time.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment that is no longer in it.
    pub until: DateTime<Utc>,
}

/// How a concern stands or ended, for a table: open, done, or why it was closed.
pub const OUTCOMES: &[&str] = &[
    "open",
    "done",
    "duplicate",
    "not_ours",
    "nothing_more",
    "cancelled",
    "not_said",
];

/// What was counted for one ward, kind or agency.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// How many, outcome by outcome, in the order of [`OUTCOMES`].
    pub outcomes: [u64; 7],
    /// Read, or past the time in which it should have been.
    pub judged: u64,
    /// Of those, read in time.
    pub in_time: u64,
    /// How many took so many days until they were over.
    pub took: BTreeMap<i64, u64>,
    /// How many reporters answered so in the period, question by question in the order of [`Question::ALL`], answer by answer in
    /// that of [`Verdict::ALL`].
    pub said: [[u64; 3]; 4],
    /// Of those that came in, the ones that anybody may read one by one.
    #[serde(default)]
    pub singly: Singly,
}

/// Concerns that anybody may read one by one, so that no count can hide them.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Singly {
    /// As in [`Figures::outcomes`].
    pub outcomes: [u64; 7],
    /// As in [`Figures::judged`].
    pub judged: u64,
    /// As in [`Figures::in_time`].
    pub in_time: u64,
}

impl Figures {
    /// Counts answers.
    fn hear(&mut self, question: Question, verdict: Verdict, n: u64) {
        let asked = Question::ALL.iter().position(|it| *it == question);
        let said = Verdict::ALL.iter().position(|it| *it == verdict);
        if let Some((asked, said)) = asked.zip(said) {
            self.said[asked][said] += n;
        }
    }

    /// How many came in.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// Days from coming in to the end, in the middle. Of an even number, the lower of the two.
    #[must_use]
    pub fn median_days(&self) -> Option<i64> {
        let all: u64 = self.took.values().sum();
        let mut before = 0;
        self.took.iter().find_map(|(days, n)| {
            before += n;
            (before * 2 >= all && all > 0).then_some(*days)
        })
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (sum, n) in self.outcomes.iter_mut().zip(other.outcomes) {
            *sum += n;
        }
        self.judged += other.judged;
        self.in_time += other.in_time;
        for (sum, n) in self.singly.outcomes.iter_mut().zip(other.singly.outcomes) {
            *sum += n;
        }
        self.singly.judged += other.singly.judged;
        self.singly.in_time += other.singly.in_time;
        for (days, n) in &other.took {
            *self.took.entry(*days).or_default() += n;
        }
        for (sum, n) in self
            .said
            .as_flattened_mut()
            .iter_mut()
            .zip(other.said.as_flattened())
        {
            *sum += n;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_counted_from_the_numbers_of_days() {
        let figures = |took: &[(i64, u64)]| Figures {
            took: took.iter().copied().collect(),
            ..Figures::default()
        };
        assert_eq!(figures(&[]).median_days(), None);
        assert_eq!(figures(&[(1, 1), (9, 1), (30, 1)]).median_days(), Some(9));
        assert_eq!(figures(&[(1, 2), (9, 2)]).median_days(), Some(1));
        let mut sum = figures(&[(1, 1)]);
        sum.add(&figures(&[(1, 1), (5, 1)]));
        assert_eq!(sum.median_days(), Some(1));
        assert_eq!(sum.took[&1], 2);
    }
}
