//! The page frame, forms, sessions, refusals as pages, charts as SVG.

pub mod account;
mod assets;
pub mod charts;
mod formats;
pub mod forms;
mod frame;
mod front;
pub mod ledger;
pub mod mailbox;
pub mod sign_in;

pub use assets::asset_path;
pub use formats::{Wants, csv_cell, csv_table, number};
pub use forms::Fields;
pub use frame::{Crumb, Frame, Tag, TagKind, form_page, page, page_with};
pub use front::{Front, Whole, front, wants};

use base::Routes;

/// The pages of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(sign_in::routes())
        .and(account::routes())
        .and(mailbox::routes())
        .and(ledger::routes())
}
