//! Month by month.

use web::charts::{Extras, Line, Point};
use web::number;

use super::{Of, Read};
use crate::explorer::{opened, table};

/// The finding and the drawing.
pub fn trend(of: &Of<'_>) -> Read {
    let series = &of.answer.summary["series"][0];
    let direction = series["direction"].as_str().unwrap_or_default();
    let usual = series["usual_low"]
        .as_f64()
        .zip(series["usual_high"].as_f64());
    let label = |month: &str| {
        month.parse::<crate::Month>().map_or_else(
            |_| month.to_owned(),
            |it| format!("{} {:02}", &it.words()[..3], it.year() % 100),
        )
    };
    let points: Vec<Point> = of
        .rows
        .iter()
        .map(|row| Point {
            label: label(&of.text(row, "month")),
            value: of.float(row, "count"),
        })
        .collect();
    let finding = match usual {
        Some(_) => direction.to_owned(),
        None => format!(
            "{}: too few to say where it is going, or what is usual",
            web::many(points.len() as u64, "month")
        ),
    };
    let line = Line {
        id: "log-trend".into(),
        title: finding.clone(),
        about: format!("{} Events a month.", of.about),
        points,
        usual,
        mark: None,
    };
    let range = usual.map_or_else(String::new, |(low, high)| {
        format!(
            "<p>A month usually holds between {:.0} and {:.0}.</p>",
            low.max(0.0).ceil(),
            high.floor()
        )
    });
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .map(|row| vec![of.text(row, "month"), number(of.count(row, "count"))])
        .collect();
    let months = opened(
        "Every month as a table",
        &table(&of.about, &["Month", "Events"], &rows),
    );
    let chart = format!(
        "<div class=\"chart chart--line\">{}</div>",
        line.svg_across(&Extras::default())
    );
    Ok((finding, format!("{chart}{range}{months}")))
}
