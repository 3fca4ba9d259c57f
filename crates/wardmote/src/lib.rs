//! The program: it lists the areas and decides nothing.

#[macro_use]
mod say;

pub mod audit;
pub mod client;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod open;
pub mod person;
pub mod reference;
pub mod serve;
pub mod snapshots;
pub mod warnings;

use base::{Routes, store::Migration};

/// The tables of every area, low floors first.
#[must_use]
pub fn tables() -> Vec<Migration> {
    [
        base::TABLES,
        wards::TABLES,
        evidence::TABLES,
        panels::TABLES,
        public::TABLES,
        concerns::TABLES,
    ]
    .concat()
}

/// The tables of the closed store.
#[must_use]
pub fn closed_tables() -> Vec<Migration> {
    [
        base::closed::TABLES,
        concerns::CLOSED_TABLES,
        evidence::CLOSED_TABLES,
    ]
    .concat()
}

/// The pages of every area.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(web::routes())
        .and(wards::routes())
        .and(evidence::routes())
        .and(panels::routes())
        .and(concerns::routes())
        .and(public::routes())
}
