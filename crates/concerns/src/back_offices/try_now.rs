//! Whoever passed something on lets it be sent to the agency's system now, without waiting for the next try.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::store;
use crate::referrals;

/// Lets it be tried now: the program does so within seconds.
pub(super) async fn try_now(mut desk: Desk, Path(reference): Path<String>, form: Fields) -> Answer {
    let referral = referrals::store::by_reference(desk.tx(), &reference).await?;
    let referral = referral.or_not_found()?;
    let permit = desk.permit(Act::Refer, &referral)?;
    desk.once(form.press()).await?;
    let now = desk.now();
    let hurried = store::hurry(desk.tx(), &permit, referral.id, now).await?;
    hurried.then_some(()).or_not_found()?;
    desk.tell(Line::of("tried again", "referral", referral.id))
        .await?;
    desk.finish(referral.path()).await
}
