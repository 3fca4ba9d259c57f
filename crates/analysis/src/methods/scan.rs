//! The most striking clusters in space and time.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use statistics::{Ground, ScanInput, ScanModel, ScanSettings, scan_watched};

use super::{Draws, limits, watched_until};
use crate::{
    answer::{Answer, Out},
    map::{circle, write_features},
    points::{Also, Placed, Points, SNAPPED},
    progress::Progress,
    table::Moment,
};

/// A retrospective scan sums so many windows at the most: beyond that it takes hours.
const MOST_SUMS: u64 = 20_000_000_000;

/// Clusters in space and time (space-time permutation scan).
#[derive(clap::Args, Clone, Debug)]
pub struct ScanFor {
    #[command(flatten)]
    pub points: Points,
    /// The column of dates, with a day.
    #[arg(long, default_value = "date")]
    date: String,
    /// The column of the latest dates they can have been. Then the middle of the two is taken, and what spans more than two days is refused.
    #[arg(long, value_name = "COLUMN")]
    until: Option<String>,
    /// The length of a period, in days.
    #[arg(long, default_value_t = 7)]
    period_days: i32,
    /// The longest cluster, in periods.
    #[arg(long, default_value_t = 4)]
    longest: usize,
    /// Events in one square of so many metres stand at one place.
    #[arg(long, default_value_t = 100.0)]
    cell: f64,
    /// The greatest radius, in metres.
    #[arg(long, default_value_t = 1_000.0)]
    radius: f64,
    /// The last day that was watched; that of the last event where not given. What is fresh goes on until then.
    #[arg(long, value_name = "YYYY-MM-DD")]
    last_day: Option<NaiveDate>,
    /// Look for any time, not only for clusters that go on at the end.
    #[arg(long)]
    retrospective: bool,
    #[command(flatten)]
    draws: Draws,
    /// Write the clusters here as circles on a map.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    #[command(flatten)]
    pub out: Out,
}

impl ScanFor {
    pub fn run(&self) -> Result<()> {
        let (answer, placed) = self.answer()?;
        if let Some(file) = &self.geojson {
            let circles = answer.rows.held().iter().filter_map(|row| {
                let properties = answer
                    .columns
                    .iter()
                    .cloned()
                    .zip(row.iter().cloned())
                    .collect();
                circle(
                    &placed.plane,
                    [row[0].as_f64()?, row[1].as_f64()?],
                    row[2].as_f64()?.max(self.cell / 2.0),
                    properties,
                )
            });
            write_features(file, circles)?;
        }
        answer.give(&[&placed.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Placed)> {
        ensure!(
            self.period_days >= 1 && self.longest >= 1,
            "--period-days and --longest must be at least 1"
        );
        ensure!(
            self.cell >= 1.0 && self.radius >= 0.0,
            "--cell must be at least 1 metre, --radius not below 0"
        );
        self.draws.check()?;
        let placed = self.points.read_with(&Also {
            date: Some(&self.date),
            until: self.until.as_deref(),
            ..Also::default()
        })?;
        if self.geojson.is_some() {
            placed.can_be_drawn()?;
        }
        let mut days = Vec::with_capacity(placed.when.len());
        for it in &placed.when {
            days.push(match it {
                Moment::Day(day) => day.num_days_from_ce(),
                Moment::Minute(moment) => moment.date().num_days_from_ce(),
                Moment::Month(_) => bail!("refused: dates must carry a day; this file has months"),
            });
        }
        let monthly =
            |it: &i32| NaiveDate::from_num_days_from_ce_opt(*it).is_some_and(|day| day.day() == 1);
        if days.len() > 10 && days.iter().all(monthly) {
            bail!(
                "refused: every date is the first of a month, so the file knows months only, and a cluster of days cannot be seen in it"
            );
        }
        let (first, last) = (
            days.iter().min().copied().unwrap_or(0),
            watched_until(self.last_day, days.iter().max().copied().unwrap_or(0))?,
        );
        // Periods are counted back from the last day, so that the latest is whole.
        let periods = ((last - first) / self.period_days + 1) as usize;
        let mut cells: BTreeMap<[i64; 2], usize> = BTreeMap::new();
        let key = |at: &[f64; 2]| at.map(|it| (it / self.cell).floor() as i64);
        for at in &placed.at {
            let next = cells.len();
            cells.entry(key(at)).or_insert(next);
        }
        ensure!(
            cells.len().saturating_mul(periods) <= 50_000_000,
            "{} places by {periods} periods are too many: take larger squares or longer periods",
            cells.len()
        );
        let sums = (cells.len() as u64)
            .saturating_mul(periods as u64)
            .saturating_mul(self.longest as u64)
            .saturating_mul(self.draws.permutations as u64);
        ensure!(
            !self.retrospective || sums <= MOST_SUMS,
            "refused: {} places, {periods} periods and {} permutations would take hours with --retrospective: take larger squares (--cell), longer periods or fewer permutations, or look only for what goes on at the end",
            cells.len(),
            self.draws.permutations
        );
        let shared = placed.shared();
        let mut places = vec![[0.0; 2]; cells.len()];
        for (cell, at) in &cells {
            places[*at] = cell.map(|it| (it as f64 + 0.5) * self.cell);
        }
        let mut cases = vec![0_u32; places.len() * periods];
        for (at, day) in placed.at.iter().zip(&days) {
            let period = periods - 1 - ((last - day) / self.period_days) as usize;
            cases[cells[&key(at)] * periods + period] += 1;
        }
        let settings = ScanSettings {
            max_share: 0.5,
            max_radius: Some(self.radius),
            longest: self.longest,
            prospective: !self.retrospective,
            replications: self.draws.permutations,
            seed: self.draws.seed,
            ..ScanSettings::default()
        };
        let progress = Progress::steps(
            format!(
                "{} events, {} places, {periods} periods",
                days.len(),
                places.len()
            ),
            self.draws.permutations,
        );
        let done = || progress.step();
        let input = ScanInput {
            places: &places,
            distance: Ground::Plane,
            periods,
            cases: &cases,
            model: ScanModel::SpaceTimePermutation,
            weights: None,
        };
        let found = scan_watched(&input, &settings, &done)
            .context("there is nothing to scan, or too much: are there at least two periods?")?;
        drop(progress);
        let day = |it: i32| NaiveDate::from_num_days_from_ce_opt(it).map(|it| it.to_string());
        let rows: Vec<Vec<Value>> = found
            .clusters
            .iter()
            .map(|it| {
                let degrees = placed.plane.degrees(places[it.centre]);
                let end = last - (periods - 1 - it.last) as i32 * self.period_days;
                let start = last - (periods - it.first) as i32 * self.period_days + 1;
                vec![
                    json!(degrees.map(|it| it[0])),
                    json!(degrees.map(|it| it[1])),
                    json!(it.radius),
                    json!(it.members.len()),
                    json!(day(start)),
                    json!(day(end)),
                    json!(it.cases),
                    json!(it.expected),
                    json!(it.llr),
                    json!(it.p),
                    json!(it.recurrence()),
                ]
            })
            .collect();
        let mut limit = limits(&[
            "It sees change relative to everywhere else: a rise everywhere is unseen, and a new estate looks like a cluster.",
            "Circles only, with at most half of all events in one: the edge of a cluster is not sharp, and what takes more than half is not one.",
            "p holds for one scan. Repeated every week, one in twenty scans shows p below 0.05 by chance: see once_in_scans. Scans that follow each other share most of their weeks, so two in a row are one finding.",
            "Events stand in the middle of squares of --cell metres, so a radius of 0 is one square, perhaps one address. Two events are enough for a cluster: look at the count.",
        ]);
        if shared >= SNAPPED {
            limit.push(format!("{:.0} % of the points share their place with another: they look moved to map points, so a cluster may lie a few hundred metres off and its radius means little.", shared * 100.0));
        }
        let answer = Answer {
            method: "scan",
            parameters: json!({
                "model": "space-time permutation", "period_days": self.period_days, "longest_periods": self.longest,
                "cell_metres": self.cell, "radius_metres": self.radius, "greatest_share": 0.5, "prospective": !self.retrospective,
                "ground": self.points.ground.word(), "id": self.points.id, "date": self.date, "until": self.until, "last_day": self.last_day.map(|it| it.to_string()), "permutations": self.draws.permutations,
            }),
            n: days.len(),
            period: day(first).zip(day(last)).map(|(a, b)| [a, b]),
            seed: Some(self.draws.seed),
            limits: limit,
            summary: json!({ "places": places.len(), "periods": periods, "points_sharing_a_place": shared, "clusters_p_below_0.05": found.clusters.iter().filter(|it| it.p.is_some_and(|p| p < 0.05)).count() }),
            columns: [
                "longitude",
                "latitude",
                "radius_metres",
                "places",
                "from",
                "to",
                "events",
                "expected",
                "llr",
                "p",
                "once_in_scans",
            ]
            .map(String::from)
            .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, placed))
    }
}
