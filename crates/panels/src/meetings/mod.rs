//! A panel's meetings: eight stages, one address each.

mod actions;
pub(crate) mod agree;
mod cancel;
mod evidence;
mod figures;
mod last_time;
mod list;
mod meeting;
pub(crate) mod minutes;
mod move_on;
mod notes;
mod papers;
pub(crate) mod rank;
mod register;
mod schedule;
pub mod store;
mod suggestions;
mod workspace;

#[cfg(test)]
pub(crate) use meeting::tests::meeting as tests_meeting;
pub use meeting::{CannotMeet, How, Meeting, MeetingState, Stage};
pub(crate) use workspace::find;
pub use workspace::{Item, agenda, quorum};

use base::{Act, Routes};

/// The pages of meetings in the working area.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/meetings", Act::SeeMeeting, list::show)
        .get(
            "/desk/wards/{ward}/meetings/new",
            Act::RunMeeting,
            schedule::show,
        )
        .post(
            "/desk/wards/{ward}/meetings/new",
            Act::RunMeeting,
            schedule::schedule,
        )
        .get("/desk/meetings/{id}", Act::SeeMeeting, workspace::open)
        .post(
            "/desk/meetings/{id}/move-on",
            Act::RunMeeting,
            move_on::move_on,
        )
        .post(
            "/desk/meetings/{id}/cancel",
            Act::RunMeeting,
            cancel::cancel,
        )
        .get(
            "/desk/meetings/{id}/register",
            Act::SeeMeeting,
            register::show,
        )
        .post(
            "/desk/meetings/{id}/register",
            Act::RunMeeting,
            register::register,
        )
        .get("/desk/wards/{ward}/papers", Act::Explore, figures::show)
        .post("/desk/wards/{ward}/papers", Act::Explore, figures::add)
        .post(
            "/desk/wards/{ward}/papers/{figure}/take-out",
            Act::Explore,
            figures::take_out,
        )
        .post("/desk/meetings/{id}/notes", Act::RunMeeting, notes::note)
        .get("/desk/meetings/{id}/papers", Act::SeeMeeting, papers::show)
        .post(
            "/desk/meetings/{id}/papers",
            Act::RunMeeting,
            papers::send_out,
        )
        .get(
            "/desk/meetings/{id}/last-time",
            Act::SeeMeeting,
            last_time::show,
        )
        .get(
            "/desk/meetings/{id}/evidence",
            Act::SeeMeeting,
            evidence::show,
        )
        .post(
            "/desk/meetings/{id}/evidence",
            Act::RunMeeting,
            evidence::open,
        )
        .get(
            "/desk/meetings/{id}/suggestions",
            Act::SeeMeeting,
            suggestions::show,
        )
        .post(
            "/desk/meetings/{id}/suggestions",
            Act::RunMeeting,
            suggestions::add,
        )
        .post(
            "/desk/meetings/{id}/suggestions/{suggestion}/merge",
            Act::RunMeeting,
            suggestions::merge,
        )
        .get("/desk/meetings/{id}/rank", Act::SeeMeeting, rank::show)
        .get("/desk/meetings/{id}/agree", Act::SeeMeeting, agree::show)
        .get(
            "/desk/meetings/{id}/actions",
            Act::SeeMeeting,
            actions::show,
        )
        .get(
            "/desk/meetings/{id}/minutes",
            Act::SeeMeeting,
            minutes::show,
        )
}
