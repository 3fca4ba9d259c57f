//! Crime evidence: files someone downloaded or was sent become counts a panel can trust.
//!
//! A file is read row by row, never assumed to be what its name says. Each row is kept or refused with its line and
//! the reason; each kept row is placed in an area, lies outside all of them, or has no location, and the three always
//! add up. What was read becomes an unchanging snapshot named after its own contents, and a roll-up of counts by area,
//! month and type.

mod content_hash;
mod cube;
pub mod explorer;
pub mod figures;
pub mod harm_weights;
pub mod imports;
pub mod logs;
pub mod made_up;
mod month;
mod opening;
pub mod police_uk;
pub mod publishing;
mod quick_hash;
pub mod recorded;
mod recording;
pub mod roll_up;
pub mod snapshot;
mod unit;
pub mod ward_counts;
pub mod warnings;

pub use cube::{Cube, Period, cube, not_loaded, release};
pub use figures::{Drawn, WardFigures, draw, ward_figures};
pub use month::Month;
pub use opening::{CannotRead, Limits, Reject, Source, sources};
pub use publishing::Shown;

use base::{Routes, store::Migration};

/// The tables of this room.
pub const TABLES: &[Migration] = &[
    Migration {
        name: "evidence/0001_evidence",
        sql: include_str!("../migrations/0001_evidence.sql"),
    },
    Migration {
        name: "evidence/0010_views",
        sql: include_str!("../migrations/0010_views.sql"),
    },
    Migration {
        name: "evidence/0011_warnings",
        sql: include_str!("../migrations/0011_warnings.sql"),
    },
    Migration {
        name: "evidence/0012_harm_weights",
        sql: include_str!("../migrations/0012_harm_weights.sql"),
    },
    Migration {
        name: "evidence/0017_incident_logs",
        sql: include_str!("../migrations/0017_incident_logs.sql"),
    },
];

/// The tables of this room in the closed store.
pub const CLOSED_TABLES: &[Migration] = &[Migration {
    name: "closed/evidence/0006_incident_logs",
    sql: include_str!("../migrations/closed/0006_incident_logs.sql"),
}];

base::id! {
    /// A view an analyst saved.
    ViewId
}
base::id! {
    /// A figure that was frozen for a meeting.
    FrozenId
}
base::id! {
    /// An early warning.
    WarningId
}
base::id! {
    /// A run that looks for early warnings.
    RunId
}
base::id! {
    /// A log of incidents.
    LogId
}
base::id! {
    /// What somebody said was done about a warning.
    AnswerId
}

/// The pages of this room that people work on; `public` shows the figures.
#[must_use]
pub fn routes() -> Routes {
    imports::routes()
        .and(explorer::routes())
        .and(logs::routes())
        .and(warnings::routes())
}
