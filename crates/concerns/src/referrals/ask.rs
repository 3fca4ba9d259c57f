//! The agency asks whoever passed it on.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Asks. The clock of the agency's day waits for the answer.
pub(super) async fn ask(mut desk: Desk, Path(reference): Path<String>, mut form: Fields) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::AnswerReferral).await?;
    let words = form.words("question", 1_000, "Write what your agency needs to know");
    let moved = referral.clone().ask(desk.now());
    let step = Step {
        field: "question",
        words,
        side: Side::Partner,
        what: "Asked a question".into(),
        told: "asked about",
    };
    keep(desk, permit, referral, moved, form, step).await
}
