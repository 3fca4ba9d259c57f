//! All SQL of drafts. What they hold is sealed before it comes here.

use anyhow::Result;
use base::{Permit, args, store::Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A draft as it is kept.
pub(super) struct Kept {
    pub sealed: Vec<u8>,
    pub version: i64,
}

/// The draft of a row that has not ended.
pub(super) async fn find(tx: &mut Tx, row: &str, now: DateTime<Utc>) -> Result<Option<Kept>> {
    tx.first(
        "SELECT sealed, version FROM draft WHERE row_hash = $1 AND ends_at > $2",
        args![row, now],
    )
    .await?
    .map(|row| {
        Ok(Kept {
            sealed: row.get("sealed")?,
            version: row.get("version")?,
        })
    })
    .transpose()
}

/// Adds one.
pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    row: &str,
    sealed: Vec<u8>,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO draft (row_hash, sealed, ends_at, version) VALUES ($1, $2, $3, 1)",
        args![row, sealed, ends_at],
    )
    .await?;
    Ok(())
}

/// Keeps one that was read at its version. Says false when it was changed since.
pub(super) async fn save(
    tx: &mut Tx,
    _permit: &Permit,
    row: &str,
    sealed: Vec<u8>,
    version: i64,
) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE draft SET sealed = $1, version = version + 1 WHERE row_hash = $2 AND version = $3",
            args![sealed, row, version],
        )
        .await?;
    Ok(saved == 1)
}

/// Puts what was sent in the place of a draft that was read at its version, and forgets its photos. Says false when it was
/// changed since, or is gone.
pub(super) async fn sent(
    tx: &mut Tx,
    _permit: &Permit,
    row: &str,
    sealed: Vec<u8>,
    ends_at: DateTime<Utc>,
    version: i64,
) -> Result<bool> {
    tx.run("DELETE FROM draft_photo WHERE draft_hash = $1", args![row])
        .await?;
    let sent = tx
        .run(
            "UPDATE draft SET sealed = $1, ends_at = $2, version = version + 1 WHERE row_hash = $3 AND version = $4",
            args![sealed, ends_at, row, version],
        )
        .await?;
    Ok(sent == 1)
}

/// The photos of a draft, sealed, in the order they were sent.
pub(super) async fn photos(tx: &mut Tx, row: &str) -> Result<Vec<(Uuid, Vec<u8>)>> {
    tx.all(
        "SELECT id, sealed FROM draft_photo WHERE draft_hash = $1 ORDER BY number, id",
        args![row],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get("id")?, row.get("sealed")?)))
    .collect()
}

/// Which photos a draft has, in the order they were sent.
pub(super) async fn photo_ids(tx: &mut Tx, row: &str) -> Result<Vec<Uuid>> {
    tx.all(
        "SELECT id FROM draft_photo WHERE draft_hash = $1 ORDER BY number, id",
        args![row],
    )
    .await?
    .iter()
    .map(|row| row.get("id"))
    .collect()
}

/// How many photos all drafts have together.
pub(super) async fn photos_kept(tx: &mut Tx) -> Result<i64> {
    tx.one("SELECT count(*) AS n FROM draft_photo", args![])
        .await?
        .get("n")
}

/// One photo of a draft, sealed.
pub(super) async fn photo(tx: &mut Tx, row: &str, id: Uuid) -> Result<Option<Vec<u8>>> {
    tx.first(
        "SELECT sealed FROM draft_photo WHERE draft_hash = $1 AND id = $2",
        args![row, id],
    )
    .await?
    .map(|row| row.get("sealed"))
    .transpose()
}

/// Adds a photo as the last one.
pub(super) async fn add_photo(
    tx: &mut Tx,
    _permit: &Permit,
    row: &str,
    id: Uuid,
    sealed: Vec<u8>,
) -> Result<()> {
    tx.run(
        "INSERT INTO draft_photo (id, draft_hash, number, sealed) \
         SELECT $1, $2, COALESCE(max(number), 0) + 1, $3 FROM draft_photo WHERE draft_hash = $2",
        args![id, row, sealed],
    )
    .await?;
    Ok(())
}

/// Takes a photo away.
pub(super) async fn remove_photo(tx: &mut Tx, _permit: &Permit, row: &str, id: Uuid) -> Result<()> {
    tx.run(
        "DELETE FROM draft_photo WHERE draft_hash = $1 AND id = $2",
        args![row, id],
    )
    .await?;
    Ok(())
}

/// Forgets a draft with its photos. Says false when it was gone already.
pub(super) async fn remove(tx: &mut Tx, _permit: &Permit, row: &str) -> Result<bool> {
    tx.run("DELETE FROM draft_photo WHERE draft_hash = $1", args![row])
        .await?;
    let gone = tx
        .run("DELETE FROM draft WHERE row_hash = $1", args![row])
        .await?;
    Ok(gone == 1)
}

/// Whether any draft has ended.
pub(super) async fn any_ended(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool> {
    let row = tx
        .first(
            "SELECT row_hash FROM draft WHERE ends_at <= $1 LIMIT 1",
            args![now],
        )
        .await?;
    Ok(row.is_some())
}

/// Forgets what has ended. Says how many drafts that were.
pub(super) async fn forget(tx: &mut Tx, _permit: &Permit, now: DateTime<Utc>) -> Result<u64> {
    tx.run(
        "DELETE FROM draft_photo WHERE draft_hash IN (SELECT row_hash FROM draft WHERE ends_at <= $1)",
        args![now],
    )
    .await?;
    tx.run("DELETE FROM draft WHERE ends_at <= $1", args![now])
        .await
}
