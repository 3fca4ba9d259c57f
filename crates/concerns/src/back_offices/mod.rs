//! Systems of agencies: what is passed to such an agency goes there by Open311, and what became of it comes back.

mod client;
mod hand_over;
mod job;
mod list;
mod network;
mod read;
mod run;
pub mod store;
mod try_now;

pub use hand_over::{AtOffice, at_office, hand_over};
pub use job::{Job, JobId, JobStep};
pub use run::run;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/back-offices", Act::ManageAgreements, list::show)
        .post(
            "/desk/referrals/{reference}/try-now",
            Act::Refer,
            try_now::try_now,
        )
}
