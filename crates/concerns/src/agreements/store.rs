//! All SQL of agreements to share.

use anyhow::Result;
use base::{
    Permit, args,
    store::{Row, Tx},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{Agreement, AgreementId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, agency_id, purpose, power, shares_contact, from_on, review_on, expires_on, ended_on, why_ended, \
             version FROM agreement ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Agreement> {
    Ok(Agreement {
        id: row.get("id")?,
        agency: row.get("agency_id")?,
        purpose: row.get("purpose")?,
        power: row.get("power")?,
        shares_contact: row.get("shares_contact")?,
        from_on: row.get("from_on")?,
        review_on: row.get("review_on")?,
        expires_on: row.get("expires_on")?,
        ended_on: row.get("ended_on")?,
        why_ended: row.get("why_ended")?,
        version: row.get("version")?,
    })
}

/// The agreement of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: AgreementId) -> Result<Option<Agreement>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Every agreement there is or was, the one that ends first on top.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agreement>> {
    tx.all(select!("ORDER BY expires_on, id"), args![])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The agreements that hold on a day.
///
/// # Errors
/// When the store cannot be read.
pub async fn on(tx: &mut Tx, day: NaiveDate) -> Result<Vec<Agreement>> {
    tx.all(
        select!(
            "WHERE from_on <= $1 AND expires_on >= $1 AND (ended_on IS NULL OR ended_on >= $1) ORDER BY expires_on, id"
        ),
        args![day],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Agreement, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "INSERT INTO agreement (id, agency_id, purpose, power, shares_contact, from_on, review_on, expires_on, why_ended, \
         made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
        args![
            it.id, it.agency, it.purpose, &it.power, it.shares_contact, it.from_on, it.review_on, it.expires_on,
            &it.why_ended, now
        ],
    )
    .await?;
    Ok(())
}

/// Keeps one that was reviewed or ended at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Agreement) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE agreement SET ended_on = $1, why_ended = $2, review_on = $3, version = version + 1 \
             WHERE id = $4 AND version = $5",
            args![it.ended_on, &it.why_ended, it.review_on, it.id, it.version],
        )
        .await?;
    Ok(saved == 1)
}
