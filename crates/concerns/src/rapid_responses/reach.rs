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
    let mut at = now;
    if !form.raw("at").trim().is_empty()
        && let Some(time) = form.time("at", "")
    {
        let day = if form.raw("on").trim().is_empty() {
            Some(desk.today())
        } else {
            form.day("on", "")
        };
        at = day.map_or(now, |day| clock::moment(day, time));
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
