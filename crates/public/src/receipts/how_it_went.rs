//! A reporter answers how they were dealt with, when it is over. Only ever counted.

use axum::extract::State;
use base::{Answer, House, OrNotFound as _};
use concerns::questionnaires::{self, Question, Verdict};
use web::Fields;

use super::open::{done, draw, opened};

/// Answers.
pub(super) async fn answer(State(house): State<House>, form: Fields) -> Answer {
    let (mut desk, opened, mut form) = match opened(&house, form, true).await? {
        Err(asked) => return Ok(asked),
        Ok(it) => it,
    };
    if opened.is_open() {
        form.error(
            "words",
            "The team has it again, so nothing is asked yet, and what you answered is not kept. You can answer when it is over.",
        );
        return draw(&mut desk, opened, form).await;
    }
    let answers: Vec<_> = questionnaires::ASKED
        .into_iter()
        .filter_map(|it| Some((it, Verdict::of(form.raw(it.word()))?)))
        .collect();
    if answers.is_empty() {
        let first = Question::Informed.word();
        form.error(first, "Answer at least one question");
        return draw(&mut desk, opened, form).await;
    }
    done(&house, desk, opened, &form, async |desk, permit, it| {
        let concern = it.concern().or_not_found()?;
        questionnaires::answer(desk, permit, concern, &answers).await
    })
    .await
}
