//! Twelve months against the twelve before, for every series of a file.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use statistics::{Finding, MONTHS_FOR_SPREAD, Window, benjamini_hochberg, compare, compare_sums};

use super::columns;
use crate::{
    answer::{Answer, Out},
    series::{AllSeries, Months, days},
    table::month_words,
};

/// Twelve months against the twelve before.
#[derive(clap::Args, Clone, Debug)]
pub struct Compare {
    #[command(flatten)]
    pub months: Months,
    /// How many months a window has.
    #[arg(long = "window", default_value_t = 12)]
    length: usize,
    /// How many months earlier the other window ends; where not given 12, or as many whole years as a longer window needs, so that
    /// the same seasons are compared.
    #[arg(long)]
    back: Option<usize>,
    /// Measure how much counts vary from sums of twelve months alone, as public pages do, which must not tell of single months.
    #[arg(long)]
    by_sums: bool,
    /// The seed of chance, used for small uneven counts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    pub out: Out,
}

impl Compare {
    pub fn run(&self) -> Result<()> {
        let (answer, all) = self.answer()?;
        answer.give(&[&all.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, AllSeries)> {
        let length = self.length;
        ensure!(
            (1..=120).contains(&length),
            "--window must be 1 to 120 months"
        );
        let back = self.back.unwrap_or(length.div_ceil(12) * 12);
        ensure!(
            (length..=240).contains(&back),
            "--back must be at least as many months as --window, and at most 240"
        );
        ensure!(
            !self.by_sums || (length, back) == (12, 12),
            "--by-sums compares twelve months with the twelve before"
        );
        let all = self.months.read()?;
        // With fewer months nobody can say how much the counts vary by themselves.
        let enough = MONTHS_FOR_SPREAD.max(length + back);
        let (n, k) = (length as i32, back as i32);
        let long = |from: i32| (from..from + n).map(days).sum();
        let (now_days, before_days) = (long(all.last + 1 - n), long(all.last + 1 - n - k));
        let outcomes: Vec<_> = all
            .series
            .iter()
            .map(|series| {
                let line = series.unbroken();
                if line.len() < enough {
                    return None;
                }
                let now = &line[line.len() - length..];
                let before = &line[line.len() - length - back..line.len() - back];
                let window = |months: &[u64], days| Window {
                    count: months.iter().sum(),
                    days,
                };
                let (now, before) = (window(now, now_days), window(before, before_days));
                if self.by_sums {
                    let sums: Vec<u64> = line.windows(12).map(|it| it.iter().sum()).collect();
                    compare_sums(now, before, &sums, self.seed)
                } else {
                    Some(compare(now, before, &line, self.seed))
                }
            })
            .collect();
        let p: Vec<f64> = outcomes
            .iter()
            .map(|it| it.and_then(|it| it.p).unwrap_or(f64::NAN))
            .collect();
        let q = benjamini_hochberg(&p);
        let rows: Vec<Vec<Value>> = all
            .series
            .iter()
            .zip(&outcomes)
            .zip(&q)
            .map(|((series, outcome), q)| {
                let mut row: Vec<Value> = series.group.iter().map(|it| json!(it)).collect();
                match outcome {
                    Some(it) => row.extend([
                        json!(it.before.count),
                        json!(it.now.count),
                        json!(it.change_percent),
                        json!(it.low),
                        json!(it.high),
                        json!(it.p),
                        json!(q),
                        json!(it.dispersion),
                        json!(it.likeness),
                        json!(it.finding.words()),
                    ]),
                    // What was counted is told all the same, where neither window has a hole.
                    None => {
                        let end = series.counts.len();
                        let sum = |back: usize| -> Option<u64> {
                            let months = end.checked_sub(length + back)?..end - back;
                            series.counts[months].iter().copied().sum()
                        };
                        row.extend([json!(sum(back)), json!(sum(0))]);
                        row.extend(vec![Value::Null; 7]);
                        row.push(json!(format!("fewer than {enough} months without a hole")));
                    }
                }
                row
            })
            .collect();
        let of = |finding| {
            outcomes
                .iter()
                .flatten()
                .filter(|it| it.finding == finding)
                .count()
        };
        let tested = p.iter().filter(|it| !it.is_nan()).count();
        let mut limit = all.limits(&[
            "A change of recording practice inside the two windows is not chance, and this test does not see it.",
            "Below 10 events in both windows only the counts are given; no per cent on a base under 30.",
            "p is for one series looked at alone. Of many, go by q: where every p is right, at most one in twenty of those with q below 0.05 is a false alarm, on average. With fewer than five years, or months that resemble each other, it is more.",
            "An area picked because it was high falls by itself: compare all areas, or one chosen before the counts were seen.",
            "It says that a count changed, not why.",
            "Where months resemble the one before (likeness), the dispersion is made wider for it. With fewer than five years that is known poorly: in made-up lines without a change up to 20 in a hundred were called different.",
        ]);
        if !back.is_multiple_of(12) {
            limit.push(format!("The windows end {back} months apart, so they hold other times of the year: a season looks like a change. Give --back 12, 24 and so on to compare the same season."));
        }
        let answer = Answer {
            method: "compare",
            parameters: json!({
                "months": length, "months_back": back, "by_sums": self.by_sums, "by": self.months.by, "missing_is_zero": self.months.missing_is_zero, "count_rows": all.counted_rows, "add_up": self.months.add_up,
                "now": [month_words(all.last + 1 - n), month_words(all.last)],
                "before": [month_words(all.last + 1 - n - k), month_words(all.last - k)],
                "days": [now_days, before_days],
            }),
            n: all.series.len(),
            period: all.period(),
            seed: Some(self.seed),
            limits: limit,
            summary: json!({
                "tested": tested, "higher": of(Finding::Higher), "lower": of(Finding::Lower),
                "changed_by_chance_expected": tested as f64 * 0.05,
                "changed_by_chance_note": "Of lines of five years or more that do not change 3 to 11 in a hundred are called different, of shorter ones up to 20, the more the months resemble each other.",
                "q_below_0.05": q.iter().filter(|it| **it < 0.05).count(),
            }),
            columns: columns(
                &self.months.by,
                &[
                    "before",
                    "now",
                    "change_percent",
                    "low",
                    "high",
                    "p",
                    "q",
                    "dispersion",
                    "likeness",
                    "finding",
                ],
            ),
            rows: rows.into(),
        };
        Ok((answer, all))
    }
}
