//! How much sits in how few places.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use statistics::{concentration, concentration_by_chance};

use super::limits;
use crate::{
    answer::{Answer, Out},
    table::{Files, Table},
};

/// How much sits in how few places.
#[derive(clap::Args, Clone, Debug)]
pub struct Concentrate {
    #[command(flatten)]
    pub files: Files,
    /// The column of places.
    #[arg(long, default_value = "place")]
    pub place: String,
    /// The column of counts.
    #[arg(long, default_value = "count")]
    pub count: String,
    #[command(flatten)]
    pub out: Out,
}

impl Concentrate {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        let mut table = self.files.open()?;
        let (place, count) = (table.column(&self.place)?, table.column(&self.count)?);
        let mut seen = std::collections::HashSet::new();
        let mut places = table.each(|row| {
            let it = (row.text(place).to_owned(), row.count(count)?);
            if seen.insert(it.0.clone()) {
                Ok(it)
            } else {
                Err("this place is there already".to_owned())
            }
        })?;
        let counts: Vec<f64> = places.iter().map(|it| it.1 as f64).collect();
        if places.is_empty() {
            return Err(table.nothing());
        }
        let Some(found) = concentration(&counts) else {
            bail!("{} holds no place with an event", table.name());
        };
        let by_chance = concentration_by_chance(found.places, found.events);
        places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut so_far = 0.0;
        let rows: Vec<Vec<Value>> = places
            .iter()
            .enumerate()
            .map(|(at, (place, count))| {
                so_far += *count as f64;
                vec![
                    json!(place),
                    json!(count),
                    json!((at + 1) as f64 / found.places as f64),
                    json!(so_far / found.events),
                ]
            })
            .collect();
        let mut limit = limits(&[
            "Events that fall on places by chance concentrate too: what is beyond gini_expected_by_chance and below half_by_chance is more than that.",
            "Places of unlike size are unlike for that reason too. Compare two years only over the same places.",
            "Where there are fewer events than places, read gini_sparse: most places must be empty, whatever happens. Hold gini, never gini_sparse, beside gini_expected_by_chance, which is an average: a little above it is chance too.",
            "Points moved to a map point for privacy make places look more concentrated than they are.",
        ]);
        if found.empty_places == 0 {
            limit.push("The file has no place without events. If there are such places, add them: without them the answer is too low.".to_owned());
        }
        let answer = Answer {
            method: "concentration",
            parameters: json!({}),
            n: found.places,
            period: None,
            seed: None,
            limits: limit,
            summary: json!({
                "events": found.events, "places": found.places, "empty_places": found.empty_places,
                "gini": found.gini, "gini_sparse": found.gini_sparse,
                "gini_expected_by_chance": by_chance.map(|it| it.gini),
                "half_by_chance": by_chance.map(|it| it.places_holding_half),
                "places_holding_25_percent": found.places_holding(0.25),
                "places_holding_50_percent": found.places_holding(0.5),
                "places_holding_80_percent": found.places_holding(0.8),
            }),
            columns: ["place", "count", "share_of_places", "share_of_events"]
                .map(String::from)
                .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
