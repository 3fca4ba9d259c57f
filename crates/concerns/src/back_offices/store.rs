//! All SQL of referrals on their way to agencies' systems. What stands here is the program's own bookkeeping: what people
//! should know of it is written on the referral and into the ledger by whoever calls.

use anyhow::Result;
use base::{
    Permit, args,
    store::{Row, Tx},
};
use chrono::{DateTime, Duration, Utc};

use super::{Job, JobStep};
use crate::referrals::ReferralId;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, referral_id, office, service_code, step, token, request_id, status, attempts, next_at, last_error \
             FROM back_office_job ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Job> {
    Ok(Job {
        id: row.get("id")?,
        referral: row.get("referral_id")?,
        office: row.get("office")?,
        service_code: row.get("service_code")?,
        step: row.get("step")?,
        token: row.get("token")?,
        request_id: row.get("request_id")?,
        status: row.get("status")?,
        attempts: row.get("attempts")?,
        next_at: row.get("next_at")?,
        last_error: row.get("last_error")?,
    })
}

/// The way of a referral, if it has one.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_referral(tx: &mut Tx, referral: ReferralId) -> Result<Option<Job>> {
    tx.first(select!("WHERE referral_id = $1"), args![referral])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The one that has a number over there.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_number(tx: &mut Tx, office: &str, number: &str) -> Result<Option<Job>> {
    tx.first(
        select!("WHERE office = $1 AND request_id = $2"),
        args![office, number],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Those that went wrong the last time, with the reference of their referral, worst first.
///
/// # Errors
/// When the store cannot be read.
pub async fn failing(tx: &mut Tx) -> Result<Vec<(Job, String)>> {
    tx.all(
        "SELECT j.id, j.referral_id, j.office, j.service_code, j.step, j.token, j.request_id, j.status, j.attempts, \
         j.next_at, j.last_error, r.reference FROM back_office_job j JOIN referral r ON r.id = j.referral_id \
         WHERE (j.attempts > 0 OR j.step = 'unclear') AND j.step <> 'ended' ORDER BY j.attempts DESC, j.next_at, j.id LIMIT 200",
        args![],
    )
    .await?
    .iter()
    .map(|row| Ok((read(row)?, row.get("reference")?)))
    .collect()
}

/// How many there are at each step of each system.
///
/// # Errors
/// When the store cannot be read.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, JobStep, i64)>> {
    tx.all(
        "SELECT office, step, count(*) AS n FROM back_office_job GROUP BY office, step",
        args![],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get("office")?, row.get("step")?, row.get("n")?)))
    .collect()
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Job) -> Result<()> {
    tx.run(
        "INSERT INTO back_office_job (id, referral_id, office, service_code, step, attempts, next_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            it.id,
            it.referral,
            &it.office,
            &it.service_code,
            it.step,
            it.attempts,
            it.next_at
        ],
    )
    .await?;
    Ok(())
}

/// Takes the one that has waited longest in hand, for two minutes: no other program sends it meanwhile.
///
/// # Errors
/// When the store cannot be written.
pub async fn lease(tx: &mut Tx, lease: &str, now: DateTime<Utc>) -> Result<Option<Job>> {
    let until = now + Duration::minutes(2);
    let taken = tx
        .run(
            // A lease that ran out is a try of which nobody knows how it ended.
            "UPDATE back_office_job SET lease = $1, leased_until = $2, \
             attempts = attempts + CASE WHEN leased_until IS NULL THEN 0 ELSE 1 END, \
             step = CASE WHEN step = 'push' AND leased_until IS NOT NULL THEN 'look' ELSE step END \
             WHERE id = (SELECT id FROM back_office_job WHERE step NOT IN ('ended', 'unclear') AND next_at <= $3 AND (leased_until IS NULL OR leased_until < $3) \
             ORDER BY next_at, id LIMIT 1) AND (leased_until IS NULL OR leased_until < $3)",
            args![lease, until, now],
        )
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    tx.first(select!("WHERE lease = $1"), args![lease])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Keeps how far it has come and gives it free. Says false when the lease was over and another program has it.
///
/// # Errors
/// When the store cannot be written.
pub async fn settle(tx: &mut Tx, it: &Job, lease: &str) -> Result<bool> {
    let settled = tx
        .run(
            "UPDATE back_office_job SET step = $1, token = $2, request_id = $3, status = $4, attempts = $5, next_at = $6, \
             last_error = $7, lease = NULL, leased_until = NULL WHERE id = $8 AND lease = $9",
            args![
                it.step,
                it.token.clone(),
                it.request_id.clone(),
                it.status.clone(),
                it.attempts,
                it.next_at,
                it.last_error.clone(),
                it.id,
                lease
            ],
        )
        .await?;
    Ok(settled == 1)
}

/// Lets one be tried now. Of which nobody knows whether it arrived, somebody has decided that it is sent again.
///
/// # Errors
/// When the store cannot be written.
pub async fn hurry(
    tx: &mut Tx,
    _permit: &Permit,
    referral: ReferralId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let hurried = tx
        .run(
            "UPDATE back_office_job SET next_at = $1, step = CASE WHEN step = 'unclear' THEN 'push' ELSE step END \
             WHERE referral_id = $2 AND step <> 'ended'",
            args![now, referral],
        )
        .await?;
    Ok(hurried == 1)
}

/// How the word of a system is read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Word up to here is known.
    pub read_until: DateTime<Utc>,
    /// How often in a row it went wrong.
    pub attempts: i64,
    /// Why it last went wrong.
    pub last_error: Option<String>,
}

/// How the word of a system is read, if it ever was.
///
/// # Errors
/// When the store cannot be read.
pub async fn reading(tx: &mut Tx, office: &str) -> Result<Option<Reading>> {
    let row = tx
        .first(
            "SELECT read_until, attempts, last_error FROM back_office_read WHERE office = $1",
            args![office],
        )
        .await?;
    row.map(|row| {
        Ok(Reading {
            read_until: row.get("read_until")?,
            attempts: row.get("attempts")?,
            last_error: row.get("last_error")?,
        })
    })
    .transpose()
}

/// Takes its turn to read a system's word, if it is due. No other program reads before `next`.
///
/// # Errors
/// When the store cannot be written.
pub async fn take_turn(
    tx: &mut Tx,
    office: &str,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
) -> Result<bool> {
    let yesterday = now - Duration::days(1);
    tx.run(
        "INSERT INTO back_office_read (office, read_until, next_at, attempts) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (office) DO NOTHING",
        args![office, yesterday, now],
    )
    .await?;
    let taken = tx
        .run(
            "UPDATE back_office_read SET next_at = $1 WHERE office = $2 AND next_at <= $3",
            args![next, office, now],
        )
        .await?;
    Ok(taken == 1)
}

/// Keeps how reading went.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep_reading(
    tx: &mut Tx,
    office: &str,
    it: &Reading,
    next: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "UPDATE back_office_read SET read_until = $1, attempts = $2, last_error = $3, next_at = $4 WHERE office = $5",
        args![
            it.read_until,
            it.attempts,
            it.last_error.clone(),
            next,
            office
        ],
    )
    .await?;
    Ok(())
}
