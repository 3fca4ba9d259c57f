//! What people want the panel to take up.

pub mod store;
mod suggest;
mod suggestion;

pub use suggestion::{CannotMerge, Fate, Source, Suggestion, on_list, to_rank};

use base::{Act, Routes};

/// The pages on which anyone suggests.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/suggest", Act::SuggestPriority, suggest::choose)
        .get("/wards/{ward}/suggest", Act::SuggestPriority, suggest::show)
        .post(
            "/wards/{ward}/suggest",
            Act::SuggestPriority,
            suggest::suggest,
        )
        .get(
            "/wards/{ward}/suggest/sent",
            Act::SuggestPriority,
            suggest::sent,
        )
}
