//! Saved views: questions that are asked again under a name.

mod delete;
mod list;
mod rename;
mod save;
pub mod store;
mod view;

pub use view::View;

use base::{Act, Routes};

/// The pages of saved views.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/analysis/saved", Act::Explore, list::show)
        .post("/desk/analysis/saved", Act::Explore, save::save)
        .get("/desk/analysis/saved/{slug}", Act::Explore, list::open)
        .post("/desk/analysis/saved/{slug}", Act::Explore, rename::rename)
        .post(
            "/desk/analysis/saved/{slug}/delete",
            Act::Explore,
            delete::delete,
        )
}
