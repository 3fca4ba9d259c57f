//! Somebody decides whether anybody goes. The clock stops at the first decision.

use axum::extract::Path;
use base::{Answer, Desk, Line};
use web::Fields;

use super::{
    Decision, NoVisit, RECORD,
    show::{self, Sent},
};

/// Decides.
pub(super) async fn decide(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit) = show::find(&mut desk, &id).await?;
    let to = form.one_of("decision", Decision::of, "Choose what is decided");
    let no_visit = if to == Some(Decision::NoVisit) {
        form.one_of("no_visit", NoVisit::of, "Choose why nobody goes")
    } else {
        None
    };
    if to.is_some_and(|to| !it.may_decide(to)) {
        form.error(
            "decision",
            "Somebody was there already: that stands on this page.",
        );
    }
    if !it.is_open() {
        form.error("decision", "This call is closed.");
    }
    let (Some(to), false) = (to, form.wrong()) else {
        return show::draw(desk, it, form, Sent::Decision).await;
    };
    desk.once(form.press()).await?;
    let decided = it.clone().decided(to, no_visit, desk.now());
    if !show::keep(&mut desk, &permit, &decided, &mut form, "decision").await? {
        return show::draw(desk, it, form, Sent::Decision).await;
    }
    desk.tell(Line::of("decided on", RECORD, it.id).with(to.word()))
        .await?;
    desk.finish(it.path()).await
}
