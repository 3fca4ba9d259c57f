//! What is passed to an agency with a system of its own is put on its way there, and shown on the referral.

use anyhow::Result;
use base::{Desk, Permit, clock};
use web::{Tag, TagKind};

use super::{Job, JobId, JobStep, store};
use crate::referrals::{self, Referral, Side, Word};

/// Puts it on its way, if the agency has a system that knows its kind.
///
/// # Errors
/// When the store cannot be written.
pub async fn hand_over(
    desk: &mut Desk,
    permit: &Permit,
    referral: &Referral,
    agency: &str,
) -> Result<()> {
    let house = desk.house().clone();
    let Some(office) = house.settings().office(agency) else {
        return Ok(());
    };
    let now = desk.now();
    let Some(code) = office.code(&referral.service) else {
        let word = Word {
            referral: referral.id,
            at: now,
            side: Side::Program,
            what: "The agency's own system does not know this kind: it goes by mail only".into(),
            words: String::new(),
            external_id: None,
        };
        referrals::store::say(desk.tx(), permit, &word).await?;
        return Ok(());
    };
    let job = Job {
        id: JobId::fresh(),
        referral: referral.id,
        office: office.agency.clone(),
        service_code: code.to_owned(),
        step: JobStep::Push,
        token: None,
        request_id: None,
        status: None,
        attempts: 0,
        next_at: now,
        last_error: None,
    };
    store::add(desk.tx(), permit, &job).await
}

/// How a referral stands in the agency's own system.
#[derive(Clone, Debug)]
pub struct AtOffice {
    /// How far it has come.
    pub tag: Tag,
    /// Its number there.
    pub number: String,
    /// Why it last went wrong.
    pub error: String,
    /// How often in a row it did.
    pub attempts: i64,
    /// When it is tried again.
    pub next: String,
    /// Whether it can be tried now.
    pub may_try: bool,
    /// What stands on the button for it.
    pub press: &'static str,
}

/// How a referral stands in the agency's own system, if it goes there.
///
/// # Errors
/// When the store cannot be read.
pub async fn at_office(desk: &mut Desk, referral: &Referral) -> Result<Option<AtOffice>> {
    let job = store::of_referral(desk.tx(), referral.id).await?;
    Ok(job.map(|job| {
        let failing = job.last_error.is_some() && job.step != JobStep::Ended;
        let kind = match (job.step, failing) {
            (_, true) => TagKind::Bad,
            (JobStep::Push | JobStep::Look | JobStep::Token, _) => TagKind::Info,
            (JobStep::Follow, _) => TagKind::Go,
            (JobStep::Unclear | JobStep::Ended, _) => TagKind::Plain,
        };
        let words = match (job.step, failing) {
            (JobStep::Push | JobStep::Look, true) => "Could not be sent there yet",
            (JobStep::Token | JobStep::Follow, true) => "Could not be asked about there",
            (step, _) => step.label(),
        };
        AtOffice {
            tag: Tag::new(kind, words),
            number: job.request_id.unwrap_or_default(),
            error: if failing {
                job.last_error.unwrap_or_default()
            } else {
                String::new()
            },
            attempts: job.attempts,
            next: if job.step == JobStep::Unclear {
                "not before you say so".to_owned()
            } else {
                clock::day_and_time(job.next_at)
            },
            may_try: failing,
            press: if job.step == JobStep::Unclear {
                "Send it again"
            } else {
                "Try again now"
            },
        }
    }))
}
