//! Number 13: the neighbourhood in which a point lies.

use std::collections::HashMap;

use axum::extract::Query;
use base::{Answer, Desk};
use serde_json::json;
use wards::{atlas, boundaries::shape};

use super::{data, not_found};

/// `q=latitude,longitude`.
pub(super) async fn show(mut desk: Desk, Query(query): Query<HashMap<String, String>>) -> Answer {
    let Some(point) = query.get("q").and_then(|q| point(q)) else {
        return Ok(not_found(
            "Write q as latitude,longitude in degrees, like q=51.405,0.014.",
        ));
    };
    let atlas = atlas(&mut desk).await?;
    let at = atlas
        .edges
        .iter()
        .position(|rings| shape::covers(rings, point));
    Ok(match at {
        Some(at) => {
            data(json!({"force": desk.place().force, "neighbourhood": atlas.wards[at].code}))
        }
        None => not_found("That point lies in no ward of this place. Latitude comes first."),
    })
}

/// Longitude and latitude in degrees times one million.
fn point(q: &str) -> Option<[i32; 2]> {
    let (lat, lng) = q.split_once(',')?;
    let read = |text: &str, most: f64| {
        let value: f64 = text.trim().parse().ok()?;
        (value.abs() <= most).then(|| (value * 1e6).round() as i32)
    };
    Some([read(lng, 180.0)?, read(lat, 90.0)?])
}

#[cfg(test)]
mod tests {
    use super::point;

    #[test]
    fn a_point_is_two_numbers_on_the_globe() {
        assert_eq!(point("51.405, 0.014"), Some([14_000, 51_405_000]));
        for wrong in ["", "51", "51,", "a,b", "999,0", "NaN,0", "51,0,1", "inf,0"] {
            assert_eq!(point(wrong), None, "{wrong}");
        }
    }
}
