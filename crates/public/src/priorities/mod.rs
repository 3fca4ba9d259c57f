//! Priorities of a ward, for anyone.

pub(crate) mod list;
mod show;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/wards/{ward}/priorities", Act::SeePublic, list::show)
        .get(
            "/wards/{ward}/priorities/{slug}",
            Act::SeePublic,
            show::show,
        )
}
