//! All SQL of suggestions.

use anyhow::Result;
use base::{
    Permit, PersonId, WardId, args,
    store::{Row, Tx},
};

use super::{Fate, Suggestion};
use crate::{SuggestionId, meetings::Meeting};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, ward_id, meeting_id, source, title, detail, people, made_on, keeps, merged_into, outcome FROM suggestion ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Suggestion> {
    Ok(Suggestion {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        meeting: row.get("meeting_id")?,
        source: row.get("source")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        people: row.get("people")?,
        made_on: row.get("made_on")?,
        keeps: row.get("keeps")?,
        merged_into: row.get("merged_into")?,
        outcome: row.get("outcome")?,
    })
}

/// The suggestion of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: SuggestionId) -> Result<Option<Suggestion>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// What is on the list of a meeting, in the order it came in. What residents
/// sent waits without a meeting until one begins; the next meeting of the ward
/// already shows it.
///
/// # Errors
/// When the store cannot be read.
pub async fn for_meeting(tx: &mut Tx, meeting: &Meeting) -> Result<Vec<Suggestion>> {
    tx.all(
        select!(
            "WHERE ward_id = $1 AND (meeting_id = $2 OR (meeting_id IS NULL AND outcome IS NULL AND merged_into IS NULL \
             AND $2 = (SELECT m.id FROM meeting m WHERE m.ward_id = $1 AND m.state IN ('scheduled', 'papers_out') \
             ORDER BY m.held_on LIMIT 1))) ORDER BY made_on, id"
        ),
        args![meeting.ward, meeting.id],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// A meeting begins: what waits is now on its list, and what comes in later
/// is for the next one.
///
/// # Errors
/// When the store cannot be written.
pub async fn gather(tx: &mut Tx, _permit: &Permit, meeting: &Meeting) -> Result<()> {
    tx.run(
        "UPDATE suggestion SET meeting_id = $1 WHERE ward_id = $2 AND meeting_id IS NULL AND outcome IS NULL",
        args![meeting.id, meeting.ward],
    )
    .await?;
    Ok(())
}

/// A meeting is over or cancelled: what it did not decide waits again.
///
/// # Errors
/// When the store cannot be written.
pub async fn release(tx: &mut Tx, _permit: &Permit, meeting: &Meeting) -> Result<()> {
    tx.run(
        "UPDATE suggestion SET meeting_id = NULL WHERE meeting_id = $1 AND outcome IS NULL AND merged_into IS NULL",
        args![meeting.id],
    )
    .await?;
    Ok(())
}

/// How many wait for the next meeting of a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting(tx: &mut Tx, ward: WardId) -> Result<i64> {
    tx.one(
        "SELECT count(*) AS n FROM suggestion WHERE ward_id = $1 AND outcome IS NULL AND merged_into IS NULL AND meeting_id IS NULL",
        args![ward],
    )
    .await?.get("n")
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Suggestion,
    by: Option<PersonId>,
) -> Result<()> {
    tx.run(
        "INSERT INTO suggestion (id, ward_id, meeting_id, source, title, detail, people, made_on, keeps, made_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![it.id, it.ward, it.meeting, it.source, &it.title, &it.detail, it.people, it.made_on, it.keeps, by],
    )
    .await?;
    Ok(())
}

/// Keeps that one was put together with another.
///
/// # Errors
/// When the store cannot be written.
pub async fn merge(tx: &mut Tx, _permit: &Permit, it: &Suggestion) -> Result<()> {
    tx.run(
        "UPDATE suggestion SET merged_into = $1 WHERE id = $2",
        args![it.merged_into, it.id],
    )
    .await?;
    // Whatever was put together with this one before goes along.
    tx.run(
        "UPDATE suggestion SET merged_into = $1 WHERE merged_into = $2",
        args![it.merged_into, it.id],
    )
    .await?;
    Ok(())
}

/// Keeps what a meeting made of one.
///
/// # Errors
/// When the store cannot be written.
pub async fn decide(
    tx: &mut Tx,
    _permit: &Permit,
    id: SuggestionId,
    meeting: &Meeting,
    fate: Fate,
) -> Result<()> {
    tx.run(
        "UPDATE suggestion SET outcome = $1, meeting_id = $2 WHERE (id = $3 OR merged_into = $3) AND outcome IS NULL",
        args![fate, meeting.id, id],
    )
    .await?;
    Ok(())
}
