//! Number 9: the edge of a neighbourhood as one ring; of several parts, the largest.

use axum::extract::Path;
use base::{Answer, Desk};
use serde_json::json;
use wards::boundaries::shape;

use super::{data, degrees, find};

/// The ring; its last corner is its first.
pub(super) async fn show(mut desk: Desk, Path((force, id)): Path<(String, String)>) -> Answer {
    let (_, atlas, at) = match find(&mut desk, &force, &id).await? {
        Ok(found) => found,
        Err(why) => return Ok(super::not_found(why)),
    };
    let corners: Vec<_> = shape::outline(&atlas.edges[at])
        .iter()
        .map(|[lng, lat]| json!({"latitude": degrees(*lat), "longitude": degrees(*lng)}))
        .collect();
    Ok(data(json!(corners)))
}
