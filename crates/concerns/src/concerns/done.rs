//! The team says that a concern is done, and what was done.

use axum::extract::Path;
use base::{Answer, Desk};
use web::Fields;

use super::{ConcernState, show, work::Step};

/// Says so.
pub(super) async fn done(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let step = Step {
        to: ConcernState::Done,
        reason: None,
        field: "result",
        told: "said that it is done",
    };
    step.take(desk, concern, permit, form).await
}
