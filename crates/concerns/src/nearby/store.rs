//! All SQL of concerns near a place.

use anyhow::Result;
use base::{
    WardId, args,
    store::{Row, Tx},
};

use super::Near;
use crate::ConcernState;

/// Open concerns of a kind in a ward or beside it, inside a box around a point; each with its own point.
pub(super) async fn around(
    tx: &mut Tx,
    service: &str,
    ward: WardId,
    point: (i64, i64),
    reach: (i64, i64),
) -> Result<Vec<((i64, i64), Near)>> {
    // A place on the edge has the same thing on the other side: the box decides, the ward only comes first.
    tx.all(
        "SELECT id, lon_e6, lat_e6, shown_words, state FROM concern \
         WHERE service = $1 AND lon_e6 >= $2 AND lon_e6 <= $3 AND lat_e6 >= $4 AND lat_e6 <= $5 \
         AND state IN ($6, $7, $8) AND joined_id IS NULL ORDER BY CASE WHEN ward_id = $9 THEN 0 ELSE 1 END, requested_at DESC LIMIT 200",
        args![
            service, point.0 - reach.0, point.0 + reach.0, point.1 - reach.1, point.1 + reach.1,
            ConcernState::Sent, ConcernState::Read, ConcernState::BeingWorkedOn, ward
        ],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

fn read(row: &Row) -> Result<((i64, i64), Near)> {
    let near = Near {
        id: row.get("id")?,
        words: row.get("shown_words")?,
        state: row.get("state")?,
        metres: 0.0,
    };
    Ok(((row.get("lon_e6")?, row.get("lat_e6")?), near))
}
