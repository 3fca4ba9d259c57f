//! Residents are told of an event: page, calendar and feed.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{find, is_stale, show::draw, store};

/// Publishes it.
pub(super) async fn publish(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (event, permit) = find(&mut desk, &id).await?;
    desk.once(form.press()).await?;
    if is_stale(&mut form, &event, "publish") {
        return draw(desk, event, form).await;
    }
    let published = match event.clone().publish(desk.now()) {
        Ok(published) => published,
        Err(refusal) => {
            form.error("publish", refusal.to_string());
            return draw(desk, event, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &published).await? {
        return Err(Stop::AlreadyDone(event.desk_path()));
    }
    desk.tell(Line::of("published", "event", event.id)).await?;
    desk.finish(event.desk_path()).await
}
