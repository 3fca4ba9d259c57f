//! The panel's loop: members, meetings, suggestions, priorities, actions,
//! minutes.

pub mod actions;
pub mod meetings;
pub mod members;
pub mod minutes;
pub mod priorities;
mod rankings;
pub mod suggestions;

use base::{Routes, store::Migration};

/// The tables of this room.
pub const TABLES: &[Migration] = &[
    Migration {
        name: "panels/0001_panels",
        sql: include_str!("../migrations/0001_panels.sql"),
    },
    Migration {
        name: "panels/0002_meeting_changed",
        sql: include_str!("../migrations/0002_meeting_changed.sql"),
    },
];

/// The pages of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(members::routes())
        .and(meetings::routes())
        .and(suggestions::routes())
        .and(rankings::routes())
        .and(priorities::routes())
        .and(actions::routes())
        .and(minutes::routes())
}

base::id! {
    /// A seat on a panel.
    MemberId
}
base::id! {
    /// A meeting.
    MeetingId
}
base::id! {
    /// A suggestion.
    SuggestionId
}
base::id! {
    /// A priority.
    PriorityId
}
base::id! {
    /// An action.
    ActionId
}
