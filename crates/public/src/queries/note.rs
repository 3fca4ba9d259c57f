//! The asker adds something to a question that waits for its answer.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop, sessions};
use wards::queries::store;
use web::Fields;

use super::follow;

/// Adds it.
pub(super) async fn note(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let (query, permit) = follow::find(&mut desk, &reference, &form).await?;
    let words = form.words("note", 2_000, "Write what you want to add");
    if !query.is_open() {
        form.error("note", "This question has its answer. If it does not answer yours, say so; for something new, ask a new question.");
    }
    if form.wrong() {
        return follow::draw(&mut desk, query, &form.clone(), form).await;
    }
    match desk.once(form.press()).await {
        Err(Stop::AlreadyDone(_)) => return follow::again(&mut desk, &query, &form).await,
        taken => taken?,
    }
    let now = desk.now();
    if !sessions::guess(desk.tx(), &format!("note {}", query.id), now).await? {
        form.error("note", "You have added much in the last minutes. Your words are still here: send them again in five minutes.");
        return follow::draw(&mut desk, query, &form.clone(), form).await;
    }
    store::add_note(desk.tx(), &permit, query.id, &words, now).await?;
    desk.tell(Line::of("added to", "query", query.id)).await?;
    let answer = follow::again(&mut desk, &query, &form).await?;
    desk.keep().await?;
    Ok(answer)
}
