//! A fresh cluster.

use serde_json::Value;
use web::number;

use super::{Of, Read};
use crate::explorer::table;

/// The finding and the drawing.
pub fn scan(of: &Of<'_>) -> Read {
    let fresh = |row: &&Vec<Value>| of.float(row, "p").is_some_and(|p| p < 0.05);
    let clusters: Vec<&Vec<Value>> = of.rows.iter().filter(fresh).collect();
    let finding = match clusters.len() {
        0 => "No fresh cluster: nowhere rose lately beyond what everywhere else did".to_owned(),
        1 => "One place rose lately beyond what everywhere else did".to_owned(),
        some => format!("{some} places rose lately beyond what everywhere else did"),
    };
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .take(5)
        .map(|row| {
            vec![
                of.degrees(row),
                match of.one(row, "radius_metres", 0).as_str() {
                    "0" => "One place".to_owned(),
                    metres => format!("{metres} m"),
                },
                format!("{} to {}", of.text(row, "from"), of.text(row, "to")),
                number(of.count(row, "events")),
                of.one(row, "expected", 1),
                of.one(row, "p", 3),
            ]
        })
        .collect();
    let heads = [
        "Middle: latitude, longitude",
        "Radius",
        "Days",
        "Events",
        "By chance",
        "p",
    ];
    let body = if rows.is_empty() {
        String::new()
    } else {
        table(&of.about, &heads, &rows)
    };
    Ok((finding, body))
}
