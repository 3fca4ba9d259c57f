//! Number 5: the force, and how to reach it.

use axum::extract::Path;
use base::{Answer, Desk};
use serde_json::{Value, json};

use super::{data, link, ours};

/// The force.
pub(super) async fn show(desk: Desk, Path(force): Path<String>) -> Answer {
    if let Err(why) = ours(&desk, &force) {
        return Ok(super::not_found(why));
    }
    let place = desk.place();
    let url = if place.force_url.is_empty() {
        link(&desk, "/")
    } else {
        place.force_url.clone()
    };
    Ok(data(json!({
        "description": Value::Null,
        "url": url,
        "engagement_methods": ways(&desk),
        "telephone": place.contact.phone,
        "id": place.force,
        "name": place.force_name(desk.today()),
    })))
}

fn ways(desk: &Desk) -> Vec<Value> {
    let place = desk.place();
    let way = |kind: &str, title: &str, url: String, description: &str| json!({"url": url, "type": kind, "description": description, "title": title});
    let mut ways = vec![
        way(
            "web",
            &place.partnership,
            link(desk, "/"),
            "Find your ward, see what is done, suggest a priority",
        ),
        way(
            "rss",
            "RSS",
            link(desk, "/updates.atom"),
            "Priorities, events and minutes of all wards, as a feed",
        ),
        way(
            "telephone",
            "telephone",
            String::new(),
            &place.contact.phone,
        ),
    ];
    if !place.contact.email.is_empty() {
        ways.push(way("email", "E-mail", String::new(), &place.contact.email));
    }
    ways
}
