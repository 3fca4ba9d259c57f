//! What anyone may see: home, ward pages, priorities, meetings, figures,
//! "you said, we did". Never cases, never tasking.

mod about;
mod cover;
mod desk;
mod events;
mod figures;
mod home;
mod meetings;
mod open311;
mod priorities;
mod queries;
mod results;
mod wards;

use base::Routes;

/// The pages of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(home::routes())
        .and(wards::routes())
        .and(priorities::routes())
        .and(meetings::routes())
        .and(results::routes())
        .and(figures::routes())
        .and(about::routes())
        .and(cover::routes())
        .and(events::routes())
        .and(queries::routes())
        .and(open311::routes())
        .and(desk::routes())
}
