//! An event does not take place; residents read why.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{find, is_stale, show::draw, store};

/// Cancels it.
pub(super) async fn cancel(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (event, permit) = find(&mut desk, &id).await?;
    let why = form.words(
        "reason",
        300,
        "Write why. Residents read it where the event stood.",
    );
    if form.wrong() {
        return draw(desk, event, form).await;
    }
    desk.once(form.press()).await?;
    if is_stale(&mut form, &event, "reason") {
        return draw(desk, event, form).await;
    }
    let cancelled = match event.clone().cancel(why, desk.now()) {
        Ok(cancelled) => cancelled,
        Err(refusal) => {
            form.error("reason", refusal.to_string());
            return draw(desk, event, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &cancelled).await? {
        return Err(Stop::AlreadyDone(event.desk_path()));
    }
    desk.tell(Line::of("cancelled", "event", event.id)).await?;
    desk.finish(event.desk_path()).await
}
