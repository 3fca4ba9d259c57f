//! All SQL of meetings and of who was there.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{How, Meeting};
use crate::{MeetingId, MemberId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, ward_id, starts_at, ends_at, held_on, venue, access, state, stage, why_cancelled, \
             papers_out_at, evidence, evidence_opened_at, evidence_not_opened, notes, version, changed_at FROM meeting ",
            $rest
        )
    };
}

/// The same without the papers and the notes, which only one meeting's pages read.
macro_rules! select_light {
    ($rest:literal) => {
        concat!(
            "SELECT id, ward_id, starts_at, ends_at, held_on, venue, access, state, stage, why_cancelled, \
             papers_out_at, CAST(NULL AS TEXT) AS evidence, evidence_opened_at, evidence_not_opened, '' AS notes, version, changed_at FROM meeting ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Meeting> {
    Ok(Meeting {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        starts_at: row.get("starts_at")?,
        ends_at: row.get("ends_at")?,
        held_on: row.get("held_on")?,
        venue: row.get("venue")?,
        access: row.get("access")?,
        state: row.get("state")?,
        stage: row.get("stage")?,
        why_cancelled: row.get("why_cancelled")?,
        papers_out_at: row.get("papers_out_at")?,
        evidence: row.get("evidence")?,
        evidence_opened_at: row.get("evidence_opened_at")?,
        evidence_not_opened: row.get("evidence_not_opened")?,
        notes: row.get("notes")?,
        version: row.get("version")?,
        changed_at: row.get("changed_at")?,
    })
}

/// The meeting of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: MeetingId) -> Result<Option<Meeting>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The meeting of a ward on a day.
///
/// # Errors
/// When the store cannot be read.
pub async fn on_day(tx: &mut Tx, ward: WardId, day: NaiveDate) -> Result<Option<Meeting>> {
    tx.first(
        select!(
            "WHERE ward_id = $1 AND held_on = $2 ORDER BY CASE state WHEN 'cancelled' THEN 1 ELSE 0 END LIMIT 1"
        ),
        args![ward, day],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The meetings of a ward, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(tx: &mut Tx, ward: WardId) -> Result<Vec<Meeting>> {
    tx.all(
        select_light!("WHERE ward_id = $1 ORDER BY held_on DESC"),
        args![ward],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The meetings that are still to end, soonest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn to_come(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Meeting>> {
    tx.all(
        select_light!("WHERE ends_at >= $1 AND state IN ('scheduled', 'papers_out', 'in_session') ORDER BY starts_at"),
        args![now],
    )
    .await?.iter().map(read).collect()
}

/// Every meeting, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Meeting>> {
    tx.all(select_light!("ORDER BY held_on DESC LIMIT 500"), args![])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The next meeting of a ward that can still take a suggestion.
///
/// # Errors
/// When the store cannot be read.
pub async fn next(tx: &mut Tx, ward: WardId, today: NaiveDate) -> Result<Option<Meeting>> {
    tx.first(
        select!("WHERE ward_id = $1 AND held_on >= $2 AND state IN ('scheduled', 'papers_out', 'in_session') ORDER BY held_on LIMIT 1"),
        args![ward, today],
    )
    .await?.as_ref().map(read).transpose()
}

/// The meeting of the ward before this one that was held.
///
/// # Errors
/// When the store cannot be read.
pub async fn before(tx: &mut Tx, meeting: &Meeting) -> Result<Option<Meeting>> {
    tx.first(
        select!("WHERE ward_id = $1 AND held_on < $2 AND state IN ('held', 'published') ORDER BY held_on DESC LIMIT 1"),
        args![meeting.ward, meeting.held_on],
    )
    .await?.as_ref().map(read).transpose()
}

/// Adds a meeting. Says false when the ward has one on that day already.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, meeting: &Meeting) -> Result<bool> {
    let added = tx
        .run(
            "INSERT INTO meeting (id, ward_id, starts_at, ends_at, held_on, venue, access, state, stage, changed_at, notes, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 1) ON CONFLICT (ward_id, held_on) WHERE state <> 'cancelled' DO NOTHING",
            args![
                meeting.id, meeting.ward, meeting.starts_at, meeting.ends_at, meeting.held_on, &meeting.venue,
                &meeting.access, meeting.state, meeting.stage, meeting.changed_at
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Takes a meeting for this transaction: another that wants to write waits.
///
/// # Errors
/// When the store cannot be written.
pub async fn take(tx: &mut Tx, id: MeetingId) -> Result<()> {
    tx.run(
        "UPDATE meeting SET version = version WHERE id = $1",
        args![id],
    )
    .await?;
    Ok(())
}

/// Keeps a move of a meeting. Says false when somebody else has moved it
/// since it was read: it is then no longer in the state `was`.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, was: &Meeting, meeting: &Meeting) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE meeting SET state = $1, stage = $2, why_cancelled = $3, papers_out_at = $4, evidence = $5, \
             evidence_opened_at = $6, evidence_not_opened = $7, changed_at = $8 WHERE id = $9 AND state = $10 AND stage = $11",
            args![
                meeting.state, meeting.stage, meeting.why_cancelled.clone(), meeting.papers_out_at, meeting.evidence.clone(),
                meeting.evidence_opened_at, meeting.evidence_not_opened.clone(), meeting.changed_at, meeting.id, was.state, was.stage
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// Keeps the notes. Says false when they have changed since `version`.
///
/// # Errors
/// When the store cannot be written.
pub async fn save_notes(
    tx: &mut Tx,
    _permit: &Permit,
    id: MeetingId,
    notes: &str,
    version: i64,
) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE meeting SET notes = $1, version = version + 1 WHERE id = $2 AND version = $3",
            args![notes, id, version],
        )
        .await?;
    Ok(saved == 1)
}

/// Who was there and how.
///
/// # Errors
/// When the store cannot be read.
pub async fn attendance(tx: &mut Tx, id: MeetingId) -> Result<Vec<(MemberId, How)>> {
    let rows = tx
        .all(
            "SELECT member_id, how FROM attendance WHERE meeting_id = $1",
            args![id],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("member_id")?, row.get("how")?)))
        .collect()
}

/// Writes the register anew.
///
/// # Errors
/// When the store cannot be written.
pub async fn register(
    tx: &mut Tx,
    _permit: &Permit,
    id: MeetingId,
    there: &[(MemberId, How)],
) -> Result<()> {
    tx.run("DELETE FROM attendance WHERE meeting_id = $1", args![id])
        .await?;
    for (member, how) in there {
        tx.run(
            "INSERT INTO attendance (meeting_id, member_id, how) VALUES ($1, $2, $3)",
            args![id, *member, *how],
        )
        .await?;
    }
    Ok(())
}
