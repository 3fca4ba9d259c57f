//! Events for each resident, with likely ranges, and one area held against the others.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use statistics::{Window, compare_spread, rate_range};

use super::limits;
use crate::{
    answer::{Answer, Out},
    table::{Files, Table},
};

/// Events for each resident, with likely ranges.
#[derive(clap::Args, Clone, Debug)]
pub struct Rates {
    #[command(flatten)]
    pub files: Files,
    /// The column that names the area.
    #[arg(long, default_value = "name")]
    pub name: String,
    /// The column of events.
    #[arg(long, default_value = "count")]
    pub count: String,
    /// The column of residents.
    #[arg(long, default_value = "people")]
    pub people: String,
    /// The column that says how much more the area's months vary than chance (1: not at all).
    #[arg(long, default_value = "dispersion")]
    pub dispersion: String,
    /// The area that is held against all the others together.
    #[arg(long, value_name = "NAME")]
    pub own: Option<String>,
    /// How much more months vary than chance, for that comparison.
    #[arg(long, default_value_t = 1.0)]
    pub spread: f64,
    /// The seed of chance, used for small uneven counts.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[command(flatten)]
    pub out: Out,
}

impl Rates {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        ensure!(
            self.spread >= 1.0 && self.spread.is_finite(),
            "--spread must be 1 or more"
        );
        let mut table = self.files.open()?;
        let (name, count) = (table.column(&self.name)?, table.column(&self.count)?);
        let (people, dispersion) = (table.column(&self.people)?, table.column(&self.dispersion)?);
        let areas: Vec<(String, u64, u64, f64)> = table.each(|row| {
            let (n, people) = (row.count(count)?, row.count(people)?);
            let phi = row.number(dispersion)?;
            if people == 0 {
                return Err("nobody lives here, so there is no rate".to_owned());
            }
            if !(phi >= 1.0 && phi.is_finite()) {
                return Err(format!("a dispersion of {phi} is below 1"));
            }
            Ok((row.text(name).to_owned(), n, people, phi))
        })?;
        if areas.is_empty() {
            return Err(table.nothing());
        }
        if let Some(own) = &self.own {
            let many = areas.iter().filter(|it| it.0 == *own).count();
            ensure!(
                many <= 1,
                "\"{own}\" is there {many} times: which one is meant?"
            );
        }
        let rows: Vec<Vec<Value>> = areas
            .iter()
            .map(|(name, n, people, phi)| {
                let range = rate_range(*n, *people, *phi);
                vec![
                    json!(name),
                    json!(n),
                    json!(people),
                    json!(phi),
                    json!(range.map(|_| *n as f64 / *people as f64)),
                    json!(range.map(|it| it.low)),
                    json!(range.map(|it| it.high)),
                ]
            })
            .collect();
        let summary = match &self.own {
            None => Value::Null,
            Some(own) => {
                let of = |is_own: bool| {
                    let some = areas.iter().filter(|it| (it.0 == *own) == is_own);
                    let (n, people) = some.fold((0, 0), |sum, it| (sum.0 + it.1, sum.1 + it.2));
                    let people = u32::try_from(people).ok().filter(|it| *it > 0);
                    people.map(|people| Window {
                        count: n,
                        days: people,
                    })
                };
                let own = of(true).with_context(|| format!("no row is named \"{own}\""))?;
                let others =
                    of(false).context("there is no other area, or there are too many people")?;
                let found = compare_spread(own, others, self.spread, self.seed);
                json!({
                    "own": { "count": own.count, "people": own.days }, "others": { "count": others.count, "people": others.days },
                    "more_percent": found.change_percent, "low": found.low, "high": found.high, "p": found.p,
                    "dispersion": found.dispersion, "finding": found.finding.words(),
                })
            }
        };
        let answer = Answer {
            method: "rates",
            parameters: json!({ "own": self.own, "spread": self.spread, "level": 0.95 }),
            n: areas.iter().map(|it| it.1 as usize).sum(),
            period: None,
            seed: Some(self.seed),
            limits: limits(&[
                "Residents are not everyone who is there: a town centre has more visitors than residents.",
                "Below 20 events no rate is given.",
                "Areas differ in age, shops and night life: with many events nearly every area differs, which is no finding about policing. Of several areas tried some differ by chance.",
                "With a dispersion of 1 the range believes that counts vary by chance alone, and is often too narrow (see compare).",
            ]),
            summary,
            columns: [
                "name",
                "count",
                "people",
                "dispersion",
                "rate",
                "low",
                "high",
            ]
            .map(String::from)
            .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
