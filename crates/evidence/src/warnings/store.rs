//! All SQL of early warnings.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};

use super::{Evidence, Reading, Run, Warning, warning::Said};
use crate::imports::store::{count, month};
use crate::{Month, RunId, WarningId};

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn read(row: &Row) -> Result<Warning> {
    Ok(Warning {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        area: row.get("area")?,
        kind: row.get("kind")?,
        first_month: month(row, "first_month")?,
        last_month: month(row, "last_month")?,
        judged_month: month(row, "judged_month")?,
        state: row.get("state")?,
        raised_at: row.get("raised_at")?,
        queued: row.get("queued")?,
        version: row.get("version")?,
    })
}

fn read_reading(row: &Row) -> Result<Reading> {
    let evidence: Evidence = serde_json::from_str(&row.get::<String>("evidence")?)?;
    Ok(Reading {
        month: month(row, "month")?,
        observed: count(row, "observed")?,
        first_observed: count(row, "first_observed")?,
        raised: row.get("raised")?,
        score: row.get("score")?,
        evidence,
    })
}

fn read_answer(row: &Row) -> Result<Said> {
    Ok(Said {
        id: row.get("id")?,
        warning: row.get("warning_id")?,
        choice: row.get("choice")?,
        words: row.get("words")?,
        role: row.get("role")?,
        by: row.get("by_person")?,
        said_at: row.get("said_at")?,
    })
}

fn read_run(row: &Row) -> Result<Run> {
    Ok(Run {
        id: row.get("id")?,
        month: month(row, "month")?,
        fingerprint: row.get("fingerprint")?,
        made_at: row.get("made_at")?,
        looked_at: count(row, "looked_at")?,
        judged: count(row, "judged")?,
        above: count(row, "above")?,
        by_chance: row.get("by_chance")?,
        raised: count(row, "raised")?,
        increases: serde_json::from_str(&row.get::<String>("increases")?)?,
        highest: serde_json::from_str(&row.get::<String>("highest")?)?,
    })
}

/// The warning of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: WarningId) -> Result<Option<Warning>> {
    tx.first("SELECT * FROM warning WHERE id = $1", args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Every warning, the newest rise first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Warning>> {
    tx.all(
        "SELECT * FROM warning ORDER BY first_month DESC, raised_at DESC, id",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Every warning with its newest reading, the newest rise first. At most 2,000.
///
/// # Errors
/// When the store cannot be read.
pub async fn with_reading(tx: &mut Tx) -> Result<Vec<(Warning, Reading)>> {
    tx.all(
        "SELECT w.*, r.month, r.observed, r.first_observed, r.raised, r.score, r.evidence FROM warning w \
         JOIN warning_reading r ON r.warning_id = w.id AND r.month = w.judged_month \
         ORDER BY w.first_month DESC, w.raised_at DESC, w.id LIMIT 2000",
        args![],
    )
    .await?
    .iter()
    .map(|row| Ok((read(row)?, read_reading(row)?)))
    .collect()
}

/// The warnings of a ward that stand, with their newest reading.
///
/// # Errors
/// When the store cannot be read.
pub async fn raised_in(tx: &mut Tx, ward: WardId) -> Result<Vec<(Warning, Reading)>> {
    tx.all(
        "SELECT w.*, r.month, r.observed, r.first_observed, r.raised, r.score, r.evidence FROM warning w \
         JOIN warning_reading r ON r.warning_id = w.id AND r.month = w.judged_month \
         WHERE w.ward_id = $1 AND w.state = 'raised' ORDER BY r.score DESC, w.id",
        args![ward],
    )
    .await?
    .iter()
    .map(|row| Ok((read(row)?, read_reading(row)?)))
    .collect()
}

/// The warnings that stand and that nobody has answered yet, with their newest reading.
///
/// # Errors
/// When the store cannot be read.
pub async fn unanswered(tx: &mut Tx) -> Result<Vec<(Warning, Reading)>> {
    tx.all(
        "SELECT w.*, r.month, r.observed, r.first_observed, r.raised, r.score, r.evidence FROM warning w \
         JOIN warning_reading r ON r.warning_id = w.id AND r.month = w.judged_month \
         WHERE w.state = 'raised' AND NOT EXISTS (SELECT 1 FROM warning_answer a WHERE a.warning_id = w.id) \
         ORDER BY r.score DESC, w.id",
        args![],
    )
    .await?
    .iter()
    .map(|row| Ok((read(row)?, read_reading(row)?)))
    .collect()
}

/// The readings of a warning, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn readings(tx: &mut Tx, id: WarningId) -> Result<Vec<Reading>> {
    tx.all(
        "SELECT * FROM warning_reading WHERE warning_id = $1 ORDER BY month DESC",
        args![id],
    )
    .await?
    .iter()
    .map(read_reading)
    .collect()
}

/// The months that warnings were judged for, with the count each was judged on.
///
/// # Errors
/// When the store cannot be read.
pub async fn judged(tx: &mut Tx) -> Result<Vec<(WarningId, Month, u64)>> {
    tx.all(
        "SELECT warning_id, month, observed FROM warning_reading ORDER BY month, warning_id",
        args![],
    )
    .await?
    .iter()
    .map(|row| {
        Ok((
            row.get("warning_id")?,
            month(row, "month")?,
            count(row, "observed")?,
        ))
    })
    .collect()
}

/// What was said of a warning, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn answers(tx: &mut Tx, id: WarningId) -> Result<Vec<Said>> {
    tx.all(
        "SELECT * FROM warning_answer WHERE warning_id = $1 ORDER BY said_at DESC, id DESC",
        args![id],
    )
    .await?
    .iter()
    .map(read_answer)
    .collect()
}

/// The newest answer of each warning.
///
/// # Errors
/// When the store cannot be read.
pub async fn newest_answers(tx: &mut Tx) -> Result<Vec<Said>> {
    tx.all(
        "SELECT a.* FROM warning_answer a WHERE NOT EXISTS (SELECT 1 FROM warning_answer b WHERE b.warning_id = a.warning_id \
         AND (b.said_at > a.said_at OR (b.said_at = a.said_at AND b.id > a.id)))",
        args![],
    )
    .await?
    .iter()
    .map(read_answer)
    .collect()
}

/// The newest run.
///
/// # Errors
/// When the store cannot be read.
pub async fn newest_run(tx: &mut Tx) -> Result<Option<Run>> {
    tx.first(
        "SELECT * FROM warning_run ORDER BY month DESC, made_at DESC, id DESC LIMIT 1",
        args![],
    )
    .await?
    .as_ref()
    .map(read_run)
    .transpose()
}

/// The run over these very counts.
///
/// # Errors
/// When the store cannot be read.
pub async fn run_of(tx: &mut Tx, fingerprint: &str) -> Result<Option<Run>> {
    tx.first(
        "SELECT * FROM warning_run WHERE fingerprint = $1",
        args![fingerprint],
    )
    .await?
    .as_ref()
    .map(read_run)
    .transpose()
}

/// Writes a run.
///
/// # Errors
/// When the store cannot be written.
pub async fn add_run(tx: &mut Tx, _permit: &Permit, it: &Run) -> Result<()> {
    tx.run(
        "INSERT INTO warning_run (id, month, fingerprint, made_at, looked_at, judged, above, by_chance, raised, increases, highest) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            it.id, it.month.day(), &it.fingerprint, it.made_at, whole(it.looked_at), whole(it.judged), whole(it.above),
            it.by_chance, whole(it.raised), serde_json::to_string(&it.increases)?, serde_json::to_string(&it.highest)?
        ],
    )
    .await?;
    Ok(())
}

/// Adds a warning.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Warning) -> Result<()> {
    tx.run(
        "INSERT INTO warning (id, ward_id, area, kind, first_month, last_month, judged_month, state, raised_at, queued, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
        args![
            it.id, it.ward, &it.area, &it.kind, it.first_month.day(), it.last_month.day(), it.judged_month.day(), it.state,
            it.raised_at, it.queued
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a warning that was read at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Warning) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE warning SET first_month = $1, last_month = $2, judged_month = $3, state = $4, queued = $5, \
             version = version + 1 WHERE id = $6 AND version = $7",
            args![
                it.first_month.day(), it.last_month.day(), it.judged_month.day(), it.state, it.queued, it.id, it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// Writes what was said of a month; one that was judged before keeps the count it was first judged on.
///
/// # Errors
/// When the store cannot be written.
pub async fn put_reading(
    tx: &mut Tx,
    _permit: &Permit,
    (warning, run): (WarningId, RunId),
    it: &Reading,
) -> Result<()> {
    tx.run(
        "INSERT INTO warning_reading (warning_id, month, run_id, observed, first_observed, raised, score, evidence) \
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7) \
         ON CONFLICT (warning_id, month) DO UPDATE SET run_id = excluded.run_id, observed = excluded.observed, \
         raised = excluded.raised, score = excluded.score, evidence = excluded.evidence",
        args![
            warning, it.month.day(), run, whole(it.observed), it.raised, it.score, serde_json::to_string(&it.evidence)?
        ],
    )
    .await?;
    Ok(())
}

/// Adds an answer.
///
/// # Errors
/// When the store cannot be written.
pub async fn add_answer(tx: &mut Tx, _permit: &Permit, it: &Said) -> Result<()> {
    tx.run(
        "INSERT INTO warning_answer (id, warning_id, choice, words, role, by_person, said_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            it.id, it.warning, it.choice, &it.words, it.role, it.by, it.said_at
        ],
    )
    .await?;
    Ok(())
}
