//! Somebody of the team takes a question on. The clock runs on.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{show, store};

/// Takes it on.
pub(super) async fn acknowledge(
    mut desk: Desk,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (query, permit) = show::find(&mut desk, &id).await?;
    let officer = form.words("officer", 120, "Choose which role answers");
    if form.wrong() {
        return show::draw(desk, query, form).await;
    }
    desk.once(form.press()).await?;
    if show::is_stale(&query, &mut form, "officer") {
        return show::draw(desk, query, form).await;
    }
    let now = desk.now();
    let taken = match query.clone().acknowledge(officer, now) {
        Ok(taken) => taken,
        Err(refusal) => {
            form.error("officer", refusal.to_string());
            return show::draw(desk, query, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &taken).await? {
        return Err(Stop::AlreadyDone(taken.path()));
    }
    desk.tell(Line::of("took on", "query", taken.id)).await?;
    desk.finish(taken.path()).await
}
