//! Reports: what people tell us themselves. The place and the kind go to the team's list; who they are and what they wrote
//! goes into the closed store.

mod answer;
mod forget;
pub mod known;
mod notify;
mod receipt;
mod report;
pub(crate) mod reveal;
mod send;
pub(crate) mod store;
mod talk;

pub use forget::forget;
pub use notify::{news, notify};
pub use receipt::{Made, Receipt};
pub use report::{Contact, Report, Reporter, Sent};
pub use send::send;
pub use talk::{About, Opened, Said, judge, make, no_more_mail, open, pass_no_more, say, told};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post(
            "/desk/concerns/{id}/answer",
            Act::WorkConcern,
            answer::answer,
        )
        .get(
            "/desk/concerns/{id}/reporter",
            Act::SeeReporter,
            reveal::show,
        )
        .post(
            "/desk/concerns/{id}/reporter",
            Act::SeeReporter,
            reveal::reveal,
        )
        .get(
            "/desk/concerns/{id}/photos/{place}",
            Act::SeeConcerns,
            known::photo,
        )
}
