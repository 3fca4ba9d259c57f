//! Imports: a file becomes an unchanging snapshot, a card in the catalogue, and counts.

mod compare;
mod import;
mod list;
mod police;
mod report;
mod show;
pub mod store;
mod ward_counts;

pub use import::{Import, LayerNote};
pub(crate) use import::{current, months};
pub(crate) use report::sum_words;
pub use police::import_police;
pub use report::{Change, FileReport, Outcome, Progress, Restated};
pub use ward_counts::import_ward_counts;

use base::{Act, Routes};

/// The catalogue, for whoever works with evidence.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/imports", Act::SeeEvidence, list::show)
        .get("/desk/imports/{id}", Act::SeeEvidence, show::show)
}
