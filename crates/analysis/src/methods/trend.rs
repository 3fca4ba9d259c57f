//! Trend, season and usual range of monthly counts.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use statistics::{GoodDirection, SeasonWindow, StlOptions, direction, stl, usual_range};

use super::columns;
use crate::{
    answer::{Answer, Out},
    series::{AllSeries, Months, Series},
    table::month_words,
};

/// Trend, season and usual range.
#[derive(clap::Args, Clone, Debug)]
pub struct Trend {
    #[command(flatten)]
    pub months: Months,
    /// Weigh down single months that stand out.
    #[arg(long)]
    robust: bool,
    /// Smooth the season over so many years (odd, 7 or more); the same season each year where not given.
    #[arg(long, value_name = "YEARS")]
    season_years: Option<usize>,
    /// More is better, as where reports of hidden harm are hoped for.
    #[arg(long)]
    more_is_good: bool,
    #[command(flatten)]
    pub out: Out,
}

impl Trend {
    pub fn run(&self) -> Result<()> {
        let (answer, all) = self.answer()?;
        answer.give(&[&all.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, AllSeries)> {
        if self.season_years.is_some_and(|it| it < 7 || it % 2 == 0) {
            bail!("--season-years must be odd and at least 7");
        }
        let all = self.months.read()?;
        let options = StlOptions {
            period: 12,
            season: self
                .season_years
                .map_or(SeasonWindow::Periodic, SeasonWindow::Years),
            robust: self.robust,
        };
        let good = if self.more_is_good {
            GoodDirection::Up
        } else {
            GoodDirection::Down
        };
        let mut rows = Vec::new();
        let mut words = Vec::new();
        for series in &all.series {
            let line: Vec<f64> = series.unbroken().iter().map(|it| *it as f64).collect();
            let parts = stl(&line, &options);
            let usual = usual_range(&line);
            words.push(json!({
                "group": series.group, "months": line.len(), "direction": direction(&line, good).words(),
                "usual_low": usual.map(|it| it.low), "usual_high": usual.map(|it| it.high),
                "decomposed": parts.is_some(),
            }));
            let first = all.last + 1 - line.len() as i32;
            for (at, count) in line.iter().enumerate() {
                let mut row: Vec<Value> = series.group.iter().map(|it| json!(it)).collect();
                let part = |of: &[f64]| json!(of.get(at));
                row.extend([json!(month_words(first + at as i32)), json!(*count as u64)]);
                row.extend(match &parts {
                    Some(it) => [part(&it.trend), part(&it.seasonal), part(&it.remainder)],
                    None => [Value::Null, Value::Null, Value::Null],
                });
                // The range belongs to the months it was made of.
                let covered = usual.filter(|it| at + it.months >= line.len());
                row.extend([
                    json!(covered.map(|it| it.low)),
                    json!(covered.map(|it| it.high)),
                ]);
                rows.push(row);
            }
        }
        let counts = all.series.iter().flat_map(Series::unbroken);
        let events = usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX);
        let answer = Answer {
            method: "trend",
            parameters: json!({
                "by": self.months.by, "missing_is_zero": self.months.missing_is_zero, "count_rows": all.counted_rows, "add_up": self.months.add_up, "period": 12,
                "season_years": self.season_years, "robust": self.robust, "more_is_good": self.more_is_good,
            }),
            n: events,
            period: all.period(),
            seed: None,
            limits: all.limits(&[
                "The ends of the trend rest on one side only: the latest months will still move.",
                "STL is a picture and no test; it needs more than two full years without a hole. Months before a hole are left out.",
                "The usual range rests on the last 24 to 36 months and must be cut by hand at a known break of recording. It knows no season: where summer and winter differ much, or one month is like the one before, months lie outside it though nothing changed. Hold them beside the same months a year before.",
            ]),
            summary: json!({ "series": words }),
            columns: columns(
                &self.months.by,
                &[
                    "month",
                    "count",
                    "trend",
                    "seasonal",
                    "remainder",
                    "usual_low",
                    "usual_high",
                ],
            ),
            rows: rows.into(),
        };
        Ok((answer, all))
    }
}
