//! All SQL that counts concerns: the store adds up, so that no concern is read for it.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{
    AgencyId, Permit, WardId, args, clock,
    store::{Row, Tx},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Figures, OUTCOMES, Period};
use crate::{ConcernId, concerns::Reach};

macro_rules! by_outcome {
    ($column:literal) => {
        concat!(
            "SELECT ",
            $column,
            " AS of_what, CASE WHEN state = 'done' THEN 'done' WHEN state = 'closed_not_done' \
             THEN COALESCE(reason, 'not_said') ELSE 'open' END AS outcome, count(*) AS n, \
             CAST(sum(CASE WHEN read_by IS NOT NULL AND (read_at IS NOT NULL OR read_by < $3) THEN 1 ELSE 0 END) AS BIGINT) AS judged, \
             CAST(sum(CASE WHEN read_at IS NOT NULL AND read_at <= read_by THEN 1 ELSE 0 END) AS BIGINT) AS in_time, \
             CAST(CASE WHEN contact = $4 OR shown_words IS NOT NULL THEN 1 ELSE 0 END AS BIGINT) AS singly \
             FROM concern WHERE requested_at >= $1 AND requested_at < $2 GROUP BY 1, 2, 6"
        )
    };
}

macro_rules! by_days {
    ($column:literal) => {
        concat!(
            "SELECT ",
            $column,
            " AS of_what, took_days, count(*) AS n FROM concern WHERE requested_at >= $1 AND requested_at < $2 \
             AND took_days IS NOT NULL GROUP BY 1, 2"
        )
    };
}

macro_rules! by_said {
    ($column:literal) => {
        concat!(
            "SELECT ",
            $column,
            " AS of_what, question, answer, count(*) AS n FROM questionnaire_answer JOIN concern ON id = concern_id \
             WHERE answered_on >= $1 AND answered_on < $2 GROUP BY 1, 2, 3"
        )
    };
}

/// The three questions that count by one column.
macro_rules! by {
    ($column:literal) => {
        [by_outcome!($column), by_days!($column), by_said!($column)]
    };
}

async fn count<K: Ord>(
    tx: &mut Tx,
    [outcomes, days, said]: [&'static str; 3],
    period: Period,
    now: DateTime<Utc>,
    key: impl Fn(&Row) -> Result<K>,
) -> Result<BTreeMap<K, Figures>> {
    let mut all: BTreeMap<K, Figures> = BTreeMap::new();
    let whole = |row: &Row, name: &str| row.get::<i64>(name).map(i64::unsigned_abs);
    let values = args![period.from, period.until, now, Reach::Unknown];
    for row in tx.all(outcomes, values).await? {
        let figures = all.entry(key(&row)?).or_default();
        let outcome: String = row.get("outcome")?;
        let at = OUTCOMES.iter().position(|it| *it == outcome);
        // A reason that came later than this list counts as one that was not said.
        let at = at.unwrap_or(OUTCOMES.len() - 1);
        let (n, judged, in_time) = (
            whole(&row, "n")?,
            whole(&row, "judged")?,
            whole(&row, "in_time")?,
        );
        figures.outcomes[at] += n;
        figures.judged += judged;
        figures.in_time += in_time;
        if row.get::<i64>("singly")? == 1 {
            figures.singly.outcomes[at] += n;
            figures.singly.judged += judged;
            figures.singly.in_time += in_time;
        }
    }
    for row in tx.all(days, args![period.from, period.until]).await? {
        let figures = all.entry(key(&row)?).or_default();
        figures
            .took
            .insert(row.get("took_days")?, whole(&row, "n")?);
    }
    let days = args![clock::day(period.from), clock::day(period.until)];
    for row in tx.all(said, days).await? {
        let (question, answer) = (row.get("question")?, row.get("answer")?);
        let n = whole(&row, "n")?;
        all.entry(key(&row)?).or_default().hear(question, answer, n);
    }
    Ok(all)
}

/// By ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_ward(
    tx: &mut Tx,
    period: Period,
    now: DateTime<Utc>,
) -> Result<BTreeMap<WardId, Figures>> {
    let key = |row: &Row| Ok(WardId(row.get::<Uuid>("of_what")?));
    count(tx, by!("ward_id"), period, now, key).await
}

/// By agency.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_agency(
    tx: &mut Tx,
    period: Period,
    now: DateTime<Utc>,
) -> Result<BTreeMap<AgencyId, Figures>> {
    let key = |row: &Row| Ok(AgencyId(row.get::<Uuid>("of_what")?));
    count(tx, by!("agency_id"), period, now, key).await
}

/// By kind.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_kind(
    tx: &mut Tx,
    period: Period,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, Figures>> {
    let key = |row: &Row| row.get::<String>("of_what");
    count(tx, by!("service"), period, now, key).await
}

/// How many of each kind came in in a ward, month by month: `starts` are the first moments of twelve months and the end of the
/// last, the oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_month(
    tx: &mut Tx,
    ward: WardId,
    starts: &[DateTime<Utc>; 13],
) -> Result<BTreeMap<String, [u64; 12]>> {
    let mut values = args![ward];
    values.extend(starts.iter().map(|start| (*start).into()));
    let mut all: BTreeMap<String, [u64; 12]> = BTreeMap::new();
    let rows = tx
        .all(
            "SELECT service, CAST(CASE WHEN requested_at >= $13 THEN 11 WHEN requested_at >= $12 THEN 10 \
             WHEN requested_at >= $11 THEN 9 WHEN requested_at >= $10 THEN 8 WHEN requested_at >= $9 THEN 7 \
             WHEN requested_at >= $8 THEN 6 WHEN requested_at >= $7 THEN 5 WHEN requested_at >= $6 THEN 4 \
             WHEN requested_at >= $5 THEN 3 WHEN requested_at >= $4 THEN 2 WHEN requested_at >= $3 THEN 1 ELSE 0 END \
             AS BIGINT) AS month, count(*) AS n FROM concern WHERE ward_id = $1 AND requested_at >= $2 \
             AND requested_at < $14 GROUP BY 1, 2",
            values,
        )
        .await?;
    for row in rows {
        let month: i64 = row.get("month")?;
        let months = all.entry(row.get("service")?).or_default();
        if let Some(n) = months.get_mut(usize::try_from(month)?) {
            *n = row.get::<i64>("n")?.unsigned_abs();
        }
    }
    Ok(all)
}

/// Notes what a suggestion to a panel was made of: every concern of a kind and ward in a time.
///
/// # Errors
/// When the store cannot be written.
pub async fn link(
    tx: &mut Tx,
    _permit: &Permit,
    suggestion: Uuid,
    ward: WardId,
    kind: &str,
    period: Period,
) -> Result<u64> {
    tx.run(
        "INSERT INTO concern_suggestion (suggestion_id, concern_id) \
         SELECT $1, id FROM concern WHERE ward_id = $2 AND service = $3 AND requested_at >= $4 AND requested_at < $5",
        args![suggestion, ward, kind, period.from, period.until],
    )
    .await
}

/// Whoever sent a concern was told how the priority ended that a suggestion became.
///
/// # Errors
/// When the store cannot be written.
pub async fn told(
    tx: &mut Tx,
    _permit: &Permit,
    suggestion: Uuid,
    concern: ConcernId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let told = tx
        .run(
            "UPDATE concern_suggestion SET told_at = $1 WHERE suggestion_id = $2 AND concern_id = $3 AND told_at IS NULL",
            args![now, suggestion, concern],
        )
        .await?;
    Ok(told == 1)
}
