//! One referral: what the agency was told, what both sides said since, and what each can do now.

use anyhow::Result;
use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, House, Line, OrNotFound as _, Permit, Stop, Who, agencies, clock};
use wards::atlas;
use web::{Fields, Frame, form_page, forms::Html};

use super::{About, Referral, ReferralState, Shown, shown::shown, store};
use crate::{
    agreements,
    back_offices::{self, AtOffice},
    concerns,
};

struct Said {
    when: String,
    who: String,
    what: String,
    words: String,
}

#[derive(Template)]
#[template(path = "referrals/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    it: Shown,
    /// Whether whoever looks may read what was shared.
    readable: bool,
    /// Since when the agency may not, as the agreement is over.
    lapsed: bool,
    told: String,
    why: String,
    place: String,
    point: String,
    purpose: &'static str,
    shares_reporter: bool,
    may_reach: bool,
    wanted: String,
    lead: String,
    others: Vec<Shown>,
    /// Where what was passed on stands, and what it is called, for whoever may see it.
    subject: Option<(String, &'static str)>,
    is_concern: bool,
    /// Whether the concern is over while this is still open.
    concern_is_over: bool,
    timeline: Vec<Said>,
    system: Option<AtOffice>,
    may_answer: bool,
    may_accept: bool,
    may_refer: bool,
    is_asked: bool,
    is_done: bool,
    may_revoke: bool,
    may_lead: bool,
    not_sent: Vec<Html>,
}

/// The referral of an address, for whoever may do this to it.
pub(super) async fn find(
    desk: &mut Desk,
    reference: &str,
    act: Act,
) -> Result<(Referral, Permit), Stop> {
    let referral = store::by_reference(desk.tx(), reference).await?;
    let referral = referral.or_not_found()?;
    desk.permit(Act::SeeReferrals, &referral)?;
    let permit = desk.permit(act, &referral)?;
    Ok((referral, permit))
}

/// The page. That the agency has opened it is noted apart: a page that only reads has no writing transaction.
pub(super) async fn show(mut desk: Desk, Path(reference): Path<String>) -> Answer {
    let (mut referral, _) = find(&mut desk, &reference, Act::SeeReferrals).await?;
    if referral.state == ReferralState::Sent && desk.may(Act::AnswerReferral, &referral) {
        referral = referral.open(desk.now());
        let (house, who) = (desk.house().clone(), desk.who().clone());
        let opened = referral.clone();
        tokio::spawn(async move {
            if let Err(fault) = note_opened(&house, who, &opened).await {
                tracing::error!("noting that a referral was opened: {fault:#}");
            }
        });
    }
    let form = Fields::fresh().with("version", referral.version);
    draw(desk, referral, form).await
}

async fn note_opened(house: &House, who: Who, it: &Referral) -> Result<()> {
    let mut desk = Desk::again_for(house, Act::AnswerReferral, who).await?;
    let Ok(permit) = desk.permit(Act::AnswerReferral, it) else {
        return Ok(());
    };
    if store::note_opened(desk.tx(), &permit, it).await? {
        desk.tell(Line::of("opened", "referral", it.id)).await?;
        desk.keep().await?;
    }
    Ok(())
}

/// The page with a form as it was sent.
pub(super) async fn draw(mut desk: Desk, referral: Referral, form: Fields) -> Answer {
    let (atlas, today) = (atlas(&mut desk).await?, desk.today());
    let agencies = agencies::all(desk.tx()).await?;
    let may_refer = desk.may(Act::Refer, &referral);
    let is_partner = desk.may(Act::AnswerReferral, &referral);
    let in_force = agreements::store::on(desk.tx(), today).await?;
    let holds = referral.is_covered(&in_force);
    // What was taken back or declined was shared for nothing: the agency does not open it again.
    let given_up = matches!(
        referral.state,
        ReferralState::Revoked | ReferralState::Declined
    );
    let readable = may_refer || (holds && !given_up);
    let family = store::about(desk.tx(), referral.about).await?;
    let concern = match referral.about {
        About::Concern(id) => concerns::store::find(desk.tx(), id).await?,
        About::Action(_) => None,
    };
    let opens = concern
        .as_ref()
        .is_some_and(|it| referral.opens_reporter(it, &in_force));
    let concern = concern.filter(|it| desk.may(Act::SeeConcerns, it));
    let concern_is_over =
        referral.state.is_open() && concern.as_ref().is_some_and(|it| !it.is_open());
    let name = |id| {
        let agency = agencies.iter().find(|agency| agency.id == id);
        agency.map_or(String::new(), |agency| agency.name.clone())
    };
    let agency = name(referral.agency);
    let timeline = store::words(desk.tx(), referral.id)
        .await?
        .into_iter()
        .map(|it| Said {
            when: clock::day_and_time(it.at),
            who: match it.side {
                super::Side::Partner => agency.clone(),
                super::Side::System => format!("System of {agency}"),
                side => side.label().to_owned(),
            },
            what: it.what,
            // What was said belongs to what was shared.
            words: if readable { it.words } else { String::new() },
        })
        .collect();
    let state = referral.state;
    let at_partner = state.waits_for_partner() || state == ReferralState::Asked;
    let (may_answer, is_asked) = (is_partner && at_partner, state == ReferralState::Asked);
    let may_accept = may_answer && state != ReferralState::Accepted;
    let is_done = state == ReferralState::Done;
    let offered = [
        ("question", may_answer),
        ("reason", may_answer),
        ("news", may_answer),
        ("evidence", may_answer),
        ("accept_words", may_accept),
        ("answer", may_refer && is_asked),
        ("checked", may_refer && is_done),
        ("missing", may_refer && is_done),
        ("why_back", may_refer && state.is_open()),
    ];
    let not_sent = offered
        .iter()
        .filter(|(_, offered)| !offered)
        .map(|(field, _)| form.not_sent(field))
        .filter(|html| !html.is_empty())
        .collect();
    let degrees = |value: i64| value as f64 / 1e6;
    let title = format!("Referral {}", referral.reference);
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/referrals", "Referrals")
            .crumb("", referral.reference.clone()),
        lapsed: !holds,
        readable,
        told: referral.told.clone(),
        why: referral.why.clone(),
        place: referral.place.clone(),
        point: referral.point.map_or(String::new(), |(lon, lat)| {
            format!("{:.5}, {:.5}", degrees(lat), degrees(lon))
        }),
        purpose: referral.purpose.label(),
        shares_reporter: referral.shares_reporter
            && concern.as_ref().is_none_or(|it| it.may_pass)
            && referral.state.is_open(),
        may_reach: opens && desk.may(Act::ReachReporter, &referral),
        wanted: clock::plain_day(referral.wanted_on),
        lead: family
            .iter()
            .find(|it| it.is_lead)
            .map_or(String::new(), |it| name(it.agency)),
        others: family
            .iter()
            .filter(|it| it.id != referral.id && desk.may(Act::SeeReferrals, *it))
            .map(|it| shown(&desk, &atlas, &agencies, it))
            .collect(),
        subject: match referral.about {
            About::Concern(_) => concern.map(|it| (it.path(), "concern")),
            About::Action(id) if may_refer => Some((format!("/desk/actions/{id}"), "action")),
            About::Action(_) => None,
        },
        is_concern: referral.about.concern().is_some(),
        concern_is_over,
        timeline,
        system: back_offices::at_office(&mut desk, &referral).await?,
        may_answer,
        may_accept,
        is_asked,
        is_done,
        may_revoke: may_refer && state.is_open(),
        may_lead: may_refer && state.is_open() && !referral.is_lead,
        may_refer,
        not_sent,
        it: shown(&desk, &atlas, &agencies, &referral),
        form,
    };
    form_page(&desk, wrong, &page)
}
