//! The ledger: what was done, by whom, in a chain nobody can mend unseen.

mod verify;

pub use verify::{Verdict, verify};

use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest as _, Sha256};

use crate::{PersonId, args, secrets::hex, store::Tx};

/// A row of the ledger before it is chained.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nobody for a visitor or the program itself.
    pub by: Option<PersonId>,
    /// What was done.
    pub act: &'a str,
    /// To which kind of record.
    pub record: &'a str,
    /// To which of them.
    pub record_id: &'a str,
    /// Words without personal data.
    pub detail: &'a str,
}

/// Adds a row inside the transaction of what it tells.
///
/// # Errors
/// When the store fails; then the transaction must not be kept.
pub async fn append(tx: &mut Tx, entry: &Entry<'_>) -> Result<()> {
    // The update locks the one row, so two writers cannot chain to the same end.
    let head = tx
        .one(
            "UPDATE ledger_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash",
            args![],
        )
        .await?;
    let seq: i64 = head.get("seq")?;
    let before: String = head.get("hash")?;
    let made_at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let hash = chained(
        &before,
        seq,
        &made_at,
        entry.by.map(|id| id.to_string()).as_deref(),
        entry.act,
        entry.record,
        entry.record_id,
        entry.detail,
    );
    tx.run(
        "INSERT INTO ledger (seq, made_at, person_id, act, record, record_id, detail, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            seq,
            made_at,
            entry.by,
            entry.act,
            entry.record,
            entry.record_id,
            entry.detail,
            hash.clone()
        ],
    )
    .await?;
    tx.run("UPDATE ledger_head SET hash = $1 WHERE id = 1", args![hash])
        .await?;
    Ok(())
}

/// A row as an administrator reads it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub seq: i64,
    /// When, in UTC.
    pub made_at: String,
    /// Who, by name.
    pub who: Option<String>,
    /// What was done.
    pub act: String,
    /// To which kind of record.
    pub record: String,
    /// Words.
    pub detail: String,
}

/// The latest 200 rows, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest(tx: &mut Tx) -> Result<Vec<Kept>> {
    let rows = tx
        .all(
            "SELECT l.seq, l.made_at, p.name, l.act, l.record, l.detail FROM ledger l \
             LEFT JOIN person p ON p.id = l.person_id ORDER BY l.seq DESC LIMIT 200",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                seq: row.get("seq")?,
                made_at: row.get("made_at")?,
                who: row.get("name")?,
                act: row.get("act")?,
                record: row.get("record")?,
                detail: row.get("detail")?,
            })
        })
        .collect()
}

/// SHA-256 over the hash before and every field with its length, so that no
/// text can be moved from one field to the next.
#[expect(
    clippy::too_many_arguments,
    reason = "the fields of one row, in their order"
)]
fn chained(
    before: &str,
    seq: i64,
    made_at: &str,
    by: Option<&str>,
    act: &str,
    record: &str,
    record_id: &str,
    detail: &str,
) -> String {
    let mut hasher = Sha256::new();
    for field in [
        before,
        &seq.to_string(),
        made_at,
        by.unwrap_or(""),
        act,
        record,
        record_id,
        detail,
    ] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hex(&hasher.finalize())
}
