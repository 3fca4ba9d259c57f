//! Cells of a grid where events stand together more than chance explains.

use std::{path::PathBuf, rc::Rc};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use statistics::{AreaIndex, hot_cells_watched};

use super::limits;
use crate::{
    answer::{Answer, Out, Rows},
    areas::{areas, millionths},
    map::{square, write_features},
    points::{Placed, Plane, Points},
    progress::Progress,
};

/// A grid is no larger.
const MOST: usize = 250_000;

/// Hot spots (Getis and Ord's Gi*).
#[derive(clap::Args, Clone, Debug)]
pub struct HotSpots {
    #[command(flatten)]
    pub points: Points,
    /// The side of a cell, in metres.
    #[arg(long, default_value_t = 250.0)]
    cell: f64,
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
    pub within: Option<PathBuf>,
    /// The property of --within that names an area.
    #[arg(long, default_value = "code")]
    code: String,
    /// How often values are dealt out afresh where p cannot be worked out exactly.
    #[arg(long, default_value_t = 999)]
    permutations: usize,
    /// The seed of chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the cells here as a map.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    #[command(flatten)]
    pub out: Out,
}

/// A cell of the answer.
pub struct Cell {
    corner: [f64; 2],
    count: f64,
    z: Option<f64>,
    p: f64,
    q: f64,
}

impl Cell {
    fn row(&self, plane: &Plane, side: f64) -> Vec<Value> {
        let middle = plane.degrees(self.corner.map(|it| it + side / 2.0));
        vec![
            json!(self.corner[0]),
            json!(self.corner[1]),
            json!(middle.map(|it| it[0])),
            json!(middle.map(|it| it[1])),
            json!(self.count),
            json!(self.z),
            json!(self.p),
            json!(self.q),
            json!(self.q < 0.05),
        ]
    }
}

impl HotSpots {
    pub fn run(&self) -> Result<()> {
        let (answer, placed, cells) = self.answer()?;
        if let Some(file) = &self.geojson {
            let squares = cells.iter().filter_map(|it| {
                let properties = json!({
                    "count": it.count, "z": it.z, "p": it.p, "q": it.q, "hot": it.q < 0.05,
                });
                square(&placed.plane, it.corner, self.cell, properties)
            });
            write_features(file, squares)?;
        }
        answer.give(&[&placed.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Placed, Rc<[Cell]>)> {
        ensure!(
            self.cell >= 10.0 && self.cell <= 10_000.0,
            "--cell must be 10 to 10,000 metres"
        );
        ensure!(
            self.start.abs() < self.cell,
            "--start must be less than the side of a cell"
        );
        ensure!(
            (99..=99_999).contains(&self.permutations),
            "--permutations must be 99 to 99,999"
        );
        let placed = self.points.read(None)?;
        if self.geojson.is_some() || self.within.is_some() {
            placed.can_be_drawn()?;
        }
        let of = |at: &[f64; 2]| {
            [
                ((at[0] - self.start) / self.cell).floor() as i64,
                ((at[1] - self.start) / self.cell).floor() as i64,
            ]
        };
        let within = self
            .within
            .as_ref()
            .map(|file| areas(file, &self.code))
            .transpose()?;
        // The ground reaches as far as the areas do, also where nothing happened.
        let corners = within.iter().flatten().flat_map(|it| it.rings.concat());
        let reach: Vec<[f64; 2]> = corners
            .filter_map(|[lon, lat]| {
                placed
                    .plane
                    .metres([f64::from(lon) / 1e6, f64::from(lat) / 1e6])
            })
            .collect();
        let (low, high) = placed.at.iter().chain(&reach).map(of).fold(
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
        let mut counts = vec![0.0; wide * tall];
        for it in placed.at.iter().map(of) {
            counts[(it[1] - low[1]) as usize * wide + (it[0] - low[0]) as usize] += 1.0;
        }
        let corner = |at: usize| {
            [
                (low[0] + (at % wide) as i64) as f64 * self.cell + self.start,
                (low[1] + (at / wide) as i64) as f64 * self.cell + self.start,
            ]
        };
        let mut kept: Vec<usize> = (0..counts.len()).collect();
        if let Some(within) = &within {
            let index = AreaIndex::new(within);
            kept.retain(|at| {
                let [x, y] = corner(*at);
                placed
                    .plane
                    .degrees([x + self.cell / 2.0, y + self.cell / 2.0])
                    .and_then(|[lon, lat]| {
                        index.find(millionths(lon, 180.0)?, millionths(lat, 90.0)?)
                    })
                    .is_some()
            });
        }
        ensure!(
            kept.len() >= 9,
            "only {} cells: too few to say where anything stands out",
            kept.len()
        );
        let mut place = vec![usize::MAX; counts.len()];
        for (new, old) in kept.iter().enumerate() {
            place[*old] = new;
        }
        let neighbours: Vec<Vec<usize>> = kept
            .iter()
            .map(|old| {
                let (x, y) = ((old % wide) as i64, (old / wide) as i64);
                (-1..=1)
                    .flat_map(|down| (-1..=1).map(move |right| (x + right, y + down)))
                    .filter(|(x, y)| (0..wide as i64).contains(x) && (0..tall as i64).contains(y))
                    .map(|(x, y)| place[y as usize * wide + x as usize])
                    .filter(|it| *it != usize::MAX)
                    .collect()
            })
            .collect();
        let x: Vec<f64> = kept.iter().map(|it| counts[*it]).collect();
        let progress = Progress::steps(format!("{} cells", x.len()), x.len());
        let done = || progress.step();
        let found = hot_cells_watched(&x, &neighbours, self.permutations, self.seed, &done)
            .context("neighbours that do not exist")?;
        drop(progress);
        let (mean, exact) = (found.mean, found.exact);
        let (z, p, q) = (found.z, found.p, found.q);
        let mut cells: Vec<Cell> = (0..x.len())
            .map(|at| Cell {
                corner: corner(kept[at]),
                count: x[at],
                z: z[at],
                p: p[at],
                q: q[at],
            })
            .collect();
        cells.sort_by(|a, b| b.z.unwrap_or(f64::MIN).total_cmp(&a.z.unwrap_or(f64::MIN)));
        let cells: Rc<[Cell]> = cells.into();
        let (shown, plane, side) = (Rc::clone(&cells), placed.plane, self.cell);
        let row = move |at: usize| shown[at].row(&plane, side);
        let shared = placed.shared();
        let mut limit = limits(&[
            "p is the share of all ways to deal the counts out over the cells in which a cell and those around it hold as many. One full cell among empty ones is not hot: it could stand anywhere.",
            "Of maps without any hot spot about one in twenty shows a hot cell all the same.",
            "Neighbouring cells share events, so hot cells come in clumps; the edge of a hot spot is not sharp.",
            "It knows how many events there were and not how many people, shops or cars: a busy place is hot for that reason too.",
            "Another size of cell, or another start of the grid (--start), gives somewhat other cells: trust what is hot in two sizes and two starts.",
            "Without --within the ground is the box around the points: water and parks inside it count as places where nothing happened.",
        ]);
        let events: f64 = x.iter().sum();
        let dropped = placed.at.len() - events as usize;
        if dropped > 0 {
            limit.push(format!(
                "{dropped} of {} events lie in no cell of --within and were left out.",
                placed.at.len()
            ));
        }
        if shared > 0.6 {
            limit.push(format!("{:.0} % of the points share their place with another: they look moved to map points, so a cell smaller than the distance between map points says nothing.", shared * 100.0));
        }
        let answer = Answer {
            method: "hot-spots",
            parameters: json!({
                "cell_metres": self.cell, "start_metres": self.start, "ground": self.points.ground.word(), "id": self.points.id, "neighbours": "the cell and the eight around it, weight 1",
                "within": self.within.as_ref().and_then(|it| it.file_name()).map(|it| it.to_string_lossy().into_owned()),
                "p_from": if exact { "all permutations, exactly" } else { "permutations" }, "permutations": (!exact).then_some(self.permutations),
            }),
            n: events as usize,
            period: None,
            seed: (!exact).then_some(self.seed),
            limits: limit,
            summary: json!({
                "points": placed.at.len(), "points_in_cells": events, "points_in_no_cell": dropped, "cells": x.len(), "mean_per_cell": mean,
                "hot_cells": q.iter().filter(|it| **it < 0.05).count(), "points_sharing_a_place": shared,
            }),
            columns: [
                "east",
                "north",
                "longitude",
                "latitude",
                "count",
                "z",
                "p",
                "q",
                "hot",
            ]
            .map(String::from)
            .to_vec(),
            rows: Rows::Made(cells.len(), Box::new(row)),
        };
        Ok((answer, placed, cells))
    }
}
