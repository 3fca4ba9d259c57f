//! Whether the hot spots of the first half of the months held those of the second.

use web::{many, number};

use super::{Of, Read, percent};
use crate::explorer::table;

/// The finding and the drawing.
pub fn check(of: &Of<'_>) -> Read {
    let halves = of.question.halves().ok_or("One month has no halves.")?;
    let [past, later] = halves.map(|it| it.months.words());
    let fifth = of
        .rows
        .iter()
        .rfind(|row| of.float(row, "share").is_some_and(|it| it <= 0.05));
    let row = fifth.ok_or_else(|| {
        format!("Too few cells had any event in {past} to choose the fullest of.")
    })?;
    let finding = format!(
        "The fullest {} of {past} held {} of what followed",
        many(of.count(row, "cells"), "cell"),
        percent(of.float(row, "hit_rate").unwrap_or(0.0))
    );
    let mut last = 0;
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        // Two shares of few cells may come to the same cells.
        .filter(|row| {
            std::mem::replace(&mut last, of.count(row, "cells")) != of.count(row, "cells")
        })
        .map(|row| {
            vec![
                format!("{:.1}%", 100.0 * of.float(row, "area_share").unwrap_or(0.0)),
                number(of.count(row, "cells")),
                of.float(row, "hit_rate").map_or_else(String::new, percent),
                of.one(row, "pai", 1),
                of.one(row, "pei", 2),
            ]
        })
        .collect();
    let about = format!("Cells chosen by {past}, looked at in {later}.");
    let heads = [
        "Share of cells",
        "Cells",
        "Held of what followed",
        "PAI",
        "PEI",
    ];
    Ok((finding, table(&about, &heads, &rows)))
}
