//! All SQL of the photos that everyone may see.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{Permit, args, store::Tx};
use chrono::{DateTime, Utc};

use super::ShownPhoto;
use crate::ConcernId;

/// What is shown of a concern, in the order of the report.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_concern(tx: &mut Tx, concern: ConcernId) -> Result<Vec<ShownPhoto>> {
    tx.all(
        "SELECT place, seen FROM shown_photo WHERE concern_id = $1 ORDER BY place",
        args![concern],
    )
    .await?
    .iter()
    .map(|row| {
        Ok(ShownPhoto {
            place: row.get("place")?,
            seen: row.get("seen")?,
        })
    })
    .collect()
}

/// The first photo that is shown of each concern, of those that came in from a moment on.
///
/// # Errors
/// When the store cannot be read.
pub async fn firsts(tx: &mut Tx, from: DateTime<Utc>) -> Result<BTreeMap<ConcernId, i64>> {
    tx.all(
        "SELECT p.concern_id, min(p.place) AS place FROM concern c JOIN shown_photo p ON p.concern_id = c.id \
         WHERE c.requested_at >= $1 GROUP BY p.concern_id",
        args![from],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get("concern_id")?, row.get("place")?)))
    .collect()
}

/// The photo itself.
///
/// # Errors
/// When the store cannot be read.
pub async fn jpeg(tx: &mut Tx, concern: ConcernId, place: i64) -> Result<Option<Vec<u8>>> {
    let row = tx
        .first(
            "SELECT jpeg FROM shown_photo WHERE concern_id = $1 AND place = $2",
            args![concern, place],
        )
        .await?;
    row.map(|row| row.get("jpeg")).transpose()
}

/// Concerns that were over before a moment, of which a photo is still shown.
///
/// # Errors
/// When the store cannot be read.
pub async fn over_before(tx: &mut Tx, moment: DateTime<Utc>) -> Result<Vec<ConcernId>> {
    tx.all(
        "SELECT id FROM concern WHERE state IN ('done', 'closed_not_done') AND state_at < $1 \
         AND EXISTS (SELECT 1 FROM shown_photo p WHERE p.concern_id = concern.id) ORDER BY id",
        args![moment],
    )
    .await?
    .iter()
    .map(|row| row.get("id"))
    .collect()
}

/// Shows one. Says false when it is shown already.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    concern: ConcernId,
    it: &ShownPhoto,
    jpeg: Vec<u8>,
) -> Result<bool> {
    let added = tx
        .run(
            "INSERT INTO shown_photo (concern_id, place, seen, jpeg) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            args![concern, it.place, &it.seen, jpeg],
        )
        .await?;
    Ok(added == 1)
}

/// Takes one back. Says false when it is not shown.
///
/// # Errors
/// When the store cannot be written.
pub async fn take_back(
    tx: &mut Tx,
    _permit: &Permit,
    concern: ConcernId,
    place: i64,
) -> Result<bool> {
    let gone = tx
        .run(
            "DELETE FROM shown_photo WHERE concern_id = $1 AND place = $2",
            args![concern, place],
        )
        .await?;
    Ok(gone == 1)
}

/// Takes all of a concern back.
///
/// # Errors
/// When the store cannot be written.
pub async fn take_all_back(tx: &mut Tx, _permit: &Permit, concern: ConcernId) -> Result<()> {
    tx.run(
        "DELETE FROM shown_photo WHERE concern_id = $1",
        args![concern],
    )
    .await?;
    Ok(())
}
