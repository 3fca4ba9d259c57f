//! Actions: one thing, one agency, one owner, one date.

mod action;
mod answer;
mod list;
mod record;
mod refer;
mod shown;
pub mod store;

pub use action::{Action, ActionKind, ActionState, CannotAct};
pub use shown::{Shown, mine, of_priority, open_or_since};

use base::{Act, Routes};

/// The pages of actions.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/actions", Act::SeeDesk, list::show)
        .get("/desk/actions/{id}", Act::SeeDesk, answer::show)
        .post("/desk/actions/{id}", Act::DoAction, answer::answer)
        .get("/desk/actions/{id}/refer", Act::Refer, refer::show)
        .post("/desk/actions/{id}/refer", Act::Refer, refer::refer)
        .get(
            "/desk/wards/{ward}/actions/new",
            Act::RecordAction,
            record::show,
        )
        .post(
            "/desk/wards/{ward}/actions/new",
            Act::RecordAction,
            record::record,
        )
}
