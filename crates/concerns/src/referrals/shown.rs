//! A referral as pages show it: to whom, by when, how it stands, days late.

use anyhow::Result;
use base::{Act, Desk, WardId, agencies::Agency, clock, deadlines::days};
use chrono::NaiveDate;
use wards::Atlas;
use web::{Tag, TagKind};

use super::{About, Referral, ReferralState, store};

/// A referral in words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its page.
    pub path: String,
    /// What it is called.
    pub reference: String,
    /// Of which ward.
    pub ward: String,
    /// What kind of concern, or that it is an action.
    pub kind: String,
    /// To whom.
    pub agency: String,
    /// Whether that agency leads.
    pub is_lead: bool,
    /// What is asked.
    pub asked: String,
    /// By when.
    pub due: String,
    /// Whether that is the agency's own day.
    pub promised: bool,
    /// How it stands.
    pub tag: Tag,
    /// Days late.
    pub late: Option<i64>,
}

/// A referral in words.
#[must_use]
pub fn shown(desk: &Desk, atlas: &Atlas, agencies: &[Agency], it: &Referral) -> Shown {
    let late = it.late(desk.today());
    let kind = match it.state {
        ReferralState::Sent | ReferralState::Returned | ReferralState::Asked => TagKind::Warn,
        ReferralState::Opened | ReferralState::Accepted => TagKind::Info,
        ReferralState::Done | ReferralState::Closed => TagKind::Go,
        ReferralState::Declined | ReferralState::Revoked => TagKind::Plain,
    };
    let tag = match late {
        Some(late) => Tag::new(
            TagKind::Bad,
            format!("{}, {} late", it.state.label(), days(late)),
        ),
        None => Tag::new(kind, it.state.label()),
    };
    let service = desk.place().service(&it.service);
    Shown {
        path: it.path(),
        reference: it.reference.clone(),
        ward: atlas.name(it.ward).to_owned(),
        kind: match (it.about, service) {
            (About::Action(_), _) => "Action of the panel".to_owned(),
            (About::Concern(_), Some(service)) => service.name.clone(),
            (About::Concern(_), None) => it.service.clone(),
        },
        agency: agencies
            .iter()
            .find(|agency| agency.id == it.agency)
            .map_or(String::new(), |agency| agency.name.clone()),
        is_lead: it.is_lead,
        asked: it.asked.clone(),
        due: clock::plain_day(it.due_on()),
        promised: it.accepted_on.is_some(),
        tag,
        late,
    }
}

/// Something about a referral that waits for whoever asks.
#[derive(Clone, Debug)]
pub struct Waits {
    /// In which ward.
    pub ward: WardId,
    /// What to do, without a word of what it is about.
    pub title: String,
    /// Where.
    pub path: String,
    /// By when.
    pub due: NaiveDate,
}

/// What waits for whoever asks: what their agency was passed, and answers and work to check for whoever passed things on.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting_for_me(desk: &mut Desk) -> Result<Vec<Waits>> {
    let (today, mut waits) = (desk.today(), Vec::new());
    for it in store::all_open(desk.tx()).await? {
        let (title, due) = if it.state.waits_for_partner() && desk.may(Act::AnswerReferral, &it) {
            let title = match it.state {
                ReferralState::Accepted => format!("Do what you accepted: {}", it.reference),
                ReferralState::Returned => format!("Not finished yet: {}", it.reference),
                _ => format!("Passed to you: {}", it.reference),
            };
            (title, it.due_on())
        } else if it.state.waits_for_referrer() && desk.may(Act::Refer, &it) {
            let title = match it.state {
                ReferralState::Asked => format!("Answer the agency's question: {}", it.reference),
                _ => format!("Check whether it was done: {}", it.reference),
            };
            (title, clock::day(it.state_at) + chrono::Duration::days(7))
        } else if it.late(today).is_some() && desk.may(Act::Refer, &it) {
            (format!("An agency is late: {}", it.reference), it.due_on())
        } else {
            continue;
        };
        waits.push(Waits {
            ward: it.ward,
            title,
            path: it.path(),
            due,
        });
    }
    Ok(waits)
}
