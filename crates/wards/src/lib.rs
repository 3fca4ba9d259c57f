//! Places: wards, boundaries, postcodes, populations and teams.

pub mod abstractions;
mod atlas;
pub mod boundaries;
pub mod events;
pub mod people;
pub mod populations;
pub mod postcodes;
pub mod queries;
pub mod teams;
pub mod wards;

pub use atlas::{Atlas, SmallArea, atlas};
pub use wards::{Ward, find, store::by_slug};

use base::{Routes, store::Migration};

/// The tables of this room.
pub const TABLES: &[Migration] = &[
    Migration {
        name: "wards/0001_wards",
        sql: include_str!("../migrations/0001_wards.sql"),
    },
    Migration {
        name: "wards/0002_teams",
        sql: include_str!("../migrations/0002_teams.sql"),
    },
    Migration {
        name: "wards/0003_abstractions",
        sql: include_str!("../migrations/0003_abstractions.sql"),
    },
    Migration {
        name: "wards/0004_events",
        sql: include_str!("../migrations/0004_events.sql"),
    },
    Migration {
        name: "wards/0005_queries",
        sql: include_str!("../migrations/0005_queries.sql"),
    },
    Migration {
        name: "wards/0006_notices",
        sql: include_str!("../migrations/0006_notices.sql"),
    },
];

/// The pages of this room that people work on; `public` shows the wards.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(teams::routes())
        .and(abstractions::routes())
        .and(events::routes())
        .and(queries::routes())
        .and(people::routes())
}

base::id! {
    /// A post of a ward team.
    PostId
}
