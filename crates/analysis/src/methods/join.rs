//! The area each point lies in.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Result;
use serde_json::json;
use statistics::AreaIndex;

use super::limits;
use crate::{
    answer::{Answer, Out, Rows},
    areas::{areas, millionths},
    map::{features_with, write_features},
    points,
    table::{Files, Table},
};

/// Points to areas.
#[derive(clap::Args, Clone, Debug)]
pub struct Join {
    #[command(flatten)]
    pub files: Files,
    /// The areas (GeoJSON, Polygon or MultiPolygon, in degrees).
    #[arg(long, value_name = "GEOJSON")]
    pub areas: PathBuf,
    /// The property that names an area.
    #[arg(long, default_value = "code")]
    pub code: String,
    /// The column of longitudes.
    #[arg(long, default_value = "longitude")]
    pub longitude: String,
    /// The column of latitudes.
    #[arg(long, default_value = "latitude")]
    pub latitude: String,
    /// Write the areas here as a map, each with the number of its points.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    /// Only how many lie in each area, with a row for each area instead of one for each point.
    #[arg(long)]
    pub counts: bool,
    /// A column to carry along, such as a reference.
    #[arg(long)]
    pub keep: Option<String>,
    #[command(flatten)]
    pub out: Out,
}

/// A point as its file tells it.
struct Told {
    degrees: [f64; 2],
    kept: Option<Box<str>>,
}

/// So many points are placed together: one by one each would fetch its own piece of the grid, and all at once fill the memory.
const TOGETHER: usize = 1 << 18;

/// Points on their way into areas.
struct Placing<'a> {
    index: &'a AreaIndex,
    codes: &'a [String],
    waiting: Vec<[i32; 2]>,
    counts: Vec<usize>,
    /// The area of each point, where it is wanted.
    found: Option<Vec<Option<u32>>>,
    n: usize,
    /// Points on an edge that several areas share.
    on_shared_edge: usize,
    /// Points inside several areas at once, and on no edge.
    in_overlap: usize,
}

impl Placing<'_> {
    fn take(&mut self, point: [i32; 2]) {
        self.waiting.push(point);
        if self.waiting.len() == TOGETHER {
            self.place();
        }
    }

    fn place(&mut self) {
        let (found, shared) = self.index.find_all_and_shared(&self.waiting);
        self.n += found.len();
        for area in found.iter().flatten() {
            self.counts[*area as usize] += 1;
        }
        for at in shared {
            let [x, y] = self.waiting[at];
            let touching = self.index.touching(x, y);
            // One area may come in several features.
            let mut codes = touching.iter().map(|it| &self.codes[it.0]);
            let first = codes.next();
            if codes.any(|it| Some(it) != first) {
                let on_edge = touching.iter().any(|it| it.1);
                self.on_shared_edge += usize::from(on_edge);
                self.in_overlap += usize::from(!on_edge);
            }
        }
        if let Some(all) = &mut self.found {
            all.extend(found);
        }
        self.waiting.clear();
    }
}

impl Join {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        if let Some(file) = &self.geojson {
            let counts = &answer.summary["by_area"];
            let count = |code: &str| {
                [("points".to_owned(), counts[code].clone())]
                    .into_iter()
                    .collect()
            };
            write_features(file, features_with(&self.areas, &self.code, count)?)?;
        }
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        let areas = areas(&self.areas, &self.code)?;
        let index = AreaIndex::new(&areas);
        let codes: Vec<String> = areas.into_iter().map(|it| it.code).collect();
        let mut table = self.files.open()?;
        let (x, y) = (
            table.column(&self.longitude)?,
            table.column(&self.latitude)?,
        );
        let keep = self
            .keep
            .as_deref()
            .map(|it| table.column(it))
            .transpose()?;
        let mut placing = Placing {
            index: &index,
            codes: &codes,
            waiting: Vec::new(),
            counts: vec![0; codes.len()],
            found: (!self.counts).then(Vec::new),
            n: 0,
            on_shared_edge: 0,
            in_overlap: 0,
        };
        // As they stand in the file; not needed where only counts are wanted.
        let mut told: Vec<Told> = Vec::new();
        table.each(|row| {
            let (lon, lat) = (row.number(x)?, row.number(y)?);
            let (Some(lon6), Some(lat6)) = (millionths(lon, 180.0), millionths(lat, 90.0)) else {
                return Err(if points::is_like_metres(lon, lat) {
                    "not a longitude and latitude, but like metres on the National Grid: write the points in degrees first".to_owned()
                } else {
                    "not a longitude and latitude".to_owned()
                });
            };
            placing.take([lon6, lat6]);
            if !self.counts {
                told.push(Told {
                    degrees: [lon, lat],
                    kept: keep.map(|it| row.text(it).into()),
                });
            }
            Ok(())
        })?;
        placing.place();
        let Placing {
            counts,
            found,
            n,
            on_shared_edge,
            in_overlap,
            ..
        } = placing;
        if n == 0 {
            return Err(table.nothing());
        }
        let outside = n - counts.iter().sum::<usize>();
        // An area may come in several features.
        let mut by_area: BTreeMap<&str, usize> = BTreeMap::new();
        for (code, count) in codes.iter().zip(&counts) {
            *by_area.entry(code).or_default() += count;
        }
        let summary = json!({ "areas": by_area.len(), "in_no_area": outside, "on_a_shared_edge": on_shared_edge, "in_overlapping_areas": in_overlap, "by_area": by_area });
        let (columns, rows) = if let Some(found) = found {
            let kept = self.keep.as_deref().unwrap_or("kept");
            let columns = [kept, "longitude", "latitude", "area"];
            let row = move |at: usize| {
                let Told { degrees, kept } = &told[at];
                let area = found[at].map(|it| &codes[it as usize]);
                vec![
                    json!(kept),
                    json!(degrees[0]),
                    json!(degrees[1]),
                    json!(area),
                ]
            };
            let columns = columns.map(String::from).to_vec();
            (columns, Rows::Made(n, Box::new(row)))
        } else {
            let count = |(area, n): (&&str, &usize)| vec![json!(area), json!(n)];
            (
                vec!["area".to_owned(), "points".to_owned()],
                Rows::Held(by_area.iter().map(count).collect()),
            )
        };
        let mut limit = limits(&[
            "A point moved to a map point for privacy may lie in another area than the event did.",
            "Edges are straight lines in longitude and latitude, and degrees are taken to six decimals. Simplified boundaries misplace points near an edge.",
            "Small counts by area can point to people: below 5 (10 for hate crime, domestic abuse and children) do not publish.",
        ]);
        if on_shared_edge > 0 {
            limit.push(format!("{on_shared_edge} points lie on an edge that areas share: each went to the lowest code by letters, so that it counts once."));
        }
        if in_overlap > 0 {
            limit.push(format!("{in_overlap} points lie in several areas at once: the areas overlap, and each point went to the lowest code by letters alone. Where that is not meant, join each layer by itself."));
        }
        let answer = Answer {
            method: "join",
            parameters: json!({ "areas": self.areas.file_name().map(|it| it.to_string_lossy()), "code": self.code, "edge": "inside; the lowest code by letters where several touch" }),
            n,
            period: None,
            seed: None,
            limits: limit,
            summary,
            columns,
            rows,
        };
        Ok((answer, table))
    }
}
