//! What every room stands on: people, agencies, permits, the desk, the
//! ledger, the store, the clock, settings, place profiles and mail.

pub mod agencies;
pub mod clock;
pub mod closed;
pub mod deadlines;
mod desk;
pub mod frozen;
mod house;
pub mod ledger;
pub mod mail;
pub mod people;
pub mod permits;
pub mod place;
pub mod quarter;
mod refusals;
mod routes;
pub mod sealed;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod store;
pub mod tidy;

pub use clock::Clock;
pub use closed::Closed;
pub use desk::{Desk, Event, Line, Waiting};
pub use house::House;
pub use people::{PersonId, SignedIn, Who};
pub use permits::{Act, On, Permit, Role, Subject};
pub use refusals::{Answer, OrNotFound, Refusal, Stop};
pub use routes::{RouteRule, Routes};

/// The tables of this room.
pub const TABLES: &[store::Migration] = &[
    store::Migration {
        name: "base/0001_people",
        sql: include_str!("../migrations/0001_people.sql"),
    },
    store::Migration {
        name: "base/0002_agencies",
        sql: include_str!("../migrations/0002_agencies.sql"),
    },
    store::Migration {
        name: "base/0003_mail_lists",
        sql: include_str!("../migrations/0003_mail_lists.sql"),
    },
    store::Migration {
        name: "base/0004_frozen_counts",
        sql: include_str!("../migrations/0004_frozen_counts.sql"),
    },
];

id! {
    /// A ward. Declared here because roles are granted per ward; the record
    /// itself lives in `wards`.
    WardId
}
id! {
    /// An organisation.
    AgencyId
}
