//! Which of many series are higher this month than earlier years lead us to expect.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use statistics::{FarringtonOptions, NoFarrington, benjamini_hochberg, farrington_latest};

use super::columns;
use crate::{
    answer::{Answer, Out},
    progress::Progress,
    series::{AllSeries, Months},
    table::month_words,
};

/// Early warning (Farrington Flexible) for the last month of every series.
#[derive(clap::Args, Clone, Debug)]
pub struct EarlyWarning {
    #[command(flatten)]
    pub months: Months,
    /// How often an ordinary month may raise an alarm.
    #[arg(long, default_value_t = 0.025)]
    alpha: f64,
    /// Years looked back on.
    #[arg(long, default_value_t = 5)]
    years: usize,
    /// Give only the series with an alarm or new activity.
    #[arg(long)]
    alarms_only: bool,
    #[command(flatten)]
    pub out: Out,
}

impl EarlyWarning {
    pub fn run(&self) -> Result<()> {
        let (answer, all) = self.answer()?;
        answer.give(&[&all.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, AllSeries)> {
        ensure!(
            self.alpha > 0.0 && self.alpha < 0.5,
            "--alpha must lie between 0 and 0.5"
        );
        ensure!((1..=20).contains(&self.years), "--years must be 1 to 20");
        let all = self.months.read()?;
        let options = FarringtonOptions {
            alpha: self.alpha,
            years: self.years,
            ..FarringtonOptions::monthly()
        };
        let lines: Vec<Vec<Option<f64>>> = all
            .series
            .iter()
            .map(|it| {
                it.counts
                    .iter()
                    .map(|count| count.map(|it| it as f64))
                    .collect()
            })
            .collect();
        let progress = Progress::open(format!("{} series", lines.len()));
        let found = farrington_latest(&lines, &options);
        drop(progress);
        let p: Vec<f64> = found
            .iter()
            .map(|it| it.as_ref().ok().and_then(|it| it.p).unwrap_or(f64::NAN))
            .collect();
        let q = benjamini_hochberg(&p);
        let mut order: Vec<usize> = (0..found.len()).collect();
        // What begins where nothing was has no p, and stands first.
        let new = |at: usize| found[at].as_ref().is_ok_and(|it| it.new_activity);
        let place = |at: usize| if new(at) { -1.0 } else { rank(p[at]) };
        order.sort_by(|a, b| place(*a).total_cmp(&place(*b)).then(a.cmp(b)));
        let mut rows = Vec::new();
        for at in order {
            let mut row: Vec<Value> = all.series[at].group.iter().map(|it| json!(it)).collect();
            let quiet = match &found[at] {
                Ok(it) => {
                    row.extend([
                        json!(it.observed),
                        json!(it.expected),
                        json!(it.upper),
                        json!(it.score),
                        json!(it.p),
                        json!(q[at]),
                        json!(it.dispersion),
                        json!(it.alarm),
                        json!(it.new_activity),
                        json!(if it.alarm {
                            "higher than expected"
                        } else if it.new_activity {
                            "something begins where nothing was"
                        } else if !it.enough {
                            "too few lately to say"
                        } else {
                            "as expected"
                        }),
                    ]);
                    !it.alarm && !it.new_activity
                }
                Err(why) => {
                    row.extend(vec![Value::Null; 9]);
                    row.push(json!(match why {
                        NoFarrington::TooShort => "does not reach back far enough",
                        NoFarrington::Missing => "the month is missing",
                        NoFarrington::NoFit => "no line could be fitted",
                    }));
                    true
                }
            };
            if !(quiet && self.alarms_only) {
                rows.push(row);
            }
        }
        let answered = || found.iter().filter_map(|it| it.as_ref().ok());
        let tested = p.iter().filter(|it| !it.is_nan()).count();
        let answer = Answer {
            method: "early-warning",
            parameters: json!({ "by": self.months.by, "missing_is_zero": self.months.missing_is_zero, "count_rows": all.counted_rows, "add_up": self.months.add_up, "options": options, "month": month_words(all.last) }),
            n: all.series.len(),
            period: all.period(),
            seed: None,
            limits: all.limits(&[
                "An alarm says: higher than the same time of earlier years leads us to expect. It does not say why, and not that it will stay.",
                "Of many ordinary series some raise an alarm by chance: see alarms_expected_by_chance, and go by q.",
                if self.months.missing_is_zero {
                    "Months without a row were taken as 0."
                } else {
                    "A missing month is missing, never 0."
                },
                "Small counts: p takes few values, so fewer chance alarms than alpha says.",
                "A change of recording practice or of a boundary looks like an outbreak.",
            ]),
            summary: json!({
                "series": all.series.len(), "tested": tested, "not_answered": found.iter().filter(|it| it.is_err()).count(),
                "alarms": answered().filter(|it| it.alarm).count(),
                "alarms_expected_by_chance": tested as f64 * self.alpha,
                "new_activity": answered().filter(|it| it.new_activity).count(),
                "q_below_0.05": q.iter().filter(|it| **it < 0.05).count(),
            }),
            columns: columns(
                &self.months.by,
                &[
                    "observed",
                    "expected",
                    "threshold",
                    "score",
                    "p",
                    "q",
                    "dispersion",
                    "alarm",
                    "new_activity",
                    "finding",
                ],
            ),
            rows: rows.into(),
        };
        Ok((answer, all))
    }
}

fn rank(p: f64) -> f64 {
    if p.is_nan() { 2.0 } else { p }
}
