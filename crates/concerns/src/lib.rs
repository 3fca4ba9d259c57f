//! What residents are worried about, and what became of it.

pub mod agreements;
pub mod back_offices;
pub mod clients;
pub mod concerns;
pub mod fly_tipping;
pub mod hate_reports;
pub mod joins;
pub mod measures;
pub mod nearby;
pub mod photo;
pub mod questionnaires;
pub mod queue;
pub mod rapid_responses;
pub mod referrals;
pub mod replies;
pub mod reports;
pub mod shown_photos;

pub use clients::{Client, ClientId};
pub use concerns::{Concern, ConcernId, ConcernState, Source};
pub use hate_reports::{HateReport, HateReportId};
pub use reports::{Contact, Report, Reporter, Sent};

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
    Migration {
        name: "concerns/0004_sorting",
        sql: include_str!("../migrations/0004_sorting.sql"),
    },
    Migration {
        name: "concerns/0006_hate_reports",
        sql: include_str!("../migrations/0006_hate_reports.sql"),
    },
    Migration {
        name: "concerns/0007_fly_tipping",
        sql: include_str!("../migrations/0007_fly_tipping.sql"),
    },
    Migration {
        name: "concerns/0008_rapid_responses",
        sql: include_str!("../migrations/0008_rapid_responses.sql"),
    },
    Migration {
        name: "concerns/0009_reaching",
        sql: include_str!("../migrations/0009_reaching.sql"),
    },
    Migration {
        name: "concerns/0010_shown_photos",
        sql: include_str!("../migrations/0010_shown_photos.sql"),
    },
    Migration {
        name: "concerns/0011_for_the_centre",
        sql: include_str!("../migrations/0011_for_the_centre.sql"),
    },
    Migration {
        name: "concerns/0012_call_notices",
        sql: include_str!("../migrations/0012_call_notices.sql"),
    },
    Migration {
        name: "concerns/0013_questionnaires",
        sql: include_str!("../migrations/0013_questionnaires.sql"),
    },
    Migration {
        name: "concerns/0014_talks",
        sql: include_str!("../migrations/0014_talks.sql"),
    },
    Migration {
        name: "concerns/0015_referred_actions",
        sql: include_str!("../migrations/0015_referred_actions.sql"),
    },
    Migration {
        name: "concerns/0016_wrote_back",
        sql: include_str!("../migrations/0016_wrote_back.sql"),
    },
];

/// The tables of this room in the closed store.
pub const CLOSED_TABLES: &[Migration] = &[
    Migration {
        name: "closed/concerns/0001_reports",
        sql: include_str!("../migrations/closed/0001_reports.sql"),
    },
    Migration {
        name: "closed/concerns/0003_hate_reports",
        sql: include_str!("../migrations/closed/0003_hate_reports.sql"),
    },
    Migration {
        name: "closed/concerns/0004_rapid_responses",
        sql: include_str!("../migrations/closed/0004_rapid_responses.sql"),
    },
    Migration {
        name: "closed/concerns/0005_rapid_more",
        sql: include_str!("../migrations/closed/0005_rapid_more.sql"),
    },
];

/// The pages of this room that people work on; `public` has the interface for programs.
#[must_use]
pub fn routes() -> Routes {
    concerns::routes()
        .and(agreements::routes())
        .and(referrals::routes())
        .and(back_offices::routes())
        .and(queue::routes())
        .and(joins::routes())
        .and(replies::routes())
        .and(reports::routes())
        .and(shown_photos::routes())
        .and(hate_reports::routes())
        .and(fly_tipping::routes())
        .and(rapid_responses::routes())
}
