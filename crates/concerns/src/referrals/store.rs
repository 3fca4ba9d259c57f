//! All SQL of referrals and of what was said on them.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{
    AgencyId, Permit, PersonId, WardId, args,
    permits::Scope,
    store::{Row, Tx},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{About, Referral, ReferralId, Word, lead_of};
use crate::{ConcernId, agreements};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, reference, concern_id, action_id, ward_id, agency_id, agreement_id, purpose, service, is_lead, place, lon_e6, \
             lat_e6, told, asked, why, shares_reporter, wanted_on, accepted_on, state, state_at, sent_at, sent_by, opened_at, \
             done_at, ended_at, reached_at, told_until, version FROM referral ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Referral> {
    let lon: Option<i64> = row.get("lon_e6")?;
    Ok(Referral {
        id: row.get("id")?,
        reference: row.get("reference")?,
        about: match row.get::<Option<ConcernId>>("concern_id")? {
            Some(concern) => About::Concern(concern),
            None => About::Action(row.get("action_id")?),
        },
        ward: row.get("ward_id")?,
        agency: row.get("agency_id")?,
        agreement: row.get("agreement_id")?,
        purpose: row.get("purpose")?,
        service: row.get("service")?,
        is_lead: row.get("is_lead")?,
        place: row.get("place")?,
        point: lon.zip(row.get("lat_e6")?),
        told: row.get("told")?,
        asked: row.get("asked")?,
        why: row.get("why")?,
        shares_reporter: row.get("shares_reporter")?,
        wanted_on: row.get("wanted_on")?,
        accepted_on: row.get("accepted_on")?,
        state: row.get("state")?,
        state_at: row.get("state_at")?,
        sent_at: row.get("sent_at")?,
        sent_by: row.get("sent_by")?,
        opened_at: row.get("opened_at")?,
        done_at: row.get("done_at")?,
        ended_at: row.get("ended_at")?,
        reached_at: row.get("reached_at")?,
        told_until: row.get("told_until")?,
        version: row.get("version")?,
    })
}

/// The referral of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: ReferralId) -> Result<Option<Referral>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The referral of a reference.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Referral>> {
    tx.first(select!("WHERE reference = $1"), args![reference])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The referrals of a concern or of an action, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn about(tx: &mut Tx, it: About) -> Result<Vec<Referral>> {
    let rows = match it {
        About::Concern(id) => {
            let sql = select!("WHERE concern_id = $1 ORDER BY sent_at, id");
            tx.all(sql, args![id]).await?
        }
        About::Action(id) => {
            let sql = select!("WHERE action_id = $1 ORDER BY sent_at, id");
            tx.all(sql, args![id]).await?
        }
    };
    rows.iter().map(read).collect()
}

/// Every referral that is not over, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all_open(tx: &mut Tx) -> Result<Vec<Referral>> {
    tx.all(
        select!("WHERE state NOT IN ('closed', 'declined', 'revoked') ORDER BY sent_at, id"),
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Every referral that nobody has opened, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn unopened(tx: &mut Tx) -> Result<Vec<Referral>> {
    tx.all(
        select!("WHERE state = 'sent' ORDER BY sent_at, id"),
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The referrals that ended last of those that somebody may see, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn ended_last(
    tx: &mut Tx,
    person: Option<PersonId>,
    today: NaiveDate,
    scope: &Scope,
) -> Result<Vec<Referral>> {
    tx.all(
        select!(
            "WHERE ended_at IS NOT NULL AND ($3 OR ward_id IN (SELECT g.ward_id FROM role_grant g WHERE g.person_id = $1 \
             AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.ward_id IS NOT NULL \
             AND $4 LIKE '%,' || g.role || ',%') OR agency_id IN (SELECT g.agency_id FROM role_grant g WHERE g.person_id = $1 \
             AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.agency_id IS NOT NULL \
             AND $5 LIKE '%,' || g.role || ',%')) ORDER BY ended_at DESC, id DESC LIMIT 500"
        ),
        args![person, today, scope.everywhere, &scope.by_ward, &scope.by_agency],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// What was said on a referral, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn words(tx: &mut Tx, referral: ReferralId) -> Result<Vec<Word>> {
    tx.all(
        "SELECT referral_id, at, side, what, words, external_id FROM referral_word WHERE referral_id = $1 ORDER BY at, id",
        args![referral],
    )
    .await?
    .iter()
    .map(|row| {
        Ok(Word {
            referral: row.get("referral_id")?,
            at: row.get("at")?,
            side: row.get("side")?,
            what: row.get("what")?,
            words: row.get("words")?,
            external_id: row.get("external_id")?,
        })
    })
    .collect()
}

/// What agencies owe, in a ward or everywhere: with each agency how many referrals wait for it, how many of them are late,
/// and the most days that one is. Whoever is latest comes first; agencies that owe nothing are left out.
///
/// # Errors
/// When the store cannot be read.
pub async fn late_by_agency(
    tx: &mut Tx,
    ward: Option<WardId>,
    today: NaiveDate,
) -> Result<Vec<(AgencyId, i64, i64, i64)>> {
    let rows = match ward {
        Some(ward) => {
            tx.all(
                select!(
                    "WHERE state IN ('sent', 'opened', 'accepted', 'returned') AND ward_id = $1"
                ),
                args![ward],
            )
            .await?
        }
        None => {
            tx.all(
                select!("WHERE state IN ('sent', 'opened', 'accepted', 'returned')"),
                args![],
            )
            .await?
        }
    };
    let in_force = agreements::store::on(tx, today).await?;
    let mut owed: BTreeMap<AgencyId, (i64, i64, i64)> = BTreeMap::new();
    for row in &rows {
        let it = read(row)?;
        // Without an agreement it cannot open what it is asked.
        if !it.is_covered(&in_force) {
            continue;
        }
        let (open, late, longest) = owed.entry(it.agency).or_default();
        *open += 1;
        if let Some(days) = it.late(today) {
            *late += 1;
            *longest = days.max(*longest);
        }
    }
    let mut owed: Vec<_> = owed
        .into_iter()
        .map(|(agency, (open, late, longest))| (agency, open, late, longest))
        .collect();
    owed.sort_by_key(|(_, open, _, longest)| (-longest, -open));
    Ok(owed)
}

/// Adds one.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Referral) -> Result<()> {
    tx.run(
        "INSERT INTO referral (id, reference, concern_id, action_id, ward_id, agency_id, agreement_id, purpose, service, is_lead, place, \
         lon_e6, lat_e6, told, asked, why, shares_reporter, wanted_on, state, state_at, sent_at, sent_by, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 1)",
        args![
            it.id, &it.reference, it.about.concern(), it.about.action(), it.ward, it.agency, it.agreement, it.purpose, &it.service, it.is_lead,
            &it.place, it.point.map(|point| point.0), it.point.map(|point| point.1), &it.told, &it.asked, &it.why,
            it.shares_reporter, it.wanted_on, it.state, it.state_at, it.sent_at, it.sent_by
        ],
    )
    .await?;
    Ok(())
}

/// Keeps one that was read at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Referral) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE referral SET accepted_on = $1, state = $2, state_at = $3, opened_at = $4, done_at = $5, ended_at = $6, \
             version = version + 1 WHERE id = $7 AND version = $8",
            args![
                it.accepted_on, it.state, it.state_at, it.opened_at, it.done_at, it.ended_at, it.id, it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// Notes that the agency looked at it for the first time. The version stays: the form on that page still counts. Says false
/// when it was noted before.
///
/// # Errors
/// When the store cannot be written.
pub async fn note_opened(tx: &mut Tx, _permit: &Permit, it: &Referral) -> Result<bool> {
    let noted = tx
        .run(
            "UPDATE referral SET state = $1, state_at = $2, opened_at = $3 WHERE id = $4 AND state = 'sent'",
            args![it.state, it.state_at, it.opened_at, it.id],
        )
        .await?;
    Ok(noted == 1)
}

/// Notes that the agency opened how to reach the reporter. Says false when the referral has moved meanwhile: then nothing may
/// be shown. The version stays: the forms on its page still count.
///
/// # Errors
/// When the store cannot be written.
pub async fn note_reached(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Referral,
    now: DateTime<Utc>,
) -> Result<bool> {
    let noted = tx
        .run(
            "UPDATE referral SET reached_at = $1 WHERE id = $2 AND state = $3 AND version = $4",
            args![now, it.id, it.state, it.version],
        )
        .await?;
    Ok(noted == 1)
}

/// Sees to it that one referral of the same leads: this one, or whichever the rule says.
///
/// # Errors
/// When the store cannot be written.
pub async fn settle_lead(
    tx: &mut Tx,
    _permit: &Permit,
    it: About,
    wanted: Option<ReferralId>,
) -> Result<()> {
    let all = about(tx, it).await?;
    let lead = wanted.or_else(|| lead_of(&all));
    if let Some(lead) = lead.filter(|id| all.iter().any(|it| it.id == *id && !it.is_lead)) {
        for (old, is_lead) in all
            .iter()
            .filter(|it| it.is_lead)
            .map(|it| (it.id, false))
            .chain([(lead, true)])
        {
            tx.run(
                "UPDATE referral SET is_lead = $1, version = version + 1 WHERE id = $2",
                args![is_lead, old],
            )
            .await?;
        }
    }
    Ok(())
}

/// Adds what happened. The same word of an agency's own system is kept once; says whether it is new.
///
/// # Errors
/// When the store cannot be written.
pub async fn say(tx: &mut Tx, _permit: &Permit, it: &Word) -> Result<bool> {
    let said = tx
        .run(
            "INSERT INTO referral_word (id, referral_id, at, side, what, words, external_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (referral_id, external_id) DO NOTHING",
            args![
                ReferralId::fresh(),
                it.referral,
                it.at,
                it.side,
                &it.what,
                &it.words,
                it.external_id.clone()
            ],
        )
        .await?;
    Ok(said == 1)
}

/// Notes up to when reminders of one were written. Says false when another program was quicker.
///
/// # Errors
/// When the store cannot be written.
pub async fn told(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Referral,
    until: DateTime<Utc>,
) -> Result<bool> {
    let told = tx
        .run(
            "UPDATE referral SET told_until = $1 WHERE id = $2 AND state = 'sent' AND told_until IS NOT DISTINCT FROM $3",
            args![until, it.id, it.told_until],
        )
        .await?;
    Ok(told == 1)
}
