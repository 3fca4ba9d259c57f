//! Whoever passed it on takes it back, and says why.

use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Takes it back.
pub(super) async fn revoke(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::Refer).await?;
    let words = form.words(
        "why_back",
        1_000,
        "Write why it is taken back. The agency reads it.",
    );
    let moved = referral.clone().revoke(desk.now());
    let step = Step {
        field: "why_back",
        words,
        side: Side::Referrer,
        what: "Took it back".into(),
        told: "took back",
    };
    keep(desk, permit, referral, moved, form, step).await
}
