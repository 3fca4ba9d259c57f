//! Templates for what is said of concerns, kept by the office, chosen on a concern's page.

mod manage;
mod reply;
pub mod store;

pub use reply::{Blank, Reply, ReplyId};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/replies", Act::ManageReplies, manage::show)
        .post("/desk/replies", Act::ManageReplies, manage::add)
        .post("/desk/replies/{id}", Act::ManageReplies, manage::change)
        .post("/desk/replies/{id}/end", Act::ManageReplies, manage::end)
}
