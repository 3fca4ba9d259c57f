//! The home page and the ward finder.

mod find;
mod show;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/", Act::SeePublic, show::show)
        .get("/find", Act::SeePublic, find::find)
}
