//! All SQL of the queue: the store sorts, groups and cuts, so that a page of 10,000 concerns is as quick as one of ten.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx, Val},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::filter::Filter;
use crate::{Concern, ConcernId, ConcernState};

/// A line: one concern, or a burst of them.
pub(super) struct Line {
    /// The concern, or the burst.
    pub id: ConcernId,
    pub ward: WardId,
    pub service: String,
    pub count: i64,
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
}

/// A concern that came in shortly before another one of its kind and ward, or is that one.
pub(super) struct Beside {
    pub id: ConcernId,
    pub burst: Option<ConcernId>,
    pub point: Option<(i64, i64)>,
}

/// Whether whoever asks reaches a concern: $1 person, $2 day, $3 sees everything, $4 roles that reach a ward, $5 roles that
/// reach an agency.
macro_rules! mine {
    () => {
        "AND ($3 OR c.ward_id IN (SELECT g.ward_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
         AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.ward_id IS NOT NULL AND $4 LIKE '%,' || g.role || ',%') \
         OR c.agency_id IN (SELECT g.agency_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
         AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.agency_id IS NOT NULL AND $5 LIKE '%,' || g.role || ',%'))"
    };
}

// $1 person, $2 day, $3 sees everything, $4 roles that reach a ward, $5 roles that reach an agency, $6 to $8 states,
// $9 kind, $10 source, $11 came in until, $12 any ward, $13 ward, $14 any burst, $15 burst.
macro_rules! lines {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "SELECT CASE WHEN c.state = 'sent' AND c.burst_id IS NOT NULL AND $14 THEN c.burst_id ELSE c.id END AS line, \
             c.ward_id, c.service, count(*) AS n, min(c.requested_at) AS first_at, max(c.requested_at) AS last_at, \
             CAST(min(CASE WHEN c.urgent_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS calm, \
             CAST(min(CASE WHEN c.wrote_back_on IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS quiet, \
             CAST(min(CASE WHEN c.state = 'sent' THEN 0 ELSE 1 END) AS BIGINT) AS known \
             FROM concern c WHERE (c.joined_id IS NULL OR c.state = 'sent' OR c.wrote_back_on IS NOT NULL) \
             AND (c.state IN ($6, $7, $8) OR (c.wrote_back_on IS NOT NULL AND $6 = 'sent' AND $7 <> 'sent')) \
             ",
            mine!(),
            " AND ($9 = '' OR c.service = $9) AND ($10 = '' OR c.source = $10) AND c.requested_at <= $11 \
             AND ($12 OR c.ward_id = $13) AND ($14 OR c.burst_id = $15 AND c.state = 'sent') \
             GROUP BY 1, c.ward_id, c.service",
            $after
        )
    };
}

fn values(it: &Filter) -> Vec<Val> {
    args![
        it.person,
        it.today,
        it.scope.everywhere,
        &it.scope.by_ward,
        &it.scope.by_agency,
        it.states[0],
        it.states[1],
        it.states[2],
        &it.kind,
        &it.source,
        it.until,
        it.ward.is_none(),
        it.ward,
        it.burst.is_none(),
        it.burst
    ]
}

/// One page of lines: what is for the police at once, what reporters wrote back on, what nobody has read, then the oldest. What is over: the newest first.
pub(super) async fn lines(tx: &mut Tx, it: &Filter, size: i64) -> Result<Vec<Line>> {
    let sql = if it.is_over() {
        lines!("", " ORDER BY last_at DESC, line DESC LIMIT $16 OFFSET $17")
    } else {
        lines!(
            "",
            " ORDER BY calm, quiet, known, first_at, line LIMIT $16 OFFSET $17"
        )
    };
    let mut values = values(it);
    values.extend(args![size, (it.page - 1) * size]);
    let read = |row: &Row| {
        Ok(Line {
            id: row.get("line")?,
            ward: row.get("ward_id")?,
            service: row.get("service")?,
            count: row.get("n")?,
            first: row.get("first_at")?,
            last: row.get("last_at")?,
        })
    };
    tx.all(sql, values).await?.iter().map(read).collect()
}

/// How many lines there are, how many concerns, and how many of those nobody has read.
pub(super) async fn total(tx: &mut Tx, it: &Filter) -> Result<(i64, i64, i64)> {
    let row = tx
        .one(
            lines!(
                "SELECT count(*) AS lines, CAST(COALESCE(sum(t.n), 0) AS BIGINT) AS concerns, \
                 CAST(COALESCE(sum(CASE WHEN t.known = 0 THEN t.n ELSE 0 END), 0) AS BIGINT) AS unread FROM (",
                ") t"
            ),
            values(it),
        )
        .await?;
    Ok((row.get("lines")?, row.get("concerns")?, row.get("unread")?))
}

/// On how many somebody wrote back, by ward, and since when on the first of them.
pub(super) async fn wrote_back(tx: &mut Tx, it: &Filter) -> Result<Vec<(WardId, i64, NaiveDate)>> {
    let rows = tx
        .all(
            concat!(
                "SELECT c.ward_id, count(*) AS n, min(c.wrote_back_on) AS first FROM concern c WHERE c.wrote_back_on IS NOT NULL ",
                mine!(),
                " GROUP BY c.ward_id"
            ),
            args![
                it.person,
                it.today,
                it.scope.everywhere,
                &it.scope.by_ward,
                &it.scope.by_agency
            ],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("ward_id")?, row.get("n")?, row.get("first")?)))
        .collect()
}

/// How many nobody has read, by ward, and until when the first of them should be read.
pub(super) async fn unread(
    tx: &mut Tx,
    it: &Filter,
) -> Result<Vec<(WardId, i64, Option<DateTime<Utc>>)>> {
    let rows = tx
        .all(
            concat!(
                "SELECT c.ward_id, count(*) AS n, min(c.read_by) AS first FROM concern c WHERE c.state = 'sent' ",
                mine!(),
                " GROUP BY c.ward_id"
            ),
            args![
                it.person,
                it.today,
                it.scope.everywhere,
                &it.scope.by_ward,
                &it.scope.by_agency
            ],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("ward_id")?, row.get("n")?, row.get("first")?)))
        .collect()
}

/// What nobody has read of the kind and ward of a concern, that came in since a moment; the last first.
pub(super) async fn beside(
    tx: &mut Tx,
    it: &Concern,
    since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Beside>> {
    let read = |row: &Row| {
        let (lon, lat): (Option<i64>, Option<i64>) = (row.get("lon_e6")?, row.get("lat_e6")?);
        Ok(Beside {
            id: row.get("id")?,
            burst: row.get("burst_id")?,
            point: lon.zip(lat),
        })
    };
    tx.all(
        "SELECT id, burst_id, lon_e6, lat_e6 FROM concern WHERE ward_id = $1 AND service = $2 AND requested_at >= $3 \
         AND state = $4 ORDER BY requested_at DESC, id DESC LIMIT $5",
        args![
            it.ward,
            &it.service,
            since,
            ConcernState::Sent,
            most
        ],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Puts one into a burst.
pub(super) async fn in_burst(
    tx: &mut Tx,
    _permit: &Permit,
    id: ConcernId,
    burst: ConcernId,
) -> Result<()> {
    tx.run(
        "UPDATE concern SET burst_id = $1 WHERE id = $2",
        args![burst, id],
    )
    .await?;
    Ok(())
}
