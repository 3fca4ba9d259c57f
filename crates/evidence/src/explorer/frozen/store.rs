//! All SQL of frozen figures.

use anyhow::{Context as _, Result};
use base::{
    Permit, args,
    store::{Row, Tx},
};

use super::Frozen;
use crate::FrozenId;

fn read(row: &Row) -> Result<Frozen> {
    Ok(Frozen {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        meeting: row.get("meeting_id")?,
        question: row.get("question")?,
        contents: Frozen::thaw(&row.get::<String>("contents")?)?,
        person: row.get("person_id")?,
        frozen_at: row.get("frozen_at")?,
    })
}

/// The figures of a meeting, in the order they were added.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_meeting(tx: &mut Tx, meeting: uuid::Uuid) -> Result<Vec<Frozen>> {
    tx.all(
        "SELECT id, ward_id, meeting_id, question, contents, person_id, frozen_at FROM frozen_figure WHERE meeting_id = $1 ORDER BY frozen_at, id",
        args![meeting],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The figure of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: FrozenId) -> Result<Option<Frozen>> {
    tx.first(
        "SELECT id, ward_id, meeting_id, question, contents, person_id, frozen_at FROM frozen_figure WHERE id = $1",
        args![id],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Takes one out.
///
/// # Errors
/// When the store cannot be written.
pub async fn delete(tx: &mut Tx, _permit: &Permit, id: FrozenId) -> Result<()> {
    tx.run("DELETE FROM frozen_figure WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Frozen) -> Result<()> {
    let contents = serde_json::to_string(&it.contents).context("freezing a figure")?;
    tx.run(
        "INSERT INTO frozen_figure (id, ward_id, meeting_id, part, question, contents, person_id, frozen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![it.id, it.ward, it.meeting, it.contents.section.part, &it.question, contents, it.person, it.frozen_at],
    )
    .await?;
    Ok(())
}
