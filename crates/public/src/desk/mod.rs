//! Today: one list of what waits for whoever is signed in, late first; the
//! same for one ward.

mod today;
mod waiting;
mod ward;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/desk", Act::SeeDesk, today::show).get(
        "/desk/wards/{ward}",
        Act::SeeMeeting,
        ward::show,
    )
}
