//! Warnings where people are anyway: a sentence in the panel's evidence, and what is new on somebody's desk.

use anyhow::Result;
use base::{Act, Desk, WardId};

use super::store;
use crate::publishing::Rule;

/// The warnings that stand in a ward, a sentence each, for its panel: without a count, and only where the month had so many that
/// a public table could show it.
///
/// # Errors
/// When the store cannot be read.
pub async fn for_panel(desk: &mut Desk, ward: WardId) -> Result<Vec<String>> {
    let rule = Rule::of(&desk.place().publishing);
    Ok(store::raised_in(desk.tx(), ward)
        .await?
        .iter()
        .filter(|(_, reading)| reading.observed >= rule.minimum(&reading.evidence.kind))
        .map(|(_, reading)| reading.evidence.sentence_for_panel())
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
