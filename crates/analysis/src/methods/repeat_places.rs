//! Places where it happened again, and how soon.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use statistics::{again_within, repeat_places};

use super::{limits, watched_until};
use crate::{
    answer::{Answer, Out},
    points::{Also, Placed, Points, SNAPPED},
    table::Moment,
};

/// How soon it happened again, in days.
const WITHIN: [i64; 4] = [7, 28, 90, 180];

/// Repeat places.
#[derive(clap::Args, Clone, Debug)]
pub struct RepeatPlaces {
    #[command(flatten)]
    pub points: Points,
    /// The column that names the place or the victim, by a reference. Where not given, events within the same metre are at one place.
    #[arg(long, value_name = "COLUMN")]
    pub place: Option<String>,
    /// The column of dates, with a day: for how soon it happened again.
    #[arg(long)]
    pub date: Option<String>,
    /// The last day that was watched; that of the last event where not given.
    #[arg(long, value_name = "YYYY-MM-DD", requires = "date")]
    last_day: Option<NaiveDate>,
    #[command(flatten)]
    pub out: Out,
}

/// What is known of a place.
#[derive(Default)]
struct At {
    at: [f64; 2],
    events: usize,
    days: Vec<i64>,
}

impl RepeatPlaces {
    pub fn run(&self) -> Result<()> {
        let (answer, placed) = self.answer()?;
        answer.give(&[&placed.table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Placed)> {
        let placed = self.points.read_with(&Also {
            date: self.date.as_deref(),
            name: self.place.as_deref(),
            ..Also::default()
        })?;
        let shared = placed.shared();
        if self.place.is_none() && shared >= SNAPPED {
            bail!(
                "refused: {:.0} % of the points share their place with another, so they look moved to map points for privacy: places would repeat that never did. Name a column of places with --place, or use points as recorded",
                shared * 100.0
            );
        }
        let mut days: Vec<i64> = Vec::new();
        for it in &placed.when {
            days.push(match it {
                Moment::Month(_) => bail!(
                    "refused: the dates carry a month and no day, so nobody can say how soon it happened again. Leave out --date"
                ),
                Moment::Day(day) => i64::from(day.num_days_from_ce()),
                Moment::Minute(moment) => i64::from(moment.date().num_days_from_ce()),
            });
        }
        let mut places: BTreeMap<String, At> = BTreeMap::new();
        for (at, point) in placed.at.iter().enumerate() {
            let name = match placed.names.get(at) {
                Some(name) => name.to_string(),
                None => format!("{:.0} {:.0}", point[0], point[1]),
            };
            let place = places.entry(name).or_default();
            if place.events == 0 || !place.at[0].is_finite() {
                place.at = *point;
            }
            place.events += 1;
            place.days.extend(days.get(at));
        }
        let counts: Vec<usize> = places.values().map(|it| it.events).collect();
        let found = repeat_places(&counts);
        let by_place: Vec<Vec<i64>> = places.values().map(|it| it.days.clone()).collect();
        let (first, last) = (days.iter().min().copied(), days.iter().max().copied());
        let last = match last {
            Some(day) => Some(i64::from(watched_until(self.last_day, day as i32)?)),
            None => None,
        };
        let again: Vec<Value> = last.map_or_else(Vec::new, |last| {
            let soon = WITHIN.map(|within| again_within(&by_place, last, within));
            soon.iter().map(|it| json!(it)).collect()
        });
        let mut order: Vec<(&String, &At)> = places.iter().filter(|it| it.1.events > 1).collect();
        order.sort_by(|a, b| b.1.events.cmp(&a.1.events).then(a.0.cmp(b.0)));
        let day = |of: Option<i64>| {
            let day = of.and_then(|it| NaiveDate::from_num_days_from_ce_opt(it as i32));
            json!(day.map(|it| it.to_string()))
        };
        let rows: Vec<Vec<Value>> = order
            .iter()
            .map(|(name, it)| {
                let mut days = it.days.clone();
                days.sort_unstable();
                let gap = days.windows(2).map(|pair| pair[1] - pair[0]).min();
                let degrees = placed.plane.degrees(it.at);
                vec![
                    json!(name),
                    json!(degrees.map(|it| it[0])),
                    json!(degrees.map(|it| it[1])),
                    json!(it.events),
                    day(days.first().copied()),
                    day(days.last().copied()),
                    json!(gap),
                ]
            })
            .collect();
        let share = |n: usize, of: usize| (of > 0).then(|| n as f64 / of as f64);
        let answer = Answer {
            method: "repeat-places",
            parameters: json!({
                "place": self.place.clone().unwrap_or_else(|| "the same metre".to_owned()), "date": self.date, "last_day": self.last_day.map(|it| it.to_string()),
                "ground": self.points.ground.word(), "id": self.points.id,
            }),
            n: found.events,
            period: first.zip(last).map(|(a, b)| {
                [day(Some(a)), day(Some(b))].map(|it| it.as_str().unwrap_or_default().to_owned())
            }),
            seed: None,
            limits: limits(&[
                "The window cuts: what happened before it makes a repeat look like a first event, so the share is too low.",
                "Some places repeat by chance alone, and a station or a shop more than a home does.",
                "Two ways to write one place are two places, and one point that stands for a whole street is one.",
                "A list of places points to people: for those who work on it, not for publication.",
            ]),
            summary: json!({
                "places": found.places, "repeat_places": found.repeat_places, "events_at_repeat_places": found.events_there,
                "repeats": found.repeats, "share_of_events_that_are_repeats": share(found.repeats, found.events),
                "places_by_events": found.by_events, "again_within_days": again, "points_sharing_a_place": shared,
            }),
            columns: [
                "place",
                "longitude",
                "latitude",
                "events",
                "first",
                "last",
                "fewest_days_between",
            ]
            .map(String::from)
            .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, placed))
    }
}
