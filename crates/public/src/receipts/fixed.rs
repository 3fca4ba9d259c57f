//! A reporter says whether it is fixed. "Closed" is not "fixed": if it is not, the team has it again.

use base::{Answer, Desk, Stop};
use concerns::reports;
use web::Fields;

use super::open::{again, draw, opened};

/// Says it.
pub(super) async fn fixed(mut desk: Desk, form: Fields) -> Answer {
    let (opened, permit, mut form) = match opened(&mut desk, form).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    let fixed = match form.raw("fixed") {
        "yes" => true,
        "no" => false,
        _ => {
            form.error("fixed", "Choose whether it is fixed");
            return draw(&mut desk, opened, form).await;
        }
    };
    let receipt = form.raw("receipt").to_owned();
    match desk.once(form.press()).await {
        Ok(()) => {}
        Err(Stop::AlreadyDone(_)) => return again(&mut desk, &receipt).await,
        Err(stop) => return Err(stop),
    }
    match reports::judge(&mut desk, &permit, &opened, fixed).await {
        Ok(()) => {}
        // The team has just moved it: the page shows how it stands, and the question again.
        Err(Stop::AlreadyDone(_)) => return again(&mut desk, &receipt).await,
        Err(stop) => return Err(stop),
    }
    let answer = again(&mut desk, &receipt).await?;
    desk.keep().await?;
    Ok(answer)
}
