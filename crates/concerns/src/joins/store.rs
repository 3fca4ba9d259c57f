//! All SQL of concerns that belong together.

use anyhow::Result;
use base::{Permit, args, store::Tx};
use chrono::{DateTime, Utc};

use super::near::Point;
use crate::{
    Concern, ConcernId,
    concerns::store::{read, select},
};

/// More than this near a point are not looked at one by one.
const MOST: i64 = 500;

/// Every voice for a concern, the first first.
///
/// # Errors
/// When the store cannot be read.
pub async fn voices(tx: &mut Tx, lead: ConcernId) -> Result<Vec<Concern>> {
    tx.all(
        select!("WHERE joined_id = $1 ORDER BY requested_at, id"),
        args![lead],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// How many voices there are for a concern besides its own.
///
/// # Errors
/// When the store cannot be read.
pub async fn count(tx: &mut Tx, lead: ConcernId) -> Result<i64> {
    tx.one(
        "SELECT count(*) AS n FROM concern WHERE joined_id = $1",
        args![lead],
    )
    .await?
    .get("n")
}

/// Whether a concern is for the police at once.
///
/// # Errors
/// When the store cannot be read.
pub async fn is_urgent(tx: &mut Tx, id: ConcernId) -> Result<bool> {
    let row = tx
        .first("SELECT urgent_at FROM concern WHERE id = $1", args![id])
        .await?;
    let since: Option<DateTime<Utc>> = row.map_or(Ok(None), |row| row.get("urgent_at"))?;
    Ok(since.is_some())
}

/// Concerns in a square since a moment, the newest first; of one kind or of any.
///
/// # Errors
/// When the store cannot be read.
pub async fn around(
    tx: &mut Tx,
    it: &Concern,
    square: [i64; 4],
    kind: Option<&str>,
    since: DateTime<Utc>,
) -> Result<Vec<Concern>> {
    let [west, south, east, north] = square;
    tx.all(
        select!(
            "WHERE lat_e6 >= $1 AND lat_e6 <= $2 AND lon_e6 >= $3 AND lon_e6 <= $4 AND requested_at >= $5 \
             AND ($6 OR service = $7) AND id <> $8 ORDER BY requested_at DESC, id DESC LIMIT $9"
        ),
        args![south, north, west, east, since, kind.is_none(), kind.unwrap_or_default(), it.id, MOST],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Points of a ward's concerns from one moment to another, one for each that stands by itself.
///
/// # Errors
/// When the store cannot be read.
pub async fn points(
    tx: &mut Tx,
    ward: base::WardId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Point>> {
    tx.all(
        "SELECT lon_e6, lat_e6 FROM concern WHERE ward_id = $1 AND requested_at >= $2 AND requested_at < $3 \
         AND joined_id IS NULL AND lon_e6 IS NOT NULL AND lat_e6 IS NOT NULL ORDER BY requested_at, id",
        args![ward, from, until],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get("lon_e6")?, row.get("lat_e6")?)))
    .collect()
}

/// Keeps who deals with a concern and its voices from now on. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn pass(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Concern,
    urgent_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    let passed = tx
        .run(
            "UPDATE concern SET agency_id = $1, updated_at = $2, urgent_at = $3, version = version + 1 \
             WHERE id = $4 AND version = $5",
            args![it.agency, it.updated_at, urgent_at, it.id, it.version],
        )
        .await?;
    if passed == 0 {
        return Ok(false);
    }
    tx.run(
        "UPDATE concern SET agency_id = $1, updated_at = $2, version = version + 1 WHERE joined_id = $3",
        args![it.agency, it.updated_at, it.id],
    )
    .await?;
    Ok(true)
}
