//! Hour by weekday.

use super::{Of, Read, percent};
use crate::explorer::{fullest, week};
use crate::publishing::Shown;

/// The finding and the drawing.
pub fn hours(of: &Of<'_>) -> Read {
    let hours: Vec<f64> = of
        .rows
        .iter()
        .map(|row| of.float(row, "events").unwrap_or(0.0))
        .collect();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts"
    )]
    let spans: Vec<u64> = hours
        .chunks(3)
        .map(|it| it.iter().sum::<f64>().round() as u64)
        .collect();
    let shown: Vec<Shown> = spans.iter().copied().map(Shown::Count).collect();
    let finding = fullest(&spans, &shown, "events");
    let mut body = week(&of.about, "events", &shown);
    let known = of.sum("share_with_known_hour");
    if known < 1.0 {
        body.push_str(&format!("<p>Of {} of the events the hour is known; the others are shared out over the hours in which they can have happened.</p>", percent(known)));
    }
    Ok((finding, body))
}
