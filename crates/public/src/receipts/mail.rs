//! A reporter wants no more mail about a report.

use base::{Answer, Desk, Stop};
use concerns::reports;
use web::Fields;

use super::open::{again, opened};

/// Stops it.
pub(super) async fn stop(mut desk: Desk, form: Fields) -> Answer {
    let (opened, permit, form) = match opened(&mut desk, form).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    let receipt = form.raw("receipt").to_owned();
    match desk.once(form.press()).await {
        Ok(()) => reports::no_more_mail(&mut desk, &permit, &opened).await?,
        Err(Stop::AlreadyDone(_)) => return again(&mut desk, &receipt).await,
        Err(stop) => return Err(stop),
    }
    let answer = again(&mut desk, &receipt).await?;
    desk.keep().await?;
    Ok(answer)
}
