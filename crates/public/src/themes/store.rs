//! All SQL that ties suggestions and priorities of a panel to the concerns they were made of.

use anyhow::Result;
use base::{WardId, args, store::Tx};
use concerns::ConcernId;
use panels::PriorityId;
use uuid::Uuid;

/// A concern whose sender has yet to hear how a priority ended.
pub(super) struct Untold {
    pub priority: PriorityId,
    pub suggestion: Uuid,
    pub concern: ConcernId,
}

/// Whether a suggestion made of concerns waits for the panel under this title.
pub(super) async fn is_suggested(tx: &mut Tx, ward: WardId, title: &str) -> Result<bool> {
    let row = tx
        .first(
            "SELECT 1 AS one FROM suggestion WHERE ward_id = $1 AND source = 'reports' AND title = $2 AND outcome IS NULL \
             AND merged_into IS NULL LIMIT 1",
            args![ward, title],
        )
        .await?;
    Ok(row.is_some())
}

/// Those whose priority is closed, some at a time. A suggestion that was put together with another counts with it.
pub(super) async fn untold(tx: &mut Tx, most: i64) -> Result<Vec<Untold>> {
    tx.all(
        "SELECT p.id AS priority_id, l.suggestion_id, l.concern_id FROM concern_suggestion l \
         JOIN suggestion s ON s.id = l.suggestion_id \
         JOIN priority p ON p.suggestion_id = s.id OR p.suggestion_id = s.merged_into \
         WHERE l.told_at IS NULL AND p.closed_on IS NOT NULL ORDER BY p.id, l.concern_id LIMIT $1",
        args![most],
    )
    .await?
    .iter()
    .map(|row| {
        Ok(Untold {
            priority: row.get("priority_id")?,
            suggestion: row.get("suggestion_id")?,
            concern: row.get("concern_id")?,
        })
    })
    .collect()
}
