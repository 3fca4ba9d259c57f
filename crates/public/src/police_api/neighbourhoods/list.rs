//! Number 7: the neighbourhoods of the force, which are the wards.

use axum::extract::Path;
use base::{Answer, Desk};
use serde_json::json;
use wards::atlas;

use super::{data, ours};

/// The list.
pub(super) async fn show(mut desk: Desk, Path(force): Path<String>) -> Answer {
    if let Err(why) = ours(&desk, &force) {
        return Ok(super::not_found(why));
    }
    let atlas = atlas(&mut desk).await?;
    let list: Vec<_> = atlas
        .wards
        .iter()
        .map(|ward| json!({"id": ward.code, "name": ward.name}))
        .collect();
    Ok(data(json!(list)))
}
