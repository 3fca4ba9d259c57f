//! Whether events near in place are near in time.

use anyhow::{Context, Result, bail, ensure};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use statistics::{Distance, KnoxBands, benjamini_hochberg, knox_watched, near_pairs_up_to};

use super::{Draws, limits};
use crate::{
    answer::{Answer, Out},
    points::{Also, Placed, Points, SNAPPED},
    progress::Progress,
    table::Moment,
};

/// So many pairs are held at the most: 600 MB.
const MOST_PAIRS: u64 = 50_000_000;

/// Near repeats (Knox).
#[derive(clap::Args, Clone, Debug)]
pub struct NearRepeats {
    #[command(flatten)]
    pub points: Points,
    /// The column of dates, with a day.
    #[arg(long, default_value = "date")]
    date: String,
    /// The column of the latest dates they can have been. Then the middle of the two is taken, and what spans more than two days is refused.
    #[arg(long, value_name = "COLUMN")]
    until: Option<String>,
    /// The ends of the distance bands, in metres. The first band of 1 holds repeats at one place.
    #[arg(long, value_delimiter = ',', default_value = "1,100,200,300,400")]
    metres: Vec<f64>,
    /// The ends of the time bands, in days.
    #[arg(long, value_delimiter = ',', default_value = "7,14,21,28")]
    days: Vec<f64>,
    /// Measure along streets that run east and north.
    #[arg(long)]
    manhattan: bool,
    #[command(flatten)]
    draws: Draws,
    #[command(flatten)]
    pub out: Out,
}

impl NearRepeats {
    pub fn run(&self) -> Result<()> {
        let (answer, placed) = self.answer()?;
        answer.give(&[&placed.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Placed)> {
        self.draws.check()?;
        let rising = |ends: &[f64]| {
            ends.first().is_some_and(|it| *it > 0.0) && ends.windows(2).all(|it| it[0] < it[1])
        };
        ensure!(
            rising(&self.metres) && rising(&self.days),
            "--metres and --days must rise from above 0"
        );
        ensure!(
            self.metres.iter().all(|it| *it <= 100_000.0),
            "--metres are distances within a city: at most 100,000"
        );
        let placed = self.points.read_with(&Also {
            date: Some(&self.date),
            until: self.until.as_deref(),
            ..Also::default()
        })?;
        let days: Vec<Option<NaiveDate>> = placed
            .when
            .iter()
            .map(|it| match it {
                Moment::Month(_) => None,
                Moment::Day(day) => Some(*day),
                Moment::Minute(moment) => Some(moment.date()),
            })
            .collect();
        let monthly = days.iter().filter(|it| it.is_none()).count();
        if monthly > 0 {
            bail!(
                "refused: {monthly} of {} dates carry a month and no day. Near repeats are a matter of days: published files cannot show them",
                days.len()
            );
        }
        let shared = placed.shared();
        if shared >= SNAPPED {
            bail!(
                "refused: {:.0} % of the points share their place with another, so they look moved to map points for privacy. Every event at a map point would count as a repeat. Use points as recorded",
                shared * 100.0
            );
        }
        let times: Vec<f64> = days
            .iter()
            .flatten()
            .map(|it| f64::from(it.num_days_from_ce()))
            .collect();
        if times.iter().all(|it| {
            chrono::NaiveDate::from_num_days_from_ce_opt(*it as i32)
                .is_some_and(|day| day.day() == 1)
        }) && times.len() > 10
        {
            bail!(
                "refused: every date is the first of a month, so the file knows months only. Near repeats are a matter of days"
            );
        }
        let measure = if self.manhattan {
            Distance::Manhattan
        } else {
            Distance::Euclidean
        };
        // The sum wants both ends of every band; ours begin at 0.
        let from_nought = |ends: &[f64]| [&[0.0], ends].concat();
        let bands = KnoxBands {
            distances: from_nought(&self.metres),
            times: from_nought(&self.days),
            measure,
        };
        if near_pairs_up_to(&placed.at, &bands, MOST_PAIRS).is_none() {
            bail!(
                "refused: more than {} million pairs of events lie within {} metres of each other, too many to hold. Take smaller --metres, or fewer events",
                MOST_PAIRS / 1_000_000,
                self.metres.last().copied().unwrap_or_default()
            );
        }
        let progress = Progress::steps(
            format!(
                "{} events, {} permutations",
                times.len(),
                self.draws.permutations
            ),
            self.draws.permutations,
        );
        let done = || progress.step();
        let table = knox_watched(
            &placed.at,
            &times,
            &bands,
            self.draws.permutations,
            self.draws.seed,
            &done,
        )
        .context("--metres and --days must rise from above 0, and there must be events")?;
        drop(progress);
        let p: Vec<f64> = table.iter().flatten().map(|cell| cell.p).collect();
        let mut q = benjamini_hochberg(&p).into_iter();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let from = |ends: &[f64], at: usize| if at == 0 { 0.0 } else { ends[at - 1] };
        for (d, row) in table.iter().enumerate() {
            for (t, cell) in row.iter().enumerate() {
                rows.push(vec![
                    json!(from(&self.metres, d)),
                    json!(self.metres[d]),
                    json!(from(&self.days, t)),
                    json!(self.days[t]),
                    json!(cell.observed),
                    json!(cell.mean),
                    json!(cell.ratio),
                    json!(cell.p),
                    json!(q.next()),
                    json!(if cell.is_near_repeat() {
                        "near repeats"
                    } else {
                        "none beyond chance"
                    }),
                ]);
            }
        }
        let (first, last) = (days.iter().flatten().min(), days.iter().flatten().max());
        let answer = Answer {
            method: "near-repeats",
            parameters: json!({
                "metres": self.metres, "days": self.days, "bands": "from the lower end, up to but without the upper",
                "distance": if self.manhattan { "manhattan" } else { "euclidean" }, "ground": self.points.ground.word(), "id": self.points.id, "date": self.date, "until": self.until, "permutations": self.draws.permutations,
            }),
            n: times.len(),
            period: first.zip(last).map(|(a, b)| [a.to_string(), b.to_string()]),
            seed: Some(self.draws.seed),
            limits: limits(&[
                "Near repeats are called only with at least 5 pairs, a ratio of at least 1.2 and p of at most 0.05.",
                "It says that events close in place come close in time more often than dates dealt out by chance, not that one led to another.",
                "One report entered twice is a repeat to this method: give --id, so that one event counts once.",
                "A season that all places share does no harm; homes that were built, or areas whose season differs, make near pairs too. Many bands are tested at once: look at the first ones, chosen beforehand, or go by q.",
                "Where one area is busy first and another later, near pairs come close in time without any repeat (ratios of 1.6 to 1.9 were seen in made-up files): work each part of the period by itself too.",
                if self.until.is_some() {
                    "Of an event with a span of time the middle day is taken; one whose span is longer than two days is refused. Time of day is not used."
                } else {
                    "Dates are often the day of discovery; time of day is not used. Where the file has a span of time for each event, give its end with --until."
                },
            ]),
            summary: json!({ "points_sharing_a_place": shared, "smallest_p_possible": 1.0 / (self.draws.permutations as f64 + 1.0) }),
            columns: [
                "metres_from",
                "metres_to",
                "days_from",
                "days_to",
                "pairs",
                "expected",
                "ratio",
                "p",
                "q",
                "finding",
            ]
            .map(String::from)
            .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, placed))
    }
}
