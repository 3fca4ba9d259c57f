//! The form with which something is passed to an agency, and passing it on: what is asked, by when, why, and what may go across.

use askama::Template;
use base::{
    Answer, Desk, Line, Permit, Stop, WardId,
    agencies::{self, Agency},
};
use wards::atlas;
use web::{Fields, Frame, form_page};

use super::{About, Referral, ReferralId, ReferralState, Side, Word, mail, store};
use crate::{
    agreements::{self, Agreement, Purpose},
    back_offices,
};

/// What is passed on, as the form shows it.
pub struct Matter {
    /// What it is.
    pub about: About,
    /// Of which ward.
    pub ward: WardId,
    /// The kind of the concern, by its code; of an action, nothing.
    pub service: String,
    /// Over the form.
    pub heading: &'static str,
    /// The list it stands on: where, and what it is called.
    pub list: (&'static str, &'static str),
    /// What it is called.
    pub name: String,
    /// Its kind, in words.
    pub kind: String,
    /// Its page.
    pub path: String,
    /// Which agreements fit.
    pub fits: fn(Purpose) -> bool,
    /// Where it is, in degrees times one million, if it has a point that may be shared.
    pub point: Option<(i64, i64)>,
    /// Whether its reporter agreed that an agency may reach them.
    pub reaches_reporter: bool,
}

#[derive(Template)]
#[template(path = "referrals/refer.html")]
struct Page {
    frame: Frame,
    form: Fields,
    heading: &'static str,
    name: String,
    subject_path: String,
    path: String,
    ward: String,
    kind: String,
    agreements: Vec<(String, String)>,
    told_hint: &'static str,
    place_hint: &'static str,
    may_share: Vec<(String, String)>,
}

/// With whom an agreement that fits is in force today.
async fn agreed(
    desk: &mut Desk,
    fits: fn(Purpose) -> bool,
) -> Result<Vec<(Agreement, Agency)>, Stop> {
    let today = desk.today();
    let agencies = agencies::on(desk.tx(), today).await?;
    let agreed = agreements::store::on(desk.tx(), today).await?;
    let mut agreed: Vec<_> = agreed
        .into_iter()
        .filter(|it| fits(it.purpose))
        .filter_map(|it| {
            let agency = agencies.iter().find(|agency| agency.id == it.agency)?;
            Some((it, agency.clone()))
        })
        .collect();
    agreed.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    Ok(agreed)
}

/// The form as it was sent, or fresh.
///
/// # Errors
/// [`Stop::Refused`] when no agreement that fits is in force.
pub async fn form(mut desk: Desk, matter: &Matter, form: Fields) -> Answer {
    let agreed = agreed(&mut desk, matter.fits).await?;
    if agreed.is_empty() {
        return Err(Stop::Refused(
            "No agreement to share for this purpose is in force, so nothing can be passed on. The partnership office writes agreements down."
                .into(),
        ));
    }
    let atlas = atlas(&mut desk).await?;
    let wrong = form.wrong();
    let mut may_share = Vec::new();
    if matter.point.is_some() {
        may_share.push(("point".into(), "The point on the map".into()));
    }
    if matter.reaches_reporter && agreed.iter().any(|(it, _)| it.shares_contact) {
        may_share.push((
            "reporter".into(),
            "How to reach the reporter, who agreed to it".into(),
        ));
    }
    let (list, list_name) = matter.list;
    let (told_hint, place_hint) = match matter.about {
        About::Concern(_) => (
            "In your words, for the agency. It does not see what the reporter wrote. No names, no contact details.",
            "The agency reads it. Take out house numbers that point at the reporter.",
        ),
        About::Action(_) => (
            "In your words, for the agency. No names, no contact details.",
            "The agency reads it.",
        ),
    };
    let page = Page {
        frame: Frame::of(&desk, matter.heading)
            .wrong(wrong)
            .crumb(list, list_name)
            .crumb(matter.path.clone(), matter.name.clone())
            .crumb("", "Refer it"),
        form,
        heading: matter.heading,
        name: matter.name.clone(),
        subject_path: matter.path.clone(),
        path: format!("{}/refer", matter.path),
        ward: atlas.name(matter.ward).to_owned(),
        kind: matter.kind.clone(),
        agreements: std::iter::once((String::new(), "Choose an agency".to_owned()))
            .chain(agreed.iter().map(|(it, agency)| {
                let contact = if it.shares_contact && matter.about.concern().is_some() {
                    ", contact details covered"
                } else {
                    ""
                };
                let label = format!("{}: {}{contact}", agency.name, it.purpose.label());
                (it.id.to_string(), label)
            }))
            .collect(),
        told_hint,
        place_hint,
        may_share,
    };
    form_page(&desk, wrong, &page)
}

/// Passes it on. People of the agency get a link by mail, and not a word of what it is about.
///
/// # Errors
/// When the store cannot be written.
pub async fn pass_on(
    mut desk: Desk,
    permit: &Permit,
    matter: &Matter,
    mut typed: Fields,
) -> Answer {
    let agreed = agreed(&mut desk, matter.fits).await?;
    let to = typed.one_of(
        "agreement",
        |id| agreed.iter().find(|(it, _)| it.id.to_string() == id),
        "Choose to whom, and under which agreement",
    );
    let told = typed.words(
        "told",
        2_000,
        "Write what it is about, without names of people",
    );
    let place = typed.optional("place", 300);
    let asked = typed.words("asked", 1_000, "Write what the agency is asked to do");
    let why = typed.words("why", 1_000, "Write why it is asked");
    let wanted_on = typed.day("wanted_on", "Choose by when it is wanted");
    if wanted_on.is_some_and(|day| day < desk.today()) {
        typed.error("wanted_on", "Choose today or a later day");
    }
    let shares = |what: &str| typed.each("share").any(|it| it == what);
    let (point, shares_reporter) = (shares("point"), shares("reporter"));
    if shares_reporter && (!matter.reaches_reporter || to.is_some_and(|(it, _)| !it.shares_contact))
    {
        typed.error(
            "share",
            "The agreement you chose does not cover how to reach the reporter, or the reporter does not agree. Take that tick out.",
        );
    }
    // A second press leads to what the first one made.
    desk.once(typed.press()).await?;
    // Whoever passes one on at the same moment waits here and then sees this one.
    desk.mark("referrals").await?;
    let before = store::about(desk.tx(), matter.about).await?;
    if let Some((it, agency)) = to
        && before
            .iter()
            .any(|old| old.agency == it.agency && old.state.is_open())
    {
        typed.error(
            "agreement",
            format!(
                "This was passed to {} already and is not over there.",
                agency.name
            ),
        );
    }
    let (Some((agreement, agency)), Some(wanted_on), Some(by), false) =
        (to, wanted_on, desk.person(), typed.wrong())
    else {
        return form(desk, matter, typed).await;
    };
    let now = desk.now();
    let referral = Referral {
        id: ReferralId::fresh(),
        reference: format!("R-{}", wards::queries::code::fresh_reference()),
        about: matter.about,
        ward: matter.ward,
        agency: agency.id,
        agreement: agreement.id,
        purpose: agreement.purpose,
        service: matter.service.clone(),
        is_lead: false,
        place,
        point: matter.point.filter(|_| point),
        told,
        asked,
        why,
        shares_reporter,
        wanted_on,
        accepted_on: None,
        state: ReferralState::Sent,
        state_at: now,
        sent_at: now,
        sent_by: by,
        opened_at: None,
        done_at: None,
        ended_at: None,
        reached_at: None,
        told_until: None,
        version: 1,
    };
    store::add(desk.tx(), permit, &referral).await?;
    store::settle_lead(desk.tx(), permit, matter.about, None).await?;
    let word = Word {
        referral: referral.id,
        at: now,
        side: Side::Referrer,
        what: "Passed on".into(),
        words: String::new(),
        external_id: None,
    };
    store::say(desk.tx(), permit, &word).await?;
    back_offices::hand_over(&mut desk, permit, &referral, &agency.slug).await?;
    let subject = "Something was passed to you";
    mail::tell_agency(&mut desk, referral.agency, subject, &referral.path()).await?;
    desk.tell(Line::of("passed on", "referral", referral.id).with(&agency.slug))
        .await?;
    desk.finish(referral.path()).await
}
