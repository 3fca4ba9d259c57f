//! A reporter wants no agency to reach them any more.

use axum::extract::State;
use base::{Answer, House, OrNotFound as _};
use concerns::reports;
use web::Fields;

use super::open::{done, opened};

/// Stops it: from now on only the team can open who reported.
pub(super) async fn stop(State(house): State<House>, form: Fields) -> Answer {
    let (desk, opened, form) = match opened(&house, form, true).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    done(&house, desk, opened, &form, async |desk, permit, it| {
        Ok(reports::pass_no_more(desk, permit, it.concern().or_not_found()?).await?)
    })
    .await
}
