//! All SQL of actions.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};

use super::Action;
use crate::{ActionId, PriorityId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.ward_id, a.priority_id, a.meeting_id, a.kind, a.title, a.agency_id, g.short, a.owner, a.due_on, \
             a.state, a.result, a.given_on, a.done_on, a.version FROM action a JOIN agency g ON g.id = a.agency_id ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Action> {
    Ok(Action {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        priority: row.get("priority_id")?,
        meeting: row.get("meeting_id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        agency: row.get("agency_id")?,
        agency_short: row.get("short")?,
        owner: row.get("owner")?,
        due_on: row.get("due_on")?,
        state: row.get("state")?,
        result: row.get("result")?,
        given_on: row.get("given_on")?,
        done_on: row.get("done_on")?,
        version: row.get("version")?,
    })
}

/// The action of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: ActionId) -> Result<Option<Action>> {
    tx.first(select!("WHERE a.id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The actions of a ward, due first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(tx: &mut Tx, ward: WardId) -> Result<Vec<Action>> {
    tx.all(
        select!("WHERE a.ward_id = $1 ORDER BY a.due_on, a.id"),
        args![ward],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The actions of a priority, due first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_priority(tx: &mut Tx, priority: PriorityId) -> Result<Vec<Action>> {
    tx.all(
        select!("WHERE a.priority_id = $1 ORDER BY a.due_on, a.id"),
        args![priority],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Every open action, due first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all_open(tx: &mut Tx) -> Result<Vec<Action>> {
    tx.all(
        select!("WHERE a.state NOT IN ('done', 'declined', 'cancelled') ORDER BY a.due_on, a.id"),
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The actions that ended last, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn ended_last(tx: &mut Tx) -> Result<Vec<Action>> {
    tx.all(
        select!("WHERE a.state IN ('done', 'declined', 'cancelled') ORDER BY a.done_on DESC, a.id DESC LIMIT 500"),
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Action) -> Result<()> {
    tx.run(
        "INSERT INTO action (id, ward_id, priority_id, meeting_id, kind, title, agency_id, owner, due_on, state, result, given_on, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
        args![
            it.id, it.ward, it.priority, it.meeting, it.kind, &it.title, it.agency, &it.owner, it.due_on, it.state,
            &it.result, it.given_on
        ],
    )
    .await?;
    Ok(())
}

/// Keeps one that was read at its version. Says false when somebody else has
/// changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Action) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE action SET state = $1, result = $2, done_on = $3, version = version + 1 WHERE id = $4 AND version = $5",
            args![it.state, &it.result, it.done_on, it.id, it.version],
        )
        .await?;
    Ok(saved == 1)
}
