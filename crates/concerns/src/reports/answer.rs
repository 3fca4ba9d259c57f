//! The team says something to a reporter alone: it stands in the talk, not on the public page.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{news, told};
use crate::concerns::{show, store};

/// Says it.
pub(super) async fn answer(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    if !concern.is_sealed() {
        return Err(Stop::NotThere);
    }
    let words = form.words("answer", 2_000, "Write what you want to say to them");
    if form.wrong() {
        return show::draw(desk, concern, form).await;
    }
    desk.once(form.press()).await?;
    told(&desk, &permit, &concern, &words).await?;
    news(&desk, &permit, &concern).await?;
    store::wrote_back(desk.tx(), &permit, concern.id, None).await?;
    desk.tell(Line::of("answered the reporter of", "concern", concern.id))
        .await?;
    desk.finish(concern.path()).await
}
