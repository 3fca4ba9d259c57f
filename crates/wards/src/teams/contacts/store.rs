//! All SQL of contact points.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::ContactPoint;

fn read(row: &Row) -> Result<ContactPoint> {
    Ok(ContactPoint {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        address: row.get("address")?,
        access: row.get("access")?,
        opening: row.get("opening")?,
        owner: row.get("owner")?,
        shared: row.get("shared")?,
        shared_with: row.get("shared_with")?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
    })
}

/// The contact points that serve a ward on a day.
///
/// # Errors
/// When the store cannot be read.
pub async fn on(tx: &mut Tx, ward: WardId, day: NaiveDate) -> Result<Vec<ContactPoint>> {
    let all = ever(tx, ward).await?;
    Ok(all.into_iter().filter(|it| it.stood_on(day)).collect())
}

/// Every contact point that ever served a ward, its own first.
///
/// # Errors
/// When the store cannot be read.
pub async fn ever(tx: &mut Tx, ward: WardId) -> Result<Vec<ContactPoint>> {
    let rows = tx
        .all(
            "SELECT id, ward_id, kind, name, address, access, opening, owner, shared, shared_with, valid_from, valid_to \
             FROM contact_point WHERE ward_id = $1 OR id IN \
             (SELECT contact_point_id FROM contact_point_ward WHERE contact_point_ward.ward_id = $1) \
             ORDER BY CASE WHEN ward_id = $1 THEN 0 ELSE 1 END, valid_from, name",
            args![ward],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Adds a contact point that serves its own ward and these others.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    it: &ContactPoint,
    others: &[WardId],
) -> Result<()> {
    tx.run(
        "INSERT INTO contact_point (id, ward_id, kind, name, address, access, opening, owner, shared, shared_with, valid_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            it.id,
            it.ward,
            it.kind,
            &it.name,
            &it.address,
            &it.access,
            &it.opening,
            &it.owner,
            it.shared,
            &it.shared_with,
            it.valid_from
        ],
    )
    .await?;
    for ward in others {
        tx.run(
            "INSERT INTO contact_point_ward (contact_point_id, ward_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![it.id, *ward],
        )
        .await?;
    }
    Ok(())
}

/// Closes a contact point. Says false when it is closed already.
///
/// # Errors
/// When the store cannot be written.
pub async fn close(
    tx: &mut Tx,
    _permit: &Permit,
    it: &ContactPoint,
    last: NaiveDate,
) -> Result<bool> {
    let closed = tx
        .run(
            "UPDATE contact_point SET valid_to = $1 WHERE id = $2 AND valid_to IS NULL",
            args![last, it.id],
        )
        .await?;
    Ok(closed > 0)
}
