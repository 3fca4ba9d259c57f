//! A concern as the team's pages show it.

use base::{AgencyId, Desk, agencies::Agency, clock};
use wards::Atlas;
use web::{Tag, TagKind};

use super::{Concern, ConcernState, Reach};

/// A concern in words.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub path: String,
    pub reference: String,
    pub ward: String,
    pub kind: String,
    pub agency: String,
    pub place: String,
    pub words: String,
    pub came_in: String,
    pub expected: String,
    pub late: bool,
    pub tag: Tag,
}

/// A concern in words.
pub(crate) fn shown(desk: &Desk, atlas: &Atlas, agencies: &[Agency], it: &Concern) -> Shown {
    let kind = match it.state {
        ConcernState::Sent => TagKind::Warn,
        ConcernState::Read | ConcernState::BeingWorkedOn => TagKind::Info,
        ConcernState::Done => TagKind::Go,
        ConcernState::ClosedNotDone => TagKind::Plain,
    };
    let service = desk.place().service(&it.service);
    Shown {
        path: it.path(),
        reference: it.reference.clone(),
        ward: atlas.name(it.ward).to_owned(),
        kind: service.map_or_else(|| it.service.clone(), |service| service.name.clone()),
        agency: short(agencies, it.agency),
        place: it.place.clone(),
        words: it.words.clone(),
        // Of who stays anonymous no hour is kept.
        came_in: if it.reach == Reach::Anonymous {
            clock::long_day(clock::day(it.requested_at))
        } else {
            clock::day_and_time(it.requested_at)
        },
        expected: clock::long_day(clock::day(it.expected_at)),
        late: it.is_open() && it.expected_at < desk.now(),
        tag: Tag::new(kind, it.state.label()),
    }
}

fn short(agencies: &[Agency], id: AgencyId) -> String {
    let agency = agencies.iter().find(|agency| agency.id == id);
    agency.map_or(String::new(), |agency| agency.short.clone())
}
