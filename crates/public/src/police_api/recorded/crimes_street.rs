//! Crimes in an area: a mile around a point, or inside a ring.

use axum::extract::{Path, Request, State};
use base::House;
use evidence::{
    Month,
    police_uk::words::CATEGORIES,
    recorded::{Recorded, Where, recorded},
};

use super::MOST;
use super::answer::{Made, No, Said};
use super::question::{Asked, When, no_place};

/// The crimes of a month.
pub(super) async fn list(
    State(house): State<House>,
    Path(category): Path<String>,
    request: Request,
) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let area = asked.area()?.ok_or_else(no_place)?;
    crimes(&memory, when, &area, &category)
}

/// A category that is none is all of them, as programs know it.
fn known<'a>(memory: &Recorded, category: &'a str) -> Option<&'a str> {
    let listed = CATEGORIES.iter().skip(1).any(|(word, _)| *word == category);
    (listed || memory.knows_category(category)).then_some(category)
}

/// Crimes of a month, a place and a category.
pub(super) fn crimes(memory: &Recorded, when: When, place: &Where, category: &str) -> Said {
    let category = known(memory, category);
    let When::In(month) = when else {
        return Ok(after(memory));
    };
    let most = match place {
        Where::In(_) => MOST,
        _ => usize::MAX,
    };
    let found = memory
        .crimes(month, place, category, most)
        .map_err(|many| No::too_many("crimes", many.0))?;
    let force = match place {
        Where::Nowhere(force) => Some(force.as_str()),
        _ => None,
    };
    Ok(Made {
        reason: missing(memory, "street", month, force),
        body: found.body,
    })
}

/// A month after the latest one: nothing.
pub(super) fn after(memory: &Recorded) -> Made {
    let reason = match memory.window() {
        Some((_, last)) => format!("That month is later than the latest one, {last}."),
        None => "No crime file has been imported yet.".to_owned(),
    };
    Made {
        body: b"[]".to_vec(),
        reason: Some(reason),
    }
}

/// Says which file is missing where a month has none.
pub(super) fn missing(
    memory: &Recorded,
    kind: &str,
    month: Month,
    force: Option<&str>,
) -> Option<String> {
    let force = force.unwrap_or(memory.own());
    let there = memory.forces_of(kind, month).any(|it| it == force);
    let name = format!("{month}-{force}-{kind}.csv");
    (!there).then(|| {
        format!(
            "{name} has not been imported. /api/missing-months lists the months that are missing."
        )
    })
}
