//! All SQL of counts that stand.

use anyhow::Result;
use chrono::NaiveDate;

use crate::{Permit, args, store::Tx};

pub(super) async fn find(
    tx: &mut Tx,
    what: &str,
    period: &str,
) -> Result<Option<(String, NaiveDate)>> {
    let row = tx
        .first(
            "SELECT contents, frozen_on FROM frozen_count WHERE what = $1 AND period = $2",
            args![what, period],
        )
        .await?;
    row.map(|row| Ok((row.get("contents")?, row.get("frozen_on")?)))
        .transpose()
}

/// Says whether it is the first one.
pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    what: &str,
    period: &str,
    contents: &str,
    today: NaiveDate,
) -> Result<bool> {
    let added = tx
        .run(
            "INSERT INTO frozen_count (what, period, contents, frozen_on) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            args![what, period, contents, today],
        )
        .await?;
    Ok(added == 1)
}
