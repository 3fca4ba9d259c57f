//! The asker says: this does not answer it. It goes to the inspector.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use wards::queries::store;
use web::Fields;

use super::follow;

/// Turns to the inspector, with the asker's words.
pub(super) async fn redress(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (query, permit) = follow::find(&mut desk, &reference, &form).await?;
    let words = form.words(
        "missing",
        2_000,
        "Write what is missing, so that the inspector can answer it",
    );
    if form.wrong() {
        return follow::draw(&mut desk, query, &form.clone(), form).await;
    }
    match desk.once(form.press()).await {
        Err(Stop::AlreadyDone(_)) => return follow::again(&mut desk, &query, &form).await,
        taken => taken?,
    }
    let (now, hours) = (desk.now(), i64::from(desk.place().contact.answer_hours));
    let asked = match query.clone().redress(words, hours, now) {
        Ok(asked) => asked,
        Err(refusal) => {
            form.error("missing", refusal.to_string());
            return follow::draw(&mut desk, query, &form.clone(), form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &asked).await? {
        form.error("missing", "The team has just worked on your question. Read it again: your words are still here, send them if they should stand.");
        return follow::draw(&mut desk, query, &form.clone(), form).await;
    }
    desk.tell(Line::of("asked for redress", "query", asked.id))
        .await?;
    let answer = follow::again(&mut desk, &asked, &form).await?;
    desk.keep().await?;
    Ok(answer)
}
