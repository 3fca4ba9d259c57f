//! Sends to agencies' systems what waits, asks what became of the rest, and writes on the referral what it heard.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Permit, clock, secrets, settings::BackOffice};
use chrono::{DateTime, Utc};

use super::{
    Job, JobStep,
    client::{Client, Listed, Stands, Taken},
    network::Failure,
    read, store,
};
use crate::{
    agreements,
    referrals::{self, Referral, ReferralState, Side, Word},
};

/// So many in one turn.
const MOST: usize = 100;

/// What is to be kept of one turn.
struct Heard {
    job: Job,
    /// How the referral stands after it, if that changed.
    referral: Option<Referral>,
    /// What stands on its timeline.
    words: Vec<Word>,
    /// What the ledger says; none: there was nothing new.
    told: Option<&'static str>,
}

/// Does what is due with every system, once. Says how many referrals it had in hand.
///
/// # Errors
/// When the store fails. What a system does wrong is kept beside its referral and tried again.
pub async fn run(house: &House) -> Result<usize> {
    let mut done = 0;
    while done < MOST {
        // No transaction is open while another machine is asked.
        let lease = secrets::token();
        let now = house.clock().now();
        let mut tx = house.db().writing().await?;
        let job = store::lease(&mut tx, &lease, now).await?;
        tx.commit().await?;
        let Some(job) = job else { break };
        one(house, job, &lease).await?;
        done += 1;
    }
    for office in &house.settings().back_office {
        read::read(house, office).await?;
    }
    Ok(done)
}

async fn one(house: &House, job: Job, lease: &str) -> Result<()> {
    let mut tx = house.db().reading().await?;
    let referral = referrals::store::find(&mut tx, job.referral).await?;
    let now = house.clock().now();
    let in_force = agreements::store::on(&mut tx, clock::day(now)).await?;
    drop(tx);
    let over = |referral: &Referral| !referral.state.is_open();
    let heard = match (referral, house.settings().office(&job.office)) {
        (Some(referral), Some(_))
            if !over(&referral)
                && matches!(job.step, JobStep::Push | JobStep::Look)
                && !referral.is_covered(&in_force) =>
        {
            let why = "The agreement to share is not in force any more.";
            failed(job, &referral, why.into(), now)
        }
        (Some(referral), Some(office)) if !over(&referral) => {
            match ask(&job, &referral, office, now).await {
                Ok(heard) => heard,
                Err(failure) => {
                    let mut job = job;
                    if job.step == JobStep::Push && failure.may_have_arrived() {
                        job.step = JobStep::Look;
                    }
                    failed(job, &referral, failure.to_string(), now)
                }
            }
        }
        (Some(referral), None) if !over(&referral) => {
            let why = "Their system does not stand in the settings any more.";
            failed(job, &referral, why.into(), now)
        }
        (referral, _) => ended(job, referral.as_ref(), now),
    };
    keep(house, heard, lease).await
}

/// It went wrong. The first time in a row stands on the timeline; every time beside it.
fn failed(job: Job, referral: &Referral, why: String, now: DateTime<Utc>) -> Heard {
    let first = job.attempts == 0;
    let what = if matches!(job.step, JobStep::Push | JobStep::Look) {
        "Could not be sent to the agency's own system; it is tried again"
    } else {
        "The agency's own system could not be asked; it is tried again"
    };
    let words = first.then(|| word(referral, now, Side::Program, what, why.clone(), None));
    Heard {
        job: job.failed(why, now),
        referral: None,
        words: words.into_iter().collect(),
        told: first.then_some("could not be sent on"),
    }
}

/// It is over here. Open311 knows no way to take something back.
fn ended(job: Job, referral: Option<&Referral>, now: DateTime<Utc>) -> Heard {
    let left = referral
        .filter(|it| it.state == ReferralState::Revoked)
        .filter(|_| job.step != JobStep::Push)
        .map(|it| {
            let what = "The agency's own system cannot be told that this was taken back: ring them";
            word(it, now, Side::Program, what, String::new(), None)
        });
    Heard {
        told: left.is_some().then_some("not followed there"),
        words: left.into_iter().collect(),
        referral: None,
        job: Job {
            step: JobStep::Ended,
            ..job
        },
    }
}

pub(super) fn word(
    referral: &Referral,
    at: DateTime<Utc>,
    side: Side,
    what: &str,
    words: String,
    external_id: Option<String>,
) -> Word {
    Word {
        referral: referral.id,
        at,
        side,
        what: what.to_owned(),
        words,
        external_id,
    }
}

/// Asks the system what this step needs.
async fn ask(
    job: &Job,
    referral: &Referral,
    office: &BackOffice,
    now: DateTime<Utc>,
) -> Result<Heard, Failure> {
    let client = Client::of(office)?;
    match job.step {
        // Nobody knows how the last try ended: only what its list does not show is sent again.
        JobStep::Look => match client.look_for(referral, &job.service_code, now).await? {
            Listed::Number(number) => Ok(taken_in(job.clone(), referral, number, now)),
            Listed::No => push(&client, job, referral, now).await,
            Listed::NoNumber => Ok(unclear(
                job.clone(),
                referral,
                "It lists this, without a number.",
                now,
            )),
            Listed::Unknown => {
                let why =
                    "The last try may have arrived, and their system shows no list to look in.";
                Ok(unclear(job.clone(), referral, why, now))
            }
        },
        JobStep::Push => push(&client, job, referral, now).await,
        JobStep::Token => {
            let token = job.token.as_deref().unwrap_or_default();
            Ok(match client.number(token).await? {
                Some(number) => taken_in(job.clone(), referral, number, now),
                None => Heard {
                    job: job
                        .clone()
                        .went_well(JobStep::Token, office.every_minutes, now),
                    referral: None,
                    words: Vec::new(),
                    told: None,
                },
            })
        }
        JobStep::Follow | JobStep::Unclear | JobStep::Ended => {
            let number = job.request_id.as_deref().unwrap_or_default();
            let stands = client.stands(number).await?;
            let job = job
                .clone()
                .went_well(JobStep::Follow, office.every_minutes, now);
            Ok(followed(job, referral, stands, now))
        }
    }
}

/// Sends it there.
async fn push(
    client: &Client<'_>,
    job: &Job,
    referral: &Referral,
    now: DateTime<Utc>,
) -> Result<Heard, Failure> {
    Ok(match client.push(referral, &job.service_code).await {
        Err(Failure::Unreadable) => {
            let why = "What it answered could not be understood.";
            unclear(job.clone(), referral, why, now)
        }
        Err(failure) => return Err(failure),
        Ok(Taken::Number(number)) => taken_in(job.clone(), referral, number, now),
        Ok(Taken::Token(token)) => Heard {
            job: Job {
                token: Some(token),
                ..job.clone().went_well(JobStep::Token, 1, now)
            },
            referral: None,
            words: vec![word(
                referral,
                now,
                Side::System,
                "Arrived; it gets its number later",
                String::new(),
                Some("token".into()),
            )],
            told: Some("sent to a system"),
        },
    })
}

/// It may be there, and nobody knows: sent again, it could be there twice. Whoever passed it on rings them.
fn unclear(job: Job, referral: &Referral, why: &str, now: DateTime<Utc>) -> Heard {
    let what = "Sent, and nobody knows whether it arrived in the agency's own system: ring them";
    Heard {
        words: vec![word(
            referral,
            now,
            Side::Program,
            what,
            why.to_owned(),
            None,
        )],
        referral: None,
        told: Some("sent to a system"),
        job: Job {
            step: JobStep::Unclear,
            last_error: Some(why.to_owned()),
            ..job
        },
    }
}

/// It has a number there: the agency has it.
fn taken_in(job: Job, referral: &Referral, number: String, now: DateTime<Utc>) -> Heard {
    let said = format!("Its number there is {number}.");
    let external = Some("number".to_owned());
    Heard {
        words: vec![word(
            referral,
            now,
            Side::System,
            "Taken in",
            said,
            external,
        )],
        referral: Some(referral.clone().open(now)),
        job: Job {
            request_id: Some(number),
            // Asked at once how it stands: many systems say by when it is expected.
            ..job.went_well(JobStep::Follow, 0, now)
        },
        told: Some("sent to a system"),
    }
}

/// How it stands there, and what that means here. What was heard before is not news.
fn followed(job: Job, referral: &Referral, stands: Stands, now: DateTime<Utc>) -> Heard {
    let (mut words, mut moved) = (Vec::new(), None);
    let news = job.status.as_deref() != Some(&stands.status);
    let expected = stands.expected.map(clock::day);
    let say = |what: &str, said: String, external: Option<String>| {
        word(referral, now, Side::System, what, said, external)
    };
    if stands.status == "closed" {
        if news {
            moved = referral.clone().done(now).ok();
            words.push(say("Closed there", stands.notes.clone(), None));
        }
    } else if news && referral.state == ReferralState::Done {
        moved = referral.clone().give_back(now).ok();
        words.push(say("Opened there again", stands.notes.clone(), None));
    } else if let Some(day) = expected
        && referral.accepted_on.is_none()
        && let Ok(accepted) = referral.clone().accept(day, now)
    {
        moved = Some(accepted);
        let what = format!("Expected there by {}", clock::long_day(day));
        words.push(say(&what, String::new(), None));
    }
    if words.is_empty() && stands.status != "closed" && !stands.notes.is_empty() {
        let external = format!("notes:{}", &secrets::hash(&stands.notes)[..16]);
        words.push(say("Said there", stands.notes, Some(external)));
    }
    Heard {
        told: (moved.is_some() || !words.is_empty()).then_some("heard of"),
        job: Job {
            status: Some(stands.status),
            ..job
        },
        referral: moved,
        words,
    }
}

/// Keeps it all together, or nothing of it when another program has it in hand by now.
async fn keep(house: &House, heard: Heard, lease: &str) -> Result<()> {
    let Some(told) = heard.told else {
        let mut tx = house.db().writing().await?;
        store::settle(&mut tx, &heard.job, lease).await?;
        return tx.commit().await;
    };
    let (mut desk, permit) = own_desk(house).await?;
    if !store::settle(desk.tx(), &heard.job, lease).await? {
        return Ok(());
    }
    let id = heard.job.referral;
    if let Some(moved) = &heard.referral
        && !referrals::store::save(desk.tx(), &permit, moved).await?
    {
        // Somebody worked on it while the system was asked. Nothing is kept; the lease ends, and it is asked again.
        return Ok(());
    }
    if let Some(moved) = &heard.referral {
        after_move(&mut desk, &permit, moved).await?;
    }
    let mut new = heard.referral.is_some();
    if heard.job.step == JobStep::Unclear
        && let Some(it) = referrals::store::find(desk.tx(), id).await?
    {
        referrals::mail::tell_referrer(&mut desk, &it).await?;
        new = true;
    }
    for word in &heard.words {
        new |= referrals::store::say(desk.tx(), &permit, word).await?;
    }
    if new {
        desk.tell(Line::of(told, "referral", id)).await?;
        return desk.keep().await;
    }
    // Nothing new after all: only when it is asked again is kept.
    drop(desk);
    let mut tx = house.db().writing().await?;
    store::settle(&mut tx, &heard.job, lease).await?;
    tx.commit().await
}

/// What follows when a system has moved a referral: another agency leads, whoever passed it on hears of it.
pub(super) async fn after_move(desk: &mut Desk, permit: &Permit, it: &Referral) -> Result<()> {
    if it.state == ReferralState::Declined {
        referrals::store::settle_lead(desk.tx(), permit, it.about, None).await?;
    }
    if it.state == ReferralState::Declined || it.state.waits_for_referrer() {
        referrals::mail::tell_referrer(desk, it).await?;
    }
    Ok(())
}

/// A desk of the program itself.
pub(super) async fn own_desk(house: &House) -> Result<(Desk, Permit)> {
    let desk = Desk::of_the_house(house, Act::Refer).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("speaking with agencies' systems is the program's own work");
    };
    Ok((desk, permit))
}
