//! All SQL of imports: the catalogue, its counts and its revisions.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use base::{
    Permit, args,
    store::{Row, Tx, Val},
};
use chrono::NaiveDate;

use super::compare::Counts;
use super::report::{Change, Restated};
use super::{Import, LayerNote};
use crate::Month;
use crate::roll_up::{Placed, RollUp};

/// Stands in `area_code` for points in none of the areas. No code has brackets.
pub(crate) const OUTSIDE: &str = "(outside)";
/// Stands in `area_code` for rows published without a point.
pub(crate) const NO_LOCATION: &str = "(no location)";

/// Reads the month a day stands for.
pub(crate) fn month(row: &Row, name: &str) -> Result<Month> {
    let day: NaiveDate = row.get(name)?;
    Month::of_day(day).with_context(|| format!("{day} in {name} is no month"))
}

/// Reads a count.
pub(crate) fn count(row: &Row, name: &str) -> Result<u64> {
    u64::try_from(row.get::<i64>(name)?).with_context(|| format!("a count in {name} is below zero"))
}

fn whole(n: u64) -> Result<i64> {
    i64::try_from(n).context("a count too large to keep")
}

fn read(row: &Row) -> Result<Import> {
    let layers: Vec<LayerNote> = serde_json::from_str(&row.get::<String>("layers")?)?;
    Ok(Import {
        id: row.get("id")?,
        number: row.get("number")?,
        kind: row.get("kind")?,
        series: row.get("series")?,
        force: row.get("force")?,
        source_file: row.get("source_file")?,
        source_sha256: row.get("source_sha256")?,
        ground: row.get("ground")?,
        publisher: row.get("publisher")?,
        licence: row.get("licence")?,
        first: month(row, "first_month")?,
        last: month(row, "last_month")?,
        rows_read: count(row, "rows_read")?,
        rows: count(row, "rows_kept")?,
        placed: count(row, "placed")?,
        outside: count(row, "outside")?,
        no_location: count(row, "no_location")?,
        rejected: count(row, "rejected")?,
        rejects: serde_json::from_str(&row.get::<String>("rejects")?)?,
        quirks: serde_json::from_str(&row.get::<String>("quirks")?)?,
        layers,
        imported_at: row.get("imported_at")?,
        replaced_by: row.get("replaced_by")?,
    })
}

/// The catalogue, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Import>> {
    let rows = tx
        .all("SELECT * FROM snapshot ORDER BY number DESC", args![])
        .await?;
    rows.iter().map(read).collect()
}

/// The import of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Import>> {
    let row = tx
        .first("SELECT * FROM snapshot WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(read).transpose()
}

/// The import of this very file on these very boundaries, if it stands for all its months. One that something else has
/// replaced is not known: its file may be given again, to go back.
pub(super) async fn known(
    tx: &mut Tx,
    source_sha256: &str,
    ground: &str,
) -> Result<Option<String>> {
    let row = tx
        .first(
            "SELECT id FROM snapshot s WHERE source_sha256 = $1 AND ground = $2 AND replaced_by IS NULL \
             AND NOT EXISTS (SELECT 1 FROM cover c WHERE c.number = s.number AND c.replaced_by IS NOT NULL) \
             ORDER BY number DESC",
            args![source_sha256, ground],
        )
        .await?;
    row.map(|row| row.get("id")).transpose()
}

/// The id of a new card: its snapshot's, and the card's number where an older card has the same contents.
pub(super) async fn free_id(tx: &mut Tx, snapshot: &str, number: i64) -> Result<String> {
    Ok(match find(tx, snapshot).await? {
        Some(_) => format!("{snapshot}-{number}"),
        None => snapshot.to_owned(),
    })
}

/// The number of the next import.
pub(super) async fn next_number(tx: &mut Tx) -> Result<i64> {
    tx.one(
        "SELECT coalesce(max(number), 0) + 1 AS number FROM snapshot",
        args![],
    )
    .await?
    .get("number")
}

/// Writes a card and the months it stands for.
pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Import,
    covers: &[Month],
) -> Result<()> {
    tx.run(
        "INSERT INTO snapshot (id, number, kind, series, force, source_file, source_sha256, ground, publisher, licence, \
         first_month, last_month, rows_read, rows_kept, placed, outside, no_location, rejected, rejects, quirks, layers, imported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        args![
            &it.id, it.number, &it.kind, &it.series, &it.force, &it.source_file, &it.source_sha256, &it.ground,
            &it.publisher, &it.licence, it.first.day(), it.last.day(), whole(it.rows_read)?, whole(it.rows)?,
            whole(it.placed)?, whole(it.outside)?, whole(it.no_location)?, whole(it.rejected)?,
            serde_json::to_string(&it.rejects)?, serde_json::to_string(&it.quirks)?, serde_json::to_string(&it.layers)?,
            it.imported_at
        ],
    )
    .await?;
    let rows = covers
        .iter()
        .map(|month| args![it.number, month.day()])
        .collect();
    tx.add_many("cover (number, month)", rows).await?;
    Ok(())
}

/// Writes the counts of an import.
pub(super) async fn add_counts(
    tx: &mut Tx,
    _permit: &Permit,
    number: i64,
    roll_up: &RollUp,
) -> Result<()> {
    // Types that differ only in bytes that are no letters read alike, and are counted together.
    let mut sums: BTreeMap<(&str, &str, Month, &str), u64> = BTreeMap::new();
    for row in roll_up.rows() {
        *sums
            .entry((row.layer, area(row.placed), row.month, row.kind))
            .or_insert(0) += row.count;
    }
    let rows = sums
        .into_iter()
        .map(|((layer, area, month, kind), n)| {
            Ok(args![number, layer, area, month.day(), kind, whole(n)?])
        })
        .collect::<Result<_>>()?;
    tx.add_many(
        "roll_up (number, layer, area_code, month, kind, counted)",
        rows,
    )
    .await?;
    Ok(())
}

pub(super) fn area(placed: Placed<'_>) -> &str {
    match placed {
        Placed::In(code) => code,
        Placed::Outside => OUTSIDE,
        Placed::NoLocation => NO_LOCATION,
    }
}

/// Writes counts that came as counts.
pub(super) async fn add_ward_counts(
    tx: &mut Tx,
    _permit: &Permit,
    rows: Vec<Vec<Val>>,
) -> Result<()> {
    tx.add_many(
        "ward_count (number, area_code, major, minor, month, counted)",
        rows,
    )
    .await?;
    Ok(())
}

/// The import that stands for a month of a series: its number, id and boundaries.
pub(super) async fn standing(tx: &mut Tx, series: &str, month: Month) -> Result<Option<Import>> {
    let row = tx
        .first(
            "SELECT s.* FROM snapshot s JOIN cover c ON c.number = s.number \
             WHERE s.series = $1 AND c.month = $2 AND c.replaced_by IS NULL ORDER BY s.number DESC",
            args![series, month.day()],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The imports of street crime by other series that stand for a month.
pub(super) async fn others(tx: &mut Tx, series: &str, month: Month) -> Result<Vec<Import>> {
    let rows = tx
        .all(
            "SELECT s.* FROM snapshot s JOIN cover c ON c.number = s.number \
             WHERE s.kind = 'street' AND s.series <> $1 AND c.month = $2 AND c.replaced_by IS NULL ORDER BY s.number",
            args![series, month.day()],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The counts of a month of an import.
pub(super) async fn counts(tx: &mut Tx, number: i64, month: Month) -> Result<Counts> {
    let rows = tx
        .all(
            "SELECT layer, area_code, kind, counted FROM roll_up WHERE number = $1 AND month = $2",
            args![number, month.day()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                (row.get("layer")?, row.get("area_code")?, row.get("kind")?),
                count(row, "counted")?,
            ))
        })
        .collect()
}

/// The counts of a month of a file of ward counts, in the same shape.
pub(super) async fn ward_counts(tx: &mut Tx, number: i64, month: Month) -> Result<Counts> {
    let rows = tx
        .all("SELECT area_code, major, minor, counted FROM ward_count WHERE number = $1 AND month = $2", args![number, month.day()])
        .await?;
    let mut counts = Counts::new();
    for row in &rows {
        let kind = class(&row.get::<String>("major")?, &row.get::<String>("minor")?);
        *counts
            .entry(("ward-count".into(), row.get("area_code")?, kind))
            .or_insert(0) += count(row, "counted")?;
    }
    Ok(counts)
}

/// "BURGLARY: RESIDENTIAL BURGLARY".
pub(super) fn class(major: &str, minor: &str) -> String {
    if minor.is_empty() {
        major.to_owned()
    } else {
        format!("{major}: {minor}")
    }
}

/// Says that an import restates these months of an older one, and that the older one counts no more once none of its
/// months stands.
pub(super) async fn restate(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Import,
    restated: &[Restated],
) -> Result<()> {
    let mut rows = Vec::new();
    for old in restated {
        tx.run(
            "UPDATE cover SET replaced_by = $1 WHERE number = $2 AND month = $3",
            args![&it.id, old.old_number, old.month.day()],
        )
        .await?;
        tx.run(
            "UPDATE snapshot SET replaced_by = $1 WHERE number = $2 \
             AND NOT EXISTS (SELECT 1 FROM cover c WHERE c.number = snapshot.number AND c.replaced_by IS NULL)",
            args![&it.id, old.old_number],
        )
        .await?;
        for change in &old.changes {
            rows.push(args![
                it.number,
                old.old_number,
                old.month.day(),
                &change.layer,
                &change.area_code,
                &change.kind,
                whole(change.was)?,
                whole(change.is_now)?
            ]);
        }
    }
    tx.add_many(
        "revision (number, old_number, month, layer, area_code, kind, was, is_now)",
        rows,
    )
    .await?;
    Ok(())
}

/// A count of a ward or of a small area that an import restated.
pub(crate) struct Revised {
    pub number: i64,
    pub area_code: String,
    pub month: Month,
    pub kind: String,
    pub was: u64,
}

/// Every count of a ward or small area by type that was restated, the newest import first.
pub(crate) async fn revised(tx: &mut Tx) -> Result<Vec<Revised>> {
    let rows = tx
        .all(
            "SELECT number, area_code, month, kind, was FROM revision \
             WHERE layer IN ('ward', 'small-area') AND area_code <> '' AND kind <> '' ORDER BY number DESC, month",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Revised {
                number: row.get("number")?,
                area_code: row.get("area_code")?,
                month: month(row, "month")?,
                kind: row.get("kind")?,
                was: count(row, "was")?,
            })
        })
        .collect()
}

/// What an import changed, month by month, the whole file first.
///
/// # Errors
/// When the store cannot be read.
pub async fn revisions(tx: &mut Tx, number: i64) -> Result<Vec<(Month, Change)>> {
    let rows = tx
        .all("SELECT month, layer, area_code, kind, was, is_now FROM revision WHERE number = $1 ORDER BY month, layer, area_code, kind", args![number])
        .await?;
    rows.iter()
        .map(|row| {
            let change = Change {
                layer: row.get("layer")?,
                area_code: row.get("area_code")?,
                kind: row.get("kind")?,
                was: count(row, "was")?,
                is_now: count(row, "is_now")?,
            };
            Ok((month(row, "month")?, change))
        })
        .collect()
}

/// The months that stand, with the number of the import that stands for them.
///
/// # Errors
/// When the store cannot be read.
pub async fn covers(tx: &mut Tx) -> Result<Vec<(i64, Month)>> {
    let rows = tx
        .all(
            "SELECT number, month FROM cover WHERE replaced_by IS NULL ORDER BY month, number",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("number")?, month(row, "month")?)))
        .collect()
}

/// Every month of every import, and whether the import stands for it.
pub(crate) async fn cover_states(tx: &mut Tx) -> Result<Vec<(i64, Month, bool)>> {
    let rows = tx
        .all(
            "SELECT number, month, replaced_by FROM cover ORDER BY number, month",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let replaced: Option<String> = row.get("replaced_by")?;
            Ok((row.get("number")?, month(row, "month")?, replaced.is_none()))
        })
        .collect()
}

/// How often evidence was imported.
pub(crate) async fn turn(tx: &mut Tx) -> Result<i64> {
    let row = tx
        .first("SELECT turn FROM marker WHERE name = 'evidence'", args![])
        .await?;
    row.map_or(Ok(0), |row| row.get("turn"))
}

/// A count of the imports that stand.
pub(crate) struct Standing {
    pub number: i64,
    pub layer: String,
    pub area_code: String,
    pub month: Month,
    pub kind: String,
    pub counted: u64,
}

/// Every count of street crime that stands: of months not restated, and stray rows of imports not restated.
pub(crate) async fn street_counts(tx: &mut Tx) -> Result<Vec<Standing>> {
    let rows = tx
        .all(
            "SELECT r.number, r.layer, r.area_code, r.month, r.kind, r.counted FROM roll_up r \
             JOIN snapshot s ON s.number = r.number \
             LEFT JOIN cover c ON c.number = r.number AND c.month = r.month \
             WHERE s.kind = 'street' AND s.replaced_by IS NULL AND c.replaced_by IS NULL",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Standing {
                number: row.get("number")?,
                layer: row.get("layer")?,
                area_code: row.get("area_code")?,
                month: month(row, "month")?,
                kind: row.get("kind")?,
                counted: count(row, "counted")?,
            })
        })
        .collect()
}

/// All ward counts that stand from one month to another, both included, of one layer (`ward`, `small-area`, `borough`).
///
/// # Errors
/// When the store cannot be read.
pub async fn ward_count_sum(tx: &mut Tx, layer: &str, from: Month, to: Month) -> Result<u64> {
    let series = format!("ward-counts/{layer}");
    let row = tx
        .one(
            "SELECT CAST(coalesce(sum(w.counted), 0) AS bigint) AS counted FROM ward_count w \
             JOIN snapshot s ON s.number = w.number JOIN cover c ON c.number = w.number AND c.month = w.month \
             WHERE s.series = $1 AND c.replaced_by IS NULL AND w.month BETWEEN $2 AND $3",
            args![series, from.day(), to.day()],
        )
        .await?;
    count(&row, "counted")
}
