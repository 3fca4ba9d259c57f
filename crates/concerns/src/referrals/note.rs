//! The agency says what it does meanwhile.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Notes it; nothing moves.
pub(super) async fn note(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::AnswerReferral).await?;
    let words = form.words("news", 1_000, "Write what was done so far");
    let moved = referral.clone().note(desk.now());
    let step = Step {
        field: "news",
        words,
        side: Side::Partner,
        what: "Gave news".into(),
        told: "gave news on",
    };
    keep(desk, permit, referral, moved, form, step).await
}
