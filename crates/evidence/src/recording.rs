//! Which types a month's file records: a type that is not in a file at all is no nought.
//!
//! A type that has no row in months in which three or more would have been expected in each, and twenty or more together, is taken
//! as not recorded in them: chance does not do that. So is a rarer one without a row in a file that leaves out much. All crime is
//! whole in a month whose types usually make up nine tenths of it or more, so that types which were only renamed do not break it.

use crate::Month;
use crate::cube::{ASB, Period};

/// So many are expected in months without a row: then the type was not recorded.
const EXPECTED: f64 = 20.0;
/// And so many in each: of a rarer type nobody says so, because hidden counts would follow from it.
const USUAL: f64 = 3.0;
/// The share of the usual counts that makes all crime whole.
const WHOLE: f64 = 0.9;

/// Months by type.
#[derive(Debug, Default)]
pub(crate) struct Recording {
    kinds: usize,
    recorded: Vec<bool>,
    whole: Vec<bool>,
}

/// The months with a file in which nothing of a type was counted, one run after the other.
fn silent(counted: &[(usize, u64)]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut goes_on = false;
    for (at, rows) in counted {
        if *rows > 0 {
            goes_on = false;
        } else if goes_on && let Some(run) = runs.last_mut() {
            run.push(*at);
        } else {
            runs.push(vec![*at]);
            goes_on = true;
        }
    }
    runs
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
impl Recording {
    /// Of the months with a file, the rows of each type in the whole file and in the wards; month after month.
    pub fn of(covered: &[bool], kinds: &[String], rows: &[u64], in_wards: &[u64]) -> Self {
        let wide = kinds.len();
        let mut recorded = vec![false; covered.len() * wide];
        let mut usual = vec![0.0; covered.len()];
        for (kind, name) in kinds.iter().enumerate() {
            let months = (0..covered.len()).filter(|at| covered[*at]);
            let counted: Vec<(usize, u64)> =
                months.map(|at| (at, rows[at * wide + kind])).collect();
            let Some(first) = counted.iter().find(|it| it.1 > 0).map(|it| it.0) else {
                continue;
            };
            let last = counted.iter().rfind(|it| it.1 > 0).map_or(first, |it| it.0);
            let span = counted.iter().filter(|it| (first..=last).contains(&it.0));
            let (n, many) = span.fold((0, 0), |sum, it| {
                (sum.0 + in_wards[it.0 * wide + kind], sum.1 + 1)
            });
            let mean = n as f64 / f64::from(many.max(1));
            let mut missing = vec![false; covered.len()];
            for run in silent(&counted) {
                if mean >= USUAL && mean * run.len() as f64 >= EXPECTED {
                    run.into_iter().for_each(|at| missing[at] = true);
                }
            }
            for (at, _) in counted {
                recorded[at * wide + kind] = !missing[at];
                if name != ASB && !missing[at] {
                    usual[at] += mean;
                }
            }
        }
        let most = usual.iter().copied().fold(0.0, f64::max);
        let whole = covered.iter().zip(&usual);
        let whole: Vec<bool> = whole
            .map(|(file, it)| *file && *it >= WHOLE * most)
            .collect();
        // In a file that leaves out much, a rare type without a row was left out as well.
        for (at, counted) in rows.chunks(wide.max(1)).enumerate() {
            if !whole[at] {
                for (kind, n) in counted.iter().enumerate() {
                    recorded[at * wide + kind] &= *n > 0;
                }
            }
        }
        Self {
            kinds: wide,
            recorded,
            whole,
        }
    }

    /// Whether the file of a month records a type.
    pub fn records(&self, month: usize, kind: usize) -> bool {
        kind < self.kinds && self.recorded.get(month * self.kinds + kind) == Some(&true)
    }

    /// Whether the file of a month records all crime.
    pub fn is_whole(&self, month: usize) -> bool {
        self.whole.get(month) == Some(&true)
    }
}

/// Months in words, those that follow each other together: "January 2017 to June 2017 and August 2017".
pub(crate) fn months_words(months: &[Month]) -> String {
    let mut runs: Vec<Period> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some(run) if run.last.plus(1) == *month => run.last = *month,
            _ => runs.push(Period {
                first: *month,
                last: *month,
            }),
        }
    }
    let mut words: Vec<String> = runs.into_iter().map(Period::words).collect();
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} and {last}", words.join(", ")),
        last => last.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kinds: &[&str], months: &[&[u64]]) -> Recording {
        let kinds: Vec<String> = kinds.iter().map(|it| (*it).to_owned()).collect();
        let rows: Vec<u64> = months.iter().flat_map(|it| it.iter().copied()).collect();
        Recording::of(&vec![true; months.len()], &kinds, &rows, &rows)
    }

    #[test]
    fn a_type_missing_from_a_file_is_no_nought_and_all_crime_is_not_whole() {
        let found = of(
            &["Burglary", "Drugs", "Violence"],
            &[&[30, 2, 90], &[31, 0, 0], &[29, 1, 95], &[30, 3, 92]],
        );
        assert!(found.records(1, 0), "burglary is there");
        assert!(!found.records(1, 2), "a month without violence");
        assert!(
            !found.records(1, 1),
            "few drugs, in a file that leaves out much"
        );
        let whole = of(
            &["Burglary", "Drugs", "Violence"],
            &[&[30, 2, 90], &[31, 0, 94], &[29, 1, 95]],
        );
        assert!(whole.records(1, 1), "few drugs may be none");
        let whole: Vec<bool> = (0..4).map(|at| found.is_whole(at)).collect();
        assert_eq!(whole, [true, false, true, true]);
    }

    #[test]
    fn a_type_counts_in_every_month_whose_silence_chance_explains() {
        let found = of(
            &["Old name", "New name", "Rare"],
            &[&[50, 0, 0], &[52, 0, 1], &[0, 51, 0], &[0, 49, 0]],
        );
        let of = |kind| -> Vec<bool> { (0..4).map(|at| found.records(at, kind)).collect() };
        assert_eq!(of(0), [true, true, false, false]);
        assert_eq!(of(1), [false, false, true, true]);
        assert_eq!(of(2), [true; 4], "one in four months may begin as none");
        assert!((0..4).all(|at| found.is_whole(at)), "only renamed");
    }

    #[test]
    fn months_are_named_by_their_runs() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let all = ["2017-11", "2017-12", "2018-01", "2018-03"].map(month);
        assert_eq!(
            months_words(&all),
            "November 2017 to January 2018 and March 2018"
        );
        assert_eq!(months_words(&all[3..]), "March 2018");
    }
}
