//! Numbers 6 and 10: people by name, and only those who agreed to it.

use axum::extract::Path;
use base::{Answer, Desk};
use serde_json::{Value, json};

use super::{data, find, ours};
use crate::wards::named;

/// The chief officers: none are kept here.
pub(super) async fn of_force(desk: Desk, Path(force): Path<String>) -> Answer {
    match ours(&desk, &force) {
        Ok(()) => Ok(data(json!([]))),
        Err(why) => Ok(super::not_found(why)),
    }
}

/// The ward team, as far as its page names it.
pub(super) async fn of_ward(mut desk: Desk, Path((force, id)): Path<(String, String)>) -> Answer {
    let (ward, _, _) = match find(&mut desk, &force, &id).await? {
        Ok(found) => found,
        Err(why) => return Ok(super::not_found(why)),
    };
    let people: Vec<_> = named(&mut desk, &ward)
        .await?
        .into_iter()
        .map(|(rank, name)| {
            json!({"bio": Value::Null, "contact_details": {}, "name": name, "rank": rank})
        })
        .collect();
    Ok(data(json!(people)))
}
