//! Who sits on a panel.

mod admit;
mod health;
mod member;
mod show;
mod stand_down;
pub mod store;

pub use health::{Health, of as health};
pub use member::{Member, Office, Quorum};

use base::{Act, Routes};

/// The pages of a panel's members.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/wards/{ward}/panel", Act::SeeMeeting, show::show)
        .post("/desk/wards/{ward}/panel", Act::ManagePanel, admit::admit)
        .post(
            "/desk/wards/{ward}/panel/{member}/stand-down",
            Act::ManagePanel,
            stand_down::stand_down,
        )
}
