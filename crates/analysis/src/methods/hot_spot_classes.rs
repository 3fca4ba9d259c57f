//! How long cells have been hot: over many periods, new, persistent, on and off, or cooling.

use std::{path::PathBuf, rc::Rc};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use statistics::{
    FEWEST_PERIODS, HotOverTime, HotSpotClass, PERIODS, hot_over_time, months_in_a_period,
    periods_back,
};

use super::{Draws, columns, hot_spots::limits_of, limits};
use crate::{
    answer::{Answer, Out, Rows},
    cells::{Cells, Laid, Said},
    points::{Placed, Points},
    progress::Progress,
    series::edge,
    table::month_words,
};

/// No more periods are looked at.
const MOST: usize = 120;

/// Hot spots over time.
#[derive(clap::Args, Clone, Debug)]
pub struct HotSpotClasses {
    #[command(flatten)]
    pub points: Points,
    #[command(flatten)]
    pub cells: Cells,
    /// The column of dates or months.
    #[arg(long, default_value = "date")]
    date: String,
    /// Months in a period. Where not given: 1, or 3 where the latest year has less than one event a month and cell.
    #[arg(long)]
    months: Option<usize>,
    /// How many periods to look at, back from the last month.
    #[arg(long, default_value_t = PERIODS)]
    periods: usize,
    /// The first month that the file holds whole; the first of the file where not given.
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<String>,
    /// The last month that the file holds whole; the last of the file where not given.
    #[arg(long, value_name = "YYYY-MM")]
    to: Option<String>,
    #[command(flatten)]
    draws: Draws,
    /// Write the cells here as a map.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    #[command(flatten)]
    pub out: Out,
}

/// First and last month of each period, the earliest period first.
type Periods = Vec<[i32; 2]>;

/// The cells with what was found of each.
struct Found {
    laid: Laid,
    /// Counts of each period.
    maps: Vec<Vec<f64>>,
    over: HotOverTime,
    periods: Periods,
}

impl Found {
    fn count(&self, at: usize) -> f64 {
        self.maps.iter().map(|it| it[at]).sum()
    }

    fn said(&self, at: usize) -> Vec<Said> {
        let hot = self.over.hot[at].iter().zip(&self.periods);
        let hot_in: Vec<String> = hot
            .filter(|(hot, _)| **hot)
            .map(|(_, period)| month_words(period[0]))
            .collect();
        let class = self.over.class[at].words();
        vec![
            ("count", json!(self.count(at))),
            ("hot_periods", json!(hot_in.len())),
            ("hot_in", json!(hot_in.join(" "))),
            ("class", json!((!class.is_empty()).then_some(class))),
        ]
    }

    /// Those of a class, in the order they are told, and of one class the fullest first.
    fn order(&self) -> Vec<usize> {
        let rank = |at: usize| {
            let class = self.over.class[at];
            let told = HotSpotClass::TOLD.iter().position(|it| *it == class);
            told.unwrap_or(HotSpotClass::TOLD.len())
        };
        let mut order: Vec<usize> = (0..self.laid.len()).collect();
        order.sort_by(|a, b| {
            let fuller = self.count(*b).total_cmp(&self.count(*a));
            rank(*a).cmp(&rank(*b)).then(fuller)
        });
        order
    }

    fn told_periods(&self) -> Vec<Value> {
        let told = |(at, [first, last]): (usize, &[i32; 2])| {
            json!({
                "first": month_words(*first), "last": month_words(*last), "events": self.maps[at].iter().sum::<f64>(),
                "hot_cells": self.over.hot.iter().filter(|it| it[at]).count(),
            })
        };
        self.periods.iter().enumerate().map(told).collect()
    }

    fn told_classes(&self) -> Map<String, Value> {
        let many = |class| self.over.class.iter().filter(|it| **it == class).count();
        let told = HotSpotClass::TOLD.iter();
        told.map(|it| (it.words().to_owned(), json!(many(*it))))
            .collect()
    }
}

impl HotSpotClasses {
    pub fn run(&self) -> Result<()> {
        let (answer, placed, found) = self.found()?;
        if let Some(file) = &self.geojson {
            self.cells
                .write_map(file, &found.laid, &placed.plane, |at| found.said(at))?;
        }
        answer.give(&[&placed.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Placed)> {
        let (answer, placed, _) = self.found()?;
        Ok((answer, placed))
    }

    fn check(&self) -> Result<()> {
        self.draws.check()?;
        ensure!(
            (FEWEST_PERIODS..=MOST).contains(&self.periods),
            "--periods must be {FEWEST_PERIODS} to {MOST}"
        );
        ensure!(
            self.months.is_none_or(|it| (1..=12).contains(&it)),
            "--months must be 1 to 12"
        );
        Ok(())
    }

    /// The periods, back from the last month to the first.
    fn periods(&self, months: &[i32], laid: &Laid) -> Result<Periods> {
        let of_file = (months.iter().min(), months.iter().max());
        let (Some(first), Some(last)) = of_file else {
            bail!("no event has a month");
        };
        let first = edge("--from", self.from.as_deref())?.unwrap_or(*first);
        let last = edge("--to", self.to.as_deref())?.unwrap_or(*last);
        ensure!(
            first <= last,
            "from {} to {} there is no month",
            month_words(first),
            month_words(last)
        );
        let length = self.months.unwrap_or_else(|| {
            let year = (last - 11).max(first)..=last;
            let events: f64 = laid.counts(|it| year.contains(&months[it])).iter().sum();
            months_in_a_period(events, laid.len(), (year.end() - year.start() + 1) as usize)
        }) as i32;
        let periods = periods_back(first, last, length, self.periods);
        ensure!(
            periods.len() >= FEWEST_PERIODS,
            "refused: {} to {} hold {} whole periods of {length} {}, and at least {FEWEST_PERIODS} are needed to tell what is new from what stays. Give more months{}",
            month_words(first),
            month_words(last),
            periods.len(),
            if length == 1 { "month" } else { "months" },
            if length == 1 {
                ""
            } else {
                ", or shorter periods with --months 1"
            }
        );
        Ok(periods)
    }

    fn found(&self) -> Result<(Answer, Placed, Rc<Found>)> {
        self.check()?;
        let placed = self.points.read(Some(&self.date))?;
        if self.geojson.is_some() {
            placed.can_be_drawn()?;
        }
        let laid = self.cells.lay(&placed)?;
        let noun = laid.noun();
        let months: Vec<i32> = placed.when.iter().map(|it| it.month()).collect();
        let periods = self.periods(&months, &laid)?;
        let map =
            |[first, last]: &[i32; 2]| laid.counts(|it| (*first..=*last).contains(&months[it]));
        let maps: Vec<Vec<f64>> = periods.iter().map(map).collect();
        let progress = Progress::steps(
            format!("{} {noun} in {} periods", laid.len(), maps.len()),
            laid.len() * maps.len(),
        );
        let done = || progress.step();
        let over = hot_over_time(
            &maps,
            &laid.neighbours,
            self.draws.permutations,
            self.draws.seed,
            &done,
        )
        .context("neighbours that do not exist")?;
        drop(progress);
        let (Some([first, _]), Some([_, last])) = (periods.first(), periods.last()) else {
            bail!("no period");
        };
        let edges = [month_words(*first), month_words(*last)];
        let outside = months.iter().filter(|it| !(*first..=*last).contains(it));
        let outside = outside.count();
        let mut limit = limits(&[
            "No test of a change: a cell just above the line in one period and just below it in the next is called on and off, though nothing changed. A cell that became hot within the last quarter is on and off until it has been hot through all of it. Look at hot_periods and hot_in, and at the counts.",
            "The fewer events a period has, the greater a rise must be to stand out: in short periods cells are hot less often.",
            "Of maps without any hot spot three or four in a hundred show a hot cell all the same: of twelve about every third set shows one somewhere, once. A cell that was hot in a single period says little.",
            "A season can make a cell look new or cooling: what is hot each summer is new in June and cooling in October.",
            "It knows how many events there were and not how many people, shops or cars: a busy place is hot for that reason too.",
        ]);
        limit.extend(limits_of(&self.cells, &placed, &laid));
        if outside > 0 {
            limit.push(format!(
                "{outside} of {} events lie outside of {} to {}, so they are in no period.",
                placed.at.len(),
                edges[0],
                edges[1]
            ));
        }
        let mut parameters = self.cells.parameters();
        parameters.extend([
            ("ground".to_owned(), json!(self.points.ground.word())),
            ("id".into(), json!(self.points.id)),
            ("date".into(), json!(self.date)),
            (
                "months_in_a_period".into(),
                json!(periods[0][1] - periods[0][0] + 1),
            ),
            ("periods".into(), json!(periods.len())),
            (
                "hot".into(),
                json!("q below 0.05 over the cells of a period"),
            ),
            (
                "permutations".into(),
                json!((!over.exact).then_some(self.draws.permutations)),
            ),
        ]);
        let found = Rc::new(Found {
            laid,
            maps,
            over,
            periods,
        });
        let (shown, plane, order) = (Rc::clone(&found), placed.plane, found.order());
        let row = move |row: usize| {
            let at = order[row];
            shown.laid.row(at, &plane, shown.said(at))
        };
        let cells = found.laid.len();
        let events: f64 = (0..cells).map(|at| found.count(at)).sum();
        let answer = Answer {
            method: "hot-spot-classes",
            parameters: parameters.into(),
            n: events as usize,
            period: Some(edges),
            seed: (!found.over.exact).then_some(self.draws.seed),
            limits: limit,
            summary: json!({
                "points": placed.at.len(), "points_counted": events, "points_outside_of_the_periods": outside, "cells": cells,
                "classes": found.told_classes(), "periods": found.told_periods(),
            }),
            columns: columns(
                &found.laid.heads(),
                &["count", "hot_periods", "hot_in", "class"],
            ),
            rows: Rows::Made(cells, Box::new(row)),
        };
        Ok((answer, placed, found))
    }
}
