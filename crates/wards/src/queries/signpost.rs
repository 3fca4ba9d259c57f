//! The team says who can help, when it is not for the police. This stops the
//! clock and is counted on its own.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{Signpost, show, store};

/// Says who can help.
pub(super) async fn signpost(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (query, permit) = show::find(&mut desk, &id).await?;
    let to = form.one_of("to", Signpost::of, "Choose who can help");
    let words = form.words(
        "way",
        2_000,
        "Write how the asker reaches them. Passing on is help, not a brush-off.",
    );
    let (Some(to), false) = (to, form.wrong()) else {
        return show::draw(desk, query, form).await;
    };
    desk.once(form.press()).await?;
    if show::is_stale(&query, &mut form, "way") {
        return show::draw(desk, query, form).await;
    }
    let now = desk.now();
    let passed_on = match query.clone().signpost(to, words, now) {
        Ok(passed_on) => passed_on,
        Err(refusal) => {
            form.error("way", refusal.to_string());
            return show::draw(desk, query, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &passed_on).await? {
        return Err(Stop::AlreadyDone(passed_on.path()));
    }
    desk.tell(Line::of("signposted", "query", passed_on.id).with(to.word()))
        .await?;
    desk.finish(passed_on.path()).await
}
