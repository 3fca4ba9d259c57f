//! Whoever passed it on has checked that it was done.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Closes it.
pub(super) async fn close(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::Refer).await?;
    let words = form.optional("checked", 1_000);
    let moved = referral.clone().close(desk.now());
    let step = Step {
        field: "checked",
        words,
        side: Side::Referrer,
        what: "Checked and closed".into(),
        told: "checked and closed",
    };
    keep(desk, permit, referral, moved, form, step).await
}
