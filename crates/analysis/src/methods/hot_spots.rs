//! Cells of a grid where events stand together more than chance explains.

use std::{path::PathBuf, rc::Rc};

use anyhow::{Context, Result};
use serde_json::json;
use statistics::{HotCells, MapMeasure, Weights, benjamini_yekutieli, hot_cells_watched, moran};

use super::{Draws, columns, limits};
use crate::{
    answer::{Answer, Out, Rows},
    cells::{Cells, Laid, Said},
    points::{Placed, Points},
    progress::Progress,
};

/// Hot spots (Getis and Ord's Gi*).
#[derive(clap::Args, Clone, Debug)]
pub struct HotSpots {
    #[command(flatten)]
    pub points: Points,
    #[command(flatten)]
    pub cells: Cells,
    #[command(flatten)]
    draws: Draws,
    /// Write the cells here as a map.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    #[command(flatten)]
    pub out: Out,
}

/// The cells with what was found of each.
struct Found {
    laid: Laid,
    counts: Vec<f64>,
    hot: HotCells,
    /// The same as q for tests that lean on each other in any way.
    strict: Vec<f64>,
    /// The cells in the order of the answer.
    order: Vec<usize>,
}

impl Found {
    fn said(&self, at: usize) -> Vec<Said> {
        vec![
            ("count", json!(self.counts[at])),
            ("z", json!(self.hot.z[at])),
            ("p", json!(self.hot.p[at])),
            ("q", json!(self.hot.q[at])),
            ("q_by", json!(self.strict[at])),
            ("hot", json!(self.hot.is_hot(at))),
        ]
    }
}

/// What the cells, and where the points lie in them, cannot say.
pub(super) fn limits_of(cells: &Cells, placed: &Placed, laid: &Laid) -> Vec<String> {
    let mut limit = vec![cells.limit().to_owned()];
    if cells.is_boundless() {
        limit.push("Without --within the ground is the box around the points: water and parks inside it count as places where nothing happened.".into());
    }
    let dropped = laid.of_event.iter().filter(|it| it.is_none()).count();
    if dropped > 0 {
        limit.push(format!(
            "{dropped} of {} events lie in none of the {} and were left out: a cell belongs to the ground where its middle does, so events at the edge can lie in none.",
            placed.at.len(),
            laid.noun()
        ));
    }
    let shared = placed.shared();
    if shared > 0.6 {
        limit.push(format!("{:.0} % of the points share their place with another: they look moved to map points, so a cell smaller than the distance between map points says nothing.", shared * 100.0));
    }
    limit
}

/// Whether full cells lie beside full ones over the whole map: Moran's I.
fn crowding(counts: &[f64], neighbours: &[Vec<usize>]) -> Option<MapMeasure> {
    let others: Vec<Vec<usize>> = neighbours
        .iter()
        .enumerate()
        .map(|(at, around)| around.iter().copied().filter(|it| *it != at).collect())
        .collect();
    moran(counts, &Weights::binary(&others)?, false)
}

impl HotSpots {
    pub fn run(&self) -> Result<()> {
        let (answer, placed, found) = self.found()?;
        if let Some(file) = &self.geojson {
            self.cells
                .write_map(file, &found.laid, &placed.plane, |at| found.said(at))?;
        }
        answer.give(&[&placed.table], &self.out)
    }

    /// The answer, and for each event the row of it that counts the event.
    pub fn answer(&self) -> Result<(Answer, Vec<Option<usize>>)> {
        let (answer, _, found) = self.found()?;
        let mut row_of = vec![0; found.order.len()];
        for (row, cell) in found.order.iter().enumerate() {
            row_of[*cell] = row;
        }
        let events = found.laid.of_event.iter();
        let rows = events.map(|cell| Some(row_of[cell.as_ref().copied()? as usize]));
        let rows = rows.collect();
        Ok((answer, rows))
    }

    fn found(&self) -> Result<(Answer, Placed, Rc<Found>)> {
        self.draws.check()?;
        let placed = self.points.read(None)?;
        if self.geojson.is_some() {
            placed.can_be_drawn()?;
        }
        let laid = self.cells.lay(&placed)?;
        let noun = laid.noun();
        let counts = laid.counts(|_| true);
        let progress = Progress::steps(format!("{} {noun}", laid.len()), laid.len());
        let done = || progress.step();
        let hot = hot_cells_watched(
            &counts,
            &laid.neighbours,
            self.draws.permutations,
            self.draws.seed,
            &done,
        )
        .context("neighbours that do not exist")?;
        drop(progress);
        let mut order: Vec<usize> = (0..laid.len()).collect();
        let z = |at: &usize| hot.z[*at].unwrap_or(f64::MIN);
        order.sort_by(|a, b| z(b).total_cmp(&z(a)));
        let events: f64 = counts.iter().sum();
        let dropped = placed.at.len() - events as usize;
        let mut limit = limits(&[
            "p is the share of all ways to deal the counts out over the cells in which a cell and those around it hold as many. One full cell among empty ones is not hot: it could stand anywhere.",
            "Of maps without any hot spot three or four in a hundred show a hot cell all the same. At the edge of the ground a cell has fewer around it, and what lies beyond is not counted.",
            "Neighbouring cells share events, so hot cells come in clumps; the edge of a hot spot is not sharp.",
            "It knows how many events there were and not how many people, shops or cars: a busy place is hot for that reason too.",
        ]);
        limit.extend(limits_of(&self.cells, &placed, &laid));
        let mut parameters = self.cells.parameters();
        parameters.extend([
            ("ground".to_owned(), json!(self.points.ground.word())),
            ("id".into(), json!(self.points.id)),
            (
                "p_from".into(),
                json!(if hot.exact {
                    "all permutations, exactly"
                } else {
                    "permutations"
                }),
            ),
            (
                "permutations".into(),
                json!((!hot.exact).then_some(self.draws.permutations)),
            ),
        ]);
        let crowding = crowding(&counts, &laid.neighbours);
        let found = Rc::new(Found {
            laid,
            counts,
            strict: benjamini_yekutieli(&hot.p),
            hot,
            order,
        });
        let (shown, plane) = (Rc::clone(&found), placed.plane);
        let row = move |row: usize| {
            let at = shown.order[row];
            shown.laid.row(at, &plane, shown.said(at))
        };
        let (hot, cells) = (&found.hot, found.laid.len());
        let answer = Answer {
            method: "hot-spots",
            parameters: parameters.into(),
            n: events as usize,
            period: None,
            seed: (!hot.exact).then_some(self.draws.seed),
            limits: limit,
            summary: json!({
                "points": placed.at.len(), "points_in_cells": events, "points_in_no_cell": dropped, "cells": cells, "mean_per_cell": hot.mean,
                "hot_cells": (0..cells).filter(|it| hot.is_hot(*it)).count(), "points_sharing_a_place": placed.shared(),
                "moran_i": crowding.as_ref().map(|it| it.value), "moran_z": crowding.as_ref().map(|it| it.z),
            }),
            columns: columns(
                &found.laid.heads(),
                &["count", "z", "p", "q", "q_by", "hot"],
            ),
            rows: Rows::Made(cells, Box::new(row)),
        };
        Ok((answer, placed, found))
    }
}
