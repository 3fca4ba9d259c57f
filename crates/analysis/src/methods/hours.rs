//! Hour by weekday.

use std::collections::HashMap;

use anyhow::{Result, bail};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use serde_json::{Value, json};
use statistics::hour_by_weekday_told;

use super::limits;
use crate::{
    answer::{Answer, Out},
    table::{Files, Moment, Table},
};

/// The first of January 1970 was a Thursday.
const UNIX_DAY_FROM_MONDAY: i32 = 3;

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Hour by weekday (aoristic).
#[derive(clap::Args, Clone, Debug)]
pub struct Hours {
    #[command(flatten)]
    pub files: Files,
    /// The column of the moment, or of the earliest possible one. Times are taken as written, unless --zone is given.
    #[arg(long, default_value = "from")]
    pub from: String,
    /// The column of the latest possible moment, where there is one.
    #[arg(long)]
    pub until: Option<String>,
    /// Tell moments that say how far they are from Greenwich (…Z, …+00:00; snapshots do) by the clocks of this time zone, such as Europe/London.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<Tz>,
    #[command(flatten)]
    pub out: Out,
}

impl Hours {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        let mut table = self.files.open()?;
        let from = table.column(&self.from)?;
        let until = self
            .until
            .as_deref()
            .map(|it| table.column(it))
            .transpose()?;
        let mut untimed = 0_usize;
        let spans: Vec<(NaiveDateTime, NaiveDateTime)> = table.each(|row| {
            let first = row.moment_in(from, self.zone)?;
            let last = match until {
                Some(at) if !row.text(at).is_empty() => row.moment_in(at, self.zone)?,
                _ => first,
            };
            match (first, last) {
                (Moment::Minute(a), Moment::Minute(b)) if a <= b => Ok((a, b)),
                (Moment::Minute(_), Moment::Minute(_)) => {
                    Err("it ended before it began".to_owned())
                }
                _ => {
                    untimed += 1;
                    Err("a month or a day, without a time".to_owned())
                }
            }
        })?;
        if untimed > 0 && untimed >= spans.len() {
            bail!(
                "refused: {untimed} of {} rows carry a month or a day and no time of day. Hours cannot be worked out from months",
                table.read()
            );
        }
        if spans.is_empty() {
            return Err(table.nothing());
        }
        // With a zone moments are in Greenwich time, so that a span over a change of the clocks is as long as it was.
        let local = |it: NaiveDateTime| {
            let zone = self.zone.as_ref();
            zone.map_or(it, |zone| it.and_utc().with_timezone(zone).naive_local())
        };
        let mut minutes: HashMap<u32, usize> = HashMap::new();
        for (first, last) in &spans {
            if first == last {
                let told = local(*first);
                *minutes.entry(told.hour() * 60 + told.minute()).or_insert(0) += 1;
            }
        }
        let most = minutes
            .iter()
            .max_by_key(|it| (*it.1, std::cmp::Reverse(*it.0)));
        let heaped = most.map_or(0.0, |it| *it.1 as f64 / spans.len() as f64);
        if let Some((minute, _)) = most.filter(|_| heaped > 0.5 && spans.len() > 10) {
            bail!(
                "refused: {:.0} % of the events are at {:02}:{:02}, which looks filled in where no time was known",
                heaped * 100.0,
                minute / 60,
                minute % 60
            );
        }
        // Minutes since a Monday.
        let begin = NaiveDate::default() - TimeDelta::days(i64::from(UNIX_DAY_FROM_MONDAY));
        let begin = begin.and_time(NaiveTime::MIN);
        let minute = |it: NaiveDateTime| (it - begin).num_minutes();
        let told = |at: i64| match begin.checked_add_signed(TimeDelta::minutes(at)) {
            Some(it) => minute(local(it)),
            None => at,
        };
        let within = spans.iter().map(|(a, b)| (minute(*a), minute(*b)));
        let grid = hour_by_weekday_told(within, told);
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for (day, hours) in DAYS.iter().zip(&grid.events) {
            rows.extend(
                hours
                    .iter()
                    .enumerate()
                    .map(|(hour, events)| vec![json!(day), json!(hour), json!(events)]),
            );
        }
        let (first, last) = (
            spans.iter().map(|it| local(it.0)).min(),
            spans.iter().map(|it| local(it.1)).max(),
        );
        let known = grid.hour_known as f64 / spans.len() as f64;
        let mut limit = limits(&[
            "It is what is known and not what happened: wide spans flatten the table. See hour_known for the share of events with a known hour.",
            "Times may be of the report and not of the event.",
            "Midnight, noon and full hours are often filled in: see most_common_minute_share.",
        ]);
        if self.zone.is_none() {
            limit.push("Times are taken as written, without regard to time zone or summer time; for moments written in Greenwich time give --zone.".to_owned());
        }
        if known < 0.5 {
            limit.push(
                "Fewer than half of the events have a known hour: print no single hour.".to_owned(),
            );
        }
        let answer = Answer {
            method: "hours",
            parameters: json!({ "from": self.from, "until": self.until, "zone": self.zone.map(Tz::name) }),
            n: spans.len(),
            period: first
                .zip(last)
                .map(|(a, b)| [a.date().to_string(), b.date().to_string()]),
            seed: None,
            limits: limit,
            summary: json!({
                "hour_known": grid.hour_known, "shared_out": grid.shared_out, "left_out_over_a_week": grid.left_out,
                "share_with_known_hour": known, "most_common_minute_share": heaped,
            }),
            columns: ["weekday", "hour", "events"].map(String::from).to_vec(),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
