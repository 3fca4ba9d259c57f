//! Somebody of the team has read a concern and says which words everyone may read.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{personal, show, word};

/// Reads it. Empty words: nothing is shown.
pub(super) async fn read(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let words = form.optional("shown", 4_000);
    let media = form.has("media");
    personal::warn(&mut form, "shown", &words);
    if form.wrong() {
        return show::draw(desk, concern, form).await;
    }
    desk.once(form.press()).await?;
    if show::is_stale(&concern, &mut form, "shown") {
        return show::draw(desk, concern, form).await;
    }
    let now = desk.now();
    let read = concern.read(Some(words), media, now);
    if !word::keep_read(&mut desk, &permit, &read).await? {
        return Err(Stop::AlreadyDone(read.path()));
    }
    let what = if read.shown_words.is_some() {
        "words shown"
    } else {
        "no words shown"
    };
    desk.tell(Line::of("read", "concern", read.id).with(what))
        .await?;
    desk.finish(read.path()).await
}
