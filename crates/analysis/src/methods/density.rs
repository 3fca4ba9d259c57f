//! How thick events lie on the ground.

use std::{path::PathBuf, rc::Rc};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use statistics::{Kernel, Raster, Shape, Tiles, density_surface, usual_bandwidth};

use super::limits;
use crate::{
    answer::{Answer, Out, Rows},
    map::{polygon, write_features},
    points::{Plane, Points},
    progress::Progress,
    table::Table,
};

/// Where no reach is given, an event of a town reaches no farther, in metres.
const USUAL_REACH: f64 = 500.0;

/// How thick events lie (quartic kernel density).
#[derive(clap::Args, Clone, Debug)]
pub struct Density {
    #[command(flatten)]
    pub points: Points,
    /// The side of a cell, in metres.
    #[arg(long, default_value_t = 100.0)]
    cell: f64,
    /// How far an event reaches, in metres; where not given worked out from the points, and at most 500.
    #[arg(long, value_name = "METRES")]
    reach: Option<f64>,
    /// Write the cells above 0 here as a map.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    #[command(flatten)]
    pub out: Out,
}

/// The cells above 0, each with its number in the raster and how thick events lie there.
pub struct Surface {
    plane: Plane,
    raster: Raster,
    above_0: Vec<(u32, f64)>,
}

impl Surface {
    fn middle(&self, cell: u32) -> [f64; 2] {
        let Raster { first, step, cells } = self.raster;
        let at = cell as usize;
        [
            first[0] + (at % cells[0]) as f64 * step[0],
            first[1] + (at / cells[0]) as f64 * step[1],
        ]
    }

    fn row(&self, at: usize) -> Vec<Value> {
        let (cell, value) = self.above_0[at];
        let here = self.middle(cell);
        let degrees = self.plane.degrees(here);
        vec![
            json!(here[0]),
            json!(here[1]),
            json!(degrees.map(|it| it[0])),
            json!(degrees.map(|it| it[1])),
            json!(value),
        ]
    }
}

impl Density {
    pub fn run(&self) -> Result<()> {
        let (answer, surface, table) = self.answer()?;
        if let Some(file) = &self.geojson {
            let squares = Tiles {
                shape: Shape::Square,
                across: self.cell,
                start: 0.0,
            };
            let cells = surface.above_0.iter().filter_map(|(at, value)| {
                let corners = squares.corners(squares.at(surface.middle(*at)));
                polygon(&surface.plane, &corners, json!({ "per_square_km": value }))
            });
            write_features(file, cells)?;
        }
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Rc<Surface>, Table)> {
        ensure!(
            self.cell >= 10.0 && self.cell <= 10_000.0,
            "--cell must be 10 to 10,000 metres"
        );
        let placed = self.points.read(None)?;
        if self.geojson.is_some() {
            placed.can_be_drawn()?;
        }
        let reach = match self.reach {
            Some(it) => it,
            None => usual_bandwidth(&placed.at, self.cell, USUAL_REACH)
                .context("no reach can be worked out from these points: give --reach")?,
        };
        ensure!(
            reach >= self.cell && reach <= 50_000.0,
            "--reach must be at least the side of a cell, and at most 50 km"
        );
        let (low, high) =
            placed
                .at
                .iter()
                .fold(([f64::MAX; 2], [f64::MIN; 2]), |(low, high), it| {
                    (
                        [low[0].min(it[0]), low[1].min(it[1])],
                        [high[0].max(it[0]), high[1].max(it[1])],
                    )
                });
        let first = low.map(|it| ((it - reach) / self.cell).floor());
        let last = high.map(|it| ((it + reach) / self.cell).floor());
        let cells = [
            (last[0] - first[0]) as usize + 1,
            (last[1] - first[1]) as usize + 1,
        ];
        ensure!(
            cells[0].saturating_mul(cells[1]) <= 1_000_000,
            "{} by {} cells are too many: take larger cells, or look for a mistyped place",
            cells[0],
            cells[1]
        );
        let middle = first.map(|it| (it + 0.5) * self.cell);
        let raster = Raster {
            first: middle,
            step: [self.cell; 2],
            cells,
        };
        let progress = Progress::open(format!(
            "{} events onto {} cells",
            placed.at.len(),
            cells[0] * cells[1]
        ));
        let surface = density_surface(&placed.at, raster, Kernel::Quartic(reach));
        drop(progress);
        let above_0: Vec<(u32, f64)> = (0..)
            .zip(&surface)
            .filter(|it| *it.1 > 0.0)
            .map(|(at, value)| (at, value * 1e6))
            .collect();
        let highest = above_0.iter().fold(0.0_f64, |high, it| high.max(it.1));
        let surface = Rc::new(Surface {
            plane: placed.plane,
            raster,
            above_0,
        });
        let cell = Rc::clone(&surface);
        let answer = Answer {
            method: "density",
            parameters: json!({
                "kernel": "quartic", "reach_metres": reach, "reach_given": self.reach.is_some(), "cell_metres": self.cell,
                "ground": self.points.ground.word(), "id": self.points.id, "columns": cells[0], "rows": cells[1],
            }),
            n: placed.at.len(),
            period: None,
            seed: None,
            limits: limits(&[
                "A picture and no test: it knows no chance and no population. For where there is more than chance explains: hot-spots.",
                "The reach decides what is seen: print it beside the map. Where none is given it follows from the spread of the points, so compare two maps only with one reach and one size of cell, both given.",
                "Too low near an edge beyond which nothing was recorded. Cells with 0 are left out of the table.",
            ]),
            summary: json!({ "highest_per_square_km": highest, "cells_above_0": surface.above_0.len(), "points_sharing_a_place": placed.shared() }),
            columns: ["east", "north", "longitude", "latitude", "per_square_km"]
                .map(String::from)
                .to_vec(),
            rows: Rows::Made(surface.above_0.len(), Box::new(move |at| cell.row(at))),
        };
        Ok((answer, surface, placed.table))
    }
}
