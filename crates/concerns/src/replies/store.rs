//! All SQL of templates.

use anyhow::Result;
use base::{
    Permit, args,
    store::{Row, Tx},
};
use chrono::{DateTime, Utc};

use super::{Reply, ReplyId};

fn read(row: &Row) -> Result<Reply> {
    Ok(Reply {
        id: row.get("id")?,
        name: row.get("name")?,
        words: row.get("words")?,
    })
}

/// Every template that is offered, in the order it was made.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Reply>> {
    tx.all(
        "SELECT id, name, words FROM reply WHERE ended_at IS NULL ORDER BY made_at, id",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The template of an id, if it is offered.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: ReplyId) -> Result<Option<Reply>> {
    tx.first(
        "SELECT id, name, words FROM reply WHERE id = $1 AND ended_at IS NULL",
        args![id],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Adds one, or changes its name and words.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep(tx: &mut Tx, _permit: &Permit, it: &Reply, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "INSERT INTO reply (id, name, words, made_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, words = excluded.words",
        args![it.id, &it.name, &it.words, now],
    )
    .await?;
    Ok(())
}

/// It is no longer offered.
///
/// # Errors
/// When the store cannot be written.
pub async fn end(tx: &mut Tx, _permit: &Permit, id: ReplyId, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "UPDATE reply SET ended_at = $1 WHERE id = $2",
        args![now, id],
    )
    .await?;
    Ok(())
}
