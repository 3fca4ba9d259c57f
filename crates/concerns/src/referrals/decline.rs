//! The agency declines what was passed to it, and says why.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Declines it. Another agency leads then, if this one did and there is another.
pub(super) async fn decline(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::AnswerReferral).await?;
    let words = form.words(
        "reason",
        1_000,
        "Write why your agency cannot do it, and who could",
    );
    let moved = referral.clone().decline(desk.now());
    let step = Step {
        field: "reason",
        words,
        side: Side::Partner,
        what: "Declined".into(),
        told: "declined",
    };
    keep(desk, permit, referral, moved, form, step).await
}
