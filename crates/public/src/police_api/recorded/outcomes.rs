//! What became of crimes: in an area, at a point, and of one crime.

use axum::extract::{Path, Request, State};
use base::House;
use evidence::recorded::{Where, recorded};

use super::MOST;
use super::answer::{Made, No, Said};
use super::crimes_street::{after, missing};
use super::question::{Asked, When, no_place};

/// The outcomes recorded in a month.
pub(super) async fn list(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let place = match asked.location() {
        Some(number) if memory.knows_point(number) => Where::At(number),
        Some(_) => {
            return Err(No::not_there(
                "There is no published point of that location_id.",
            ));
        }
        None => asked.area()?.ok_or_else(no_place)?,
    };
    let When::In(month) = when else {
        return Ok(after(&memory));
    };
    let most = match place {
        Where::In(_) => MOST,
        _ => usize::MAX,
    };
    let found = memory
        .outcomes(month, &place, most)
        .map_err(|many| No::too_many("outcomes", many.0))?;
    let strangers = memory.strangers(month);
    let left_out = (strangers > 0).then(|| {
        format!("{strangers} outcomes of {month} are about crimes in no imported file, and are left out wherever they were.")
    });
    Ok(Made {
        reason: missing(&memory, "outcomes", month, None).or(left_out),
        body: found.body,
    })
}

/// A crime with all that became of it.
pub(super) async fn of_crime(State(house): State<House>, Path(id): Path<String>) -> Said {
    let memory = recorded(&house).await?;
    let body = memory
        .outcomes_for(&id)
        .ok_or_else(|| No::not_there("No crime has that id. Ids are in small letters."))?;
    Ok(Made { body, reason: None })
}
