//! Which hot spots are new, which stay and which cool.

use serde_json::Value;
use statistics::HotSpotClass;
use web::{many, number};

use super::{Of, Read};
use crate::explorer::{opened, table};

/// So many cells are listed.
const LISTED: usize = 200;

/// The finding and the drawing.
pub fn over_time(of: &Of<'_>) -> Read {
    let classes = &of.answer.summary["classes"];
    let cells = |class: HotSpotClass| classes[class.words()].as_u64().unwrap_or(0);
    let told: Vec<String> = HotSpotClass::TOLD
        .iter()
        .filter(|class| cells(**class) > 0)
        .map(|class| format!("{} {}", number(cells(*class)), class.words()))
        .collect();
    let finding = if told.is_empty() {
        "No cell stood out in any period".to_owned()
    } else {
        format!("Cells that stood out: {}", told.join(", "))
    };
    let periods: Vec<Vec<String>> = of.answer.summary["periods"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| {
            let month = |edge: &str| {
                let month = it[edge].as_str().unwrap_or_default();
                month.parse::<crate::Month>().ok()
            };
            let words = match (month("first"), month("last")) {
                (Some(first), Some(last)) => crate::imports::months(first, last),
                _ => String::new(),
            };
            let count = |name: &str| number(it[name].as_f64().unwrap_or(0.0).round() as u64);
            vec![words, count("events"), count("hot_cells")]
        })
        .collect();
    let hot: Vec<&Vec<Value>> = of
        .rows
        .iter()
        .filter(|row| !of.text(row, "class").is_empty())
        .collect();
    let listed: Vec<Vec<String>> = hot
        .iter()
        .take(LISTED)
        .map(|row| {
            vec![
                of.degrees(row),
                of.text(row, "class"),
                number(of.count(row, "hot_periods")),
                number(of.count(row, "count")),
            ]
        })
        .collect();
    let mut body = table(
        "In how many cells more came together than chance explains, period by period",
        &["Period", "Events", "Cells that stood out"],
        &periods,
    );
    if !listed.is_empty() {
        let heads = [
            "Middle: latitude, longitude",
            "Class",
            "Periods in which it stood out",
            "Events",
        ];
        let title = format!(
            "{} that stood out at any time",
            many(hot.len() as u64, "cell")
        );
        body.push_str(&opened(&title, &table(&of.about, &heads, &listed)));
    }
    Ok((finding, body))
}
