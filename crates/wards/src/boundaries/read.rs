//! Reads areas from a GeoJSON file, plain or packed with gzip.
//!
//! Published files name their columns in many ways. The code is looked for, in this order, under `lsoa_code`, `area_code`,
//! any heading of the official pattern (two to four letters, two digits of the year, `CD`, such as `LSOA21CD`, `WD22CD` or
//! `LAD22CD`; LSOA before MSOA before ward before the rest), `ward_code`, then `code`; the name likewise (`WD22NM`,
//! `ward_name`, `name`). Capitals do not matter. A small area may name its ward under `ward_code` beside its own code. A
//! file that does otherwise is read by saying which column is which.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Boundary files of the whole country, generalised as they are for maps, are below this; more would fill the memory.
pub(super) const LARGEST: u64 = 512 << 20;

/// The longest published name of an area has some sixty letters.
const LONGEST_NAME: usize = 200;

/// Which property holds what, where the usual names do not fit.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The area's code.
    pub code: Option<String>,
    /// The area's name.
    pub name: Option<String>,
    /// The code of the ward a small area belongs to.
    pub ward: Option<String>,
}

/// One area as published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boundary {
    /// The official code, by which everything is joined.
    pub code: String,
    /// The published name, for people only.
    pub name: String,
    /// The ward a small area belongs to, where the file says so.
    pub ward_code: Option<String>,
    /// Parts, each an outer ring followed by its holes, in degrees times one million. None lies over another.
    pub parts: Vec<Vec<Vec<[i32; 2]>>>,
}

impl Boundary {
    /// The shape for placing points.
    pub fn area(&self) -> statistics::Area {
        statistics::Area {
            code: self.code.clone(),
            rings: self.parts.concat(),
        }
    }

    /// The shape as a GeoJSON geometry, to be drawn or given away again.
    pub fn geometry(&self) -> Value {
        let parts: Vec<Vec<Vec<[f64; 2]>>> = self
            .parts
            .iter()
            .map(|rings| {
                let ring =
                    |r: &Vec<[i32; 2]>| r.iter().map(|c| c.map(|v| f64::from(v) / 1e6)).collect();
                rings.iter().map(ring).collect()
            })
            .collect();
        serde_json::json!({ "type": "MultiPolygon", "coordinates": parts })
    }

    /// West, south, east, north, in degrees times one million.
    pub fn bounds(&self) -> Option<[i32; 4]> {
        let mut corners = self.parts.iter().flatten().flatten();
        let [x, y] = *corners.next()?;
        Some(corners.fold([x, y, x, y], |b, c| {
            [
                b[0].min(c[0]),
                b[1].min(c[1]),
                b[2].max(c[0]),
                b[3].max(c[1]),
            ]
        }))
    }
}

/// Why a boundary file was refused whole. Half a set of wards would misplace every count.
#[derive(Debug, thiserror::Error)]
pub enum CannotReadBoundaries {
    /// The disk says no, or the packed file is damaged.
    #[error("the boundary file could not be read: {0}")]
    Disk(#[from] std::io::Error),
    /// It is larger than any boundary file.
    #[error(
        "the boundary file holds more than 512 megabytes unpacked. Is it the right file? A generalised one (BGC or BSC) is enough."
    )]
    TooLarge,
    /// It is not GeoJSON.
    #[error("the boundary file is not GeoJSON: {0}")]
    NotGeoJson(String),
    /// One area is at fault.
    #[error("feature {number} of the boundary file: {reason}")]
    Feature {
        /// Counted from 1, in the order of the file.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads a file from disk.
pub fn read(path: &Path, columns: &Columns) -> Result<Vec<Boundary>, CannotReadBoundaries> {
    read_from(std::fs::File::open(path)?, columns)
}

/// Reads from anything, unpacking it when it is packed.
pub fn read_from(
    input: impl Read,
    columns: &Columns,
) -> Result<Vec<Boundary>, CannotReadBoundaries> {
    let mut input = std::io::BufReader::new(input);
    let packed = std::io::BufRead::fill_buf(&mut input)?.starts_with(&[0x1F, 0x8B]);
    let mut bytes = Vec::new();
    if packed {
        flate2::bufread::MultiGzDecoder::new(input)
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)?;
    } else {
        input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > LARGEST {
        return Err(CannotReadBoundaries::TooLarge);
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let whole: Value = serde_json::from_slice(text)
        .map_err(|e| CannotReadBoundaries::NotGeoJson(e.to_string()))?;
    let features = whole["features"].as_array().ok_or_else(|| {
        CannotReadBoundaries::NotGeoJson(
            "it has no list of features; a FeatureCollection is wanted.".into(),
        )
    })?;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut boundaries = Vec::with_capacity(features.len());
    for (number, feature) in (1..).zip(features) {
        let fault = |reason| CannotReadBoundaries::Feature { number, reason };
        let boundary = boundary(feature, columns).map_err(fault)?;
        if let Some(first) = seen.insert(boundary.code.clone(), number) {
            return Err(fault(format!(
                "its code {} is also that of feature {first}.",
                boundary.code
            )));
        }
        boundaries.push(boundary);
    }
    if boundaries.is_empty() {
        return Err(CannotReadBoundaries::NotGeoJson(
            "it holds no areas.".into(),
        ));
    }
    Ok(boundaries)
}

fn boundary(feature: &Value, columns: &Columns) -> Result<Boundary, String> {
    let empty = Map::new();
    let properties = feature["properties"].as_object().unwrap_or(&empty);
    let code = property(properties, columns.code.as_deref(), "code", "CD")?
        .ok_or_else(|| none_of(properties, "code"))?;
    if code
        .chars()
        .any(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        || code.len() > 32
    {
        return Err(format!(
            "\"{}\" is not an area code.",
            code.chars().take(40).collect::<String>()
        ));
    }
    let name = property(properties, columns.name.as_deref(), "name", "NM")?
        .unwrap_or_else(|| code.clone());
    let letters = name.chars().count();
    if letters > LONGEST_NAME {
        return Err(format!(
            "its name has {letters} letters; the most are {LONGEST_NAME}. Say which property holds the name."
        ));
    }
    // The name makes the address of a ward's page.
    if crate::wards::slug(&name).is_empty() {
        return Err(format!(
            "its name \"{name}\" holds no letter from a to z and no digit, so it can have no address."
        ));
    }
    let ward = columns.ward.as_deref().unwrap_or("ward_code");
    let ward_code = text(properties.get(ward)).filter(|ward| *ward != code);
    if columns.ward.is_some() && ward_code.is_none() {
        return Err(format!("the property \"{ward}\" is missing or blank."));
    }
    let parts = statistics::apart(parts(&feature["geometry"])?);
    if !parts.iter().any(|rings| has_extent(&rings[0])) {
        return Err("all its corners lie on one line or point, so nothing can lie in it.".into());
    }
    Ok(Boundary {
        code,
        name,
        ward_code,
        parts,
    })
}

/// Finds a property by the caller's name or by the usual ones. A name given and not found is an error, not a guess.
fn property(
    properties: &Map<String, Value>,
    given: Option<&str>,
    what: &str,
    ending: &str,
) -> Result<Option<String>, String> {
    if let Some(given) = given {
        let found = text(properties.get(given));
        return found
            .map(Some)
            .ok_or_else(|| format!("the property \"{given}\" is missing or blank."));
    }
    // A small area that names its ward is still known by its own code.
    let plain = ["lsoa", "area", "ward"].map(|level| format!("{level}_{what}"));
    let mut official: Vec<&String> = properties
        .keys()
        .filter(|k| is_official(k, ending))
        .collect();
    official.sort_by_key(|k| {
        ["LSOA", "MSOA", "WD"]
            .iter()
            .position(|level| k.to_ascii_uppercase().starts_with(level))
            .unwrap_or(9)
    });
    let keys = plain.iter().take(2).chain(official).chain(&plain[2..]);
    let found = keys.map(String::as_str).chain([what]).find_map(|key| {
        let (_, value) = properties
            .iter()
            .find(|(k, _)| k.eq_ignore_ascii_case(key))?;
        text(Some(value))
    });
    Ok(found)
}

/// Two to four letters, two digits, then the ending: `WD22CD`, `LSOA11NM`.
fn is_official(key: &str, ending: &str) -> bool {
    let key = key.to_ascii_uppercase();
    let Some(stem) = key.strip_suffix(ending) else {
        return false;
    };
    let letters = stem.bytes().take_while(u8::is_ascii_uppercase).count();
    (2..=4).contains(&letters)
        && stem.len() == letters + 2
        && stem.bytes().skip(letters).all(|b| b.is_ascii_digit())
}

fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn none_of(properties: &Map<String, Value>, what: &str) -> String {
    let keys: Vec<&str> = properties.keys().take(12).map(String::as_str).collect();
    format!(
        "no property holds its {what}. It has: {}. Say which one it is.",
        keys.join(", ")
    )
}

fn parts(geometry: &Value) -> Result<Vec<Vec<Vec<[i32; 2]>>>, String> {
    let list = |value: &Value, what: &str| {
        value
            .as_array()
            .filter(|a| !a.is_empty())
            .cloned()
            .ok_or_else(|| format!("its {what} are missing."))
    };
    let polygons = match geometry["type"].as_str() {
        Some("Polygon") => vec![geometry["coordinates"].clone()],
        Some("MultiPolygon") => list(&geometry["coordinates"], "parts")?,
        Some(other) => {
            return Err(format!(
                "it is a {other}; an area is a Polygon or MultiPolygon."
            ));
        }
        None => return Err("it has no shape.".into()),
    };
    polygons
        .iter()
        .map(|rings| {
            list(rings, "rings")?
                .iter()
                .map(ring)
                .collect::<Result<Vec<_>, String>>()
        })
        .collect()
}

/// Whether three corners of a ring are not on one line.
fn has_extent(ring: &[[i32; 2]]) -> bool {
    let side = |a: [i32; 2], b: [i32; 2]| {
        [
            i64::from(b[0]) - i64::from(a[0]),
            i64::from(b[1]) - i64::from(a[1]),
        ]
    };
    let Some((first, rest)) = ring.split_first() else {
        return false;
    };
    let Some(other) = rest.iter().find(|corner| *corner != first) else {
        return false;
    };
    let line = side(*first, *other);
    rest.iter().any(|corner| {
        let [x, y] = side(*first, *corner);
        line[0] * y != line[1] * x
    })
}

fn ring(ring: &Value) -> Result<Vec<[i32; 2]>, String> {
    let corners = ring.as_array().ok_or("a ring is not a list of corners.")?;
    let corners: Vec<[i32; 2]> = corners.iter().map(corner).collect::<Result<_, _>>()?;
    if corners.len() < 3 {
        return Err(format!(
            "a ring has {} corners; the fewest are three.",
            corners.len()
        ));
    }
    Ok(corners)
}

fn corner(corner: &Value) -> Result<[i32; 2], String> {
    let (Some(lon), Some(lat)) = (corner[0].as_f64(), corner[1].as_f64()) else {
        return Err("a corner is not a pair of numbers.".into());
    };
    if lon.abs() > 180.0 || lat.abs() > 90.0 {
        return Err(format!(
            "the corner {lon}, {lat} is off the globe. Are these metres on the National Grid? Degrees (WGS84) are wanted."
        ));
    }
    Ok([(lon * 1e6).round() as i32, (lat * 1e6).round() as i32])
}
