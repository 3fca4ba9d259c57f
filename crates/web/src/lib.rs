//! The page frame, forms, sessions, refusals as pages, charts as SVG.

pub mod account;
pub mod charts;
mod assets;
mod formats;
pub mod forms;
mod frame;
mod front;
pub mod ledger;
pub mod mailbox;
pub mod people;
pub mod sign_in;

pub use assets::asset_path;
pub use formats::{Wants, csv_cell, csv_table, number};
pub use forms::Fields;
pub use frame::{Crumb, Frame, Tag, TagKind, page, page_with};
pub use front::{Front, front, wants};

use base::{Routes, WardId};

/// What people call a ward, for pages of this floor that name one: the wards
/// themselves are kept one floor up.
#[derive(Clone, Debug, Default)]
pub struct WardNames(pub Vec<(WardId, String)>);

impl WardNames {
    /// The name of a ward.
    #[must_use]
    pub fn of(&self, ward: Option<WardId>) -> &str {
        match ward {
            None => "every ward",
            Some(ward) => self.0.iter().find(|(id, _)| *id == ward).map_or("a former ward", |(_, name)| name),
        }
    }
}

/// The pages of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(sign_in::routes())
        .and(account::routes())
        .and(people::routes())
        .and(mailbox::routes())
        .and(ledger::routes())
}
