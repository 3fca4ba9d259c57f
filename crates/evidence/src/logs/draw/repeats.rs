//! Places where it happened again, and how soon.

use web::{many, number};

use super::{Of, Read, percent};
use crate::explorer::{opened, table};

/// So many places are listed.
const LISTED: usize = 50;

/// The finding and the drawing.
pub fn repeats(of: &Of<'_>) -> Read {
    let share = of.sum("share_of_events_that_are_repeats");
    let by_events: Vec<Vec<String>> = of.answer.summary["places_by_events"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(1_u64..)
        .filter(|(places, _)| places.as_u64() != Some(0))
        .map(|(places, times)| {
            let places = places.as_u64().unwrap_or(0);
            vec![
                match times {
                    1 => "Once".to_owned(),
                    2 => "Twice".to_owned(),
                    some => format!("{some} times"),
                },
                number(places),
                number(places * times),
            ]
        })
        .collect();
    let again: Vec<Vec<String>> = of.answer.summary["again_within_days"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| {
            let [within, watched, again] =
                ["within", "watched", "again"].map(|name| it[name].as_u64().unwrap_or(0));
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            let share = if watched == 0 {
                String::new()
            } else {
                percent(again as f64 / watched as f64)
            };
            vec![
                format!("{within} days"),
                number(again),
                number(watched),
                share,
            ]
        })
        .collect();
    let listed: Vec<Vec<String>> = of
        .rows
        .iter()
        .take(LISTED)
        .map(|row| {
            vec![
                of.degrees(row),
                number(of.count(row, "events")),
                of.text(row, "first"),
                of.text(row, "last"),
                of.text(row, "fewest_days_between"),
            ]
        })
        .collect();
    let finding = if of.rows.is_empty() {
        "No place had more than one event".to_owned()
    } else {
        format!(
            "{} had more than one event, and {} of all events were not the first at their place",
            many(of.rows.len() as u64, "place"),
            percent(share)
        )
    };
    let places = if listed.is_empty() {
        String::new()
    } else {
        let heads = [
            "Place: latitude, longitude",
            "Events",
            "First",
            "Last",
            "Fewest days between",
        ];
        opened(
            "The places with the most events",
            &table(&of.about, &heads, &listed),
        )
    };
    let body = format!(
        "{}<h3 class=\"h-s\">How soon it happened again at the same place</h3>{}{places}",
        table(&of.about, &["At one place", "Places", "Events"], &by_events),
        table(
            "Of the events after which so many days are in the log",
            &["Again within", "So many", "Of", "Share"],
            &again
        )
    );
    Ok((finding, body))
}
