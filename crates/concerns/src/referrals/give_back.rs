//! Whoever passed it on has checked, and it is not finished.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Gives it back to the agency.
pub(super) async fn give_back(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::Refer).await?;
    let words = form.words(
        "missing",
        1_000,
        "Write what is still missing. The agency reads it.",
    );
    let moved = referral.clone().give_back(desk.now());
    let step = Step {
        field: "missing",
        words,
        side: Side::Referrer,
        what: "Checked: not finished".into(),
        told: "gave back",
    };
    keep(desk, permit, referral, moved, form, step).await
}
