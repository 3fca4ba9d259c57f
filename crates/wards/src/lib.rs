//! Places: wards, boundaries, postcodes, populations and teams.

mod atlas;
pub mod boundaries;
pub mod people;
pub mod populations;
pub mod postcodes;
pub mod teams;
pub mod wards;

pub use atlas::{Atlas, SmallArea, atlas};
pub use wards::{Ward, store::by_slug};

use base::{Routes, store::Migration};

/// The tables of this room.
pub const TABLES: &[Migration] = &[Migration {
    name: "wards/0001_wards",
    sql: include_str!("../migrations/0001_wards.sql"),
}];

/// The pages of this room that people work on; `public` shows the wards.
#[must_use]
pub fn routes() -> Routes {
    teams::routes().and(people::routes())
}
