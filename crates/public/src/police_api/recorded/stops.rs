//! Stops and searches: in an area, at a point, without a point, of a force.

use axum::extract::{Request, State};
use base::House;
use evidence::recorded::{Recorded, Where, recorded};

use super::answer::{Made, No, Said};
use super::crimes_street::{after, missing};
use super::question::{Asked, When, no_place};

/// The stops of a month in an area.
pub(super) async fn street(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let area = asked.area()?.ok_or_else(no_place)?;
    Ok(stops(&memory, when, &area))
}

/// The stops of a month at a published point. One that is unknown has none.
pub(super) async fn at_location(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let number = asked
        .location()
        .ok_or_else(|| No::not_whole("Name a published point: location_id."))?;
    Ok(stops(&memory, when, &Where::At(number)))
}

/// The stops of a force and a month that were published without a point.
pub(super) async fn no_location(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let place = Where::Nowhere(force(&asked)?);
    Ok(stops(&memory, when, &place))
}

/// All stops of a force and a month.
pub(super) async fn of_force(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let place = Where::Force(force(&asked)?);
    Ok(stops(&memory, when, &place))
}

fn force(asked: &Asked) -> Result<String, No> {
    let force = asked.field("force");
    force
        .map(str::to_owned)
        .ok_or_else(|| No::not_whole("Name a force, as in /api/forces."))
}

fn stops(memory: &Recorded, when: When, place: &Where) -> Made {
    let When::In(month) = when else {
        return after(memory);
    };
    let reason = match place {
        Where::Nowhere(force) | Where::Force(force) if !memory.knows_force(force) => {
            Some("There is no such force.".to_owned())
        }
        Where::Nowhere(force) | Where::Force(force) => {
            missing(memory, "stop-and-search", month, Some(force))
        }
        _ => missing(memory, "stop-and-search", month, None),
    };
    Made {
        body: memory.stops(month, place).body,
        reason,
    }
}
