//! GeoJSON, out and in.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use statistics::Area;

use crate::{answer::write, points::Placed};

/// Writes the features of a map.
pub fn write_features(file: &Path, features: Vec<Value>) -> Result<()> {
    let map = json!({"type": "FeatureCollection", "features": features});
    write(file, (serde_json::to_string(&map)? + "\n").as_bytes())
}

/// A square of ground with properties. `None` off the grid.
pub fn square(placed: &Placed, from: [f64; 2], side: f64, properties: Value) -> Option<Value> {
    let corner = |x: f64, y: f64| placed.degrees([from[0] + x, from[1] + y]);
    let ring = [
        corner(0.0, 0.0)?,
        corner(side, 0.0)?,
        corner(side, side)?,
        corner(0.0, side)?,
        corner(0.0, 0.0)?,
    ];
    Some(json!({
        "type": "Feature", "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }))
}

/// Reads the areas of a GeoJSON file, named by a property.
pub fn areas(file: &Path, name: &str) -> Result<Vec<Area>> {
    let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let map: Value =
        serde_json::from_slice(&text).with_context(|| format!("{} is not JSON", file.display()))?;
    let Some(features) = map["features"].as_array() else {
        bail!("{} is not a GeoJSON FeatureCollection", file.display());
    };
    let mut areas = Vec::with_capacity(features.len());
    for (at, feature) in features.iter().enumerate() {
        let code = match &feature["properties"][name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => bail!(
                "{}: feature {} has no property \"{name}\"",
                file.display(),
                at + 1
            ),
        };
        let shape = &feature["geometry"];
        let parts: Vec<&Value> = match shape["type"].as_str() {
            Some("Polygon") => vec![&shape["coordinates"]],
            Some("MultiPolygon") => shape["coordinates"]
                .as_array()
                .into_iter()
                .flatten()
                .collect(),
            _ => bail!(
                "{}: {code} is neither a Polygon nor a MultiPolygon",
                file.display()
            ),
        };
        let mut rings = Vec::new();
        for ring in parts.into_iter().filter_map(Value::as_array).flatten() {
            let corners: Option<Vec<[i32; 2]>> =
                ring.as_array().into_iter().flatten().map(corner).collect();
            match corners {
                Some(it) if it.len() >= 3 => rings.push(it),
                _ => bail!(
                    "{}: {code} has a ring that is not made of longitudes and latitudes",
                    file.display()
                ),
            }
        }
        areas.push(Area { code, rings });
    }
    if areas.is_empty() {
        bail!("{} holds no area", file.display());
    }
    Ok(areas)
}

fn corner(it: &Value) -> Option<[i32; 2]> {
    Some([
        millionths(it[0].as_f64()?, 180.0)?,
        millionths(it[1].as_f64()?, 90.0)?,
    ])
}

/// Degrees as whole millionths.
pub fn millionths(degrees: f64, most: f64) -> Option<i32> {
    (degrees.abs() <= most).then(|| (degrees * 1e6).round() as i32)
}
