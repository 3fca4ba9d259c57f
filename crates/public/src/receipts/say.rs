//! A reporter says one thing more to the team.

use base::{Answer, Desk, Stop};
use concerns::reports;
use web::Fields;

use super::open::{again, draw, opened};

/// Says it.
pub(super) async fn say(mut desk: Desk, form: Fields) -> Answer {
    let (opened, permit, mut form) = match opened(&mut desk, form).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    let words = form.words("words", 2_000, "Write what you want to tell the team");
    if form.wrong() {
        return draw(&mut desk, opened, form).await;
    }
    let receipt = form.raw("receipt").to_owned();
    match desk.once(form.press()).await {
        Ok(()) => reports::say(&mut desk, &permit, &opened, &words).await?,
        // Said already: the page shows it.
        Err(Stop::AlreadyDone(_)) => return again(&mut desk, &receipt).await,
        Err(stop) => return Err(stop),
    }
    let answer = again(&mut desk, &receipt).await?;
    desk.keep().await?;
    Ok(answer)
}
