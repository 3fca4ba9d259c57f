//! An event took place: how many came, and how it went.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{find, is_stale, show::draw, store};

/// Writes it down.
pub(super) async fn hold(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (event, permit) = find(&mut desk, &id).await?;
    let attendance = form.whole(
        "attendance",
        0..=100_000,
        "Write how many came. Nobody is 0.",
    );
    let summary = form.optional("summary", 500);
    let (Some(attendance), false) = (attendance, form.wrong()) else {
        return draw(desk, event, form).await;
    };
    desk.once(form.press()).await?;
    if is_stale(&mut form, &event, "attendance") {
        return draw(desk, event, form).await;
    }
    let held = match event.clone().hold(attendance, summary, desk.now()) {
        Ok(held) => held,
        Err(refusal) => {
            form.error("attendance", refusal.to_string());
            return draw(desk, event, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &held).await? {
        return Err(Stop::AlreadyDone(event.desk_path()));
    }
    desk.tell(Line::of("held", "event", event.id).with(attendance.to_string()))
        .await?;
    desk.finish(event.desk_path()).await
}
