//! The agency has done what was passed to it, and says what can be seen of it.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Says so. Whoever passed it on checks.
pub(super) async fn done(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::AnswerReferral).await?;
    let words = form.words(
        "evidence",
        2_000,
        "Write what was done, where and when, so that it can be checked",
    );
    let moved = referral.clone().done(desk.now());
    let step = Step {
        field: "evidence",
        words,
        side: Side::Partner,
        what: "Said that it is done".into(),
        told: "did",
    };
    keep(desk, permit, referral, moved, form, step).await
}
