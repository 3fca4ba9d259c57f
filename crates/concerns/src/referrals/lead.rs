//! Whoever passed the same to several agencies says which of them leads.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line};
use web::Fields;

use super::{CannotRefer, Side, Word, mail, show, store};

/// This agency leads; whoever led before does not any more.
pub(super) async fn lead(mut desk: Desk, Path(reference): Path<String>, form: Fields) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::Refer).await?;
    desk.once(form.press()).await?;
    if !referral.state.is_open() {
        return Err(CannotRefer::Elsewhere(referral.state).into());
    }
    if referral.is_lead {
        return Err(CannotRefer::Leads.into());
    }
    store::settle_lead(desk.tx(), &permit, referral.about, Some(referral.id)).await?;
    let word = Word {
        referral: referral.id,
        at: desk.now(),
        side: Side::Referrer,
        what: "Made this agency the lead".into(),
        words: String::new(),
        external_id: None,
    };
    store::say(desk.tx(), &permit, &word).await?;
    let subject = "There is word on something that was passed to you";
    mail::tell_agency(&mut desk, referral.agency, subject, &referral.path()).await?;
    desk.tell(Line::of("made the lead", "referral", referral.id))
        .await?;
    desk.finish(referral.path()).await
}
