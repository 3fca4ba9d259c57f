//! What residents are worried about, and what became of it.

pub mod agreements;
pub mod back_offices;
pub mod clients;
pub mod concerns;
pub mod referrals;

pub use clients::{Client, ClientId};
pub use concerns::{Concern, ConcernId, ConcernState};

use base::{Routes, store::Migration};

/// The tables of this room.
pub const TABLES: &[Migration] = &[
    Migration {
        name: "concerns/0001_concerns",
        sql: include_str!("../migrations/0001_concerns.sql"),
    },
    Migration {
        name: "concerns/0002_reports",
        sql: include_str!("../migrations/0002_reports.sql"),
    },
    Migration {
        name: "concerns/0003_referrals",
        sql: include_str!("../migrations/0003_referrals.sql"),
    },
];

/// The pages of this room that people work on; `public` has the interface for programs.
#[must_use]
pub fn routes() -> Routes {
    concerns::routes()
        .and(agreements::routes())
        .and(referrals::routes())
        .and(back_offices::routes())
}
