//! Organisations that people work for.

use anyhow::Result;

use crate::{
    AgencyId, args,
    place::Place,
    store::{Row, Tx},
};

/// An organisation.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// In URLs and files.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// As printed where there is little room.
    pub short: String,
}

fn read(row: &Row) -> Result<Agency> {
    Ok(Agency {
        id: row.get("id")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        short: row.get("short")?,
    })
}

/// Every organisation, by name.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agency>> {
    tx.all(
        "SELECT id, slug, name, short FROM agency ORDER BY name",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The organisation of a slug.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, slug: &str) -> Result<Option<Agency>> {
    let row = tx
        .first(
            "SELECT id, slug, name, short FROM agency WHERE slug = $1",
            args![slug],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Brings the list in line with the place profile; says whether anything
/// changed. An organisation that left the profile stays: old actions still
/// name it.
///
/// # Errors
/// When the store cannot be written.
pub async fn settle(tx: &mut Tx, place: &Place) -> Result<bool> {
    let mut changed = 0;
    for agency in &place.agency {
        changed += tx
            .run(
                "INSERT INTO agency (id, slug, name, short, kind) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (slug) DO UPDATE SET name = excluded.name, short = excluded.short, kind = excluded.kind \
                 WHERE agency.name <> excluded.name OR agency.short <> excluded.short OR agency.kind <> excluded.kind",
                args![AgencyId::fresh(), &agency.slug, &agency.name, &agency.short, &agency.kind],
            )
            .await?;
    }
    Ok(changed > 0)
}
