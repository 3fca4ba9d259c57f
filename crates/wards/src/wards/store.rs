//! All SQL of wards.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{Ward, slug, succession::Heir};

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
/// longer in the set ends the day before and gives its slug free; what was agreed
/// and counted for it stays with it.
///
/// # Errors
/// When the store cannot be written.
pub async fn settle(
    tx: &mut Tx,
    _permit: &Permit,
    named: &[(String, String)],
    from: NaiveDate,
) -> Result<()> {
    let mut named: Vec<_> = named.to_vec();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    for old in all(tx).await? {
        if !named.iter().any(|(code, _)| *code == old.code) {
            let freed = format!("{}-{}", old.slug, old.code.to_lowercase());
            tx.run(
                "INSERT INTO ward_slug (slug, ward_id) VALUES ($1, $2) ON CONFLICT (slug, ward_id) DO NOTHING",
                args![&old.slug, old.id],
            )
            .await?;
            tx.run(
                "UPDATE ward SET valid_to = $1, slug = $2 WHERE id = $3",
                args![from - chrono::Days::new(1), freed, old.id],
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
            args![WardId::fresh(), code, word, name, number, from],
        )
        .await?;
    }
    Ok(())
}

/// The newest first day of the wards of today.
///
/// # Errors
/// When the store cannot be read.
pub async fn newest(tx: &mut Tx) -> Result<Option<NaiveDate>> {
    let row = tx
        .first(
            "SELECT valid_from FROM ward WHERE valid_to IS NULL ORDER BY valid_from DESC LIMIT 1",
            args![],
        )
        .await?;
    row.map(|row| row.get("valid_from")).transpose()
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

/// Notes which wards took the place of those that ended. A ward that is there again has no successor.
///
/// # Errors
/// When the store cannot be written.
pub async fn succeed(tx: &mut Tx, _permit: &Permit, heirs: &[Heir]) -> Result<()> {
    for heir in heirs {
        tx.run(
            "INSERT INTO ward_succession (ward_id, successor_id, note, share) \
             SELECT gone.id, heir.id, $1, $2 FROM ward AS gone, ward AS heir \
             WHERE gone.code = $3 AND gone.valid_to IS NOT NULL AND heir.code = $4 AND heir.valid_to IS NULL \
             ON CONFLICT (ward_id, successor_id) DO UPDATE SET note = excluded.note, share = excluded.share",
            args![heir.note, heir.share, &heir.old, &heir.new],
        )
        .await?;
    }
    tx.run(
        "DELETE FROM ward_succession WHERE ward_id IN (SELECT id FROM ward WHERE valid_to IS NULL)",
        args![],
    )
    .await?;
    Ok(())
}

/// The first and the last day of a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn days(tx: &mut Tx, id: WardId) -> Result<(NaiveDate, Option<NaiveDate>)> {
    let row = tx
        .one(
            "SELECT valid_from, valid_to FROM ward WHERE id = $1",
            args![id],
        )
        .await?;
    Ok((row.get("valid_from")?, row.get("valid_to")?))
}

/// The wards that a ward took ground of, the largest part first.
///
/// # Errors
/// When the store cannot be read.
pub async fn before(tx: &mut Tx, id: WardId) -> Result<Vec<Ward>> {
    tx.all(
        "SELECT ward.id, code, slug, name, number, about FROM ward_succession \
         JOIN ward ON ward.id = ward_succession.ward_id WHERE successor_id = $1 ORDER BY share DESC, name",
        args![id],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The wards that took the ground of a ward, the largest part first.
///
/// # Errors
/// When the store cannot be read.
pub async fn since(tx: &mut Tx, id: WardId) -> Result<Vec<Ward>> {
    tx.all(
        "SELECT ward.id, code, slug, name, number, about FROM ward_succession \
         JOIN ward ON ward.id = ward_succession.successor_id WHERE ward_id = $1 ORDER BY share DESC, name",
        args![id],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The ward that had a word in its URL before it gave it free; the one that ended last, if there were several.
///
/// # Errors
/// When the store cannot be read.
pub async fn once_called(tx: &mut Tx, slug: &str) -> Result<Option<Ward>> {
    let row = tx
        .first(
            "SELECT ward.id, code, ward.slug, name, number, about FROM ward_slug \
             JOIN ward ON ward.id = ward_slug.ward_id WHERE ward_slug.slug = $1 ORDER BY valid_to DESC",
            args![slug],
        )
        .await?;
    row.as_ref().map(read).transpose()
}
