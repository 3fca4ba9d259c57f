//! The asker adds something to a question that waits for its answer.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop, sessions};
use wards::queries::{Query, store};
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
    let open = query.is_open();
    if open && form.wrong() {
        return follow::draw(&mut desk, query, &form.clone(), form).await;
    }
    match desk.once(form.press()).await {
        Err(Stop::AlreadyDone(_)) => return follow::again(&mut desk, &query, &form).await,
        taken => taken?,
    }
    if !open {
        return too_late(&mut desk, query, &form).await;
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

/// The answer came first: the words go where they can still be sent, or stay in sight.
async fn too_late(desk: &mut Desk, query: Query, form: &Fields) -> Answer {
    let words = form.raw("note");
    if words.trim().is_empty() {
        return follow::again(desk, &query, form).await;
    }
    let mut kept = Fields::fresh();
    if query.may_ask_redress(desk.now()) {
        kept.set("missing", words);
        kept.error("missing", "This question has its answer now, so nothing was added. Read the answer. Your words are still here: send them to the inspector if it does not answer yours.");
    } else {
        kept.set("note", words);
        kept.error("note", "This question has its answer now, so nothing was added. Your words are still here: for something new, ask a new question.");
    }
    follow::draw(desk, query, form, kept).await
}
