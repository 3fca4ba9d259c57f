//! What was told later, or put right: sealed beside what was told first, which stays as it was.

use axum::extract::Path;
use base::{Answer, Desk, Line, closed::Turn};
use web::Fields;

use super::{
    RECORD,
    show::{self, Sent},
    store,
};

/// Adds it. Whoever writes needs not open what is there.
pub(super) async fn add(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit) = show::find(&mut desk, &id).await?;
    let words = form.words("more", 2_000, "Write what was told, or what is right");
    if form.wrong() {
        return show::draw(desk, it, form, Sent::Other).await;
    }
    desk.once(form.press()).await?;
    let now = desk.now();
    let mut turn = Turn::unseen(desk.house()).await?;
    if !store::seal_more(&mut turn, &permit, it.id, now, &words).await? {
        form.error(
            "more",
            "What was told in this call has been forgotten, as the rules of keeping ask: nothing can be added to it.",
        );
        return show::draw(desk, it, form, Sent::Other).await;
    }
    desk.tell(Line::of("was told more in", RECORD, it.id))
        .await?;
    turn.keep().await?;
    desk.finish(it.path()).await
}
