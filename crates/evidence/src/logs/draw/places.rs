//! Where: the cells that stand out, and the fullest.

use serde_json::Value;
use statistics::Shape;
use web::charts::{GridCell, GridMap, Letter};
use web::{many, number};

use super::{Of, Read};
use crate::explorer::{FRAMED, keyed, opened, steps, table};
use crate::figures::Shades;
use crate::publishing::Shown;

/// Letters on the map.
const LETTERS: usize = 6;
/// So many cells stand in the table.
const LISTED: usize = 200;

/// The finding and the drawing.
pub fn places(of: &Of<'_>) -> Read {
    let hot = |row: &[Value]| of.at(row, "hot").as_bool() == Some(true);
    let mut full: Vec<&Vec<Value>> = of
        .rows
        .iter()
        .filter(|row| of.count(row, "count") > 0)
        .collect();
    // Those that stand out come first, the fullest of them before the others.
    full.sort_by_key(|row| std::cmp::Reverse((hot(row), of.count(row, "count"))));
    let counts: Vec<u64> = full.iter().map(|row| of.count(row, "count")).collect();
    let shades = Shades::over(&counts);
    let hot_many = of.rows.iter().filter(|row| hot(row)).count();
    let Some(tiles) = of.question.unit.tiles() else {
        return Err("A log is counted in cells alone.".into());
    };
    // By its corner or its middle it is known; a little inside it lies in no other.
    let tile = |row: &[Value]| {
        let inside = if tiles.shape == Shape::Square {
            0.5 * tiles.across
        } else {
            0.0
        };
        tiles.at(["east", "north"].map(|axis| of.float(row, axis).unwrap_or(0.0) + inside))
    };
    let map = GridMap {
        about: format!(
            "{} {}. Letters are explained below the map.",
            of.about,
            of.question.unit.label()
        ),
        cells: full
            .iter()
            .zip(&counts)
            .enumerate()
            .map(|(at, (row, n))| GridCell {
                rings: vec![tiles.corners(tile(row))],
                middle: tiles.middle(tile(row)),
                class: shades.class(Shown::Count(*n)),
                framed: hot(row),
                mark: ('A'..)
                    .nth(at)
                    .filter(|_| at < LETTERS)
                    .map(|letter| Letter {
                        letter: letter.into(),
                        strong: hot(row),
                    }),
            })
            .collect(),
        outlines: Vec::new(),
    };
    let mut legend = steps(shades.legend());
    if hot_many > 0 {
        legend.push_str(FRAMED);
    }
    let list: String = full
        .iter()
        .zip('A'..)
        .take(LETTERS)
        .map(|(row, letter)| {
            let mut said = format!("Around {}.", of.degrees(row));
            if hot(row) {
                said.push_str(" Stands out with those around it.");
            }
            keyed(
                letter,
                hot(row),
                &many(of.count(row, "count"), "event"),
                &said,
            )
        })
        .collect();
    let rows: Vec<Vec<String>> = full
        .iter()
        .take(LISTED)
        .map(|row| {
            vec![
                // A name, not a number.
                ["east", "north"]
                    .map(|axis| format!("{:.0}", of.float(row, axis).unwrap_or(0.0)))
                    .join(" "),
                number(of.count(row, "count")),
                of.one(row, "z", 1),
                if hot(row) {
                    "yes".into()
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    let cells = table(
        &of.about,
        &[
            "Cell, metres east and north",
            "Events",
            "Gi* (z)",
            "Stands out",
        ],
        &rows,
    );
    let finding = match hot_many {
        0 => "No cell stands out from the others".to_owned(),
        some => format!(
            "{} of {} cells {} out",
            number(some as u64),
            number(of.rows.len() as u64),
            if some == 1 { "stands" } else { "stand" }
        ),
    };
    let body = format!(
        "<div class=\"grid g-3-2\"><div><div class=\"map-frame\">{}</div><ul class=\"legend\" aria-label=\"Legend\">{legend}</ul><p class=\"small muted\">Cells without events are left blank.</p></div><ol class=\"rank rank--plain\">{list}</ol></div>{}",
        map.svg(),
        opened(
            &format!("Up to {LISTED} cells as a table: those that stand out, then the fullest"),
            &cells
        )
    );
    Ok((finding, body))
}
