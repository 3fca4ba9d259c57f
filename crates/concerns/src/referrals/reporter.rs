//! An agency that accepted a referral opens how to reach the reporter, who agreed to it; why it looks is asked and recorded.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use base::{Act, Answer, Desk, Line, OrNotFound as _, Permit, Stop, closed::Turn, words};
use web::{Fields, Frame, form_page};

use super::{Referral, Side, Word, show, store};
use crate::{ConcernId, agreements, concerns, reports, reports::Reporter};

words! {
    /// Why an agency looks. A choice, so that no name gets into the ledger.
    pub enum ReachReason {
        Ask = "ask" / "To ask them what only they can know",
        Visit = "visit" / "To agree when somebody comes",
        Tell = "tell" / "To tell them something that cannot wait for the team",
        Risk = "risk" / "Somebody may be at risk",
    }
}

#[derive(Template)]
#[template(path = "referrals/reporter.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    reference: String,
    reasons: Vec<(String, String)>,
    opened: Option<Reporter>,
    is_gone: bool,
}

/// The referral of an address, as long as it opens. Whatever stands against it looks as if it were not there.
async fn find(desk: &mut Desk, reference: &str) -> Result<(Referral, ConcernId, Permit), Stop> {
    let (referral, permit) = show::find(desk, reference, Act::ReachReporter).await?;
    let concern = referral.about.concern().or_not_found()?;
    let concern = concerns::store::find(desk.tx(), concern).await?;
    let today = desk.today();
    let in_force = agreements::store::on(desk.tx(), today).await?;
    let concern = concern.or_not_found()?;
    if !referral.opens_reporter(&concern, &in_force) {
        return Err(Stop::NotThere);
    }
    Ok((referral, concern.id, permit))
}

/// Asks for the reason.
pub(super) async fn show(mut desk: Desk, Path(reference): Path<String>) -> Answer {
    let (referral, ..) = find(&mut desk, &reference).await?;
    draw(&desk, &referral, Fields::fresh(), None, false)
}

/// Opens it. It is the answer to the form and stands at no address.
pub(super) async fn open(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, concern, permit) = find(&mut desk, &reference).await?;
    let Some(reason) = ReachReason::of(form.raw("reason")) else {
        form.error("reason", "Choose why you look");
        return draw(&desk, &referral, form, None, false);
    };
    desk.once(form.press()).await?;
    desk.leads_to(&referral.path()).await?;
    let now = desk.now();
    if !store::note_reached(desk.tx(), &permit, &referral, now).await? {
        return Err(Stop::NotThere);
    }
    let word = Word {
        referral: referral.id,
        at: now,
        side: Side::Partner,
        what: "Opened how to reach the reporter".into(),
        words: reason.label().into(),
        external_id: None,
    };
    store::say(desk.tx(), &permit, &word).await?;
    let told = "opened how to reach the reporter";
    desk.tell(Line::of(told, "referral", referral.id).with(reason.word()))
        .await?;
    let line = Line::of(told, "concern", concern).with(reason.word());
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let opened = reports::store::reporter(&mut turn, concern).await?;
    turn.keep().await?;
    let is_gone = opened.is_none();
    let answer = draw(&desk, &referral, form, opened, is_gone)?;
    desk.keep().await?;
    Ok(answer)
}

fn draw(
    desk: &Desk,
    referral: &Referral,
    form: Fields,
    opened: Option<Reporter>,
    is_gone: bool,
) -> Answer {
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(desk, "How to reach the reporter")
            .wrong(wrong)
            .crumb("/desk/referrals", "Referrals")
            .crumb(referral.path(), referral.reference.clone())
            .crumb("", "How to reach the reporter"),
        path: referral.path(),
        reference: referral.reference.clone(),
        reasons: web::options!(ReachReason),
        form,
        opened,
        is_gone,
    };
    let mut answer = form_page(desk, wrong, &page)?;
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
