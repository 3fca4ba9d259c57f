//! What events are counted in: squares or hexagons of a plane, or the areas of a map.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};
use statistics::{AreaIndex, Shape, Tile, Tiles, areas_around};

use crate::{
    areas::{areas, millionths},
    map::{features_with, polygon, write_features},
    points::{Placed, Plane},
};

/// A grid is no larger.
const MOST: usize = 250_000;

/// The shape of a cell.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum CellShape {
    Square,
    Hexagon,
}

/// Cells, as they are asked for.
#[derive(clap::Args, Clone, Debug)]
pub struct Cells {
    /// The side of a cell, in metres; of a hexagon from side to side.
    #[arg(long, default_value_t = 250.0)]
    cell: f64,
    /// The shape of a cell: each hexagon has six neighbours, all as near as one another.
    #[arg(long, value_enum, default_value = "square")]
    shape: CellShape,
    /// Begin the grid so many metres further east and north: a hot spot worth its name is hot there too.
    #[arg(
        long,
        value_name = "METRES",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    start: f64,
    /// Only cells with their middle in these areas (GeoJSON): the ground where an event could have been.
    #[arg(long, value_name = "GEOJSON")]
    within: Option<PathBuf>,
    /// Count in these areas (GeoJSON) and not in cells, each held together with those that it shares a corner with.
    #[arg(long, value_name = "GEOJSON", conflicts_with_all = ["cell", "shape", "start", "within"])]
    areas: Option<PathBuf>,
    /// The property of --within or --areas that names an area.
    #[arg(long, default_value = "code")]
    code: String,
}

enum Units {
    Tiles(Tiles, Vec<Tile>),
    Areas(Vec<String>),
}

/// A column of an answer, and what stands in it.
pub type Said = (&'static str, Value);

/// Cells laid over the places of a file.
pub struct Laid {
    units: Units,
    /// For each cell itself and those around it.
    pub neighbours: Vec<Vec<usize>>,
    /// The cell of each event, if any.
    pub of_event: Vec<Option<u32>>,
}

impl Cells {
    /// The map that is read besides the events.
    pub fn map(&self) -> Option<&PathBuf> {
        self.within.as_ref().or(self.areas.as_ref())
    }

    /// Whether nothing says where an event could have been.
    pub fn is_boundless(&self) -> bool {
        self.map().is_none()
    }

    /// What stands beside every answer.
    pub fn limit(&self) -> &'static str {
        if self.areas.is_some() {
            "Areas of unlike size, or with unlike many residents, hold unlike counts for that reason alone; areas drawn otherwise give another map."
        } else {
            "Another size or shape of cell, or another start of the grid (--start), gives somewhat other cells: trust what is hot in two sizes and two starts."
        }
    }

    /// How they were asked for, as an answer says it.
    pub fn parameters(&self) -> Map<String, Value> {
        let file = |it: &PathBuf| it.file_name().map(|it| it.to_string_lossy().into_owned());
        let told = if let Some(areas) = &self.areas {
            json!({
                "areas": file(areas),
                "neighbours": "the area and those that share a corner with it, weight 1",
            })
        } else {
            let (shape, around) = match self.shape {
                CellShape::Square => ("square", "eight"),
                CellShape::Hexagon => ("hexagon", "six"),
            };
            json!({
                "cell_metres": self.cell, "shape": shape, "start_metres": self.start,
                "neighbours": format!("the cell and the {around} around it, weight 1"),
                "within": self.within.as_ref().and_then(file),
            })
        };
        let Value::Object(told) = told else {
            return Map::new();
        };
        told
    }

    /// Lays them over the events.
    pub fn lay(&self, placed: &Placed) -> Result<Laid> {
        ensure!(
            self.cell >= 10.0 && self.cell <= 10_000.0,
            "--cell must be 10 to 10,000 metres"
        );
        ensure!(
            self.start.abs() < self.cell,
            "--start must be less than the side of a cell"
        );
        if !self.is_boundless() {
            placed.can_be_drawn()?;
        }
        let laid = match &self.areas {
            Some(file) => {
                let areas = areas(file, &self.code)?;
                let index = AreaIndex::new(&areas);
                let found = |at: &[f64; 2]| {
                    let area = at_degrees(&index, &placed.plane, *at)?;
                    u32::try_from(area).ok()
                };
                Laid {
                    of_event: placed.at.iter().map(found).collect(),
                    neighbours: areas_around(&areas),
                    units: Units::Areas(areas.into_iter().map(|it| it.code).collect()),
                }
            }
            None => self.tile(placed)?,
        };
        ensure!(
            laid.len() >= 9,
            "only {} {}: too few to say where anything stands out",
            laid.len(),
            laid.noun(),
        );
        Ok(laid)
    }

    fn tile(&self, placed: &Placed) -> Result<Laid> {
        let tiles = Tiles {
            shape: match self.shape {
                CellShape::Square => Shape::Square,
                CellShape::Hexagon => Shape::Hexagon,
            },
            across: self.cell,
            start: self.start,
        };
        let within = self.within.as_ref();
        let within = within.map(|file| areas(file, &self.code)).transpose()?;
        // The ground reaches as far as the areas do, also where nothing happened.
        let corners = within.iter().flatten().flat_map(|it| it.rings.concat());
        let reach: Vec<[f64; 2]> = corners
            .filter_map(|[lon, lat]| {
                let degrees = [f64::from(lon) / 1e6, f64::from(lat) / 1e6];
                placed.plane.metres(degrees)
            })
            .collect();
        let (low, high) = placed.at.iter().chain(&reach).map(|it| tiles.at(*it)).fold(
            ([i64::MAX; 2], [i64::MIN; 2]),
            |(low, high), it| {
                (
                    [low[0].min(it[0]), low[1].min(it[1])],
                    [high[0].max(it[0]), high[1].max(it[1])],
                )
            },
        );
        let (wide, tall) = (
            (high[0] - low[0] + 1) as usize,
            (high[1] - low[1] + 1) as usize,
        );
        ensure!(
            wide.saturating_mul(tall) <= MOST,
            "{wide} by {tall} cells are too many: take larger cells, or look for a mistyped place"
        );
        let dense = |[x, y]: Tile| {
            let is_here = (low[0]..=high[0]).contains(&x) && (low[1]..=high[1]).contains(&y);
            is_here.then(|| (y - low[1]) as usize * wide + (x - low[0]) as usize)
        };
        let mut kept: Vec<Tile> = (low[1]..=high[1])
            .flat_map(|y| (low[0]..=high[0]).map(move |x| [x, y]))
            .collect();
        if let Some(within) = &within {
            let index = AreaIndex::new(within);
            kept.retain(|it| at_degrees(&index, &placed.plane, tiles.middle(*it)).is_some());
        }
        let mut place = vec![None; wide * tall];
        for (at, tile) in (0_u32..).zip(&kept) {
            if let Some(dense) = dense(*tile) {
                place[dense] = Some(at);
            }
        }
        let of = |tile: Tile| place[dense(tile)?];
        Ok(Laid {
            neighbours: kept
                .iter()
                .map(|it| {
                    let around = tiles.around(*it).filter_map(of);
                    around.map(|it| it as usize).collect()
                })
                .collect(),
            of_event: placed.at.iter().map(|it| of(tiles.at(*it))).collect(),
            units: Units::Tiles(tiles, kept),
        })
    }

    /// Writes the cells as a map, each with its properties.
    pub fn write_map(
        &self,
        file: &Path,
        laid: &Laid,
        plane: &Plane,
        said: impl Fn(usize) -> Vec<Said>,
    ) -> Result<()> {
        let properties = |at: usize| -> Map<String, Value> {
            let said = said(at).into_iter();
            said.map(|(name, value)| (name.to_owned(), value)).collect()
        };
        match (&laid.units, &self.areas) {
            (Units::Areas(codes), Some(map)) => {
                let place: std::collections::HashMap<&str, usize> = codes
                    .iter()
                    .enumerate()
                    .map(|(at, code)| (code.as_str(), at))
                    .collect();
                let of = |code: &str| place.get(code).map_or_else(Map::new, |at| properties(*at));
                write_features(file, features_with(map, &self.code, of)?)
            }
            (Units::Tiles(tiles, kept), _) => {
                let drawn = kept.iter().enumerate();
                let drawn = drawn.filter_map(|(at, tile)| {
                    polygon(plane, &tiles.corners(*tile), properties(at).into())
                });
                write_features(file, drawn)
            }
            (Units::Areas(_), None) => Ok(()),
        }
    }
}

fn at_degrees(index: &AreaIndex, plane: &Plane, at: [f64; 2]) -> Option<usize> {
    let [lon, lat] = plane.degrees(at)?;
    index.find(millionths(lon, 180.0)?, millionths(lat, 90.0)?)
}

impl Laid {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.neighbours.len()
    }

    /// "cells" or "areas".
    pub fn noun(&self) -> &'static str {
        match self.units {
            Units::Tiles(..) => "cells",
            Units::Areas(_) => "areas",
        }
    }

    /// Events of some kind in each cell.
    pub fn counts(&self, counted: impl Fn(usize) -> bool) -> Vec<f64> {
        let mut counts = vec![0.0; self.len()];
        let events = self.of_event.iter().enumerate();
        for (_, cell) in events.filter(|(event, _)| counted(*event)) {
            if let Some(cell) = cell {
                counts[*cell as usize] += 1.0;
            }
        }
        counts
    }

    /// The columns by which a cell is known: the south-western corner of a square or the middle of a hexagon in metres, and its middle in degrees; the
    /// name of an area.
    pub fn heads(&self) -> Vec<String> {
        let heads: &[&str] = match self.units {
            Units::Tiles(..) => &["east", "north", "longitude", "latitude"],
            Units::Areas(_) => &["area"],
        };
        heads.iter().map(|it| (*it).to_owned()).collect()
    }

    /// What stands in them, and then what is said of the cell.
    pub fn row(&self, at: usize, plane: &Plane, said: Vec<Said>) -> Vec<Value> {
        let mut row = match &self.units {
            Units::Tiles(tiles, kept) => {
                let [east, north] = tiles.anchor(kept[at]);
                let middle = plane.degrees(tiles.middle(kept[at]));
                vec![
                    json!(east),
                    json!(north),
                    json!(middle.map(|it| it[0])),
                    json!(middle.map(|it| it[1])),
                ]
            }
            Units::Areas(codes) => vec![json!(codes[at])],
        };
        row.extend(said.into_iter().map(|it| it.1));
        row
    }
}
