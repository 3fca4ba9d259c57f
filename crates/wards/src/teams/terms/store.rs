//! All SQL of the times in which a team followed a template.

use anyhow::Result;
use base::{Permit, WardId, args, store::Tx};
use chrono::NaiveDate;

use super::Term;

/// The templates that a ward's team followed, the first one first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, ward: WardId) -> Result<Vec<Term>> {
    let rows = tx
        .all(
            "SELECT template, valid_from, valid_to FROM team_term WHERE ward_id = $1 ORDER BY valid_from",
            args![ward],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Term {
                template: row.get("template")?,
                valid_from: row.get("valid_from")?,
                valid_to: row.get("valid_to")?,
            })
        })
        .collect()
}

/// The team follows a template from a day on; the one before ends the day before.
///
/// # Errors
/// When the store cannot be written.
pub async fn follow(
    tx: &mut Tx,
    _permit: &Permit,
    ward: WardId,
    template: &str,
    from: NaiveDate,
) -> Result<()> {
    tx.run(
        "UPDATE team_term SET valid_to = $1 WHERE ward_id = $2 AND valid_to IS NULL",
        args![from - chrono::Days::new(1), ward],
    )
    .await?;
    tx.run(
        "INSERT INTO team_term (ward_id, template, valid_from) VALUES ($1, $2, $3)",
        args![ward, template, from],
    )
    .await?;
    Ok(())
}
