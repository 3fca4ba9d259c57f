//! All SQL of logs of incidents: what they are in the open store, their events in the closed one.

use std::collections::HashSet;

use anyhow::Result;
use base::{
    Permit, args,
    closed::{OpenKey, Turn},
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::Log;
use crate::LogId;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, events, refused, first_on, last_on, sha256, person_id, added_on, forget_on FROM incident_log ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Log> {
    Ok(Log {
        id: row.get("id")?,
        name: row.get("name")?,
        events: row.get("events")?,
        refused: row.get("refused")?,
        first_on: row.get("first_on")?,
        last_on: row.get("last_on")?,
        sha256: row.get("sha256")?,
        person: row.get("person_id")?,
        added_on: row.get("added_on")?,
        forget_on: row.get("forget_on")?,
    })
}

/// All, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Log>> {
    let rows = tx
        .all(select!("ORDER BY added_on DESC, id DESC"), args![])
        .await?;
    rows.iter().map(read).collect()
}

/// The log of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: LogId) -> Result<Option<Log>> {
    let row = tx.first(select!("WHERE id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Log) -> Result<()> {
    tx.run(
        "INSERT INTO incident_log (id, name, events, refused, first_on, last_on, sha256, person_id, added_on, forget_on) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            it.id, &it.name, it.events, it.refused, it.first_on, it.last_on, &it.sha256, it.person, it.added_on,
            it.forget_on
        ],
    )
    .await?;
    Ok(())
}

/// Deletes one.
///
/// # Errors
/// When the store cannot be written.
pub async fn delete(tx: &mut Tx, _permit: &Permit, id: LogId) -> Result<()> {
    tx.run("DELETE FROM incident_log WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// Those whose day has come.
///
/// # Errors
/// When the store cannot be read.
pub async fn over(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Log>> {
    let rows = tx
        .all(select!("WHERE forget_on <= $1"), args![today])
        .await?;
    rows.iter().map(read).collect()
}

fn about(id: LogId) -> String {
    format!("incident_log_events {id}")
}

/// Keeps the events of a log, sealed for the team.
pub(super) async fn seal(
    turn: &mut Turn,
    _permit: &Permit,
    id: LogId,
    events: &[u8],
) -> Result<()> {
    let sealed = turn.team().seal(&about(id), events)?;
    turn.tx()
        .run(
            "INSERT INTO incident_log_events (log_id, sealed_team) VALUES ($1, $2)",
            args![id, sealed],
        )
        .await?;
    Ok(())
}

/// The events of a log, still sealed: they are opened when the turn is over, because nobody should wait for it.
pub(super) async fn events(turn: &mut Turn, id: LogId) -> Result<Option<Vec<u8>>> {
    let row = turn
        .tx()
        .first(
            "SELECT sealed_team FROM incident_log_events WHERE log_id = $1",
            args![id],
        )
        .await?;
    row.map(|row| row.get("sealed_team")).transpose()
}

/// Opens them.
pub(super) fn open(key: &OpenKey, id: LogId, sealed: &[u8]) -> Result<Vec<u8>> {
    key.open(&about(id), sealed)
}

/// The logs whose events lie in the closed store.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn sealed(turn: &mut Turn) -> Result<HashSet<LogId>> {
    let rows = turn
        .tx()
        .all("SELECT log_id FROM incident_log_events", args![])
        .await?;
    rows.iter().map(|row| row.get("log_id")).collect()
}

/// Deletes the events of a log.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget(turn: &mut Turn, _permit: &Permit, id: LogId) -> Result<()> {
    turn.tx()
        .run(
            "DELETE FROM incident_log_events WHERE log_id = $1",
            args![id],
        )
        .await?;
    Ok(())
}
