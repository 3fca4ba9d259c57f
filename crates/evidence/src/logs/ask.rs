//! What is asked of a log, and the command that answers each part of it.

use chrono::{NaiveDate, Timelike as _};

use super::read::Event;
use crate::Month;
use crate::cube::Period;
use crate::unit::Unit;

base::words! {
    /// The parts of an answer, in the order they are read.
    pub enum Part {
        Trend = "trend" / "Month by month",
        Change = "change" / "Is it more than before?",
        Where = "where" / "Where",
        OverTime = "over-time" / "New, staying or cooling",
        Concentration = "concentration" / "How concentrated",
        RepeatPlaces = "repeat-places" / "Places where it happened again",
        NearRepeats = "near-repeats" / "Near repeats",
        When = "when" / "When",
        Scan = "scan" / "A fresh cluster?",
        Check = "check" / "Did the earlier hot spots hold?",
    }
}

impl Part {
    /// Whether the cells are chosen or counted for it.
    pub fn is_of_cells(self) -> bool {
        self == Self::Where || self.reads_cells()
    }

    /// Whether its command reads the counts of cells, and not the events.
    pub fn reads_cells(self) -> bool {
        matches!(self, Self::Concentration | Self::Check)
    }
}

base::words! {
    /// Hours of the day.
    pub enum Hours {
        All = "all" / "All day",
        Night = "night" / "Midnight to 6",
        Morning = "morning" / "6 to noon",
        Afternoon = "afternoon" / "Noon to 6",
        Evening = "evening" / "6 to midnight",
    }
}

/// What may be counted in. The points of a log are where it happened.
pub const UNITS: [Unit; 10] = [
    Unit::Squares(150),
    Unit::Squares(200),
    Unit::Squares(250),
    Unit::Squares(300),
    Unit::Squares(500),
    Unit::Hexagons(150),
    Unit::Hexagons(200),
    Unit::Hexagons(250),
    Unit::Hexagons(300),
    Unit::Hexagons(500),
];
/// Of them, where none is chosen.
const USUAL: Unit = Unit::Squares(250);
/// Methods that hold every event against every other take no more.
pub const MOST_PAIRED: usize = 20_000;
/// Of fewer nothing can be said.
pub const FEWEST_PAIRED: usize = 20;
/// Great Britain, roughly: there the National Grid is the plane.
const BRITAIN: [f64; 4] = [-9.0, 49.5, 2.5, 61.0];

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The type; empty: all.
    pub kind: String,
    /// The months.
    pub months: Period,
    /// Hours of the day.
    pub hours: Hours,
    /// What it is counted in.
    pub unit: Unit,
}

/// What was found of the question in the log.
pub struct Asked {
    /// The events that are asked about, as a file that the commands read.
    pub file: Vec<u8>,
    /// The month of each, in the order of the file.
    pub in_month: Vec<Month>,
    /// How many.
    pub n: usize,
    /// Whether any tells a span of time.
    pub spans: bool,
    /// The plane they lie on.
    pub ground: &'static str,
    /// Those of the months that the log holds whole.
    pub whole: Period,
    /// The last day that the log watched of the months.
    pub watched: NaiveDate,
    /// How many days it watched of them.
    pub days: i64,
}

/// A log that begins or ends so many days from the edge of a month does not hold it whole.
const EDGE_DAYS: i64 = 7;

impl Question {
    /// Reads a query. What is left out is everything; what was bent is said in the notes.
    pub fn read(query: &str, events: &[Event], notes: &mut Vec<String>) -> Option<Self> {
        let pairs = web::forms::pairs(query.as_bytes());
        let said = |name: &str| {
            let pair = pairs.iter().find(|it| it.0 == name);
            pair.map_or("", |it| it.1.as_str()).trim().to_owned()
        };
        let known = months(events)?;
        let mut month = |name: &str, usual: Month| match said(name) {
            text if text.is_empty() => usual,
            text => match text.parse::<Month>() {
                Ok(it) if (known.first..=known.last).contains(&it) => it,
                _ => {
                    notes.push(format!(
                        "The log holds {}: {} is taken for \"{}\".",
                        known.words(),
                        usual.words(),
                        text.chars().take(20).collect::<String>()
                    ));
                    usual
                }
            },
        };
        let (from, to) = (month("from", known.first), month("to", known.last));
        if from > to {
            notes.push(
                "The first month was later than the last, so they were changed round.".into(),
            );
        }
        let mut kind = said("type");
        if !kind.is_empty() && events.iter().all(|it| it.kind != kind) {
            notes.push("No event of the log has this type, so all types are shown.".into());
            kind.clear();
        }
        // Of one type alone: the same question.
        if events.iter().all(|it| it.kind == kind) {
            kind.clear();
        }
        let hours = Hours::of(&said("hours"));
        if hours.is_none() && !said("hours").is_empty() {
            notes.push("There is no such time of day to choose, so the whole day is shown.".into());
        }
        let unit = Unit::of(&said("cell"), &UNITS);
        if unit.is_none() && !said("cell").is_empty() {
            notes.push(format!(
                "There is no such cell to choose, so {} are shown.",
                USUAL.label().to_lowercase()
            ));
        }
        let asked = Period {
            first: from.min(to),
            last: from.max(to),
        };
        if !kind.is_empty()
            && let Some(note) = begins_or_ends(&kind, events, asked)
        {
            notes.push(note);
        }
        let spans = events.iter().filter(|it| it.until.is_some()).count();
        if hours.is_some_and(|it| it != Hours::All) && spans > 0 {
            notes.push(format!(
                "Of {} of the log only a span of time is known. They are asked about by its beginning.",
                web::many(spans as u64, "event")
            ));
        }
        Some(Self {
            kind,
            months: asked,
            hours: hours.unwrap_or(Hours::All),
            unit: unit.unwrap_or(USUAL),
        })
    }

    /// The same question as a query, always in the same words.
    pub fn query(&self) -> String {
        let kind = if self.kind.is_empty() {
            String::new()
        } else {
            format!("type={}&", web::forms::in_query(&self.kind))
        };
        let Period { first, last } = self.months;
        format!(
            "{kind}from={first}&to={last}&hours={}&cell={}",
            self.hours.word(),
            self.unit.word()
        )
    }

    /// Whether another asks for the same events.
    pub fn is_but_for_cells(&self, other: &Self) -> bool {
        (&self.kind, self.months, self.hours) == (&other.kind, other.months, other.hours)
    }

    /// The same question of the first and of the second half of its months. None of one month.
    pub fn halves(&self) -> Option<[Self; 2]> {
        let Period { first, last } = self.months;
        let half = first.plus(i32::try_from(self.months.len() / 2).ok()?);
        let of = |first, last| Self {
            months: Period { first, last },
            ..self.clone()
        };
        (first < half).then(|| [of(first, half.plus(-1)), of(half, last)])
    }

    /// "personal robbery, January 2019 to December 2019, noon to 6".
    pub fn words(&self) -> String {
        let kind = if self.kind.is_empty() {
            "All events"
        } else {
            &self.kind
        };
        let months = self.months.words();
        match self.hours {
            Hours::All => format!("{kind}, {months}"),
            hours => format!("{kind}, {months}, {}", hours.label().to_lowercase()),
        }
    }

    fn holds(&self, it: &Event) -> bool {
        let month = Month::of_day(it.from.day);
        let hour = it.from.time.map(|it| it.hour());
        (self.kind.is_empty() || it.kind == self.kind)
            && month.is_some_and(|it| (self.months.first..=self.months.last).contains(&it))
            && match self.hours {
                Hours::All => true,
                Hours::Night => hour.is_some_and(|it| it < 6),
                Hours::Morning => hour.is_some_and(|it| (6..12).contains(&it)),
                Hours::Afternoon => hour.is_some_and(|it| (12..18).contains(&it)),
                Hours::Evening => hour.is_some_and(|it| it >= 18),
            }
    }

    /// The months that are asked about, without those at the edge of the log that it holds in part.
    fn whole(&self, events: &[Event]) -> Period {
        let Period {
            mut first,
            mut last,
        } = self.months;
        if let (Some(begun), Some(ended)) = (events.first(), events.last()) {
            if (begun.from.day - first.day()).num_days() >= EDGE_DAYS {
                first = first.plus(1);
            }
            if (last.plus(1).day() - ended.from.day).num_days() > EDGE_DAYS {
                last = last.plus(-1);
            }
        }
        if first <= last {
            Period { first, last }
        } else {
            self.months
        }
    }

    /// The last day of the months, or of the log where it ends before them.
    fn watched(&self, events: &[Event]) -> NaiveDate {
        let end = self.months.last.plus(1).day() - chrono::Days::new(1);
        events.last().map_or(end, |it| it.from.day.min(end))
    }

    fn days(&self, events: &[Event]) -> i64 {
        let first = self.months.first.day();
        let first = events.first().map_or(first, |it| it.from.day.max(first));
        (self.watched(events) - first).num_days() + 1
    }

    /// Takes the events that are asked about.
    pub fn ask(&self, events: &[Event]) -> Asked {
        let here: Vec<&Event> = events.iter().filter(|it| self.holds(it)).collect();
        let [west, south, east, north] = BRITAIN;
        let british = here.iter().all(|it| {
            (west..east).contains(&it.longitude) && (south..north).contains(&it.latitude)
        });
        let spans = here.iter().any(|it| it.until.is_some());
        Asked {
            n: here.len(),
            in_month: here
                .iter()
                .filter_map(|it| Month::of_day(it.from.day))
                .collect(),
            spans,
            ground: if british { "british" } else { "local" },
            whole: self.whole(events),
            // The middle of a span may lie a day later.
            watched: self.watched(events) + chrono::Days::new(u64::from(spans)),
            days: self.days(events),
            file: file(&here),
        }
    }
}

/// A type that begins long after the months that are asked about, or ends long before them, may not have been recorded all the time.
fn begins_or_ends(kind: &str, events: &[Event], all: Period) -> Option<String> {
    let mut of_kind = events.iter().filter(|it| it.kind == kind);
    let (first, last) = (of_kind.next()?, of_kind.next_back());
    let first = Month::of_day(first.from.day)?;
    let last = last.map_or(Some(first), |it| Month::of_day(it.from.day))?;
    let begins = (first > all.first.plus(APART)).then(|| format!("begins in {}", first.words()));
    let ends = (last < all.last.plus(-APART)).then(|| format!("ends in {}", last.words()));
    let said: Vec<String> = begins.into_iter().chain(ends).collect();
    (!said.is_empty()).then(|| {
        format!(
            "This type {} in the log, and months without it count as none. If it was not recorded in them, choose the months in which it was recorded; otherwise it seems to rise or to fall.",
            said.join(" and ")
        )
    })
}

/// So many months.
const APART: i32 = 2;

/// The months from the first event to the last.
pub fn months(events: &[Event]) -> Option<Period> {
    let month = |it: Option<&Event>| Month::of_day(it?.from.day);
    Some(Period {
        first: month(events.first())?,
        last: month(events.last())?,
    })
}

/// The events as the commands read them.
fn file(events: &[&Event]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let heads = [
        "id",
        "type",
        "month",
        "date",
        "from",
        "until",
        "longitude",
        "latitude",
    ];
    let _ = csv.write_record(heads); // into memory
    for it in events {
        let until = it.until.unwrap_or(it.from);
        let _ = csv.write_record([
            web::no_formula(&it.id).as_ref(),
            web::no_formula(&it.kind).as_ref(),
            &it.from.day.format("%Y-%m").to_string(),
            &it.from.day.to_string(),
            &it.from.text(),
            &until.text(),
            &it.longitude.to_string(),
            &it.latitude.to_string(),
        ]);
    }
    csv.into_inner().unwrap_or_default()
}

/// The name of the file that the commands read, and of that with the counts of each cell: all, and those of the two halves of the months.
pub const FILES: [&str; 2] = ["log.csv", "cells.csv"];

/// The words behind `wardmote analyse` that answer a part.
pub fn command(part: Part, question: &Question, asked: &Asked) -> Vec<String> {
    let [log, cells] = FILES;
    let ground = format!("--ground {}", asked.ground);
    let [until, span] = if asked.spans {
        [" --until until", " --date from --until until"]
    } else {
        [""; 2]
    };
    let Period { first, last } = asked.whole;
    let months = format!("--count-rows --missing-is-zero --from {first} --to {last}");
    let words = match part {
        Part::Trend => format!("trend {log} {months}"),
        Part::Change => format!("compare {log} {months}"),
        Part::Where => format!("hot-spots {log} {ground} {}", question.unit.options()),
        Part::OverTime => format!(
            "hot-spot-classes {log} {ground} {} --date month --from {first} --to {last}",
            question.unit.options()
        ),
        Part::Concentration => format!("concentration {cells}"),
        Part::RepeatPlaces => format!(
            "repeat-places {log} {ground} --date date --last-day {}",
            asked.watched
        ),
        Part::NearRepeats => format!("near-repeats {log} {ground}{span}"),
        Part::When => format!("hours {log}{until}"),
        Part::Scan => format!("scan {log} {ground}{span} --last-day {}", asked.watched),
        Part::Check => format!("hot-spot-check {cells}"),
    };
    words.split(' ').map(str::to_owned).collect()
}
