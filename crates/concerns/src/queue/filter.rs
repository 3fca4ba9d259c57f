//! What somebody wants to see of the queue.

use base::{Act, Desk, PersonId, WardId, permits};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use wards::Atlas;

use crate::{ConcernId, ConcernState};

/// The choices of the page's form, as they stand in its address.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    pub state: String,
    pub ward: String,
    pub kind: String,
    pub source: String,
    pub waiting: String,
    pub burst: String,
    pub page: String,
}

/// How long something may have waited: in the address, and in words.
pub(super) const WAITING: &[(&str, &str)] = &[
    ("", "Any time"),
    ("1", "Longer than a day"),
    ("3", "Longer than 3 days"),
    ("14", "Longer than 2 weeks"),
    ("30", "Longer than 30 days"),
    ("90", "Longer than 90 days"),
];

/// What the store is asked for.
pub(super) struct Filter {
    pub person: Option<PersonId>,
    pub today: NaiveDate,
    pub scope: permits::Scope,
    /// Three, because a statement has a fixed number of places; one may stand twice.
    pub states: [ConcernState; 3],
    pub kind: String,
    pub source: String,
    pub until: DateTime<Utc>,
    pub ward: Option<WardId>,
    pub burst: Option<ConcernId>,
    pub page: i64,
}

impl Filter {
    /// What an address asks for. A word that is none asks for nothing.
    pub(super) fn of(desk: &Desk, atlas: &Atlas, ask: &Ask) -> Self {
        let days: i64 = ask.waiting.parse().unwrap_or(0);
        let mut filter = Self::everything(desk);
        filter.until -= Duration::days(days.clamp(0, 3_650));
        filter.ward = atlas.by_slug(&ask.ward).map(|ward| ward.id);
        filter.burst = ask.burst.parse().ok();
        filter.page = ask.page.parse().unwrap_or(1).clamp(1, 10_000);
        filter.kind.clone_from(&ask.kind);
        filter.source.clone_from(&ask.source);
        if let Some(state) = ConcernState::of(&ask.state) {
            filter.states = [state; 3];
        }
        filter
    }

    /// All that is open, as far as whoever asks reaches.
    pub(super) fn everything(desk: &Desk) -> Self {
        use ConcernState::{BeingWorkedOn, Read, Sent};
        Self {
            person: desk.person(),
            today: desk.today(),
            scope: permits::scope(desk.who(), Act::SeeConcerns),
            states: [Sent, Read, BeingWorkedOn],
            kind: String::new(),
            source: String::new(),
            until: desk.now(),
            ward: None,
            burst: None,
            page: 1,
        }
    }

    /// Whether it shows what is over: then the newest stands first.
    pub(super) fn is_over(&self) -> bool {
        !self.states[0].is_open()
    }
}
