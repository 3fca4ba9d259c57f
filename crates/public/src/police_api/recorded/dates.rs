//! Which months there are, and which are missing.

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use base::House;
use evidence::recorded::{KINDS, recorded};
use serde_json::json;

use super::answer::{Made, No, Said};
use super::question::Asked;

/// The months with crimes, newest first, each with the forces whose stops are there.
pub(super) async fn list(State(house): State<House>) -> Said {
    let memory = recorded(&house).await?;
    let months = memory.months().into_iter();
    let list: Vec<_> = months
        .map(|month| {
            let mut forces: Vec<_> = memory.forces_of("stop-and-search", month).collect();
            forces.sort_unstable();
            forces.dedup();
            json!({"date": month.to_string(), "stop-and-search": forces})
        })
        .collect();
    Ok(Made::json(&json!(list)))
}

/// The latest month, by its first day.
pub(super) async fn last(State(house): State<House>) -> Said {
    let memory = recorded(&house).await?;
    let Some((_, last)) = memory.window() else {
        return Err(No::Because(
            StatusCode::NOT_FOUND,
            "No crime file has been imported yet.".into(),
        ));
    };
    Ok(Made::json(&json!({"date": format!("{last}-01")})))
}

/// The months that no file was imported for, by force and kind: of one force, or of all with any file.
pub(super) async fn missing(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let forces = match asked.field("force") {
        None => memory.forces(),
        Some(force) if memory.knows_force(force) => vec![force.to_owned()],
        Some(_) => return Err(No::not_there("There is no such force.")),
    };
    let each = forces
        .iter()
        .flat_map(|force| KINDS.iter().map(move |kind| (force, *kind)));
    let list: Vec<_> = each
        .map(|(force, kind)| {
            let missing = memory.missing(kind, force);
            let months: Vec<_> = missing.iter().map(ToString::to_string).collect();
            json!({"force": force, "kind": kind, "months": months})
        })
        .collect();
    Ok(Made::json(&json!(list)))
}
