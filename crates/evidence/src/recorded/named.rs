//! The published points by their names: somebody who reports a problem finds the street without a map.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::House;

use super::{Recorded, Shelf, places::metres};

/// A published point with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// As published, without "On or near".
    pub name: String,
    /// East, in degrees times one million.
    pub lon_e6: i32,
    /// North, in degrees times one million.
    pub lat_e6: i32,
}

/// Words that stand in too many names to find one.
const COMMON: &[&str] = &[
    "the", "and", "near", "road", "street", "lane", "avenue", "close", "way", "drive", "place",
    "behind", "outside", "next", "opposite", "corner", "end", "top", "bottom", "side",
];

/// What is in memory already. A page never waits for it to be read.
#[must_use]
pub fn ready(house: &House) -> Option<Arc<Recorded>> {
    Shelf::of(house).kept()
}

impl Recorded {
    fn named(&self, place: u32) -> Option<Named> {
        let it: serde_json::Value = serde_json::from_str(self.places.json(place)).ok()?;
        let name = it["street"]["name"].as_str()?;
        let name = name.strip_prefix("On or near ").unwrap_or(name).trim();
        let [lon_e6, lat_e6] = self.places.point(place);
        let usable = !name.is_empty() && name != "No Location";
        usable.then(|| Named {
            name: name.to_owned(),
            lon_e6,
            lat_e6,
        })
    }

    /// The name of a published point, without "On or near".
    #[must_use]
    pub fn street(&self, point: usize) -> Option<String> {
        let place = u32::try_from(point).ok()?;
        self.named(place).map(|it| it.name)
    }

    /// The points whose names hold the words somebody typed: those that hold most of them first, and of those the ones
    /// nearest to `around` (latitude, longitude). One of a name within 150 metres.
    #[must_use]
    pub fn named_like(&self, typed: &str, around: Option<(f64, f64)>, most: usize) -> Vec<Named> {
        let typed = typed.to_lowercase();
        let words: Vec<_> = typed
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= 3 && !COMMON.contains(word))
            .take(12)
            .collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for place in (0..).take(self.places.len()) {
            // Most are let go before anything is read of them.
            let text = self.places.json(place).to_lowercase();
            if !words.iter().any(|word| text.contains(word)) {
                continue;
            }
            let Some(it) = self.named(place) else {
                continue;
            };
            let name = it.name.to_lowercase();
            let held = name
                .split(|c: char| !c.is_alphanumeric())
                .filter(|part| words.contains(part))
                .count();
            if held > 0 {
                found.push((held + usize::from(typed.contains(&name)), it));
            }
        }
        let far = |it: &Named| {
            around.map_or(0.0, |(lat, lon)| {
                metres(
                    lat,
                    lon,
                    f64::from(it.lat_e6) / 1e6,
                    f64::from(it.lon_e6) / 1e6,
                )
            })
        };
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| far(&a.1).total_cmp(&far(&b.1))));
        apart(found.into_iter().map(|it| it.1), most)
    }

    /// The points within a distance of a place, the nearest first. One of a name within 150 metres.
    #[must_use]
    pub fn named_around(&self, lat: f64, lon: f64, reach: f64, most: usize) -> Vec<Named> {
        let mut found: Vec<_> = self
            .places
            .around(lat, lon, reach)
            .into_iter()
            .filter_map(|place| self.named(place))
            .map(|it| {
                let away = metres(
                    lat,
                    lon,
                    f64::from(it.lat_e6) / 1e6,
                    f64::from(it.lon_e6) / 1e6,
                );
                (away, it)
            })
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        apart(found.into_iter().map(|it| it.1), most)
    }
}

fn apart(all: impl Iterator<Item = Named>, most: usize) -> Vec<Named> {
    let mut kept: Vec<Named> = Vec::new();
    let mut of_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for it in all {
        let known = of_name.entry(it.name.clone()).or_default();
        let close = known.iter().any(|at| {
            let other = &kept[*at];
            metres(
                f64::from(it.lat_e6) / 1e6,
                f64::from(it.lon_e6) / 1e6,
                f64::from(other.lat_e6) / 1e6,
                f64::from(other.lon_e6) / 1e6,
            ) < 150.0
        });
        if close {
            continue;
        }
        known.push(kept.len());
        kept.push(it);
        if kept.len() == most {
            break;
        }
    }
    kept
}
