//! All SQL of residents' questions.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::{DateTime, Utc};

use super::{Query, QueryId, measures::Timed};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, reference, ward_id, category, channel, question, received_at, answer_hours, due_at, officer, state, \
             automatic_ack_at, acknowledged_at, answered_at, signposted_at, signposted_to, answer, redress_at, redress_words, \
             redress_due_at, redress_answered_at, redress_answer, closed_at, version FROM query ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Query> {
    Ok(Query {
        id: row.get("id")?,
        reference: row.get("reference")?,
        ward: row.get("ward_id")?,
        category: row.get("category")?,
        channel: row.get("channel")?,
        question: row.get("question")?,
        received_at: row.get("received_at")?,
        answer_hours: row.get("answer_hours")?,
        due_at: row.get("due_at")?,
        officer: row.get("officer")?,
        state: row.get("state")?,
        automatic_ack_at: row.get("automatic_ack_at")?,
        acknowledged_at: row.get("acknowledged_at")?,
        answered_at: row.get("answered_at")?,
        signposted_at: row.get("signposted_at")?,
        signposted_to: row.get("signposted_to")?,
        answer: row.get("answer")?,
        redress_at: row.get("redress_at")?,
        redress_words: row.get("redress_words")?,
        redress_due_at: row.get("redress_due_at")?,
        redress_answered_at: row.get("redress_answered_at")?,
        redress_answer: row.get("redress_answer")?,
        closed_at: row.get("closed_at")?,
        version: row.get("version")?,
    })
}

/// The question of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: QueryId) -> Result<Option<Query>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The question that a code opens, by the hash of the code.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_code(tx: &mut Tx, code_hash: &str) -> Result<Option<Query>> {
    tx.first(select!("WHERE code_hash = $1"), args![code_hash])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// What these wards still owe an answer to, the clock that ends first before
/// the others.
///
/// # Errors
/// When the store cannot be read.
pub async fn open_of(tx: &mut Tx, wards: &[WardId]) -> Result<Vec<Query>> {
    let rows = tx
        .all(
            select!("WHERE state IN ('received', 'acknowledged', 'redress') ORDER BY due_at, id"),
            args![],
        )
        .await?;
    let mut open = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    open.retain(|it| wards.contains(&it.ward));
    open.sort_by_key(Query::clock);
    Ok(open)
}

/// The questions that were answered, passed on or closed last.
///
/// # Errors
/// When the store cannot be read.
pub async fn done_last(tx: &mut Tx, wards: &[WardId]) -> Result<Vec<Query>> {
    let rows = tx
        .all(
            select!(
                "WHERE state IN ('answered', 'signposted', 'closed') ORDER BY received_at DESC, id DESC LIMIT 500"
            ),
            args![],
        )
        .await?;
    let mut done = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    done.retain(|it| wards.contains(&it.ward));
    Ok(done)
}

/// The times of what came in since a moment (what was forgotten too), and of
/// whatever is still owed.
///
/// # Errors
/// When the store cannot be read.
pub async fn timed(tx: &mut Tx, since: DateTime<Utc>) -> Result<Vec<Timed>> {
    let rows = tx
        .all(
            "SELECT id, ward_id, received_at, due_at, answered_at, signposted_at, redress_at FROM query \
             WHERE received_at >= $1 OR (answered_at IS NULL AND signposted_at IS NULL) \
             UNION ALL \
             SELECT id, ward_id, received_at, due_at, answered_at, signposted_at, redress_at FROM query_count \
             WHERE received_at >= $1 ORDER BY received_at, id",
            args![since],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Timed {
                ward: row.get("ward_id")?,
                received_at: row.get("received_at")?,
                due_at: row.get("due_at")?,
                answered_at: row.get("answered_at")?,
                signposted_at: row.get("signposted_at")?,
                redress_at: row.get("redress_at")?,
            })
        })
        .collect()
}

/// Adds one, with the hash of the asker's code.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Query, code_hash: &str) -> Result<()> {
    tx.run(
        "INSERT INTO query (id, reference, code_hash, ward_id, category, channel, question, received_at, answer_hours, due_at, \
         officer, state, automatic_ack_at, answer, redress_words, redress_answer, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', '', 1)",
        args![
            it.id, &it.reference, code_hash, it.ward, &it.category, it.channel, &it.question, it.received_at,
            it.answer_hours, it.due_at, &it.officer, it.state, it.automatic_ack_at
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
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Query) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE query SET officer = $1, state = $2, acknowledged_at = $3, answered_at = $4, signposted_at = $5, \
             signposted_to = $6, answer = $7, redress_at = $8, redress_words = $9, redress_due_at = $10, \
             redress_answered_at = $11, redress_answer = $12, closed_at = $13, version = version + 1 \
             WHERE id = $14 AND version = $15",
            args![
                &it.officer, it.state, it.acknowledged_at, it.answered_at, it.signposted_at, it.signposted_to, &it.answer,
                it.redress_at, &it.redress_words, it.redress_due_at, it.redress_answered_at, &it.redress_answer,
                it.closed_at, it.id, it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// What the asker added, oldest first: when, and the words.
///
/// # Errors
/// When the store cannot be read.
pub async fn notes(tx: &mut Tx, query: QueryId) -> Result<Vec<(DateTime<Utc>, String)>> {
    let rows = tx
        .all(
            "SELECT made_at, words FROM query_note WHERE query_id = $1 ORDER BY made_at, id",
            args![query],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("made_at")?, row.get("words")?)))
        .collect()
}

/// Adds what the asker wants to add.
///
/// # Errors
/// When the store cannot be written.
pub async fn add_note(
    tx: &mut Tx,
    _permit: &Permit,
    query: QueryId,
    words: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO query_note (id, query_id, made_at, words) VALUES ($1, $2, $3, $4)",
        args![QueryId::fresh().0, query, now, words],
    )
    .await?;
    Ok(())
}

/// Every question that is owed an answer, and up to when its reminders were told.
///
/// # Errors
/// When the store cannot be read.
pub async fn all_open(tx: &mut Tx) -> Result<Vec<(Query, Option<DateTime<Utc>>)>> {
    let rows = tx
        .all("SELECT query_id, told_until FROM query_notice", args![])
        .await?;
    let mut told: BTreeMap<QueryId, DateTime<Utc>> = BTreeMap::new();
    for row in &rows {
        told.insert(row.get("query_id")?, row.get("told_until")?);
    }
    let rows = tx
        .all(
            select!(
                "WHERE state IN ('received', 'acknowledged', 'redress') ORDER BY received_at, id"
            ),
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let query = read(row)?;
            let until = told.get(&query.id).copied();
            Ok((query, until))
        })
        .collect()
}

/// Keeps up to when the reminders of a question were told. Says false when
/// somebody else has told them since they were read.
///
/// # Errors
/// When the store cannot be written.
pub async fn told(
    tx: &mut Tx,
    _permit: &Permit,
    query: QueryId,
    before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kept = match before {
        None => {
            tx.run(
                "INSERT INTO query_notice (query_id, told_until) VALUES ($1, $2) ON CONFLICT (query_id) DO NOTHING",
                args![query, now],
            )
            .await?
        }
        Some(before) => {
            tx.run(
                "UPDATE query_notice SET told_until = $1 WHERE query_id = $2 AND told_until = $3",
                args![now, query, before],
            )
            .await?
        }
    };
    Ok(kept == 1)
}

/// Forgets what was over before a moment: of the question only ward and times
/// stay. Says how many there were.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget(tx: &mut Tx, _permit: &Permit, before: DateTime<Utc>) -> Result<u64> {
    let forgotten = tx
        .run(
            "INSERT INTO query_count (id, ward_id, received_at, due_at, answered_at, signposted_at, redress_at) \
             SELECT id, ward_id, received_at, due_at, answered_at, signposted_at, redress_at FROM query \
             WHERE state IN ('answered', 'signposted', 'closed') \
             AND COALESCE(closed_at, redress_answered_at, answered_at, signposted_at) < $1",
            args![before],
        )
        .await?;
    if forgotten > 0 {
        for sql in [
            "DELETE FROM query_note WHERE query_id IN (SELECT id FROM query_count)",
            "DELETE FROM query_notice WHERE query_id IN (SELECT id FROM query_count)",
            "DELETE FROM query WHERE id IN (SELECT id FROM query_count)",
        ] {
            tx.run(sql, args![]).await?;
        }
    }
    Ok(forgotten)
}
