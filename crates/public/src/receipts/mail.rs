//! A reporter wants no more mail about a report.

use axum::extract::State;
use base::{Answer, House};
use concerns::reports;
use web::Fields;

use super::open::{done, opened};

/// Stops it.
pub(super) async fn stop(State(house): State<House>, form: Fields) -> Answer {
    let (desk, opened, form) = match opened(&house, form, true).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    done(&house, desk, opened, &form, async |desk, permit, it| {
        Ok(reports::no_more_mail(desk, permit, it).await?)
    })
    .await
}
