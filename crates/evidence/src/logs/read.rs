//! Reads the file of a log: which column is what, every row kept or refused with its line and reason.

use std::collections::HashSet;

use analysis::lines::{Lines, is_unclosed, line_of};
use analysis::turned;
use chrono::{NaiveDate, NaiveTime};
use csv::StringRecord;

use super::text::{between_columns, short, text_of};
use super::when::{Clock, Order, Orders, When, moment};
use crate::{Month, Reject};

/// No log has more events.
pub const MOST: usize = 200_000;
/// So many refused rows are shown one by one.
const SHOWN: usize = 10;
/// A point so far from the middle of the others was mistyped.
const FARTHEST_KM: f64 = 100.0;
/// Of an event that may have been at any time of a longer span, even the year is not known.
const LONGEST_SPAN_DAYS: i64 = 366;
/// Around the poles nothing lies on a plane.
const MOST_LATITUDE: f64 = 88.9;

/// The columns that may be named by hand, and what they are called in files.
pub const COLUMNS: [(&str, &str, &[&str]); 6] = [
    (
        "longitude",
        "longitudes",
        &["longitude", "lon", "lng", "long", "x"],
    ),
    ("latitude", "latitudes", &["latitude", "lat", "y"]),
    (
        "from",
        "times, or of the earliest possible ones",
        &[
            "from",
            "datetime",
            "occurredfrom",
            "occurred",
            "occurredon",
            "offensedate",
            "offencedate",
            "datefrom",
            "start",
            "startdate",
            "date",
            "time",
            "month",
        ],
    ),
    (
        "until",
        "latest possible times",
        &["until", "to", "occurredto", "dateto", "end", "enddate"],
    ),
    (
        "type",
        "types",
        &[
            "type",
            "offensetype",
            "offencetype",
            "crimetype",
            "offense",
            "offence",
            "category",
            "kind",
        ],
    ),
    (
        "id",
        "reference numbers",
        &[
            "id",
            "uid",
            "incidentno",
            "incidentnumber",
            "reference",
            "crimeid",
            "crimereference",
            "eventid",
        ],
    ),
];

/// One event of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its reference number, where it has one.
    pub id: String,
    /// Its type, where it has one.
    pub kind: String,
    /// When, or the earliest it can have been.
    pub from: When,
    /// The latest it can have been.
    pub until: Option<When>,
    /// Degrees.
    pub longitude: f64,
    /// Degrees.
    pub latitude: f64,
}

/// A file, read.
#[derive(Debug)]
pub struct Read {
    /// What was kept, from the earliest on.
    pub events: Vec<Event>,
    /// How many rows were refused.
    pub refused: usize,
    /// The first of them.
    pub rejects: Vec<Reject>,
    /// How many were refused for each kind of reason, the most frequent first.
    pub reasons: Vec<(&'static str, usize)>,
}

/// Why a row was refused: the kind of reason, and the sentence about this row.
type Why = (&'static str, String);

/// Why nothing of a file was kept: the field of the form it belongs to, and a sentence.
#[derive(Debug)]
pub struct CannotRead(pub &'static str, pub String);

/// How the dates and times of a file are to be read.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// By which clock.
    pub clock: Clock,
    /// In which order.
    pub order: Order,
    /// Nothing happened after it.
    pub today: NaiveDate,
}

/// Names of columns given by hand stand before what is guessed.
pub fn read(file: &[u8], named: impl Fn(&str) -> String, dates: Dates) -> Result<Read, CannotRead> {
    let wrong = |why: String| CannotRead("file", why);
    let text = text_of(file).map_err(|why| wrong(why.to_owned()))?;
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(between_columns(&text))
        .from_reader(Lines::of(text.as_bytes()));
    let heads = csv
        .headers()
        .map_err(|_| {
            wrong("The first line of the file cannot be read: it must name the columns.".into())
        })?
        .clone();
    let columns = Columns::of(&heads, named)?;
    let (mut found, mut out) = (Vec::new(), Refused::default());
    let mut record = StringRecord::new();
    let mut orders = Orders::default();
    loop {
        let begun = csv.position().line();
        let row = csv.read_record(&mut record);
        let wanted = columns.0.iter().flatten().copied();
        if is_unclosed(&record, wanted, row.is_err()) {
            return Err(wrong(format!(
                "A quotation mark in line {begun} or soon after is not closed, so the rows behind it cannot be told apart. Close it or take it out."
            )));
        }
        match row {
            Ok(false) => break,
            Ok(true) => {
                let line = line_of(&csv, &record);
                for text in columns.times(&record) {
                    orders.see(line, text);
                }
                match columns.event(&record, dates) {
                    Ok(event) => found.push((line, event, columns.is_midnight(&record, dates))),
                    Err(why) => out.add(line, why),
                }
            }
            Err(_) => out.add(
                line_of(&csv, &record),
                (
                    "broken lines",
                    "it has not as many columns as the first line.".into(),
                ),
            ),
        }
        if found.len() > MOST {
            return Err(wrong(
                "The file holds more than 200,000 events. Cut it into shorter spans of time."
                    .into(),
            ));
        }
    }
    orders
        .agree(dates.order)
        .map_err(|why| CannotRead("dates", why))?;
    let events = together(found, &mut out);
    if events.is_empty() {
        let why = out.rejects.first().map_or_else(
            || "The file has a first line and no rows.".to_owned(),
            |it| format!("No row could be used. Line {}: {}", it.line, it.reason),
        );
        return Err(wrong(why));
    }
    out.reasons.sort_by_key(|it| std::cmp::Reverse(it.1));
    Ok(Read {
        events,
        reasons: out.reasons,
        refused: out.many,
        rejects: out.rejects,
    })
}

/// What files write where they know nothing.
fn nothing(text: &str) -> bool {
    ["", "na", "n/a", "nan", "null", "none", "-"].contains(&text.to_ascii_lowercase().as_str())
}

#[derive(Default)]
struct Refused {
    many: usize,
    rejects: Vec<Reject>,
    reasons: Vec<(&'static str, usize)>,
}

impl Refused {
    fn add(&mut self, line: u64, (kind, reason): Why) {
        self.many += 1;
        match self.reasons.iter_mut().find(|it| it.0 == kind) {
            Some(known) => known.1 += 1,
            None => self.reasons.push((kind, 1)),
        }
        if self.rejects.len() < SHOWN {
            self.rejects.push(Reject { line, reason });
        }
    }
}

/// What can only be seen of all rows together: the second row of one event, points far away from the others, and midnight that
/// stands for no time at all.
fn together(found: Vec<(u64, Event, bool)>, out: &mut Refused) -> Vec<Event> {
    // East of the first event, the shorter way round the Earth.
    let first = found.first().map_or(0.0, |(_, it, _)| it.longitude);
    let east = |it: &Event| turned(it.longitude - first);
    let middle = |of: &dyn Fn(&Event) -> f64| {
        let mut all: Vec<f64> = found.iter().map(|(_, it, _)| of(it)).collect();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    };
    let (lon, lat) = (middle(&east), middle(&|it| it.latitude));
    let midnights = found.iter().filter(|it| it.2);
    let is_filled_in = midnights.count() * 2 > found.len();
    let mut seen = HashSet::new();
    let mut events = Vec::with_capacity(found.len());
    for (line, mut event, is_midnight) in found {
        let east = (east(&event) - lon) * lat.to_radians().cos();
        let km = 111.195 * east.hypot(event.latitude - lat);
        if km > FARTHEST_KM {
            out.add(
                line,
                (
                    "places far from the others",
                    format!(
                        "it lies {} km from the middle of the others. Is the place mistyped?",
                        web::number(km as u64)
                    ),
                ),
            );
            continue;
        }
        if !event.id.is_empty() && !seen.insert((event.id.clone(), event.kind.clone())) {
            out.add(
                line,
                (
                    "second rows of one event",
                    "an event of this reference and type is there already.".into(),
                ),
            );
            continue;
        }
        if is_filled_in && is_midnight {
            event.from.time = None;
            let until = event.until.map(|it| When { time: None, ..it });
            event.until = until.filter(|it| *it != event.from);
        }
        events.push(event);
    }
    events.sort_by_key(|it| it.from);
    events
}

/// Where in a row each thing stands.
struct Columns([Option<usize>; 6]);

impl Columns {
    fn of(heads: &StringRecord, named: impl Fn(&str) -> String) -> Result<Self, CannotRead> {
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|it| it.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let all: Vec<&str> = heads.iter().map(str::trim).collect();
        let there = || {
            format!(
                "The file has: {}.",
                all.join(", ").chars().take(400).collect::<String>()
            )
        };
        let mut places = [None; 6];
        for (place, (field, words, guesses)) in places.iter_mut().zip(COLUMNS) {
            let by_hand = named(field);
            if by_hand.is_empty() {
                *place = guesses
                    .iter()
                    .find_map(|guess| all.iter().position(|it| plain(it) == *guess));
            } else {
                *place = all.iter().position(|it| it.eq_ignore_ascii_case(&by_hand));
                if place.is_none() {
                    return Err(CannotRead(
                        field,
                        format!("The file has no column of this name. {}", there()),
                    ));
                }
            }
            if place.is_none() && matches!(field, "longitude" | "latitude" | "from") {
                let why = format!(
                    "No column of {words} was found. {} Write the name of the right one here, and choose the file again.",
                    there()
                );
                return Err(CannotRead(field, why));
            }
        }
        for (at, (field, words, _)) in places.iter().zip(COLUMNS) {
            let Some(name) = at.map(|at| all[at]) else {
                continue;
            };
            if all
                .iter()
                .filter(|it| it.eq_ignore_ascii_case(name))
                .count()
                > 1
            {
                let why = format!(
                    "The file has more than one column \"{name}\", and nobody knows which is meant. Take the others out."
                );
                return Err(CannotRead(field, why));
            }
            if places.iter().filter(|it| *it == at).count() > 1 {
                let why = format!(
                    "The column \"{name}\" cannot be that of the {words} and of something else. {}",
                    there()
                );
                return Err(CannotRead(field, why));
            }
        }
        Ok(Self(places))
    }

    /// The earliest and the latest it can have been, as they are written.
    fn times<'a>(&self, row: &'a StringRecord) -> [&'a str; 2] {
        let Self([_, _, from, until, ..]) = self;
        [from, until].map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().trim())
    }

    /// Whether the clock stands at midnight, as it is written: often that means no time at all.
    fn is_midnight(&self, row: &StringRecord, dates: Dates) -> bool {
        let when = moment(self.times(row)[0], Clock::Local, dates.order);
        when.is_some_and(|it| it.time == Some(NaiveTime::MIN))
    }

    fn event(&self, row: &StringRecord, dates: Dates) -> Result<Event, Why> {
        let [longitude, latitude, from, until, kind, id] = self
            .0
            .map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().trim());
        let number = |text: &str, most: f64| {
            let number = text.parse::<f64>().ok();
            number
                .filter(|it| it.abs() <= most)
                .ok_or_else(|| match text {
                    text if nothing(text) => ("no place", "it has no place.".to_owned()),
                    _ => (
                        "no place",
                        format!(
                            "\"{}\" is not a longitude or latitude in degrees.",
                            short(text)
                        ),
                    ),
                })
        };
        let when = |text: &str| {
            moment(text, dates.clock, dates.order).ok_or_else(|| match text {
                "" => ("no date", "it has no date.".to_owned()),
                _ => (
                    "no date",
                    format!(
                        "\"{}\" is not a date such as 2026-03-31 or {}, with or without a time.",
                        short(text),
                        match dates.order {
                            Order::DayFirst => "31/03/2026",
                            Order::MonthFirst => "03/31/2026",
                        }
                    ),
                ),
            })
        };
        let mut from = when(from)?;
        if Month::of_day(from.day).is_none() {
            return Err((
                "before 1970 or after 2099",
                format!("{} lies before 1970 or after 2099.", from.day),
            ));
        }
        let mut until = if until.is_empty() {
            None
        } else {
            Some(when(until)?)
        };
        // Where only one of the two has a time, days are all that is known of the span.
        if let Some(until) = &mut until
            && until.time.is_some() != from.time.is_some()
        {
            if until.day != from.day {
                from.time = None;
            }
            until.time = from.time;
        }
        if from.day > dates.today {
            return Err(("in the future", format!("{} has not come yet.", from.day)));
        }
        if let Some(until) = until {
            if until < from {
                return Err((
                    "ended before it began",
                    "it ended before it began.".to_owned(),
                ));
            }
            if (until.day - from.day).num_days() > LONGEST_SPAN_DAYS {
                return Err((
                    "at any time of more than a year",
                    "its earliest and its latest time lie more than a year apart.".to_owned(),
                ));
            }
        }
        let [longitude, latitude] = [number(longitude, 180.0)?, number(latitude, MOST_LATITUDE)?];
        if longitude == 0.0 && latitude == 0.0 {
            return Err((
                "no place",
                "its place is 0, 0, which programs write where they know none.".to_owned(),
            ));
        }
        Ok(Event {
            id: if nothing(id) {
                String::new()
            } else {
                id.to_owned()
            },
            kind: kind.to_owned(),
            from,
            until: until.filter(|it| *it != from),
            longitude,
            latitude,
        })
    }
}

/// As the events are kept: CSV.
pub fn kept(events: &[Event]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let _ = csv.write_record(["id", "type", "from", "until", "longitude", "latitude"]); // into memory
    for it in events {
        let _ = csv.write_record([
            it.id.as_str(),
            &it.kind,
            &it.from.text(),
            &it.until.map_or_else(String::new, When::text),
            &it.longitude.to_string(),
            &it.latitude.to_string(),
        ]);
    }
    csv.into_inner().unwrap_or_default()
}

/// As [`kept`] wrote them.
pub fn again(text: &[u8]) -> Vec<Event> {
    let mut csv = csv::ReaderBuilder::new().from_reader(text);
    let columns = Columns([Some(4), Some(5), Some(2), Some(3), Some(1), Some(0)]);
    let dates = Dates {
        clock: Clock::Local,
        order: Order::DayFirst,
        today: NaiveDate::MAX,
    };
    csv.records()
        .filter_map(|row| columns.event(&row.ok()?, dates).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Read, CannotRead> {
        read(text.as_bytes(), |_| String::new(), DATES)
    }

    const DATES: Dates = Dates {
        clock: Clock::Local,
        order: Order::DayFirst,
        today: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
    };

    #[test]
    fn columns_are_found_by_their_usual_names_and_come_back_as_they_were() {
        let read = of(
            "uid,offense_type,date_time,longitude,latitude\n1,robbery,2019-01-02T01:30:00Z,-89.9,35.1\n\
             2,\"theft, other\",2019-01-01 20:00,-89.8,35.0\n",
        )
        .unwrap();
        assert_eq!((read.events.len(), read.refused), (2, 0));
        assert_eq!(read.events[0].kind, "theft, other", "the earliest first");
        assert_eq!(again(&kept(&read.events)), read.events);
    }

    #[test]
    fn rows_are_refused_with_line_and_reason() {
        let read = of(
            "id,date,lon,lat\n1,2019-01-01,0.1,51.4\n1,2019-01-02,0.1,51.4\n2,2019-02-30,0.1,51.4\n3,2019-01-03,,\n\
             4,2019-01-03,51.4,0.1\n5,31/01/2019,0.1,51.4\n6,2019-01-01,0.1\n7,2019-01-04,0.1,51.4\n",
        )
        .unwrap();
        let lines: Vec<u64> = read.rejects.iter().map(|it| it.line).collect();
        assert_eq!(read.events.len(), 3);
        assert_eq!(read.reasons.iter().map(|it| it.1).sum::<usize>(), 5);
        assert_eq!(
            lines,
            [4, 5, 8, 3, 6],
            "those seen of all together come last"
        );
        assert!(read.rejects[4].reason.contains("km from the middle"));
    }

    #[test]
    fn years_that_no_month_has_are_refused() {
        let read =
            of("date,lon,lat\n1969-12-31,0.1,51\n2100-01-01,0.1,51\n1970-01-01,0.1,51\n").unwrap();
        assert_eq!((read.events.len(), read.refused), (1, 2));
        assert!(read.rejects[0].reason.contains("before 1970"));
    }

    #[test]
    fn dates_in_another_order_than_was_chosen_are_not_read_by_half() {
        let rows = |dates: &[&str]| {
            let rows = dates.iter().map(|it| format!("{it},0.1,51\n"));
            format!("date,lon,lat\n{}", rows.collect::<String>())
        };
        let american = rows(&["03/04/2026", "03/31/2026 01:30:00 PM", "12/11/2025"]);
        let CannotRead(field, why) = of(&american).unwrap_err();
        assert_eq!(field, "dates");
        assert!(why.contains("the month first, as \"03/31/2026 01:30:00 PM\" in line 3"));
        let chosen = Dates {
            order: Order::MonthFirst,
            ..DATES
        };
        let read = read(american.as_bytes(), |_| String::new(), chosen).unwrap();
        let days: Vec<String> = read.events.iter().map(|it| it.from.text()).collect();
        assert_eq!(days, ["2025-12-11", "2026-03-04", "2026-03-31T13:30"]);
        let CannotRead(_, why) = of(&rows(&["31/03/2026", "03/31/2026"])).unwrap_err();
        assert!(why.contains("both orders"));
        // One of very many was mistyped.
        let mut many = vec!["31/03/2026"; 100];
        many.push("03/31/2026");
        let read = of(&rows(&many)).unwrap();
        assert_eq!((read.events.len(), read.refused), (100, 1));
    }

    #[test]
    fn what_cannot_have_been_is_refused() {
        let read = of(
            "id,from,until,lon,lat\n1,2026-10-31,,0.1,51\n2,2026-11-02,,0.1,51\n3,1985-01-01T01:00,2025-01-01T01:00,0.1,51\n\
             4,2026-01-01T10:00,20260-01-01T11:00,0.1,51\n5,2026-01-01T10:00,2026-01-01T12:00,0.1,51\n6,2026-01-01,,0,0.0\n",
        )
        .unwrap();
        let lines: Vec<u64> = read.rejects.iter().map(|it| it.line).collect();
        assert_eq!((read.events.len(), lines), (2, vec![3, 4, 5, 7]));
        assert_eq!(again(&kept(&read.events)), read.events);
    }

    #[test]
    fn files_of_other_programs_are_read_and_their_lines_told() {
        let text = "kind;date;lon;lat\r\nVol \u{e0} la tire;2026-01-01;0.1;51\r\n\r\ntheft;never;0.1;51\r\ntheft;2026-01-02;0.1;51\r\n";
        let latin: Vec<u8> = text.chars().map(|it| it as u8).collect();
        for file in [text.as_bytes(), &latin, text.replace(';', "\t").as_bytes()] {
            let read = read(file, |_| String::new(), DATES).unwrap();
            assert_eq!(read.events[0].kind, "Vol \u{e0} la tire");
            assert_eq!((read.events.len(), read.rejects[0].line), (2, 4));
        }
    }

    #[test]
    fn a_column_that_is_there_twice_or_stands_for_two_things_is_refused() {
        let CannotRead(field, why) =
            of("date,date,lon,lat\n2026-01-01,2026-01-02,0,51\n").unwrap_err();
        assert!(
            field == "from" && why.contains("more than one column \"date\""),
            "{why}"
        );
        let by_hand = |field: &str| match field {
            "longitude" => "lat".to_owned(),
            _ => String::new(),
        };
        let CannotRead(_, why) =
            read(b"date,lon,lat\n2026-01-01,0,51\n", by_hand, DATES).unwrap_err();
        assert!(why.contains("cannot be that of the longitudes"), "{why}");
    }

    #[test]
    fn references_are_told_apart_to_their_last_letter_and_none_is_no_reference() {
        let long = "9".repeat(5_000);
        let read = of(&format!("id,date,lon,lat\n{long}1,2026-01-01,0,51\n{long}2,2026-01-01,0,51\nNA,2026-01-01,0,51\nn/a,2026-01-01,0,51\n")).unwrap();
        assert_eq!((read.events.len(), read.refused), (4, 0));
    }

    #[test]
    fn an_unclosed_quotation_mark_swallows_nothing() {
        let row = "theft,2026-01-01,0.1,51\n";
        let CannotRead(_, why) = of(&format!(
            "type,date,lon,lat\n{row}\"theft,2026-01-01,0.1,51\n{}",
            row.repeat(200)
        ))
        .unwrap_err();
        assert!(why.contains("quotation mark in line 3"), "{why}");
        // A few rows between two marks, and the end of the file behind one.
        for rows in [
            format!("{}\"theft,2026-01-01,0.1,51\n", row.repeat(3)),
            row.repeat(3),
        ] {
            let text = format!("type,date,lon,lat\n{row}\"theft,2026-01-01,0.1,51\n{rows}{row}");
            let CannotRead(_, why) = of(&text).unwrap_err();
            assert!(why.contains("quotation mark in line 3"), "{why}");
        }
        // Words that nobody asks about may have several lines.
        let read = of("note,date,lon,lat\n\"a\nb\",2026-01-01,0.1,51\n").unwrap();
        assert_eq!((read.events.len(), read.refused), (1, 0));
    }

    #[test]
    fn a_town_on_both_sides_of_the_180th_meridian_lies_together() {
        let read = of("date,lon,lat\n2026-01-01,179.99,-16.8\n2026-01-02,-179.98,-16.8\n2026-01-02,-179.97,-16.8\n2026-01-02,178,-16.8\n").unwrap();
        assert_eq!((read.events.len(), read.refused), (3, 1));
    }

    #[test]
    fn midnight_everywhere_is_no_time() {
        let read = of("date,lon,lat\n2019-01-01T00:00:00Z,0.1,51\n2019-01-02T00:00:00Z,0.1,51\n2019-01-03T09:00:00Z,0.1,51\n").unwrap();
        let times: Vec<bool> = read
            .events
            .iter()
            .map(|it| it.from.time.is_some())
            .collect();
        assert_eq!(times, [false, false, true]);
    }

    #[test]
    fn a_day_and_a_time_make_a_span_of_days() {
        let row = |from: &str, until: &str| {
            of(&format!("from,until,lon,lat\n{from},{until},0,51\n"))
                .unwrap()
                .events[0]
                .clone()
        };
        let it = row("2026-03-01 14:00", "2026-03-01");
        assert_eq!(
            (it.from.text().as_str(), it.until),
            ("2026-03-01T14:00", None)
        );
        let it = row("2026-03-01 14:00", "2026-03-03");
        let until = it.until.map(When::text);
        assert_eq!(
            (it.from.text(), until),
            ("2026-03-01".into(), Some("2026-03-03".into()))
        );
        let it = row("2026-03-01", "2026-03-11");
        assert_eq!(it.until.map(When::text).as_deref(), Some("2026-03-11"));
        assert_eq!(again(&kept(std::slice::from_ref(&it))), [it]);
    }

    #[test]
    fn midnights_are_those_that_are_written() {
        let file = "date,lon,lat\n2019-07-01T00:00:00Z,0.1,51\n2019-07-02T00:00:00Z,0.1,51\n2019-07-03T09:00:00Z,0.1,51\n";
        let greenwich = Dates {
            clock: Clock::Greenwich,
            ..DATES
        };
        let read = read(file.as_bytes(), |_| String::new(), greenwich).unwrap();
        let timed = read.events.iter().filter(|it| it.from.time.is_some());
        assert_eq!(timed.count(), 1);
    }

    #[test]
    fn the_order_of_dates_is_seen_in_the_latest_times_too() {
        let rows: String = (1..=12)
            .map(|day| format!("03/{day:02}/2026,03/{:02}/2026,0,51\n", day + 1))
            .collect();
        let CannotRead(field, _) = of(&format!("from,until,lon,lat\n{rows}")).unwrap_err();
        assert_eq!(field, "dates");
    }

    #[test]
    fn greenwich_times_are_told_by_the_clocks_here() {
        let file = b"date,lon,lat\n2019-07-01T23:30:00Z,0.1,51\n";
        let read = read(
            file,
            |_| String::new(),
            Dates {
                clock: Clock::Greenwich,
                ..DATES
            },
        )
        .unwrap();
        assert_eq!(read.events[0].from.text(), "2019-07-02T00:30");
    }

    #[test]
    fn what_is_no_log_is_refused_with_what_to_do() {
        for (file, field, says) in [
            (&b"a,b\n1,2\n"[..], "longitude", "No column of longitudes"),
            (b"date,lon,lat\n", "file", "no rows"),
            (b"date,lon,lat\nnever,0,51\n", "file", "Line 2"),
            (b"PK\x03\x04rest", "file", "CSV"),
            (b"\x1f\x8bbroken", "file", "damaged"),
            (b"", "longitude", "No column"),
        ] {
            let CannotRead(which, why) = read(file, |_| String::new(), DATES).unwrap_err();
            assert_eq!(which, field, "{why}");
            assert!(why.contains(says), "{why}");
        }
        let file = b"when,east,lat\n2019-01-01,0,51\n";
        let by_hand = |field: &str| match field {
            "from" => "when".to_owned(),
            "longitude" => "East".to_owned(),
            _ => String::new(),
        };
        assert_eq!(read(file, by_hand, DATES).unwrap().events.len(), 1);
    }
}
