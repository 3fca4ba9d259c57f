//! The team closes a question that was answered.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{show, store};

/// Closes it.
pub(super) async fn close(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (query, permit) = show::find(&mut desk, &id).await?;
    desk.once(form.press()).await?;
    if show::is_stale(&query, &mut form, "close") {
        return show::draw(desk, query, form).await;
    }
    let now = desk.now();
    let closed = query.close(now)?;
    if !store::save(desk.tx(), &permit, &closed).await? {
        return Err(Stop::AlreadyDone(closed.path()));
    }
    desk.tell(Line::of("closed", "query", closed.id)).await?;
    desk.finish(closed.path()).await
}
