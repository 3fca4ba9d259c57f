//! All SQL of harm weights, and the counts that they weigh.

use anyhow::Result;
use base::{Permit, args, store::Tx};
use chrono::{DateTime, Utc};
use statistics::HarmWeights;

use super::{About, Scheme};
use crate::Month;
use crate::cube::Period;
use crate::imports::store::{count, month};

/// The table that is used: the last one that was imported.
///
/// # Errors
/// When the store cannot be read.
pub async fn current(tx: &mut Tx) -> Result<Option<Scheme>> {
    let row = tx
        .first(
            "SELECT number, scheme, edition, unit, licence, source_file, source_sha256 FROM harm_scheme \
             ORDER BY number DESC LIMIT 1",
            args![],
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let number: i64 = row.get("number")?;
    let about = About {
        scheme: row.get("scheme")?,
        edition: row.get("edition")?,
        unit: row.get("unit")?,
        licence: row.get("licence")?,
    };
    let rows = tx
        .all(
            "SELECT offence, weight FROM harm_weight WHERE number = $1",
            args![number],
        )
        .await?;
    let weights = rows
        .iter()
        .map(|row| Ok((row.get("offence")?, row.get("weight")?)))
        .collect::<Result<_>>()?;
    Ok(Some(Scheme {
        number,
        weights: HarmWeights {
            scheme: about.scheme.clone(),
            version: about.edition.clone(),
            weights,
        },
        about,
        source_file: row.get("source_file")?,
        source_sha256: row.get("source_sha256")?,
    }))
}

/// Adds a table.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Scheme, now: DateTime<Utc>) -> Result<()> {
    let about = &it.about;
    tx.run(
        "INSERT INTO harm_scheme (number, scheme, edition, unit, licence, source_file, source_sha256, imported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            it.number, &about.scheme, &about.edition, &about.unit, &about.licence, &it.source_file, &it.source_sha256, now
        ],
    )
    .await?;
    let weights = it.weights.weights.iter();
    let rows = weights.map(|(offence, weight)| args![it.number, offence, *weight]);
    tx.add_many("harm_weight (number, offence, weight)", rows.collect())
        .await?;
    Ok(())
}

/// The months for which offences are counted by ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn months(tx: &mut Tx) -> Result<Vec<Month>> {
    let rows = tx
        .all(
            "SELECT DISTINCT c.month FROM cover c JOIN snapshot s ON s.number = c.number \
             WHERE s.series = 'ward-counts/ward' AND c.replaced_by IS NULL ORDER BY c.month",
            args![],
        )
        .await?;
    rows.iter().map(|row| month(row, "month")).collect()
}

/// What was counted of an offence in a month.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The offence, in capitals; where the file has only classes, the class.
    pub offence: String,
    /// The month.
    pub month: Month,
    /// How many.
    pub n: u64,
}

/// What was counted in some wards, by offence and month.
///
/// # Errors
/// When the store cannot be read.
pub async fn counted(tx: &mut Tx, wards: &[&str], period: Period) -> Result<Vec<Counted>> {
    let rows = tx
        .all(
            "SELECT w.major, w.minor, w.month, CAST(sum(w.counted) AS bigint) AS counted FROM ward_count w \
             JOIN snapshot s ON s.number = w.number JOIN cover c ON c.number = w.number AND c.month = w.month \
             WHERE s.series = 'ward-counts/ward' AND c.replaced_by IS NULL AND w.month BETWEEN $1 AND $2 \
             AND $3 LIKE '%,' || w.area_code || ',%' GROUP BY w.major, w.minor, w.month",
            args![
                period.first.day(),
                period.last.day(),
                format!(",{},", wards.join(","))
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let (major, minor): (String, String) = (row.get("major")?, row.get("minor")?);
            let offence = if minor.is_empty() { major } else { minor };
            Ok(Counted {
                offence: offence.to_uppercase(),
                month: month(row, "month")?,
                n: count(row, "counted")?,
            })
        })
        .collect()
}
