//! Reads what an agency's system has said on everything that was sent there: FixMyStreet's addition to Open311.

use anyhow::Result;
use base::{House, Line, settings::BackOffice};
use chrono::{DateTime, Duration, Utc};

use super::{
    client::{Client, Update},
    job::pause,
    network::Failure,
    run::{after_move, own_desk, word},
    store::{self, Reading},
};
use crate::{
    concerns::{CloseReason, ConcernState, ExternalStatus},
    referrals::{self, Referral, Side},
};

/// So many pages in one turn.
const PAGES: u32 = 20;
/// A system without that question is asked again after so many hours.
const HOURS: i64 = 24;

/// Reads it, if it is due.
///
/// # Errors
/// When the store fails.
pub(super) async fn read(house: &House, office: &BackOffice) -> Result<()> {
    let now = house.clock().now();
    let every = Duration::minutes(office.every_minutes.into());
    let mut tx = house.db().writing().await?;
    let mine = store::take_turn(&mut tx, &office.agency, now, now + every).await?;
    let reading = store::reading(&mut tx, &office.agency).await?;
    tx.commit().await?;
    let (true, Some(reading)) = (mine, reading) else {
        return Ok(());
    };
    // What is said while we read is read next time; clocks differ by minutes.
    let start = reading.read_until.max(now - Duration::days(30)) - Duration::minutes(10);
    match pages(office, start, now).await {
        Ok(Some((updates, up_to))) => {
            let mut all = true;
            for update in ours(house, office, updates).await? {
                all &= hear(house, office, update, now).await?;
            }
            let reading = Reading {
                read_until: if all { up_to } else { reading.read_until },
                attempts: 0,
                last_error: None,
            };
            keep(house, office, &reading, now + every).await
        }
        Ok(None) => {
            let reading = Reading {
                attempts: 0,
                last_error: None,
                ..reading
            };
            keep(house, office, &reading, now + Duration::hours(HOURS)).await
        }
        Err(failure) => {
            let attempts = reading.attempts + 1;
            let reading = Reading {
                attempts,
                last_error: Some(failure.to_string()),
                ..reading
            };
            keep(house, office, &reading, now + pause(attempts)).await
        }
    }
}

async fn keep(
    house: &House,
    office: &BackOffice,
    reading: &Reading,
    next: DateTime<Utc>,
) -> Result<()> {
    let mut tx = house.db().writing().await?;
    store::keep_reading(&mut tx, &office.agency, reading, next).await?;
    tx.commit().await
}

/// What was said in a span, and up to when that is all of it.
async fn pages(
    office: &BackOffice,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Option<(Vec<Update>, DateTime<Utc>)>, Failure> {
    let client = Client::of(office)?;
    let mut all: Vec<Update> = Vec::new();
    for page in 1..=PAGES {
        let Some(more) = client.updates(start, end, page).await? else {
            return Ok(None);
        };
        // A system that knows no pages sends the same again.
        let known = more
            .first()
            .is_none_or(|first| all.iter().any(|it| it.id == first.id));
        if known {
            return Ok(Some((all, end)));
        }
        all.extend(more);
    }
    // There is more: the next turn goes on where this one stops.
    let last = all.iter().filter_map(|it| it.at).max();
    Ok(Some((all, last.map_or(start, |it| it.min(end)))))
}

/// Word on what was sent there from here.
async fn ours(house: &House, office: &BackOffice, all: Vec<Update>) -> Result<Vec<Update>> {
    let mut tx = house.db().reading().await?;
    let mut ours = Vec::new();
    for update in all {
        let job = store::by_number(&mut tx, &office.agency, &update.request_id).await?;
        if job.is_some() {
            ours.push(update);
        }
    }
    Ok(ours)
}

/// Puts one word of the system on the timeline of its referral. What is not ours is left alone. Says false when somebody works
/// on the referral at this moment, and it must be read again.
async fn hear(
    house: &House,
    office: &BackOffice,
    update: Update,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (mut desk, permit) = own_desk(house).await?;
    let job = store::by_number(desk.tx(), &office.agency, &update.request_id).await?;
    let Some(job) = job else {
        return Ok(true);
    };
    let Some(referral) = referrals::store::find(desk.tx(), job.referral).await? else {
        return Ok(true);
    };
    let status = ExternalStatus::of(&update.status);
    let what = status.map_or("Word", ExternalStatus::label);
    let said = word(
        &referral,
        update
            .at
            .unwrap_or(now)
            .clamp(referral.sent_at.min(now), now),
        Side::System,
        what,
        update.words,
        Some(format!("update:{}", update.id)),
    );
    if !referrals::store::say(desk.tx(), &permit, &said).await? {
        return Ok(true);
    }
    if let Some(moved) = status.and_then(|status| after(referral, status, now)) {
        if !referrals::store::save(desk.tx(), &permit, &moved).await? {
            return Ok(false);
        }
        after_move(&mut desk, &permit, &moved).await?;
    }
    desk.tell(Line::of("heard of", "referral", job.referral))
        .await?;
    desk.keep().await?;
    Ok(true)
}

/// How a referral stands after a word of the system.
fn after(referral: Referral, status: ExternalStatus, now: DateTime<Utc>) -> Option<Referral> {
    // Whoever passed it on still checks, so "closed" without a reason is taken as done.
    match status.leads_to(ConcernState::Sent)? {
        (ConcernState::Done, _) | (ConcernState::ClosedNotDone, Some(CloseReason::NotSaid)) => {
            referral.done(now).ok()
        }
        (ConcernState::ClosedNotDone, _) => referral.decline(now).ok(),
        _ => Some(referral.open(now)),
    }
}
