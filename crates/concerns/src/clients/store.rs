//! All SQL of programs and their keys.

use anyhow::Result;
use base::{
    Permit, args,
    store::{Row, Tx},
};
use chrono::{DateTime, Utc};

use super::{Client, ClientId};

fn read(row: &Row) -> Result<Client> {
    Ok(Client {
        id: row.get("id")?,
        name: row.get("name")?,
        agency: row.get("agency_id")?,
        may_write: row.get("may_write")?,
        created_at: row.get("created_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Every program there ever was, the first one first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Client>> {
    tx.all(
        "SELECT id, name, agency_id, may_write, created_at, ended_at FROM api_client ORDER BY created_at, id",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The programs whose keys hold, with the hashes of those.
///
/// # Errors
/// When the store cannot be read.
pub async fn holding(tx: &mut Tx) -> Result<Vec<(Client, String)>> {
    tx.all(
        "SELECT id, name, agency_id, may_write, created_at, ended_at, key_hash FROM api_client WHERE ended_at IS NULL",
        args![],
    )
    .await?
    .iter()
    .map(|row| Ok((read(row)?, row.get("key_hash")?)))
    .collect()
}

/// Adds one, with the hash of its key.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Client, key_hash: &str) -> Result<()> {
    tx.run(
        "INSERT INTO api_client (id, name, agency_id, key_hash, may_write, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![it.id, &it.name, it.agency, key_hash, it.may_write, it.created_at],
    )
    .await?;
    Ok(())
}

/// Ends a key. Says false when it had ended already.
///
/// # Errors
/// When the store cannot be written.
pub async fn end(tx: &mut Tx, _permit: &Permit, id: ClientId, now: DateTime<Utc>) -> Result<bool> {
    let ended = tx
        .run(
            "UPDATE api_client SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL",
            args![now, id],
        )
        .await?;
    Ok(ended == 1)
}
