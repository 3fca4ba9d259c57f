//! A person answers a question. This stops the clock.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{show, shown, store};

/// Answers it. After redress only the inspector of the ward does.
pub(super) async fn answer(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (query, permit) = show::find(&mut desk, &id).await?;
    let words = form.words(
        "words",
        2_000,
        "Write the answer in plain words. The asker reads it as it stands.",
    );
    if form.wrong() {
        return show::draw(desk, query, form).await;
    }
    desk.once(form.press()).await?;
    if show::is_stale(&query, &mut form, "words") {
        return show::draw(desk, query, form).await;
    }
    let inspector = shown::is_inspector(&desk, query.ward);
    let now = desk.now();
    let answered = match query.clone().answer(words, inspector, now) {
        Ok(answered) => answered,
        Err(refusal) => {
            form.error("words", refusal.to_string());
            return show::draw(desk, query, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &answered).await? {
        return Err(Stop::AlreadyDone(answered.path()));
    }
    desk.tell(Line::of("answered", "query", answered.id))
        .await?;
    desk.finish(answered.path()).await
}
