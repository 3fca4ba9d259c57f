//! A reporter wants no agency to reach them any more.

use base::{Answer, Desk, OrNotFound as _, Stop};
use concerns::reports;
use web::Fields;

use super::open::{again, opened};

/// Stops it: from now on only the team can open who reported.
pub(super) async fn stop(mut desk: Desk, form: Fields) -> Answer {
    let (opened, permit, form) = match opened(&mut desk, form).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    let receipt = form.raw("receipt").to_owned();
    let concern = opened.concern().or_not_found()?;
    match desk.once(form.press()).await {
        Ok(()) => reports::pass_no_more(&mut desk, &permit, concern).await?,
        Err(Stop::AlreadyDone(_)) => return again(&mut desk, &receipt).await,
        Err(stop) => return Err(stop),
    }
    let answer = again(&mut desk, &receipt).await?;
    desk.keep().await?;
    Ok(answer)
}
