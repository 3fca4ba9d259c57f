//! Reads the areas of a GeoJSON file. Corners are taken as they are read: a file of ten thousand areas is never held as a tree of JSON.

use std::{
    fmt,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use statistics::Area;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Option<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    coordinates: Part,
}

/// What stands between two brackets of a shape.
#[derive(Default)]
enum Part {
    /// No list of longitudes and latitudes.
    #[default]
    Wrong,
    /// Nothing between the brackets, or only empty brackets.
    Empty,
    /// Two numbers that are metres and no degrees.
    Metres,
    Number(f64),
    Corner([i32; 2]),
    Ring(Vec<[i32; 2]>),
    /// Those of one part.
    Rings(Vec<Vec<[i32; 2]>>),
    Parts(Vec<Vec<Vec<[i32; 2]>>>),
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Brackets)
    }
}

struct Brackets;

impl<'de> Visitor<'de> for Brackets {
    type Value = Part;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("longitudes and latitudes")
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Part, E> {
        Ok(Part::Number(it))
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Part, E> {
        Ok(Part::Number(it as f64))
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Part, E> {
        Ok(Part::Number(it as f64))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Part, E> {
        Ok(Part::Wrong)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Part, E> {
        Ok(Part::Wrong)
    }

    fn visit_unit<E: Error>(self) -> Result<Part, E> {
        Ok(Part::Wrong)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Part::Wrong)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Part, A::Error> {
        let mut whole = Part::Wrong;
        let (mut numbers, mut many, mut is_wrong) = ([0.0; 2], 0, false);
        let (mut is_empty, mut is_metres) = (true, false);
        while let Some(part) = list.next_element::<Part>()? {
            is_empty &= matches!(part, Part::Empty);
            is_metres |= matches!(part, Part::Metres);
            match (&mut whole, part) {
                (Part::Wrong, Part::Number(it)) => {
                    // A third number is a height.
                    if let Some(number) = numbers.get_mut(many) {
                        *number = it;
                    }
                    many += 1;
                }
                (Part::Wrong, Part::Corner(it)) => whole = Part::Ring(vec![it]),
                (Part::Ring(ring), Part::Corner(it)) => ring.push(it),
                (Part::Wrong, Part::Ring(ring)) => whole = Part::Rings(vec![ring]),
                (Part::Rings(rings), Part::Ring(ring)) => rings.push(ring),
                (Part::Wrong, Part::Rings(rings)) => whole = Part::Parts(vec![rings]),
                (Part::Parts(parts), Part::Rings(rings)) => parts.push(rings),
                _ => is_wrong = true,
            }
        }
        Ok(match whole {
            _ if is_metres => Part::Metres,
            _ if is_empty => Part::Empty,
            _ if is_wrong => Part::Wrong,
            Part::Wrong if many >= 2 => corner(numbers).map_or(Part::Metres, Part::Corner),
            _ if many > 0 => Part::Wrong,
            Part::Ring(mut ring) => {
                ring.shrink_to_fit();
                Part::Ring(ring)
            }
            whole => whole,
        })
    }
}

fn corner([longitude, latitude]: [f64; 2]) -> Option<[i32; 2]> {
    Some([millionths(longitude, 180.0)?, millionths(latitude, 90.0)?])
}

/// Degrees as whole millionths.
pub fn millionths(degrees: f64, most: f64) -> Option<i32> {
    (degrees.abs() <= most).then(|| (degrees * 1e6).round() as i32)
}

/// What an area is called: the word or the number of a property.
pub fn named(properties: &Map<String, Value>, name: &str) -> Option<String> {
    match properties.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A GeoJSON file as text, unpacked if it is a .gz file, behind a byte order mark.
pub fn opened(file: &Path) -> Result<Box<dyn BufRead>> {
    let unreadable = || format!("{} cannot be read", file.display());
    let mut open = BufReader::with_capacity(1 << 16, File::open(file).with_context(unreadable)?);
    let packed = open
        .fill_buf()
        .with_context(unreadable)?
        .starts_with(&[0x1f, 0x8b]);
    let mut text: Box<dyn BufRead> = if packed {
        let unpacked = flate2::bufread::MultiGzDecoder::new(open);
        Box::new(BufReader::with_capacity(1 << 16, unpacked))
    } else {
        Box::new(open)
    };
    if text
        .fill_buf()
        .with_context(unreadable)?
        .starts_with(b"\xef\xbb\xbf")
    {
        text.consume(3);
    }
    Ok(text)
}

/// What stands wrongly in the place of a name.
fn no_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::String(_) => "an empty text",
        _ => "a list or the like",
    }
}

/// Reads the areas of a GeoJSON file, named by a property.
pub fn areas(file: &Path, name: &str) -> Result<Vec<Area>> {
    let map: Collection = serde_json::from_reader(opened(file)?).with_context(|| {
        format!(
            "{} is not GeoJSON: areas are a FeatureCollection in longitude and latitude",
            file.display()
        )
    })?;
    let mut areas = Vec::with_capacity(map.features.len());
    for (feature, at) in map.features.into_iter().zip(1..) {
        let properties = feature.properties.unwrap_or_default();
        let code = named(&properties, name).filter(|it| !it.trim().is_empty());
        let Some(code) = code else {
            if let Some(value) = properties.get(name) {
                bail!(
                    "{}: the property \"{name}\" of feature {at} holds {}, and an area needs a name or a number. Name another property with --code, or mend the file",
                    file.display(),
                    no_name(value)
                );
            }
            let names: Vec<&str> = properties.keys().map(String::as_str).collect();
            bail!(
                "{}: feature {at} has no property \"{name}\"; it has: {}. Name the right one with --code",
                file.display(),
                names.join(", ")
            );
        };
        let Some(Shape {
            kind: Some(kind),
            coordinates,
        }) = feature.geometry
        else {
            bail!("{}: {code} has no shape", file.display());
        };
        if kind != "Polygon" && kind != "MultiPolygon" {
            bail!(
                "{}: {code} is neither a Polygon nor a MultiPolygon",
                file.display()
            );
        }
        let coordinates = match coordinates {
            Part::Rings(rings) => Part::Parts(vec![rings]),
            other => other,
        };
        match coordinates {
            Part::Parts(parts) if parts.iter().flatten().all(|ring| ring.len() >= 3) => {
                let rings = statistics::apart(parts).concat();
                areas.push(Area { code, rings });
            }
            Part::Metres => bail!(
                "{}: {code} has corners beyond 180 degrees: they look like metres of the National Grid. Write the file in longitude and latitude (EPSG:4326), in QGIS: Export, Save features as",
                file.display()
            ),
            Part::Empty => bail!(
                "{}: {code} has an empty shape: it holds no place. Give it its boundary, or leave the feature out",
                file.display()
            ),
            _ => bail!(
                "{}: {code} has a ring that is not made of longitudes and latitudes",
                file.display()
            ),
        }
    }
    if areas.is_empty() {
        bail!("{} holds no area", file.display());
    }
    Ok(areas)
}
