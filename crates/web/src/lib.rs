//! The page frame, forms, sessions, refusals as pages, charts as SVG.

pub mod account;
mod assets;
pub mod charts;
pub mod fields;
mod formats;
pub mod forms;
mod frame;
mod front;
pub mod ledger;
pub mod mailbox;
mod sheet;
pub mod sign_in;

pub use assets::asset_path;
pub use formats::{Wants, decimal, file, many, no_formula, number};
pub use forms::Fields;
pub use frame::{Crumb, Frame, Tag, TagKind, form_page, page, page_with};
pub use front::{Front, front, wants};
pub use sheet::{Cell, Sheet};

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
