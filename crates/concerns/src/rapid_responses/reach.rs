//! They were reached, on scene or by phone; later than two hours after the call it is said why.

use axum::extract::Path;
use base::{Answer, Desk, Line, clock};
use web::Fields;

use super::{
    CannotReach, RECORD, WhyLate,
    show::{self, Sent},
};

/// Writes down when.
pub(super) async fn reach(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit) = show::find(&mut desk, &id).await?;
    let now = desk.now();
    let is_given = |form: &Fields, name: &str| !form.raw(name).trim().is_empty();
    let mut at = now;
    if is_given(&form, "at") || is_given(&form, "on") {
        let time = form.time("at", "Write at what time");
        let day = if is_given(&form, "on") {
            form.day("on", "")
        } else {
            Some(desk.today())
        };
        if let (Some(day), Some(time)) = (day, time) {
            at = clock::moment(day, time);
        }
    }
    let why = WhyLate::of(form.raw("why"));
    if form.wrong() {
        return show::draw(desk, it, form, Sent::Other).await;
    }
    let reached = match it.clone().reached(at, why, now) {
        Ok(reached) => reached,
        Err(refusal) => {
            let field = if refusal == CannotReach::NoReason {
                "why"
            } else {
                "at"
            };
            form.error(field, refusal.to_string());
            return show::draw(desk, it, form, Sent::Other).await;
        }
    };
    desk.once(form.press()).await?;
    if !show::keep(&mut desk, &permit, &reached, &mut form, "at").await? {
        return show::draw(desk, it, form, Sent::Other).await;
    }
    let how = if reached.why_late.is_some() {
        "late"
    } else {
        "in time"
    };
    desk.tell(Line::of("reached the victim of", RECORD, it.id).with(how))
        .await?;
    desk.finish(it.path()).await
}
