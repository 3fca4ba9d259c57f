//! How much is in how few cells.

use super::{Of, Read, percent};
use crate::explorer::table;

/// The finding and the drawing.
pub fn concentration(of: &Of<'_>) -> Read {
    let places = of.sum("places");
    let rows: Vec<Vec<String>> = [
        ("A quarter", "places_holding_25_percent"),
        ("Half", "places_holding_50_percent"),
    ]
    .iter()
    .map(|(words, name)| {
        let cells = of.sum(name);
        vec![
            (*words).to_owned(),
            web::decimal(cells, 0),
            percent(cells / places),
        ]
    })
    .collect();
    let gini = of.sum("gini");
    let half = of.sum("places_holding_50_percent");
    let by_chance = &of.answer.summary;
    let by_chance = by_chance["gini_expected_by_chance"]
        .as_f64()
        .zip(by_chance["half_by_chance"].as_f64())
        .map_or_else(String::new, |(gini, half)| {
            format!(" As many events dealt out evenly come to {gini:.2} by chance alone, with half of them in {} of the cells: only what is beyond that is concentration.", web::decimal(half, 0))
        });
    Ok((
        format!(
            "Half of them are in {} of {} ({})",
            web::decimal(half, 0),
            web::many(places.round() as u64, "cell"),
            percent(half / places)
        ),
        format!(
            "{}<p>Gini's coefficient is {gini:.2}: 0 is the same everywhere, 1 all in one cell.{by_chance}</p>",
            table(
                &of.about,
                &[
                    "This share of events",
                    "Is in so many cells",
                    "Of all cells"
                ],
                &rows
            )
        ),
    ))
}
