//! All SQL of what reporters answer.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{Permit, args, store::Tx};
use chrono::NaiveDate;

use super::{Question, Verdict};
use crate::ConcernId;

/// What was answered about a concern and when first, for whoever has its receipt.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_concern(
    tx: &mut Tx,
    id: ConcernId,
) -> Result<BTreeMap<Question, (Verdict, NaiveDate)>> {
    let rows = tx
        .all(
            "SELECT question, answer, answered_on FROM questionnaire_answer WHERE concern_id = $1",
            args![id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let said = (row.get("answer")?, row.get("answered_on")?);
            Ok((row.get("question")?, said))
        })
        .collect()
}

/// Keeps an answer in place of an earlier one that was first given on a day or later.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep(
    tx: &mut Tx,
    _permit: &Permit,
    id: ConcernId,
    question: Question,
    verdict: Verdict,
    today: NaiveDate,
    since: NaiveDate,
) -> Result<()> {
    tx.run(
        "INSERT INTO questionnaire_answer (concern_id, question, answer, answered_on) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (concern_id, question) DO UPDATE SET answer = $3 WHERE questionnaire_answer.answered_on >= $5",
        args![id, question, verdict, today, since],
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
    all: &[(ConcernId, Question, Verdict, NaiveDate)],
) -> Result<()> {
    let rows = all
        .iter()
        .map(|(id, question, verdict, on)| args![*id, *question, *verdict, *on]);
    tx.add_many(
        "questionnaire_answer (concern_id, question, answer, answered_on)",
        rows.collect(),
    )
    .await?;
    Ok(())
}
