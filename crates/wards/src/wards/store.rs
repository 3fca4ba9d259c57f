//! All SQL of wards.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{Ward, slug};

fn read(row: &Row) -> Result<Ward> {
    Ok(Ward {
        id: row.get("id")?,
        code: row.get("code")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        number: row.get("number")?,
        about: row.get("about")?,
    })
}

/// The wards of today, by name.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Ward>> {
    tx.all(
        "SELECT id, code, slug, name, number, about FROM ward WHERE valid_to IS NULL ORDER BY name",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The ward of a slug.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<Ward>> {
    let row = tx
        .first(
            "SELECT id, code, slug, name, number, about FROM ward WHERE slug = $1",
            args![slug],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The ward of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: WardId) -> Result<Option<Ward>> {
    let row = tx
        .first(
            "SELECT id, code, slug, name, number, about FROM ward WHERE id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Brings the wards in line with a set of codes and names. A ward that is no
/// longer in the set ends yesterday and gives its slug free; what was agreed
/// and counted for it stays with it.
///
/// # Errors
/// When the store cannot be written.
pub async fn settle(
    tx: &mut Tx,
    _permit: &Permit,
    named: &[(String, String)],
    today: NaiveDate,
) -> Result<()> {
    let mut named: Vec<_> = named.to_vec();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    for old in all(tx).await? {
        if !named.iter().any(|(code, _)| *code == old.code) {
            let freed = format!("{}-{}", old.slug, old.code.to_lowercase());
            tx.run(
                "UPDATE ward SET valid_to = $1, slug = $2 WHERE id = $3",
                args![today - chrono::Days::new(1), freed, old.id],
            )
            .await?;
        }
    }
    for (at, (code, name)) in named.iter().enumerate() {
        let number = i64::try_from(at + 1)?;
        let mut word = slug(name);
        let taken = by_slug(tx, &word).await?;
        if taken.is_some_and(|ward| ward.code != *code) {
            word = format!("{word}-{}", code.to_lowercase());
        }
        tx.run(
            "INSERT INTO ward (id, code, slug, name, number, about, valid_from) VALUES ($1, $2, $3, $4, $5, '', $6) \
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, number = excluded.number, valid_to = NULL, \
             slug = CASE WHEN ward.valid_to IS NULL THEN ward.slug ELSE excluded.slug END",
            args![WardId::fresh(), code, word, name, number, today],
        )
        .await?;
    }
    Ok(())
}

/// Writes down the sentence about a ward.
///
/// # Errors
/// When the store cannot be written.
pub async fn describe(tx: &mut Tx, _permit: &Permit, id: WardId, about: &str) -> Result<()> {
    tx.run("UPDATE ward SET about = $1 WHERE id = $2", args![about, id])
        .await?;
    Ok(())
}
