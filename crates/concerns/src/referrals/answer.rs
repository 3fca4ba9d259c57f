//! Whoever passed it on answers the agency's question.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Answers: it is the agency's turn again.
pub(super) async fn answer(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::Refer).await?;
    let words = form.words("answer", 1_000, "Write the answer. No names of people.");
    let moved = referral.clone().answer(desk.now());
    let step = Step {
        field: "answer",
        words,
        side: Side::Referrer,
        what: "Answered the question".into(),
        told: "answered about",
    };
    keep(desk, permit, referral, moved, form, step).await
}
