//! All SQL of reports of hate crime: what is counted in the open store, what was told in the closed one.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{
    Permit, PersonId, WardId, args,
    closed::Turn,
    permits::Scope,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{HateKind, HateReport, HateReportId, HateState, Strand, Told};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.reference, r.ward_id, r.site, r.agency_id, r.kind, r.state, r.outcome, r.received_on, r.state_on, \
             r.for_centre, r.wrote_back_on, r.version FROM hate_report r ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<HateReport> {
    Ok(HateReport {
        id: row.get("id")?,
        reference: row.get("reference")?,
        ward: row.get("ward_id")?,
        site: row.get("site")?,
        agency: row.get("agency_id")?,
        for_centre: row.get("for_centre")?,
        wrote_back_on: row.get("wrote_back_on")?,
        strands: Vec::new(),
        kind: row.get("kind")?,
        state: row.get("state")?,
        outcome: row.get("outcome")?,
        received_on: row.get("received_on")?,
        state_on: row.get("state_on")?,
        version: row.get("version")?,
    })
}

/// The strands of a report, in the order of their list.
async fn with_strands(tx: &mut Tx, mut it: HateReport) -> Result<HateReport> {
    let rows = tx
        .all(
            "SELECT strand FROM hate_report_strand WHERE report_id = $1",
            args![it.id],
        )
        .await?;
    let found: Vec<Strand> = rows
        .iter()
        .map(|row| row.get("strand"))
        .collect::<Result<_>>()?;
    let all = Strand::ALL.iter().copied();
    it.strands = all.filter(|strand| found.contains(strand)).collect();
    Ok(it)
}

/// The report of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: HateReportId) -> Result<Option<HateReport>> {
    let row = tx.first(select!("WHERE r.id = $1"), args![id]).await?;
    match row {
        None => Ok(None),
        Some(row) => Ok(Some(with_strands(tx, read(&row)?).await?)),
    }
}

/// Those that are new, and those on which somebody wrote back; the oldest first.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn waiting(tx: &mut Tx) -> Result<Vec<HateReport>> {
    let sql = select!(
        "WHERE r.state = 'taken' OR r.wrote_back_on IS NOT NULL ORDER BY r.received_on, r.id LIMIT 500"
    );
    let rows = tx.all(sql, args![]).await?;
    rows.iter().map(read).collect()
}

/// Whoever reported it has written back on a day; none: somebody has dealt with it.
///
/// # Errors
/// When the store cannot be written.
pub async fn wrote_back(
    tx: &mut Tx,
    _permit: &Permit,
    id: HateReportId,
    on: Option<NaiveDate>,
) -> Result<()> {
    tx.run(
        "UPDATE hate_report SET wrote_back_on = $1 WHERE id = $2",
        args![on, id],
    )
    .await?;
    Ok(())
}

/// What somebody wants to see of the list.
pub(super) struct Filter {
    pub person: Option<PersonId>,
    pub today: NaiveDate,
    pub scope: Scope,
    /// Three, because a statement has a fixed number of places; one may stand twice.
    pub states: [HateState; 3],
    /// Empty: all.
    pub strand: String,
    pub ward: Option<WardId>,
    pub page: i64,
}

/// The reports that somebody may work on, the newest first: one more than fit on a page, so that it is known whether there are.
pub(super) async fn some(tx: &mut Tx, it: &Filter, size: i64) -> Result<Vec<HateReport>> {
    let rows = tx
        .all(
            select!(
                "WHERE (NOT r.for_centre AND ($3 OR r.ward_id IN (SELECT g.ward_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
                 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.ward_id IS NOT NULL AND $4 LIKE '%,' || g.role || ',%')) \
                 OR r.agency_id IN (SELECT g.agency_id FROM role_grant g WHERE g.person_id = $1 AND g.starts_on <= $2 \
                 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.agency_id IS NOT NULL AND $5 LIKE '%,' || g.role || ',%')) \
                 AND r.state IN ($6, $7, $8) AND ($9 = '' OR EXISTS (SELECT 1 FROM hate_report_strand s \
                 WHERE s.report_id = r.id AND s.strand = $9)) AND ($10 OR r.ward_id = $11) \
                 ORDER BY r.received_on DESC, r.id LIMIT $12 OFFSET $13"
            ),
            args![
                it.person,
                it.today,
                it.scope.everywhere,
                &it.scope.by_ward,
                &it.scope.by_agency,
                it.states[0],
                it.states[1],
                it.states[2],
                &it.strand,
                it.ward.is_none(),
                it.ward,
                size + 1,
                (it.page - 1) * size
            ],
        )
        .await?;
    let mut all = Vec::new();
    for row in &rows {
        all.push(with_strands(tx, read(row)?).await?);
    }
    Ok(all)
}

/// How many reports there were, by kind and by strand.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Counted {
    /// All of them.
    pub reports: u64,
    /// By kind.
    pub kinds: BTreeMap<HateKind, u64>,
    /// By strand; one report may have several.
    pub strands: BTreeMap<Strand, u64>,
}

/// Counts what was taken in from a day until before another one, in all wards.
///
/// # Errors
/// When the store cannot be read.
pub async fn counted(tx: &mut Tx, from: NaiveDate, until: NaiveDate) -> Result<Counted> {
    let mut it = Counted::default();
    let rows = tx
        .all(
            "SELECT kind, count(*) AS n FROM hate_report WHERE received_on >= $1 AND received_on < $2 GROUP BY kind",
            args![from, until],
        )
        .await?;
    for row in &rows {
        let n = row.get::<i64>("n")?.unsigned_abs();
        it.reports += n;
        it.kinds.insert(row.get("kind")?, n);
    }
    let rows = tx
        .all(
            "SELECT s.strand, count(*) AS n FROM hate_report r JOIN hate_report_strand s ON s.report_id = r.id \
             WHERE r.received_on >= $1 AND r.received_on < $2 GROUP BY s.strand",
            args![from, until],
        )
        .await?;
    for row in &rows {
        let n = row.get::<i64>("n")?.unsigned_abs();
        it.strands.insert(row.get("strand")?, n);
    }
    Ok(it)
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &HateReport) -> Result<()> {
    tx.run(
        "INSERT INTO hate_report (id, reference, ward_id, site, agency_id, kind, state, outcome, received_on, state_on, for_centre, \
         version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
        args![
            it.id, &it.reference, it.ward, &it.site, it.agency, it.kind, it.state, it.outcome, it.received_on, it.state_on,
            it.for_centre
        ],
    )
    .await?;
    for strand in &it.strands {
        tx.run(
            "INSERT INTO hate_report_strand (report_id, strand) VALUES ($1, $2)",
            args![it.id, *strand],
        )
        .await?;
    }
    Ok(())
}

/// Keeps how one stands at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &HateReport) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE hate_report SET state = $1, outcome = $2, state_on = $3, version = version + 1 \
             WHERE id = $4 AND version = $5",
            args![it.state, it.outcome, it.state_on, it.id, it.version],
        )
        .await?;
    Ok(saved == 1)
}

/// What the sealed column is about: it does not open in another row.
fn about(id: HateReportId) -> String {
    format!("hate_told {id}")
}

/// Keeps what was told, or what of it has changed, sealed for the team.
pub(super) async fn seal(
    turn: &mut Turn,
    _permit: &Permit,
    id: HateReportId,
    told: &Told,
) -> Result<()> {
    let sealed = turn.team().seal(&about(id), &serde_json::to_vec(told)?)?;
    turn.tx()
        .run(
            "INSERT INTO hate_told (report_id, sealed_team) VALUES ($1, $2) \
             ON CONFLICT (report_id) DO UPDATE SET sealed_team = excluded.sealed_team",
            args![id, sealed],
        )
        .await?;
    Ok(())
}

/// What was told, opened. None: it was only counted, or has been forgotten.
pub(super) async fn told(turn: &mut Turn, id: HateReportId) -> Result<Option<Told>> {
    let row = turn
        .tx()
        .first(
            "SELECT sealed_team FROM hate_told WHERE report_id = $1",
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
