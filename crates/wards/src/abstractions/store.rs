//! All SQL of abstractions and duty.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use base::{
    Permit, WardId, args,
    store::{Row, Tx, Val},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Abstraction, AbstractionId, Asked, Decision, Reason, cover::DutyMonth, duty::Counted,
    measures::Minutes,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, ward_id, post_id, rank, role, dedicated, starts_at, minutes, reason, out_of_borough, requested_by, \
             exceptional, justification, cover_by, cover_minutes, note, told_on, state, refusal, recorded_by, recorded_at, \
             decided_by, decided_rank, decided_at, review_on, review, version FROM abstraction ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Abstraction> {
    let decided = match (
        row.get("decided_by")?,
        row.get("decided_rank")?,
        row.get("decided_at")?,
    ) {
        (Some(by), Some(rank), Some(at)) => Some(Decision { by, rank, at }),
        _ => None,
    };
    Ok(Abstraction {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        post: row.get("post_id")?,
        rank: row.get("rank")?,
        role: row.get("role")?,
        asked: Asked {
            reason: row.get("reason")?,
            dedicated: row.get("dedicated")?,
            out_of_borough: row.get("out_of_borough")?,
            exceptional: row.get("exceptional")?,
            justification: row.get("justification")?,
        },
        starts_at: row.get("starts_at")?,
        minutes: row.get("minutes")?,
        requested_by: row.get("requested_by")?,
        cover_by: row.get("cover_by")?,
        cover_minutes: row.get("cover_minutes")?,
        note: row.get("note")?,
        told_on: row.get("told_on")?,
        state: row.get("state")?,
        refusal: row.get("refusal")?,
        recorded_by: row.get("recorded_by")?,
        recorded_at: row.get("recorded_at")?,
        decided,
        review_on: row.get("review_on")?,
        review: row.get("review")?,
        version: row.get("version")?,
    })
}

/// The abstraction of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: AbstractionId) -> Result<Option<Abstraction>> {
    let row = tx.first(select!("WHERE id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Everything that waits for a decision, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Abstraction>> {
    tx.all(
        select!("WHERE state = 'waiting' ORDER BY starts_at, id"),
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Exceptions whose review is due by a day, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn to_review(tx: &mut Tx, by: NaiveDate) -> Result<Vec<Abstraction>> {
    tx.all(
        select!(
            "WHERE state = 'authorised' AND review = '' AND review_on <= $1 ORDER BY review_on, id"
        ),
        args![by],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Keeps that the day of its review was told. Says false when it was before.
///
/// # Errors
/// When the store cannot be written.
pub async fn told_review(tx: &mut Tx, _permit: &Permit, it: &Abstraction) -> Result<bool> {
    let told = tx
        .run(
            "INSERT INTO abstraction_notice (abstraction_id, review_on) VALUES ($1, $2) \
             ON CONFLICT (abstraction_id) DO UPDATE SET review_on = excluded.review_on \
             WHERE abstraction_notice.review_on <> excluded.review_on",
            args![it.id, it.review_on],
        )
        .await?;
    Ok(told == 1)
}

/// The abstractions of a ward, newest first; as many as a page holds.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(tx: &mut Tx, ward: WardId) -> Result<Vec<Abstraction>> {
    tx.all(
        select!("WHERE ward_id = $1 ORDER BY starts_at DESC, id DESC LIMIT 1000"),
        args![ward],
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
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Abstraction) -> Result<()> {
    tx.run(
        "INSERT INTO abstraction (id, ward_id, post_id, rank, role, dedicated, starts_at, minutes, reason, out_of_borough, \
         requested_by, exceptional, justification, cover_by, cover_minutes, note, told_on, state, refusal, recorded_by, \
         recorded_at, review, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, '', $19, $20, '', 1)",
        args![
            it.id, it.ward, it.post, &it.rank, &it.role, it.asked.dedicated, it.starts_at, it.minutes, it.asked.reason,
            it.asked.out_of_borough, &it.requested_by, it.asked.exceptional, &it.asked.justification, &it.cover_by,
            it.cover_minutes, &it.note, it.told_on, it.state, it.recorded_by, it.recorded_at
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a decision or a review. Says false when somebody else was quicker.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Abstraction) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE abstraction SET state = $1, refusal = $2, decided_by = $3, decided_rank = $4, decided_at = $5, \
             review_on = $6, review = $7, version = version + 1 WHERE id = $8 AND version = $9",
            args![
                it.state,
                &it.refusal,
                it.decided.map(|it| it.by),
                it.decided.map(|it| it.rank),
                it.decided.map(|it| it.at),
                it.review_on,
                &it.review,
                it.id,
                it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// What residents were told about one abstraction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// The day.
    pub day: NaiveDate,
    /// Why.
    pub reason: Reason,
    /// Whether it was an exception.
    pub exceptional: bool,
    /// Whether it broke the promise to stay.
    pub breaks_promise: bool,
    /// The words.
    pub note: String,
}

/// The exceptions, the breaches and everything else that residents were told of since a day, newest first. From the
/// desk and from imports; the same words of the same day stand once.
///
/// # Errors
/// When the store cannot be read.
pub async fn told(
    tx: &mut Tx,
    ward: WardId,
    since: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Told>> {
    let mut all = BTreeSet::new();
    let rows = tx
        .all(
            "SELECT day, reason, dedicated, out_of_borough, exceptional, note FROM duty_note WHERE ward_id = $1 AND day >= $2",
            args![ward, since],
        )
        .await?;
    for row in &rows {
        let (reason, exceptional) = (row.get("reason")?, row.get("exceptional")?);
        all.insert(Told {
            day: row.get("day")?,
            reason,
            exceptional,
            breaks_promise: super::breaks_promise(
                reason,
                row.get("dedicated")?,
                row.get("out_of_borough")?,
                exceptional,
            ),
            note: row.get("note")?,
        });
    }
    for it in of_ward(tx, ward).await? {
        let day = base::clock::day(it.starts_at);
        // What has not been told yet, or is still to come, may reveal where somebody will be.
        if it.state == super::State::Authorised
            && it.told_on.is_some()
            && !it.note.is_empty()
            && (since..=today).contains(&day)
        {
            all.insert(Told {
                day,
                reason: it.asked.reason,
                exceptional: it.asked.exceptional,
                breaks_promise: it.asked.breaks_promise(),
                note: it.note,
            });
        }
    }
    Ok(all.into_iter().rev().collect())
}

/// Every ward there is or was, by code.
///
/// # Errors
/// When the store cannot be read.
pub async fn ward_codes(tx: &mut Tx) -> Result<Vec<(String, WardId, String)>> {
    tx.all("SELECT code, id, name FROM ward ORDER BY code", args![])
        .await?
        .iter()
        .map(|row| Ok((row.get("code")?, row.get("id")?, row.get("name")?)))
        .collect()
}

/// The columns kept under a name, as JSON.
///
/// # Errors
/// When the store cannot be read.
pub async fn map(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    let row = tx
        .first("SELECT columns FROM duty_map WHERE name = $1", args![name])
        .await?;
    row.map(|row| row.get("columns")).transpose()
}

/// Keeps columns under a name.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep_map(tx: &mut Tx, _permit: &Permit, name: &str, columns: &str) -> Result<()> {
    tx.run(
        "INSERT INTO duty_map (name, columns) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET columns = excluded.columns",
        args![name, columns],
    )
    .await?;
    Ok(())
}

/// Whether the months of this very text stand.
///
/// # Errors
/// When the store cannot be read.
pub async fn file_is_known(tx: &mut Tx, sha: &str) -> Result<bool> {
    let row = tx
        .first("SELECT sha FROM duty_file WHERE sha = $1", args![sha])
        .await?;
    Ok(row.is_some())
}

/// A file whose months now stand.
#[derive(Clone, Debug)]
pub struct DutyFile<'a> {
    /// SHA-256 of its text.
    pub sha: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Rows refused.
    pub refused: u64,
    /// When.
    pub at: DateTime<Utc>,
}

/// The months of some wards that are there already.
///
/// # Errors
/// When the store cannot be read.
pub async fn months_there(
    tx: &mut Tx,
    months: &BTreeSet<(WardId, NaiveDate)>,
) -> Result<Vec<(WardId, NaiveDate)>> {
    let rows = tx
        .all("SELECT DISTINCT ward_id, month FROM duty_month", args![])
        .await?;
    let mut there = Vec::new();
    for row in &rows {
        let key = (row.get("ward_id")?, row.get("month")?);
        if months.contains(&key) {
            there.push(key);
        }
    }
    Ok(there)
}

/// Rows of one statement. SQLite looks a `$1` up among all that stand in the statement, so that a statement with
/// thousands of them takes five times as long as many short ones (measured).
const AT_ONCE: usize = 24;

async fn add_rows(tx: &mut Tx, into: &'static str, rows: Vec<Vec<Val>>) -> Result<()> {
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<_> = rows.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        tx.add_many(into, some).await?;
    }
}

/// Months of a ward that follow each other as one: the ward, the first, and the month after the last.
fn ranges(months: &[(WardId, NaiveDate)]) -> Vec<(WardId, NaiveDate, NaiveDate)> {
    let mut ranges: Vec<(WardId, NaiveDate, NaiveDate)> = Vec::new();
    for (ward, month) in months.iter().copied().collect::<BTreeSet<_>>() {
        let next = month + chrono::Months::new(1);
        match ranges.last_mut() {
            Some(last) if (last.0, last.2) == (ward, month) => last.2 = next,
            _ => ranges.push((ward, month, next)),
        }
    }
    ranges
}

/// Puts what was counted in place of the months that were there.
///
/// # Errors
/// When the store cannot be written.
pub async fn replace(
    tx: &mut Tx,
    _permit: &Permit,
    file: &DutyFile<'_>,
    counted: Counted,
    there: &[(WardId, NaiveDate)],
) -> Result<()> {
    for (ward, from, next) in ranges(there) {
        // A file that lost a month may come again: it is not known any more.
        for sql in [
            "DELETE FROM duty_file WHERE sha IN (SELECT file FROM duty_month WHERE ward_id = $1 AND month >= $2 AND month < $3)",
            "DELETE FROM duty_day WHERE ward_id = $1 AND day >= $2 AND day < $3",
            "DELETE FROM duty_taken WHERE ward_id = $1 AND day >= $2 AND day < $3",
            "DELETE FROM duty_note WHERE ward_id = $1 AND day >= $2 AND day < $3",
            "DELETE FROM duty_loss WHERE ward_id = $1 AND day >= $2 AND day < $3",
            "DELETE FROM duty_month WHERE ward_id = $1 AND month >= $2 AND month < $3",
        ] {
            tx.run(sql, args![ward, from, next]).await?;
        }
    }
    tx.run(
        "INSERT INTO duty_file (sha, name, kept, refused, imported_at) VALUES ($1, $2, $3, $4, $5)",
        args![
            file.sha,
            file.name,
            i64::try_from(counted.kept)?,
            i64::try_from(file.refused)?,
            file.at
        ],
    )
    .await?;
    for (into, rows) in [
        (
            "duty_day (ward_id, day, post, dedicated, on_duty, visible, office)",
            counted.days,
        ),
        (
            "duty_taken (ward_id, day, post, reason, out_of_borough, exceptional, minutes)",
            counted.taken,
        ),
        (
            "duty_note (ward_id, day, reason, dedicated, out_of_borough, exceptional, note)",
            counted.notes,
        ),
        (
            "duty_loss (ward_id, day, post, kind, minutes)",
            counted.losses,
        ),
    ] {
        add_rows(tx, into, rows).await?;
    }
    let mut rows: Vec<Vec<Val>> = Vec::new();
    for it in &counted.months {
        for (dedicated, minutes) in [(true, &it.dedicated), (false, &it.pooled)] {
            let [mandatory, inside, outside, exceptional] = minutes.groups;
            rows.push(args![
                it.ward,
                it.month,
                dedicated,
                it.days,
                minutes.posts,
                minutes.on_duty,
                minutes.visible,
                mandatory,
                inside,
                outside,
                exceptional,
                minutes.out_of_borough,
                minutes.cover_days,
                file.sha
            ]);
        }
    }
    add_rows(
        tx,
        "duty_month (ward_id, month, dedicated, days, posts, on_duty, visible, mandatory, inside, outside, exceptional, \
         out_of_borough, cover_days, file)",
        rows,
    )
    .await?;
    Ok(())
}

macro_rules! months {
    ($rest:literal) => {
        concat!(
            "SELECT ward_id, month, dedicated, days, posts, on_duty, visible, mandatory, inside, outside, exceptional, \
             out_of_borough, cover_days FROM duty_month ",
            $rest
        )
    };
}

fn read_months(rows: &[Row]) -> Result<Vec<DutyMonth>> {
    let mut all: BTreeMap<(NaiveDate, WardId), DutyMonth> = BTreeMap::new();
    for row in rows {
        let (ward, month): (WardId, NaiveDate) = (row.get("ward_id")?, row.get("month")?);
        let minutes = Minutes {
            posts: row.get("posts")?,
            on_duty: row.get("on_duty")?,
            visible: row.get("visible")?,
            groups: [
                row.get("mandatory")?,
                row.get("inside")?,
                row.get("outside")?,
                row.get("exceptional")?,
            ],
            out_of_borough: row.get("out_of_borough")?,
            cover_days: row.get("cover_days")?,
        };
        let days = row.get("days")?;
        let it = all.entry((month, ward)).or_insert(DutyMonth {
            ward,
            month,
            days,
            dedicated: Minutes::default(),
            pooled: Minutes::default(),
        });
        if row.get("dedicated")? {
            it.dedicated = minutes;
        } else {
            it.pooled = minutes;
        }
    }
    // A month with nobody on duty is kept so that it can be replaced; it is not known, and no page has it.
    all.retain(|_, it| it.dedicated.posts + it.pooled.posts > 0);
    Ok(all.into_values().collect())
}

/// The months of a ward as they were counted, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn months_of(tx: &mut Tx, ward: WardId) -> Result<Vec<DutyMonth>> {
    let rows = tx.all(months!("WHERE ward_id = $1"), args![ward]).await?;
    read_months(&rows)
}

/// The months of all wards as they were counted, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all_months(tx: &mut Tx) -> Result<Vec<DutyMonth>> {
    let rows = tx.all(months!(""), args![]).await?;
    read_months(&rows)
}

/// Where the months came from: the files' names and when the newest was imported.
///
/// # Errors
/// When the store cannot be read.
pub async fn source(tx: &mut Tx) -> Result<Option<(String, DateTime<Utc>)>> {
    let rows = tx
        .all(
            "SELECT name, imported_at FROM duty_file ORDER BY imported_at DESC, name",
            args![],
        )
        .await?;
    let mut names: Vec<String> = Vec::new();
    let mut at = None;
    for row in &rows {
        let name: String = row.get("name")?;
        if !names.contains(&name) {
            names.push(name);
        }
        at = at.max(Some(
            row.get("imported_at").context("when a duty file came in")?,
        ));
    }
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    let mut words = names.join(", ");
    if more > 0 {
        words.push_str(&format!(" and {more} more files"));
    }
    Ok(at.map(|at| (words, at)))
}
