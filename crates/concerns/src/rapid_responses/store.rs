//! All SQL of calls about doorstep crime and scams: what is timed in the open store, what was told in the closed one.

use std::collections::HashSet;

use anyhow::Result;
use base::{
    Permit, PersonId, args,
    closed::Turn,
    permits::Scope,
    store::{Row, Tx},
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{CallResult, RapidResponse, RapidResponseId, Told};

macro_rules! select {
    ($($rest:literal),*) => {
        concat!(
            "SELECT r.id, r.reference, r.ward_id, r.agency_id, r.kind, r.caller, r.in_progress, r.is_repeat, r.received_at, \
             r.decision, r.decided_at, r.no_visit, r.reached_at, r.why_late, r.saved, r.first_follow_up_on, \
             r.second_follow_up_on, r.closed_on, r.told_until, r.version FROM rapid_response r ",
            $($rest),*
        )
    };
}

// $1 person, $2 day, $3 sees everything, $4 roles that reach a ward, $5 roles that reach an agency.
macro_rules! mine {
    ($rest:literal) => {
        select!(
            "WHERE ($3 OR r.ward_id IN (SELECT g.ward_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
             AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.ward_id IS NOT NULL AND $4 LIKE '%,' || g.role || ',%') \
             OR r.agency_id IN (SELECT g.agency_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
             AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.agency_id IS NOT NULL AND $5 LIKE '%,' || g.role || ',%')) AND ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<RapidResponse> {
    Ok(RapidResponse {
        id: row.get("id")?,
        reference: row.get("reference")?,
        ward: row.get("ward_id")?,
        agency: row.get("agency_id")?,
        kind: row.get("kind")?,
        caller: row.get("caller")?,
        in_progress: row.get("in_progress")?,
        is_repeat: row.get("is_repeat")?,
        received_at: row.get("received_at")?,
        decision: row.get("decision")?,
        decided_at: row.get("decided_at")?,
        no_visit: row.get("no_visit")?,
        reached_at: row.get("reached_at")?,
        why_late: row.get("why_late")?,
        saved: row.get("saved")?,
        first_follow_up_on: row.get("first_follow_up_on")?,
        second_follow_up_on: row.get("second_follow_up_on")?,
        closed_on: row.get("closed_on")?,
        told_until: row.get("told_until")?,
        version: row.get("version")?,
    })
}

/// The call of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: RapidResponseId) -> Result<Option<RapidResponse>> {
    let row = tx.first(select!("WHERE r.id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Every call that is not over, the oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn open(tx: &mut Tx) -> Result<Vec<RapidResponse>> {
    let rows = tx
        .all(
            select!("WHERE r.closed_on IS NULL ORDER BY r.received_at, r.id"),
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Keeps up to when whoever answers it was told. Says false when another program was quicker.
///
/// # Errors
/// When the store cannot be written.
pub async fn reminded(
    tx: &mut Tx,
    _permit: &Permit,
    it: &RapidResponse,
    until: DateTime<Utc>,
) -> Result<bool> {
    let told = tx
        .run(
            "UPDATE rapid_response SET told_until = $1 WHERE id = $2 AND closed_on IS NULL \
             AND told_until IS NOT DISTINCT FROM $3",
            args![until, it.id, it.told_until],
        )
        .await?;
    Ok(told == 1)
}

/// The calls that came in at a time, for a count.
///
/// # Errors
/// When the store cannot be read.
pub async fn between(
    tx: &mut Tx,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<RapidResponse>> {
    let rows = tx
        .all(
            select!("WHERE r.received_at >= $1 AND r.received_at < $2"),
            args![from, until],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What came of one.
///
/// # Errors
/// When the store cannot be read.
pub async fn results(tx: &mut Tx, id: RapidResponseId) -> Result<Vec<CallResult>> {
    let rows = tx
        .all(
            "SELECT result FROM rapid_result WHERE response_id = $1",
            args![id],
        )
        .await?;
    rows.iter().map(|row| row.get("result")).collect()
}

/// Whose calls, and which of them.
pub(super) struct Filter {
    pub person: Option<PersonId>,
    pub today: NaiveDate,
    pub scope: Scope,
    pub closed: bool,
    pub page: i64,
}

/// The calls that somebody may work on: what is open oldest first, what is closed newest first. One more than fit on a page.
pub(super) async fn some(tx: &mut Tx, it: &Filter, size: i64) -> Result<Vec<RapidResponse>> {
    let sql = if it.closed {
        mine!("r.closed_on IS NOT NULL ORDER BY r.received_at DESC, r.id LIMIT $6 OFFSET $7")
    } else {
        mine!("r.closed_on IS NULL ORDER BY r.received_at, r.id LIMIT $6 OFFSET $7")
    };
    let rows = tx
        .all(
            sql,
            args![
                it.person,
                it.today,
                it.scope.everywhere,
                &it.scope.by_ward,
                &it.scope.by_agency,
                size + 1,
                (it.page - 1) * size
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Of the calls that came in at a time, those with a result.
///
/// # Errors
/// When the store cannot be read.
pub async fn with_result(
    tx: &mut Tx,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    result: CallResult,
) -> Result<HashSet<RapidResponseId>> {
    let rows = tx
        .all(
            "SELECT response_id FROM rapid_result JOIN rapid_response ON id = response_id \
             WHERE received_at >= $1 AND received_at < $2 AND result = $3",
            args![from, until, result],
        )
        .await?;
    rows.iter().map(|row| row.get("response_id")).collect()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &RapidResponse) -> Result<()> {
    tx.run(
        "INSERT INTO rapid_response (id, reference, ward_id, agency_id, kind, caller, in_progress, is_repeat, received_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
        args![
            it.id, &it.reference, it.ward, it.agency, it.kind, it.caller, it.in_progress, it.is_repeat, it.received_at
        ],
    )
    .await?;
    Ok(())
}

/// Keeps how one stands at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &RapidResponse) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE rapid_response SET decision = $1, decided_at = $2, no_visit = $3, reached_at = $4, why_late = $5, saved = $6, \
             first_follow_up_on = $7, second_follow_up_on = $8, closed_on = $9, is_repeat = $10, version = version + 1 \
             WHERE id = $11 AND version = $12",
            args![
                it.decision,
                it.decided_at,
                it.no_visit,
                it.reached_at,
                it.why_late,
                it.saved,
                it.first_follow_up_on,
                it.second_follow_up_on,
                it.closed_on,
                it.is_repeat,
                it.id,
                it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// Keeps what came of one.
///
/// # Errors
/// When the store cannot be written.
pub async fn set_results(
    tx: &mut Tx,
    _permit: &Permit,
    id: RapidResponseId,
    all: impl IntoIterator<Item = CallResult>,
) -> Result<()> {
    tx.run("DELETE FROM rapid_result WHERE response_id = $1", args![id])
        .await?;
    for it in all {
        tx.run(
            "INSERT INTO rapid_result (response_id, result) VALUES ($1, $2)",
            args![id, it],
        )
        .await?;
    }
    Ok(())
}

/// What the sealed column is about: it does not open in another row.
fn about(id: RapidResponseId) -> String {
    format!("rapid_told {id}")
}

/// Keeps what was told, sealed for the team.
pub(super) async fn seal(
    turn: &mut Turn,
    _permit: &Permit,
    id: RapidResponseId,
    told: &Told,
) -> Result<()> {
    let sealed = turn.team().seal(&about(id), &serde_json::to_vec(told)?)?;
    turn.tx()
        .run(
            "INSERT INTO rapid_told (response_id, sealed_team) VALUES ($1, $2)",
            args![id, sealed],
        )
        .await?;
    Ok(())
}

/// What was told, opened. None: it has been forgotten.
pub(super) async fn told(turn: &mut Turn, id: RapidResponseId) -> Result<Option<Told>> {
    let row = turn
        .tx()
        .first(
            "SELECT sealed_team FROM rapid_told WHERE response_id = $1",
            args![id],
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sealed: Vec<u8> = row.get("sealed_team")?;
    let text = turn.key()?.open(&about(id), &sealed)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// The same of what was told later.
fn about_more(id: Uuid) -> String {
    format!("rapid_more {id}")
}

/// Keeps what was told later, sealed for the team. Says false when what was told first has been forgotten.
pub(super) async fn seal_more(
    turn: &mut Turn,
    _permit: &Permit,
    call: RapidResponseId,
    now: DateTime<Utc>,
    words: &str,
) -> Result<bool> {
    let id = Uuid::new_v4();
    let sealed = turn.team().seal(&about_more(id), words.as_bytes())?;
    let kept = turn
        .tx()
        .run(
            "INSERT INTO rapid_more (id, response_id, told_at, sealed_team) \
             SELECT $1, response_id, $2, $3 FROM rapid_told WHERE response_id = $4",
            args![id, now, sealed, call],
        )
        .await?;
    Ok(kept == 1)
}

/// What was told later, opened; the first first.
pub(super) async fn more(
    turn: &mut Turn,
    call: RapidResponseId,
) -> Result<Vec<(DateTime<Utc>, String)>> {
    let rows = turn
        .tx()
        .all(
            "SELECT id, told_at, sealed_team FROM rapid_more WHERE response_id = $1 ORDER BY told_at, id",
            args![call],
        )
        .await?;
    let mut all = Vec::new();
    for row in rows {
        let sealed: Vec<u8> = row.get("sealed_team")?;
        let words = turn.key()?.open(&about_more(row.get("id")?), &sealed)?;
        all.push((row.get("told_at")?, String::from_utf8(words)?));
    }
    Ok(all)
}
