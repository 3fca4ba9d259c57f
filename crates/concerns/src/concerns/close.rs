//! The team closes a concern without its being done, and says why.

use axum::extract::Path;
use base::{Answer, Desk};
use web::Fields;

use super::{CloseReason, ConcernState, show, work::Step};

/// Closes it.
pub(super) async fn close(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let reason = form.one_of("reason", CloseReason::of, "Choose why nothing more is done");
    let step = Step {
        to: ConcernState::ClosedNotDone,
        reason,
        field: "why",
        told: "closed without being done",
    };
    step.take(desk, concern, permit, form).await
}
