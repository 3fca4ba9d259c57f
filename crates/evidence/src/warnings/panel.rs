//! Warnings where people are anyway: a sentence in the panel's evidence, and what is new on somebody's desk.

use anyhow::Result;
use base::{Act, Desk, WardId};

use super::store;

/// The warnings that stand in a ward, a sentence each, for its panel. Counts below the publishing minimum are not told,
/// and no number in a sentence is smaller.
///
/// # Errors
/// When the store cannot be read.
pub async fn for_panel(desk: &mut Desk, ward: WardId) -> Result<Vec<String>> {
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    Ok(store::raised_in(desk.tx(), ward)
        .await?
        .iter()
        .filter(|(_, reading)| reading.observed >= minimum)
        .map(|(_, reading)| reading.evidence.sentence_from(minimum))
        .collect())
}

/// The warnings that wait for whoever asks to say what was done: page and sentence, the strongest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting(desk: &mut Desk) -> Result<Vec<(String, String)>> {
    Ok(store::unanswered(desk.tx())
        .await?
        .iter()
        .filter(|(it, _)| desk.may(Act::AnswerWarning, it))
        .map(|(it, reading)| (it.path(), reading.evidence.sentence()))
        .collect())
}
