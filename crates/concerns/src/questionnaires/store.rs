//! All SQL of what reporters answer.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{Permit, args, store::Tx};

use super::{Question, Verdict};
use crate::ConcernId;

/// What was answered about a concern, for whoever has its receipt.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_concern(tx: &mut Tx, id: ConcernId) -> Result<BTreeMap<Question, Verdict>> {
    let rows = tx
        .all(
            "SELECT question, answer FROM questionnaire_answer WHERE concern_id = $1",
            args![id],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("question")?, row.get("answer")?)))
        .collect()
}

/// Keeps an answer in place of an earlier one.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep(
    tx: &mut Tx,
    _permit: &Permit,
    id: ConcernId,
    question: Question,
    said: Verdict,
) -> Result<()> {
    tx.run(
        "INSERT INTO questionnaire_answer (concern_id, question, answer) VALUES ($1, $2, $3) \
         ON CONFLICT (concern_id, question) DO UPDATE SET answer = $3",
        args![id, question, said],
    )
    .await?;
    Ok(())
}

/// Adds many answers of demonstrations.
///
/// # Errors
/// When the store cannot be written.
pub async fn plant(
    tx: &mut Tx,
    _permit: &Permit,
    all: &[(ConcernId, Question, Verdict)],
) -> Result<()> {
    let rows = all
        .iter()
        .map(|(id, question, said)| args![*id, *question, *said]);
    tx.add_many(
        "questionnaire_answer (concern_id, question, answer)",
        rows.collect(),
    )
    .await?;
    Ok(())
}
