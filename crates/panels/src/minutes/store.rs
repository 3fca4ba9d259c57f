//! All SQL of minutes. A version is never changed: the next one is written.

use anyhow::Result;
use base::{Permit, PersonId, args, store::Tx, words};
use chrono::{DateTime, Utc};

use crate::MeetingId;

words! {
    /// How far a version has come.
    pub enum MinutesState {
        Draft = "draft" / "Draft",
        Approved = "approved" / "Approved",
        Published = "published" / "Published",
    }
}

/// A version.
#[derive(Clone, Debug)]
pub struct Kept {
    /// 1 is the first.
    pub number: i64,
    /// The text.
    pub words: String,
    /// How far it has come.
    pub state: MinutesState,
    /// When.
    pub written_at: DateTime<Utc>,
}

/// Every version of a meeting's minutes, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, meeting: MeetingId) -> Result<Vec<Kept>> {
    let rows = tx
        .all("SELECT number, words, state, written_at FROM minutes WHERE meeting_id = $1 ORDER BY number", args![meeting])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                number: row.get("number")?,
                words: row.get("words")?,
                state: row.get("state")?,
                written_at: row.get("written_at")?,
            })
        })
        .collect()
}

/// Writes the next version. Says false when somebody else has written it.
///
/// # Errors
/// When the store cannot be written.
pub async fn write(
    tx: &mut Tx,
    _permit: &Permit,
    meeting: MeetingId,
    version: &Kept,
    by: Option<PersonId>,
) -> Result<bool> {
    let written = tx
        .run(
            "INSERT INTO minutes (meeting_id, number, words, state, written_at, written_by) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (meeting_id, number) DO NOTHING",
            args![meeting, version.number, &version.words, version.state, version.written_at, by],
        )
        .await?;
    Ok(written == 1)
}
