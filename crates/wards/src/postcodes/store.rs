//! All SQL of postcodes.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{Permit, args, store::Tx};

use super::{Postcode, compact};

/// The code of the ward a postcode lies in, however it is typed.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, typed: &str) -> Result<Option<String>> {
    let Some(compact) = compact(typed) else {
        return Ok(None);
    };
    let row = tx
        .first(
            "SELECT ward_code FROM postcode WHERE compact = $1",
            args![compact],
        )
        .await?;
    row.map(|row| row.get("ward_code")).transpose()
}

/// Puts these postcodes in place of those before. A postcode that a file repeats lies in the last of its wards.
pub(super) async fn replace(tx: &mut Tx, _permit: &Permit, postcodes: &[Postcode]) -> Result<()> {
    tx.run("DELETE FROM postcode", args![]).await?;
    let once: BTreeMap<&str, &str> = postcodes
        .iter()
        .map(|it| (it.compact.as_str(), it.ward_code.as_str()))
        .collect();
    let rows = once
        .into_iter()
        .map(|(compact, ward)| args![compact, ward])
        .collect();
    tx.add_many("postcode (compact, ward_code)", rows).await?;
    Ok(())
}

/// Any postcode of this place, for an example.
///
/// # Errors
/// When the store cannot be read.
pub async fn any(tx: &mut Tx) -> Result<Option<String>> {
    let row = tx
        .first(
            "SELECT compact FROM postcode ORDER BY compact LIMIT 1",
            args![],
        )
        .await?;
    row.map(|row| row.get("compact")).transpose()
}
