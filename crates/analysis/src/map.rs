//! Maps, written as GeoJSON.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::{
    answer::write,
    areas::{named, opened},
    points::Plane,
};

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
    pub fn end(mut self) -> io::Result<W> {
        self.to.write_all(b"],\"type\":\"FeatureCollection\"}\n")?;
        Ok(self.to)
    }
}

/// Writes the features of a map.
pub fn write_features(file: &Path, features: impl IntoIterator<Item = Value>) -> Result<()> {
    write(file, |to| {
        let mut map = Features::begin(to)?;
        features.into_iter().try_for_each(|it| map.add(&it))?;
        map.end().map(|_| ())
    })
}

/// A piece of ground with properties, by its corners. `None` off the grid.
pub fn polygon(plane: &Plane, corners: &[[f64; 2]], properties: Value) -> Option<Value> {
    let round = corners.iter().chain(corners.first());
    let ring = round
        .map(|it| plane.degrees(*it))
        .collect::<Option<Vec<_>>>()?;
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

/// The features of a GeoJSON file as they are, each with more properties that are worked out of its name.
pub fn features_with(
    file: &Path,
    name: &str,
    more: impl Fn(&str) -> Map<String, Value>,
) -> Result<Vec<Value>> {
    let mut features = features(file)?;
    for feature in &mut features {
        let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        if let Some(code) = named(properties, name) {
            properties.extend(more(&code));
        }
    }
    Ok(features)
}

fn features(file: &Path) -> Result<Vec<Value>> {
    let mut map: Value = serde_json::from_reader(opened(file)?).with_context(|| {
        format!(
            "{} is not GeoJSON: areas are a FeatureCollection in longitude and latitude",
            file.display()
        )
    })?;
    match map.get_mut("features").map(Value::take) {
        Some(Value::Array(features)) => Ok(features),
        _ => bail!("{} is not a GeoJSON FeatureCollection", file.display()),
    }
}
