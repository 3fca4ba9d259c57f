//! A reporter says whether it is fixed. "Closed" is not "fixed": if it is not, the team has it again.

use axum::extract::State;
use base::{Answer, House};
use concerns::reports;
use web::Fields;

use super::open::{done, draw, opened};

/// Says it.
pub(super) async fn fixed(State(house): State<House>, form: Fields) -> Answer {
    let (mut desk, opened, mut form) = match opened(&house, form, true).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    if opened.is_open() {
        form.error(
            "words",
            "The team has it now, so nothing is asked yet. Write below what they should know.",
        );
        return draw(&mut desk, opened, form).await;
    }
    let fixed = match form.raw("fixed") {
        "yes" => true,
        "no" => false,
        _ => {
            form.error("fixed", "Choose whether it is fixed");
            return draw(&mut desk, opened, form).await;
        }
    };
    done(&house, desk, opened, &form, async |desk, permit, it| {
        reports::judge(desk, permit, it, fixed).await
    })
    .await
}
