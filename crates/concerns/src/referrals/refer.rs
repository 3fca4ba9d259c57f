//! A concern is passed to an agency: what is asked, by when, why, and what may go across.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect},
};
use base::{
    Act, Answer, Desk, Line, OrNotFound as _, Permit, Stop,
    agencies::{self, Agency},
};
use wards::atlas;
use web::{Fields, Frame, form_page};

use super::{Referral, ReferralId, ReferralState, Side, Word, mail, store};
use crate::{
    Concern, ConcernId,
    agreements::{self, Agreement},
    back_offices, concerns,
};

#[derive(Template)]
#[template(path = "referrals/refer.html")]
struct Page {
    frame: Frame,
    form: Fields,
    concern: String,
    concern_path: String,
    path: String,
    ward: String,
    kind: String,
    agreements: Vec<(String, String)>,
    may_share: Vec<(String, String)>,
}

/// From a list: which concern is in the question of the address.
pub(super) async fn start(desk: Desk, Query(ask): Query<HashMap<String, String>>) -> Answer {
    // Whoever may pass anything on anywhere comes here; the concern is looked at where it leads.
    drop(desk);
    let concern = ask
        .get("concern")
        .and_then(|id| id.parse::<ConcernId>().ok());
    let to = concern.map_or_else(
        || "/desk/concerns".to_owned(),
        |id| format!("/desk/concerns/{id}/refer"),
    );
    Ok(Redirect::to(&to).into_response())
}

/// The concern of an address, for whoever may pass it on.
async fn find(desk: &mut Desk, id: &str) -> Result<(Concern, Permit), Stop> {
    let id: ConcernId = id.parse().ok().or_not_found()?;
    let concern = concerns::store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::Refer, &concern)?;
    if !concern.is_open() {
        return Err(Stop::Refused(
            "This concern is over. What is over is not passed on.".into(),
        ));
    }
    Ok((concern, permit))
}

/// With whom an agreement for this is in force today.
async fn agreed(desk: &mut Desk) -> Result<Vec<(Agreement, Agency)>, Stop> {
    let today = desk.today();
    let agencies = agencies::on(desk.tx(), today).await?;
    let agreed = agreements::store::on(desk.tx(), today).await?;
    let mut agreed: Vec<_> = agreed
        .into_iter()
        .filter(|it| it.purpose.fits_a_concern())
        .filter_map(|it| {
            let agency = agencies.iter().find(|agency| agency.id == it.agency)?;
            Some((it, agency.clone()))
        })
        .collect();
    agreed.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    Ok(agreed)
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (concern, _) = find(&mut desk, &id).await?;
    // What everyone may read is a beginning; the reporter's own words never are.
    let form = Fields::fresh()
        .with("told", concern.shown_words.clone().unwrap_or_default())
        .with("place", &concern.place)
        .with("share", "point");
    draw(desk, concern, form).await
}

async fn draw(mut desk: Desk, concern: Concern, form: Fields) -> Answer {
    let agreed = agreed(&mut desk).await?;
    if agreed.is_empty() {
        return Err(Stop::Refused(
            "No agreement to share is in force, so nothing can be passed on. The partnership office writes agreements down."
                .into(),
        ));
    }
    let atlas = atlas(&mut desk).await?;
    let wrong = form.wrong();
    let mut may_share = Vec::new();
    if concern.lon_e6.is_some() {
        may_share.push(("point".into(), "The point on the map".into()));
    }
    if concern.may_pass
        && concern.can_be_reached()
        && agreed.iter().any(|(it, _)| it.shares_contact)
    {
        may_share.push((
            "reporter".into(),
            "How to reach the reporter, who agreed to it".into(),
        ));
    }
    let kind = desk.place().service(&concern.service);
    let page = Page {
        frame: Frame::of(&desk, "Refer a concern")
            .wrong(wrong)
            .crumb("/desk/concerns", "Concerns")
            .crumb(concern.path(), format!("Concern {}", concern.reference))
            .crumb("", "Refer it"),
        form,
        concern: concern.reference.clone(),
        concern_path: concern.path(),
        path: format!("{}/refer", concern.path()),
        ward: atlas.name(concern.ward).to_owned(),
        kind: kind.map_or_else(|| concern.service.clone(), |kind| kind.name.clone()),
        agreements: agreed
            .iter()
            .map(|(it, agency)| {
                let contact = if it.shares_contact {
                    ", contact details covered"
                } else {
                    ""
                };
                let label = format!("{}: {}{contact}", agency.name, it.purpose.label());
                (it.id.to_string(), label)
            })
            .collect(),
        may_share,
    };
    form_page(&desk, wrong, &page)
}

/// Passes it on. People of the agency get a link by mail, and not a word of what it is about.
pub(super) async fn refer(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = find(&mut desk, &id).await?;
    let agreed = agreed(&mut desk).await?;
    let to = form.one_of(
        "agreement",
        |id| agreed.iter().find(|(it, _)| it.id.to_string() == id),
        "Choose to whom, and under which agreement",
    );
    let told = form.words(
        "told",
        2_000,
        "Write what it is about, without names of people",
    );
    let place = form.optional("place", 300);
    let asked = form.words("asked", 1_000, "Write what the agency is asked to do");
    let why = form.words("why", 1_000, "Write why it is asked");
    let wanted_on = form.day("wanted_on", "Choose by when it is wanted");
    if wanted_on.is_some_and(|day| day < desk.today()) {
        form.error("wanted_on", "Choose today or a later day");
    }
    let shares = |what: &str| form.each("share").any(|it| it == what);
    let (point, shares_reporter) = (shares("point"), shares("reporter"));
    if shares_reporter
        && (!concern.may_pass
            || !concern.can_be_reached()
            || to.is_some_and(|(it, _)| !it.shares_contact))
    {
        form.error(
            "share",
            "The agreement you chose does not cover how to reach the reporter, or the reporter does not agree. Take that tick out.",
        );
    }
    // Whoever passes one on at the same moment waits here and then sees this one.
    desk.mark("referrals").await?;
    let before = store::of_concern(desk.tx(), concern.id).await?;
    if let Some((it, agency)) = to
        && before
            .iter()
            .any(|old| old.agency == it.agency && old.state.is_open())
    {
        form.error(
            "agreement",
            format!(
                "This was passed to {} already and is not over there.",
                agency.name
            ),
        );
    }
    let (Some((agreement, agency)), Some(wanted_on), Some(by), false) =
        (to, wanted_on, desk.person(), form.wrong())
    else {
        return draw(desk, concern, form).await;
    };
    desk.once(form.press()).await?;
    let now = desk.now();
    let referral = Referral {
        id: ReferralId::fresh(),
        reference: format!("R-{}", wards::queries::code::fresh_reference()),
        concern: concern.id,
        ward: concern.ward,
        agency: agency.id,
        agreement: agreement.id,
        purpose: agreement.purpose,
        service: concern.service.clone(),
        is_lead: false,
        place,
        point: concern.lon_e6.zip(concern.lat_e6).filter(|_| point),
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
    store::add(desk.tx(), &permit, &referral).await?;
    store::settle_lead(desk.tx(), &permit, concern.id, None).await?;
    let word = Word {
        referral: referral.id,
        at: now,
        side: Side::Referrer,
        what: "Passed on".into(),
        words: String::new(),
        external_id: None,
    };
    store::say(desk.tx(), &permit, &word).await?;
    back_offices::hand_over(&mut desk, &permit, &referral, &agency.slug).await?;
    let people = mail::partners(&mut desk, referral.agency).await?;
    let subject = "Something was passed to you";
    mail::write(&mut desk, &people, subject, &referral.path()).await?;
    desk.tell(Line::of("passed on", "referral", referral.id).with(&agency.slug))
        .await?;
    desk.finish(referral.path()).await
}
