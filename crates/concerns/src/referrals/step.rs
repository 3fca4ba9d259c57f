//! How every step of a referral is kept: the record, its word on the timeline, the ledger, and mail to the other side.

use base::{Answer, Desk, Line, Permit, Stop};
use web::Fields;

use super::{CannotRefer, Referral, ReferralState, Side, Word, mail, show, store};

/// A step, as it is told.
pub(super) struct Step {
    /// In which field what was said stands.
    pub field: &'static str,
    /// What was said.
    pub words: String,
    /// Whose word it is.
    pub side: Side,
    /// What happened, for the timeline.
    pub what: String,
    /// What happened, for the ledger.
    pub told: &'static str,
}

/// Keeps a step that a verb has decided on, or draws the page again with what stands against it.
pub(super) async fn keep(
    mut desk: Desk,
    permit: Permit,
    old: Referral,
    moved: Result<Referral, CannotRefer>,
    mut form: Fields,
    step: Step,
) -> Answer {
    if form.wrong() {
        return show::draw(desk, old, form).await;
    }
    desk.once(form.press()).await?;
    if form.raw("version") != old.version.to_string() {
        form.set("version", old.version);
        let how = old.state.label().to_lowercase();
        form.error(step.field, format!("Somebody else has just worked on this: {how}. Look at it again, and send yours if it should stand."));
        return show::draw(desk, old, form).await;
    }
    let moved = match moved {
        Ok(moved) => moved,
        Err(refusal) => {
            form.error(step.field, refusal.to_string());
            return show::draw(desk, old, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &moved).await? {
        return Err(Stop::AlreadyDone(moved.path()));
    }
    if matches!(
        moved.state,
        ReferralState::Declined | ReferralState::Revoked
    ) {
        store::settle_lead(desk.tx(), &permit, moved.about, None).await?;
    }
    let word = Word {
        referral: moved.id,
        at: desk.now(),
        side: step.side,
        what: step.what,
        words: step.words,
        external_id: None,
    };
    store::say(desk.tx(), &permit, &word).await?;
    let (to, subject) = match step.side {
        Side::Partner => (
            mail::referrer(&mut desk, moved.sent_by, moved.ward).await?,
            "There is word on something you passed on",
        ),
        _ => (
            mail::partners(&mut desk, moved.agency).await?,
            "There is word on something that was passed to you",
        ),
    };
    mail::write(&mut desk, &to, subject, &moved.path()).await?;
    desk.tell(Line::of(step.told, "referral", moved.id)).await?;
    desk.finish(moved.path()).await
}
