//! Crimes that were published without a point.

use axum::extract::{Request, State};
use base::House;
use evidence::recorded::{Where, recorded};

use super::answer::{No, Said};
use super::crimes_street::crimes;
use super::question::Asked;

/// The crimes of a force and a month.
pub(super) async fn list(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let force = asked
        .field("force")
        .ok_or_else(|| No::not_whole("Name a force, as in /api/forces."))?;
    if !memory.knows_force(force) {
        return Err(No::not_there("There is no such force."));
    }
    let category = asked.field("category").unwrap_or("all-crime");
    let place = Where::Nowhere(force.to_owned());
    crimes(&memory, when, &place, category)
}
