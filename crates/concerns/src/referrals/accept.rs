//! The agency accepts what was passed to it, with its own day.

use axum::extract::Path;
use base::{Act, Answer, Desk, clock};
use web::Fields;

use super::{
    Side, show,
    step::{Step, keep},
};

/// Accepts it. From here on, late is after this day.
pub(super) async fn accept(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (referral, permit) = show::find(&mut desk, &reference, Act::AnswerReferral).await?;
    let on = form.day(
        "accepted_on",
        "Choose by when your agency will have done it",
    );
    let words = form.optional("accept_words", 1_000);
    let Some(on) = on else {
        return show::draw(desk, referral, form).await;
    };
    let moved = referral.clone().accept(on, desk.now());
    let step = Step {
        field: "accepted_on",
        words,
        side: Side::Partner,
        what: format!("Accepted, for {}", clock::long_day(on)),
        told: "accepted",
    };
    keep(desk, permit, referral, moved, form, step).await
}
