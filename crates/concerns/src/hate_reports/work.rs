//! The team or the centre says how a report of hate crime stands, and what came of it.

use axum::extract::Path;
use base::{Answer, Desk, Line, closed::Turn};
use web::Fields;

use super::{
    CannotMoveReport, HateOutcome, HateState, RECORD, Satisfied,
    show::{draw, find_told},
    store,
};

/// Keeps how it stands.
pub(super) async fn work(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (report, permit, mut told) = find_told(&mut desk, &id).await?;
    let to = form.one_of("state", HateState::of, "Choose how it stands");
    let satisfied = form.one_of("satisfied", Satisfied::of, "Choose what they said");
    told.crime_reference = form.optional("crime_reference", 40);
    told.support = form.optional("support", 200);
    let (Some(to), Some(satisfied), false) = (to, satisfied, form.wrong()) else {
        return draw(desk, report, &permit, Some(form)).await;
    };
    told.satisfied = satisfied.word().to_owned();
    if form.raw("version") != report.version.to_string() {
        form.set("version", report.version);
        form.error(
            "state",
            "Somebody else has just changed this report. Look at it and send yours again if it should stand.",
        );
        return draw(desk, report, &permit, Some(form)).await;
    }
    let outcome = HateOutcome::of(form.raw("outcome"));
    let moved = match report.clone().moved(to, outcome, &told, desk.today()) {
        Ok(moved) => moved,
        Err(refusal) => {
            let field = match refusal {
                CannotMoveReport::NoOutcome | CannotMoveReport::NotOver => "outcome",
                _ => "state",
            };
            form.error(field, refusal.to_string());
            return draw(desk, report, &permit, Some(form)).await;
        }
    };
    desk.once(form.press()).await?;
    if !store::save(desk.tx(), &permit, &moved).await? {
        return Err(base::Stop::AlreadyDone(report.path()));
    }
    let line = Line::of("wrote down what was done for", RECORD, moved.id);
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    store::seal(&mut turn, &permit, moved.id, &told).await?;
    store::wrote_back(desk.tx(), &permit, moved.id, None).await?;
    desk.tell(Line::of("moved", RECORD, moved.id).with(moved.state.word()))
        .await?;
    turn.keep().await?;
    desk.finish(moved.path()).await
}
