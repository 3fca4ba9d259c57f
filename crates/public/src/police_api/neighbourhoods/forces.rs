//! Number 4: the forces, of which there is one here.

use base::{Answer, Desk};
use serde_json::json;

use super::data;

/// The list.
pub(super) async fn show(desk: Desk) -> Answer {
    let (place, today) = (desk.place(), desk.today());
    Ok(data(
        json!([{"id": place.force, "name": place.force_name(today)}]),
    ))
}
