//! What anyone may see: home, ward pages, priorities, meetings, figures,
//! "you said, we did". Never cases, never tasking.

mod about;
mod cover;
mod desk;
mod events;
mod figures;
mod home;
mod meetings;
mod open311;
mod open_api;
mod open_data;
mod police_api;
mod priorities;
mod queries;
mod receipts;
pub mod reports;
mod results;
pub mod subscriptions;
mod support;
mod tables;
pub mod themes;
mod wards;

pub use open_api::{answers, document};
pub use tables::{page as fields_page, tables};

use base::{Routes, store::Migration};

/// The tables of this room: all else here is read from other rooms.
pub const TABLES: &[Migration] = &[
    Migration {
        name: "public/0001_subscriptions",
        sql: include_str!("../migrations/0001_subscriptions.sql"),
    },
    Migration {
        name: "public/0002_drafts",
        sql: include_str!("../migrations/0002_drafts.sql"),
    },
];

/// The pages of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(home::routes())
        .and(wards::routes())
        .and(priorities::routes())
        .and(meetings::routes())
        .and(results::routes())
        .and(figures::routes())
        .and(about::routes())
        .and(cover::routes())
        .and(events::routes())
        .and(queries::routes())
        .and(reports::routes())
        .and(support::routes())
        .and(receipts::routes())
        .and(subscriptions::routes())
        .and(open311::routes())
        .and(themes::routes())
        .and(desk::routes())
        .and(open_api::routes())
        .and(open_data::routes())
        .and(police_api::routes())
}
