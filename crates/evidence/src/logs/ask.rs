//! What is asked of a log, and the command that answers each part of it.

use std::fmt::Write as _;

use chrono::Timelike as _;

use super::read::Event;
use crate::Month;

base::words! {
    /// The parts of an answer, in the order they are read.
    pub enum Part {
        Trend = "trend" / "Month by month",
        Change = "change" / "Is it more than before?",
        Where = "where" / "Where",
        Concentration = "concentration" / "How concentrated",
        RepeatPlaces = "repeat-places" / "Places where it happened again",
        NearRepeats = "near-repeats" / "Near repeats",
        When = "when" / "When",
        Scan = "scan" / "A fresh cluster?",
        Check = "check" / "Did the earlier hot spots hold?",
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

/// Cells, in metres. The points of a log are where it happened.
pub const CELLS: [u32; 5] = [150, 200, 250, 300, 500];
/// Methods that hold every event against every other take no more.
pub const MOST_PAIRED: usize = 20_000;
/// Great Britain, roughly: there the National Grid is the plane.
const BRITAIN: [f64; 4] = [-9.0, 49.5, 2.5, 61.0];

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The type; empty: all.
    pub kind: String,
    /// The first month.
    pub first: Month,
    /// The last.
    pub last: Month,
    /// Hours of the day.
    pub hours: Hours,
    /// The side of a cell.
    pub cell: u32,
}

/// What was found of the question in the log.
pub struct Asked {
    /// The events that are asked about, as a file that the commands read.
    pub file: Vec<u8>,
    /// How many.
    pub n: usize,
    /// Whether any tells a span of time.
    pub spans: bool,
    /// The plane they lie on.
    pub ground: &'static str,
    /// The first and the last month that the log holds whole.
    pub whole: [Month; 2],
    /// Whether months that are asked about are not whole.
    pub torn: bool,
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
        let known = [events.first()?, events.last()?].map(|it| Month::of_day(it.from.day));
        let [oldest, newest] = [known[0]?, known[1]?];
        let mut month = |name: &str, usual: Month| match said(name) {
            text if text.is_empty() => usual,
            text => match text.parse::<Month>() {
                Ok(it) if (oldest..=newest).contains(&it) => it,
                _ => {
                    notes.push(format!(
                        "The log holds {} to {}: {} is taken for \"{}\".",
                        oldest.words(),
                        newest.words(),
                        usual.words(),
                        text.chars().take(20).collect::<String>()
                    ));
                    usual
                }
            },
        };
        let (mut first, mut last) = (month("from", oldest), month("to", newest));
        if first > last {
            notes.push(
                "The first month was later than the last, so they were changed round.".into(),
            );
            (first, last) = (last, first);
        }
        let mut kind = said("type");
        if !kind.is_empty() && events.iter().all(|it| it.kind != kind) {
            notes.push("No event of the log has this type, so all types are shown.".into());
            kind.clear();
        }
        Some(Self {
            kind,
            first,
            last,
            hours: Hours::of(&said("hours")).unwrap_or(Hours::All),
            cell: said("cell")
                .parse()
                .ok()
                .filter(|it| CELLS.contains(it))
                .unwrap_or(CELLS[2]),
        })
    }

    /// The same question as a query, always in the same words.
    pub fn query(&self) -> String {
        let mut text = String::new();
        if !self.kind.is_empty() {
            for byte in self.kind.bytes() {
                let _ = match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                        write!(text, "{}", byte as char)
                    }
                    other => write!(text, "%{other:02X}"),
                };
            }
            text = format!("type={text}&");
        }
        text + &format!(
            "from={}&to={}&hours={}&cell={}",
            self.first,
            self.last,
            self.hours.word(),
            self.cell
        )
    }

    /// The same question of the first and of the second half of its months. None of one month.
    pub fn halves(&self) -> Option<[Self; 2]> {
        let months = i32::from(self.last.number()) - i32::from(self.first.number()) + 1;
        let half = self.first.plus(months / 2);
        (months > 1).then(|| {
            [(self.first, half.plus(-1)), (half, self.last)].map(|(first, last)| Self {
                first,
                last,
                ..self.clone()
            })
        })
    }

    /// "personal robbery, January 2019 to December 2019, noon to 6".
    pub fn words(&self) -> String {
        let kind = if self.kind.is_empty() {
            "All events"
        } else {
            &self.kind
        };
        let months = self.months();
        match self.hours {
            Hours::All => format!("{kind}, {months}"),
            hours => format!("{kind}, {months}, {}", hours.label().to_lowercase()),
        }
    }

    /// "January 2019 to December 2019".
    pub fn months(&self) -> String {
        if self.first == self.last {
            self.first.words()
        } else {
            format!("{} to {}", self.first.words(), self.last.words())
        }
    }

    fn holds(&self, it: &Event) -> bool {
        let month = Month::of_day(it.from.day);
        let hour = it.from.time.map(|it| it.hour());
        (self.kind.is_empty() || it.kind == self.kind)
            && month.is_some_and(|it| (self.first..=self.last).contains(&it))
            && match self.hours {
                Hours::All => true,
                Hours::Night => hour.is_some_and(|it| it < 6),
                Hours::Morning => hour.is_some_and(|it| (6..12).contains(&it)),
                Hours::Afternoon => hour.is_some_and(|it| (12..18).contains(&it)),
                Hours::Evening => hour.is_some_and(|it| it >= 18),
            }
    }

    /// The months that are asked about, without those at the edge of the log that it holds in part.
    fn whole(&self, events: &[Event]) -> [Month; 2] {
        let (mut first, mut last) = (self.first, self.last);
        if let [Some(begun), Some(ended)] =
            [events.first(), events.last()].map(|it| it.map(|it| it.from.day))
        {
            if (begun - self.first.day()).num_days() >= EDGE_DAYS {
                first = first.plus(1);
            }
            if (self.last.plus(1).day() - ended).num_days() > EDGE_DAYS {
                last = last.plus(-1);
            }
        }
        if first <= last {
            [first, last]
        } else {
            [self.first, self.last]
        }
    }

    /// Takes the events that are asked about.
    pub fn ask(&self, events: &[Event]) -> Asked {
        let here: Vec<&Event> = events.iter().filter(|it| self.holds(it)).collect();
        let whole = self.whole(events);
        let [west, south, east, north] = BRITAIN;
        let british = here.iter().all(|it| {
            (west..east).contains(&it.longitude) && (south..north).contains(&it.latitude)
        });
        Asked {
            n: here.len(),
            spans: here.iter().any(|it| it.until.is_some()),
            ground: if british { "british" } else { "local" },
            whole,
            torn: whole != [self.first, self.last],
            file: file(&here),
        }
    }
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
    let [first, last] = asked.whole;
    let months = format!("--count-rows --missing-is-zero --from {first} --to {last}");
    let words = match part {
        Part::Trend => format!("trend {log} {months}"),
        Part::Change => format!("compare {log} {months}"),
        Part::Where => format!("hot-spots {log} {ground} --cell {}", question.cell),
        Part::Concentration => format!("concentration {cells}"),
        Part::RepeatPlaces => format!("repeat-places {log} {ground} --date date"),
        Part::NearRepeats => format!("near-repeats {log} {ground}"),
        Part::When if asked.spans => format!("hours {log} --until until"),
        Part::When => format!("hours {log}"),
        Part::Scan => format!("scan {log} {ground}"),
        Part::Check => format!("hot-spot-check {cells}"),
    };
    words.split(' ').map(str::to_owned).collect()
}
