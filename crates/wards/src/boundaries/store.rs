//! All SQL of boundaries.

use anyhow::Result;
use base::{Permit, args, store::Tx};
use chrono::{DateTime, Utc};

use super::{Boundary, Layer};

/// Which file a layer came from.
#[derive(Clone, Debug)]
pub struct LayerSource {
    /// The layer.
    pub layer: Layer,
    /// The file's name.
    pub source: String,
    /// SHA-256 of its bytes.
    pub version: String,
    /// When.
    pub imported_at: DateTime<Utc>,
}

/// The areas of a layer, by code. An edge is kept as rings, so each area is one part.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, layer: Layer) -> Result<Vec<Boundary>> {
    let rows = tx
        .all("SELECT area_code, name, ward_code, rings FROM boundary WHERE layer = $1 ORDER BY area_code", args![layer])
        .await?;
    rows.iter()
        .map(|row| {
            let rings = serde_json::from_str(&row.get::<String>("rings")?)?;
            Ok(Boundary {
                code: row.get("area_code")?,
                name: row.get("name")?,
                ward_code: row.get("ward_code")?,
                parts: vec![rings],
            })
        })
        .collect()
}

/// The codes of a layer.
///
/// # Errors
/// When the store cannot be read.
pub async fn codes(tx: &mut Tx, layer: Layer) -> Result<Vec<String>> {
    let rows = tx
        .all(
            "SELECT area_code FROM boundary WHERE layer = $1 ORDER BY area_code",
            args![layer],
        )
        .await?;
    rows.iter().map(|row| row.get("area_code")).collect()
}

/// Which file a layer came from, once one was imported.
///
/// # Errors
/// When the store cannot be read.
pub async fn source(tx: &mut Tx, layer: Layer) -> Result<Option<LayerSource>> {
    let row = tx
        .first(
            "SELECT source, version, imported_at FROM boundary_source WHERE layer = $1",
            args![layer],
        )
        .await?;
    row.map(|row| {
        Ok(LayerSource {
            layer,
            source: row.get("source")?,
            version: row.get("version")?,
            imported_at: row.get("imported_at")?,
        })
    })
    .transpose()
}

/// Puts these areas in place of a layer.
pub(super) async fn replace(
    tx: &mut Tx,
    _permit: &Permit,
    layer: Layer,
    areas: &[Boundary],
) -> Result<()> {
    tx.run("DELETE FROM boundary WHERE layer = $1", args![layer])
        .await?;
    let mut rows = Vec::with_capacity(areas.len());
    for area in areas {
        let rings = serde_json::to_string(&area.parts.concat())?;
        rows.push(args![
            layer,
            &area.code,
            &area.name,
            area.ward_code.as_deref(),
            rings
        ]);
    }
    tx.add_many("boundary (layer, area_code, name, ward_code, rings)", rows)
        .await?;
    Ok(())
}

/// Notes which file a layer came from.
pub(super) async fn note_source(
    tx: &mut Tx,
    _permit: &Permit,
    layer: Layer,
    source: &str,
    version: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO boundary_source (layer, source, version, imported_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (layer) DO UPDATE SET source = excluded.source, version = excluded.version, imported_at = excluded.imported_at",
        args![layer, source, version, now],
    )
    .await?;
    Ok(())
}
