//! Events of a ward team: beat surgeries, street briefings, walkabouts.

mod cancel;
mod change;
mod concern;
mod event;
mod follow_up;
mod hold;
mod list;
mod note;
mod plan;
mod publish;
mod show;
pub mod store;

pub use concern::{CannotFollowUp, Concern, ConcernId, FollowUp, OpenFollowUp};
pub use event::{CannotHold, Details, Event, EventId, EventKind, EventState};

use base::{Act, Desk, OrNotFound as _, Permit, Routes, Stop};
use web::Fields;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let act = Act::ManageEvents;
    Routes::new()
        .get("/desk/wards/{ward}/events", act, list::show)
        .get("/desk/wards/{ward}/events/new", act, plan::show)
        .post("/desk/wards/{ward}/events/new", act, plan::plan)
        .get("/desk/events/{id}", act, show::show)
        .post("/desk/events/{id}/publish", act, publish::publish)
        .get("/desk/events/{id}/change", act, change::show)
        .post("/desk/events/{id}/change", act, change::change)
        .post("/desk/events/{id}/cancel", act, cancel::cancel)
        .post("/desk/events/{id}/hold", act, hold::hold)
        .post("/desk/events/{id}/concerns", act, note::note)
        .get(
            "/desk/events/{id}/follow-ups/{concern}",
            act,
            follow_up::show,
        )
        .post(
            "/desk/events/{id}/follow-ups/{concern}",
            act,
            follow_up::finish,
        )
}

/// The event of an address, and leave to keep it.
async fn find(desk: &mut Desk, id: &str) -> Result<(Event, Permit), Stop> {
    let id: EventId = id.parse().ok().or_not_found()?;
    let event = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::ManageEvents, &event)?;
    Ok((event, permit))
}

/// Whether somebody else has changed the event since this form was opened.
/// Then the form says so and carries the new version, with every word kept.
fn is_stale(form: &mut Fields, event: &Event, beside: &str) -> bool {
    if form.raw("version") == event.version.to_string() {
        return false;
    }
    form.set("version", event.version);
    form.error(
        beside,
        "Somebody else has just changed this event. Look at it and send yours again if it should stand.",
    );
    true
}
