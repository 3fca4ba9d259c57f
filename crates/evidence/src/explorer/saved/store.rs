//! All SQL of saved views.

use anyhow::Result;
use base::{
    Permit, PersonId, args,
    store::{Row, Tx},
};

use super::View;
use crate::ViewId;

fn read(row: &Row) -> Result<View> {
    Ok(View {
        id: row.get("id")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        question: row.get("question")?,
        person: row.get("person_id")?,
        saved_at: row.get("saved_at")?,
    })
}

/// The views of a person, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, person: Option<PersonId>) -> Result<Vec<View>> {
    let Some(person) = person else {
        return Ok(Vec::new());
    };
    tx.all(
        "SELECT id, slug, name, question, person_id, saved_at FROM saved_view WHERE person_id = $1 ORDER BY saved_at DESC, id DESC",
        args![person],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The view of an address.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, slug: &str) -> Result<Option<View>> {
    tx.first(
        "SELECT id, slug, name, question, person_id, saved_at FROM saved_view WHERE slug = $1",
        args![slug],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &View) -> Result<()> {
    tx.run(
        "INSERT INTO saved_view (id, slug, name, question, person_id, saved_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![it.id, &it.slug, &it.name, &it.question, it.person, it.saved_at],
    )
    .await?;
    Ok(())
}

/// Gives one another name.
///
/// # Errors
/// When the store cannot be written.
pub async fn rename(tx: &mut Tx, _permit: &Permit, id: ViewId, name: &str) -> Result<()> {
    tx.run(
        "UPDATE saved_view SET name = $1 WHERE id = $2",
        args![name, id],
    )
    .await?;
    Ok(())
}

/// Deletes one.
///
/// # Errors
/// When the store cannot be written.
pub async fn delete(tx: &mut Tx, _permit: &Permit, id: ViewId) -> Result<()> {
    tx.run("DELETE FROM saved_view WHERE id = $1", args![id])
        .await?;
    Ok(())
}
