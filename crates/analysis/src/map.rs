//! GeoJSON, out and in.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use statistics::Area;

use crate::{answer::write, points::Plane};

/// A map that is written feature by feature, as they come.
pub struct Features<W> {
    to: W,
    many: usize,
}

impl<W: Write> Features<W> {
    /// Begins it.
    pub fn begin(mut to: W) -> io::Result<Self> {
        to.write_all(b"{\"features\":[")?;
        Ok(Self { to, many: 0 })
    }

    /// One more.
    pub fn add(&mut self, feature: &Value) -> io::Result<()> {
        if self.many > 0 {
            self.to.write_all(b",")?;
        }
        self.many += 1;
        Ok(serde_json::to_writer(&mut self.to, feature)?)
    }

    /// Ends it.
    pub fn end(mut self) -> io::Result<()> {
        self.to.write_all(b"],\"type\":\"FeatureCollection\"}\n")?;
        self.to.flush()
    }
}

/// Writes the features of a map.
pub fn write_features(file: &Path, features: impl IntoIterator<Item = Value>) -> Result<()> {
    write(file, |to| {
        let mut map = Features::begin(to)?;
        features.into_iter().try_for_each(|it| map.add(&it))?;
        map.end()
    })
}

/// A square of ground with properties. `None` off the grid.
pub fn square(plane: &Plane, from: [f64; 2], side: f64, properties: Value) -> Option<Value> {
    let corner = |x: f64, y: f64| plane.degrees([from[0] + x, from[1] + y]);
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

/// A circle around a place in degrees, as a ring of 48 corners. `None` off the grid.
pub fn circle(plane: &Plane, middle: [f64; 2], radius: f64, properties: Value) -> Option<Value> {
    let [x, y] = plane.metres(middle)?;
    let corner = |at: usize| {
        let turn = at as f64 / 48.0 * std::f64::consts::TAU;
        plane.degrees([x + radius * turn.cos(), y + radius * turn.sin()])
    };
    let mut ring: Vec<[f64; 2]> = (0..48).map(corner).collect::<Option<_>>()?;
    ring.push(*ring.first()?);
    Some(json!({
        "type": "Feature", "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }))
}

/// A point in degrees.
pub fn point(at: [f64; 2], properties: Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": at}})
}

/// Reads the areas of a GeoJSON file, named by a property.
pub fn areas(file: &Path, name: &str) -> Result<Vec<Area>> {
    let features = features(file)?;
    let mut areas = Vec::with_capacity(features.len());
    for (at, feature) in features.iter().enumerate() {
        let Some(code) = named(feature, name) else {
            bail!(
                "{}: feature {} has no property \"{name}\"; it has: {}. Name the right one with --code",
                file.display(),
                at + 1,
                properties(feature)
            );
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

/// The features of a GeoJSON file as they are, each with one more property that is worked out of its name.
pub fn features_with(
    file: &Path,
    name: &str,
    property: &str,
    worth: impl Fn(&str) -> Value,
) -> Result<Vec<Value>> {
    let mut features = features(file)?;
    for feature in &mut features {
        let Some(code) = named(feature, name) else {
            continue;
        };
        if let Some(all) = feature["properties"].as_object_mut() {
            all.insert(property.to_owned(), worth(&code));
        }
    }
    Ok(features)
}

fn features(file: &Path) -> Result<Vec<Value>> {
    let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut map: Value = serde_json::from_slice(&text).with_context(|| {
        format!(
            "{} is not GeoJSON: areas are a FeatureCollection in longitude and latitude",
            file.display()
        )
    })?;
    match map["features"].take() {
        Value::Array(features) => Ok(features),
        _ => bail!("{} is not a GeoJSON FeatureCollection", file.display()),
    }
}

fn named(feature: &Value, name: &str) -> Option<String> {
    match &feature["properties"][name] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn properties(feature: &Value) -> String {
    let names: Vec<&str> = feature["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|it| it.0.as_str())
        .collect();
    names.join(", ")
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
