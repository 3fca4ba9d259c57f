//! Near in place and near in time.

use serde_json::Value;
use web::number;

use super::{Of, Read};
use crate::explorer::{opened, table};

/// Whether a band is told to hold near repeats after all of them were looked at.
fn is_called(of: &Of<'_>, row: &[Value]) -> bool {
    of.text(row, "finding") == "near repeats" && of.float(row, "q").is_some_and(|q| q <= 0.05)
}

/// The finding and the drawing.
pub fn near_repeats(of: &Of<'_>) -> Read {
    let called: Vec<&Vec<Value>> = of.rows.iter().filter(|row| is_called(of, row)).collect();
    let band = |row: &[Value], ends: [&str; 2], unit: &str| match ends
        .map(|it| of.float(row, it).unwrap_or(0.0))
    {
        [0.0, high] if unit == "m" && high <= 1.0 => "same place".to_owned(),
        [low, high] => format!("{low:.0} to {high:.0} {unit}"),
    };
    let metres = |row: &[Value]| band(row, ["metres_from", "metres_to"], "m");
    let days = |row: &[Value]| band(row, ["days_from", "days_to"], "days");
    let pairs: u64 = of.rows.iter().map(|row| of.count(row, "pairs")).sum();
    let finding = match called.first() {
        None if pairs == 0 => "No two events lie near each other in place and time".to_owned(),
        None => "No near repeats beyond chance: events close in place come no closer in time than chance could bring about"
            .to_owned(),
        Some(row) => format!(
            "{} of {} bands hold more pairs than chance explains. The nearest, {} and {}: {} pairs, {} times as many",
            called.len(),
            of.rows.len(),
            metres(row),
            days(row),
            number(of.count(row, "pairs")),
            of.one(row, "ratio", 1)
        ),
    };
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .map(|row| {
            vec![
                format!("{}, {}", metres(row), days(row)),
                number(of.count(row, "pairs")),
                of.one(row, "expected", 1),
                of.one(row, "ratio", 2),
                of.one(row, "p", 3),
                of.one(row, "q", 3),
                if is_called(of, row) {
                    "near repeats".into()
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    let heads = [
        "Apart in place and time",
        "Pairs",
        "By chance",
        "Ratio",
        "p",
        "q",
        "Finding",
    ];
    let all = table(&of.about, &heads, &rows);
    Ok((
        finding,
        opened("Every band of place and time as a table", &all),
    ))
}
