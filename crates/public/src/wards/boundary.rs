//! Where wards begin and end, as map files that RFC 7946 describes.

use axum::{Extension, extract::Path};
use base::{Answer, Desk, Stop};
use serde_json::{Value, json};
use wards::{Atlas, Ward, atlas, boundaries::shape};
use web::{Wants, wants};

use super::find;

/// What a map file is called.
pub(super) const KIND: &str = "application/geo+json";

type Ring = Vec<[i32; 2]>;

fn degrees(value: i32) -> f64 {
    f64::from(value) / 1e6
}

/// West, south, east, north of corners.
fn bbox<'a>(corners: impl Iterator<Item = &'a [i32; 2]>) -> Option<[f64; 4]> {
    let mut found: Option<[i32; 4]> = None;
    for [x, y] in corners.copied() {
        let now = found.get_or_insert([x, y, x, y]);
        *now = [now[0].min(x), now[1].min(y), now[2].max(x), now[3].max(y)];
    }
    found.map(|edges| edges.map(degrees))
}

/// A ward with its edge; without one while no boundary file is there.
fn feature(ward: &Ward, rings: &[Ring]) -> Value {
    let parts: Vec<Vec<Vec<[f64; 2]>>> = shape::parts(rings)
        .iter()
        .map(|part| {
            part.iter()
                .map(|ring| ring.iter().map(|corner| corner.map(degrees)).collect())
                .collect()
        })
        .collect();
    let geometry = if parts.is_empty() {
        Value::Null
    } else {
        json!({"type": "MultiPolygon", "coordinates": parts})
    };
    let mut feature = json!({
        "type": "Feature",
        "id": ward.code,
        "properties": {"ward_code": ward.code, "ward_name": ward.name, "path": ward.path()},
        "geometry": geometry,
    });
    if let Some(bbox) = bbox(rings.iter().flatten()) {
        feature["bbox"] = json!(bbox);
    }
    feature
}

/// Every ward.
pub(super) fn collection(atlas: &Atlas) -> Value {
    let features: Vec<_> = atlas
        .wards
        .iter()
        .zip(&atlas.edges)
        .map(|(ward, rings)| feature(ward, rings))
        .collect();
    let mut whole = json!({"type": "FeatureCollection", "features": features});
    if let Some(bbox) = bbox(atlas.edges.iter().flatten().flatten()) {
        whole["bbox"] = json!(bbox);
    }
    whole
}

/// `/wards/{ward}/boundary.geojson`; there is no other form.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    if wants(form) != Wants::GeoJson {
        return Err(Stop::NotThere);
    }
    let ward = find(&mut desk, &slug).await?;
    let atlas = atlas(&mut desk).await?;
    let at = atlas.wards.iter().position(|it| it.id == ward.id);
    // A former ward has no edge any more.
    let rings = at
        .and_then(|at| atlas.edges.get(at))
        .ok_or(Stop::NotThere)?;
    let text = feature(&ward, rings).to_string();
    Ok(web::file(KIND, text))
}
