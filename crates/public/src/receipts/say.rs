//! A reporter says one thing more to the team.

use axum::extract::State;
use base::{Answer, House};
use concerns::reports;
use web::Fields;

use super::open::{done, draw, opened};

/// Says it.
pub(super) async fn say(State(house): State<House>, form: Fields) -> Answer {
    let (mut desk, opened, mut form) = match opened(&house, form, true).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    let words = form.words("words", 2_000, "Write what you want to tell the team");
    if form.wrong() {
        return draw(&mut desk, opened, form).await;
    }
    done(&house, desk, opened, &form, async |desk, permit, it| {
        Ok(reports::say(desk, permit, it, &words).await?)
    })
    .await
}
