//! All SQL of talks and training.

use anyhow::Result;
use base::{
    Permit, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{Talk, TalkId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, held_on, ward_id, agency_id, kind, audience, heads FROM scam_talk ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Talk> {
    Ok(Talk {
        id: row.get("id")?,
        held_on: row.get("held_on")?,
        ward: row.get("ward_id")?,
        agency: row.get("agency_id")?,
        kind: row.get("kind")?,
        audience: row.get("audience")?,
        heads: row.get("heads")?,
    })
}

/// The talk of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: TalkId) -> Result<Option<Talk>> {
    let row = tx.first(select!("WHERE id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Every talk, the latest first: a partnership gives a few each month.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Talk>> {
    let rows = tx
        .all(select!("ORDER BY held_on DESC, id"), args![])
        .await?;
    rows.iter().map(read).collect()
}

/// The talks of a time: from its first day to the day after its last.
///
/// # Errors
/// When the store cannot be read.
pub async fn between(tx: &mut Tx, from: NaiveDate, after: NaiveDate) -> Result<Vec<Talk>> {
    let rows = tx
        .all(
            select!("WHERE held_on >= $1 AND held_on < $2"),
            args![from, after],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Talk) -> Result<()> {
    tx.run(
        "INSERT INTO scam_talk (id, held_on, ward_id, agency_id, kind, audience, heads) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![it.id, it.held_on, it.ward, it.agency, it.kind, it.audience, it.heads],
    )
    .await?;
    Ok(())
}

/// Takes one back.
///
/// # Errors
/// When the store cannot be written.
pub async fn take_back(tx: &mut Tx, _permit: &Permit, id: TalkId) -> Result<()> {
    tx.run("DELETE FROM scam_talk WHERE id = $1", args![id])
        .await?;
    Ok(())
}
