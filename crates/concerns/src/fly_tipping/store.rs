//! All SQL of fly-tips: what was found, what was done, and the counts of a quarter.

use anyhow::Result;
use base::{
    Permit, PersonId, args,
    permits::Scope,
    store::{Row, Tx, Val},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{FlyTip, TipAction, TipActionId};
use crate::ConcernId;

/// What was found.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: ConcernId) -> Result<Option<FlyTip>> {
    let row = tx
        .first(
            "SELECT concern_id, land, waste, size, cost, cleared_on, version FROM fly_tip WHERE concern_id = $1",
            args![id],
        )
        .await?;
    let read = |row: &Row| -> Result<FlyTip> {
        Ok(FlyTip {
            concern: row.get("concern_id")?,
            land: row.get("land")?,
            waste: row.get("waste")?,
            size: row.get("size")?,
            cost: row.get("cost")?,
            cleared_on: row.get("cleared_on")?,
            version: row.get("version")?,
        })
    };
    row.as_ref().map(read).transpose()
}

/// What was done about one, the first thing first.
///
/// # Errors
/// When the store cannot be read.
pub async fn actions(tx: &mut Tx, id: ConcernId) -> Result<Vec<TipAction>> {
    let rows = tx
        .all(
            "SELECT id, kind, done_on, offence, pounds FROM fly_tip_action WHERE concern_id = $1 ORDER BY done_on, id",
            args![id],
        )
        .await?;
    let read = |row: &Row| {
        Ok(TipAction {
            id: row.get("id")?,
            kind: row.get("kind")?,
            on: row.get("done_on")?,
            offence: row.get("offence")?,
            pounds: row.get("pounds")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Keeps what was found at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &FlyTip) -> Result<bool> {
    let values = args![
        it.concern,
        it.land,
        it.waste,
        it.size,
        it.cost,
        it.cleared_on,
        it.version
    ];
    let saved = if it.version == 0 {
        tx.run(
            "INSERT INTO fly_tip (concern_id, land, waste, size, cost, cleared_on, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7 + 1) ON CONFLICT (concern_id) DO NOTHING",
            values,
        )
        .await?
    } else {
        tx.run(
            "UPDATE fly_tip SET land = $2, waste = $3, size = $4, cost = $5, cleared_on = $6, version = version + 1 \
             WHERE concern_id = $1 AND version = $7",
            values,
        )
        .await?
    };
    Ok(saved == 1)
}

/// Adds something that was done.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, id: ConcernId, it: &TipAction) -> Result<()> {
    tx.run(
        "INSERT INTO fly_tip_action (id, concern_id, kind, done_on, offence, pounds) VALUES ($1, $2, $3, $4, $5, $6)",
        args![it.id, id, it.kind, it.on, it.offence, it.pounds],
    )
    .await?;
    Ok(())
}

/// Takes back something that was written down by mistake. Says false when it is not there.
///
/// # Errors
/// When the store cannot be written.
pub async fn take_back(
    tx: &mut Tx,
    _permit: &Permit,
    id: ConcernId,
    action: TipActionId,
) -> Result<bool> {
    let gone = tx
        .run(
            "DELETE FROM fly_tip_action WHERE id = $1 AND concern_id = $2",
            args![action, id],
        )
        .await?;
    Ok(gone == 1)
}

/// Whose fly-tips are counted, and when they were reported.
pub(super) struct Counted {
    pub person: Option<PersonId>,
    pub today: NaiveDate,
    pub scope: Scope,
    pub moments: (DateTime<Utc>, DateTime<Utc>),
    pub days: (NaiveDate, NaiveDate),
}

/// Something of which so many were counted, and what they came to in pounds.
pub(super) struct Count {
    pub word: String,
    pub n: i64,
    pub pounds: i64,
}

// $1 person, $2 day, $3 sees everything, $4 roles that reach a ward, $5 roles that reach an agency, $6 and $7 from and until.
macro_rules! counted {
    ($what:literal, $from:literal, $when:literal) => {
        concat!(
            "SELECT ", $what, " FROM ", $from, " WHERE ($3 OR c.ward_id IN (SELECT g.ward_id FROM role_grant g \
             WHERE g.person_id = $1 AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) \
             AND g.ward_id IS NOT NULL AND $4 LIKE '%,' || g.role || ',%') \
             OR c.agency_id IN (SELECT g.agency_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
             AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.agency_id IS NOT NULL AND $5 LIKE '%,' || g.role || ',%')) AND ",
            $when
        )
    };
}

macro_rules! found {
    ($column:literal) => {
        counted!(
            $column,
            "concern c JOIN fly_tip t ON t.concern_id = c.id",
            "c.requested_at >= $6 AND c.requested_at < $7 AND c.joined_id IS NULL GROUP BY 1"
        )
    };
}

fn whose(it: &Counted) -> Vec<Val> {
    args![
        it.person,
        it.today,
        it.scope.everywhere,
        &it.scope.by_ward,
        &it.scope.by_agency
    ]
}

fn reported(it: &Counted) -> Vec<Val> {
    let mut values = whose(it);
    values.extend(args![it.moments.0, it.moments.1]);
    values
}

fn counts(rows: &[Row]) -> Result<Vec<Count>> {
    let read = |row: &Row| {
        Ok(Count {
            word: row.get("word")?,
            n: row.get("n")?,
            pounds: row.get("pounds")?,
        })
    };
    rows.iter().map(read).collect()
}

/// By land, by waste and by size, in this order. Two reports of one fly-tip count once: what stands with the first of them.
pub(super) async fn found(tx: &mut Tx, it: &Counted) -> Result<[Vec<Count>; 3]> {
    let mut all = [Vec::new(), Vec::new(), Vec::new()];
    let statements = [
        found!("t.land AS word, count(*) AS n, CAST(COALESCE(sum(t.cost), 0) AS BIGINT) AS pounds"),
        found!(
            "t.waste AS word, count(*) AS n, CAST(COALESCE(sum(t.cost), 0) AS BIGINT) AS pounds"
        ),
        found!("t.size AS word, count(*) AS n, CAST(COALESCE(sum(t.cost), 0) AS BIGINT) AS pounds"),
    ];
    for (sql, into) in statements.into_iter().zip(&mut all) {
        *into = counts(&tx.all(sql, reported(it)).await?)?;
    }
    Ok(all)
}

/// What was done in the quarter, by kind: each thing counts, also one that was written down with a report that was joined since.
pub(super) async fn done(tx: &mut Tx, it: &Counted) -> Result<Vec<Count>> {
    let mut values = whose(it);
    values.extend(args![it.days.0, it.days.1]);
    let rows = tx
        .all(
            counted!(
                "a.kind AS word, count(*) AS n, CAST(COALESCE(sum(a.pounds), 0) AS BIGINT) AS pounds",
                "concern c JOIN fly_tip_action a ON a.concern_id = c.id",
                "a.done_on >= $6 AND a.done_on <= $7 GROUP BY 1"
            ),
            values,
        )
        .await?;
    counts(&rows)
}

/// How many of some kinds were reported, and of how many of them nothing is written down. `services` stand between commas.
pub(super) async fn missing(tx: &mut Tx, it: &Counted, services: &str) -> Result<(i64, i64)> {
    let mut values = reported(it);
    values.extend(args![services]);
    let row = tx
        .one(
            counted!(
                "count(*) AS n, CAST(COALESCE(sum(CASE WHEN t.concern_id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS missing",
                "concern c LEFT JOIN fly_tip t ON t.concern_id = c.id",
                "c.requested_at >= $6 AND c.requested_at < $7 AND c.joined_id IS NULL AND $8 LIKE '%,' || c.service || ',%'"
            ),
            values,
        )
        .await?;
    Ok((row.get("n")?, row.get("missing")?))
}
