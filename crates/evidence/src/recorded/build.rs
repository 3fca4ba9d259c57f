//! Snapshots become the memory: rows in the order of month and point, texts once each.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;

use super::places::{NOWHERE, Places, Point};
use super::read::{Id, batches, ids, moments, months, points, texts};
use super::rows::{Crime, Monthly, Outcome, STOP_TEXTS, Stop};
use super::source::{Source, Sources};
use super::write::Pieces;
use super::{Recorded, WINDOW};
use crate::Month;
use crate::police_uk::words;
use crate::publishing::Rule;

/// Points and texts while rows come in.
#[derive(Default)]
struct Found {
    names: HashMap<String, u32>,
    points: Vec<Point>,
    known: HashMap<(i32, i32, u32), u32>,
    /// The first named point at a place: stops come without a name, and stand at the same point.
    named: HashMap<(i32, i32), u32>,
    spelt: Vec<String>,
}

impl Found {
    /// A name's number. One street in capitals and in small letters is one street; the first spelling is kept.
    fn name(&mut self, text: &str) -> u32 {
        let lower = text.to_lowercase();
        if let Some(known) = self.names.get(&lower) {
            return *known;
        }
        let next = self.spelt.len() as u32;
        self.names.insert(lower, next);
        self.spelt.push(text.to_owned());
        next
    }

    fn place(&mut self, point: Option<[i32; 2]>, name: u32) -> u32 {
        let Some([lon, lat]) = point else {
            return NOWHERE;
        };
        let nameless = self.spelt[name as usize].is_empty();
        if nameless && let Some(place) = self.named.get(&(lon, lat)) {
            return *place;
        }
        let next = self.points.len() as u32;
        let place = *self.known.entry((lon, lat, name)).or_insert(next);
        if place == next {
            if !nameless {
                self.named.entry((lon, lat)).or_insert(place);
            }
            let name = self.spelt[name as usize].clone();
            self.points.push(Point { lon, lat, name });
        }
        place
    }
}

/// The force's place in the numbering. Words the publisher has not are spread over the places it leaves.
struct Forces(BTreeMap<String, u16>);

impl Forces {
    fn of(sources: &Sources) -> Self {
        let mut known = BTreeMap::new();
        let mut taken = HashSet::new();
        let forces: std::collections::BTreeSet<&str> =
            sources.all.iter().map(|it| it.force.as_str()).collect();
        for force in forces {
            let listed = words::FORCES.iter().position(|it| *it == force);
            let mut at = listed.unwrap_or_else(|| {
                let sum: usize = force.bytes().map(usize::from).sum();
                words::FORCES.len() + sum % (64 - words::FORCES.len())
            });
            while !taken.insert(at) {
                at += 1;
            }
            known.insert(force.to_owned(), at as u16);
        }
        Self(known)
    }

    fn get(&self, force: &str) -> u16 {
        self.0.get(force).copied().unwrap_or(u16::MAX)
    }
}

/// A crime's number: month, force and row, within 31 bits for every month up to 2032 and every file up to 131,072 rows;
/// above it only where those do not reach. The same file gives the same numbers after every import.
pub(super) fn crime_number(month: Month, force: u16, row: u32) -> u64 {
    const ROWS: u64 = 1 << 17;
    // December 2010, the first month published.
    let month = u64::from(month.number().saturating_sub(491));
    let (force, row) = (u64::from(force), u64::from(row));
    if row < ROWS && force < 64 {
        (month << 23 | force << 17 | row) + 1
    } else {
        1 << 50 | month << 37 | force << 21 | row
    }
}

struct RawOutcome {
    month: Month,
    place: u32,
    code: u16,
    id: Id,
}

/// Which rows of crimes are wanted.
#[derive(Clone, Copy, PartialEq)]
enum Turn<'a> {
    /// Those of the window.
    Window,
    /// Older ones that an outcome speaks of.
    Older(&'a HashSet<u64>),
}

/// Above every number that is given out: rows that are kept back leave no gap in the numbers of the others.
const KEPT_BACK: u64 = 1 << 62;

struct Builder {
    first: Month,
    last: Month,
    stop_window: Option<(Month, Month)>,
    forces: Forces,
    found: Found,
    pieces: Pieces,
    counters: HashMap<(u16, Month), u32>,
    crimes: Vec<Crime>,
    /// Ids of crimes whose rows are kept back, whatever their month.
    kept_back: HashSet<Id>,
}

impl Builder {
    fn in_window(&self, month: Month) -> bool {
        (self.first..=self.last).contains(&month)
    }

    /// Stops are answered for beside crimes, and counted over months of their own.
    fn keeps_stops(&self, month: Month) -> bool {
        let own = self.stop_window;
        self.in_window(month) || own.is_some_and(|(first, last)| (first..=last).contains(&month))
    }

    fn street(&mut self, source: &Source, turn: Turn<'_>) -> Result<()> {
        let force = self.forces.get(&source.force);
        let railways = words::is_railways(&source.force);
        batches(source, |batch| {
            let names = texts(batch, "location", |text| self.found.name(text));
            let kinds = texts(batch, "type", |text| self.pieces.category(text));
            let states = texts(batch, "outcome", |text| self.pieces.outcome(text));
            let contexts = texts(batch, "context", |text| self.pieces.context(text));
            let rails = texts(batch, "falls_within", words::is_railways);
            let (months, points) = (months(batch)?, points(batch)?);
            for (row, id) in ids(batch)?.into_iter().enumerate() {
                let month = months[row];
                let of_window = self.in_window(month);
                let kept_back = self.pieces.keeps_back(kinds[row]);
                if kept_back && turn == Turn::Window && id != Id::None {
                    self.kept_back.insert(id.clone());
                }
                let turned = match turn {
                    Turn::Window => of_window,
                    Turn::Older(_) => month < self.first,
                };
                if !turned || !source.speaks_for(month) {
                    continue;
                }
                let number = if kept_back {
                    KEPT_BACK
                } else {
                    let counter = self.counters.entry((force, month)).or_insert(0);
                    *counter += 1;
                    crime_number(month, force, *counter - 1)
                };
                if let Turn::Older(wanted) = turn
                    && !wanted.contains(&id.short())
                {
                    continue;
                }
                let asb = self.pieces.is_asb(kinds[row]);
                self.crimes.push(Crime {
                    number,
                    place: self.found.place(points[row], names[row]),
                    month,
                    category: kinds[row],
                    outcome: if asb { 0 } else { states[row] },
                    outcome_month: month,
                    context: contexts[row],
                    force,
                    railways: railways || rails[row],
                    id: if asb { Id::None } else { id },
                });
            }
            Ok(())
        })
    }

    fn outcomes(&mut self, source: &Source, out: &mut Vec<RawOutcome>) -> Result<()> {
        batches(source, |batch| {
            let names = texts(batch, "location", |text| self.found.name(text));
            let codes = texts(batch, "outcome", |text| self.pieces.outcome(text));
            let (months, points) = (months(batch)?, points(batch)?);
            for (row, id) in ids(batch)?.into_iter().enumerate() {
                let month = months[row];
                if self.in_window(month) && source.speaks_for(month) {
                    out.push(RawOutcome {
                        month,
                        place: self.found.place(points[row], names[row]),
                        code: codes[row],
                        id,
                    });
                }
            }
            Ok(())
        })
    }

    fn stops(&mut self, source: &Source, out: &mut Vec<Stop>) -> Result<()> {
        let force = self.forces.get(&source.force);
        batches(source, |batch| {
            let names = texts(batch, "location", |text| self.found.name(text));
            let columns: Vec<Vec<u16>> = STOP_TEXTS
                .iter()
                .enumerate()
                .map(|(at, name)| texts(batch, name, |text| self.pieces.stop(at, text)))
                .collect();
            let (months, points, at) = (months(batch)?, points(batch)?, moments(batch)?);
            for row in 0..batch.num_rows() {
                let month = months[row];
                if self.keeps_stops(month) && source.speaks_for(month) {
                    let mut texts = [0; STOP_TEXTS.len()];
                    for (text, column) in texts.iter_mut().zip(&columns) {
                        *text = column[row];
                    }
                    out.push(Stop {
                        month,
                        place: self.found.place(points[row], names[row]),
                        at: at[row],
                        force,
                        texts,
                    });
                }
            }
            Ok(())
        })
    }
}

/// Where each crime of an id first stands.
fn by_id(crimes: &[Crime]) -> Vec<(u64, u32)> {
    let mut all: Vec<(u64, u32)> = (0..)
        .zip(crimes)
        .filter(|(_, crime)| crime.id != Id::None)
        .map(|(at, crime)| (crime.id.short(), at))
        .collect();
    all.sort_unstable();
    all
}

/// The crimes of an id.
pub(super) fn of_id<'a>(
    by_id: &'a [(u64, u32)],
    crimes: &'a [Crime],
    id: &'a Id,
) -> impl Iterator<Item = u32> + 'a {
    let short = id.short();
    let from = by_id.partition_point(|(hash, _)| *hash < short);
    by_id[from..]
        .iter()
        .take_while(move |(hash, _)| *hash == short)
        .map(|(_, at)| *at)
        .filter(move |at| crimes[*at as usize].id == *id)
}

/// Reads every file that stands. Seconds of work: not on a thread that answers.
pub(super) fn build(turn: i64, own: String, rule: Rule, sources: Sources) -> Result<Recorded> {
    let Some(last) = sources.latest.or(sources.latest_stops) else {
        return Ok(Recorded::empty(turn, own, rule, sources));
    };
    let first = last.plus(1 - WINDOW);
    let stop_window = sources
        .latest_stops
        .map(|last| (last.plus(1 - WINDOW), last));
    let mut it = Builder {
        first,
        last,
        stop_window,
        forces: Forces::of(&sources),
        found: Found::default(),
        pieces: Pieces::new(rule),
        kept_back: HashSet::new(),
        counters: HashMap::new(),
        crimes: Vec::new(),
    };
    let of = |kind: &'static str| sources.all.iter().filter(move |it| it.kind == kind);
    for source in of("street") {
        it.street(source, Turn::Window)?;
    }
    let (mut raw, mut stops) = (Vec::new(), Vec::new());
    for source in of("outcomes") {
        it.outcomes(source, &mut raw)?;
    }
    let wanted: HashSet<u64> = raw.iter().map(|it| it.id.short()).collect();
    for source in of("street") {
        if source.months.first().is_some_and(|month| *month < first) {
            it.street(source, Turn::Older(&wanted))?;
        }
    }
    for source in of("stop-and-search") {
        it.stops(source, &mut stops)?;
    }

    let (places, moved) = Places::new(std::mem::take(&mut it.found.points));
    let settle = |place: &mut u32| {
        if *place != NOWHERE {
            *place = moved[*place as usize];
        }
    };
    let mut crimes = std::mem::take(&mut it.crimes);
    crimes.iter_mut().for_each(|it| settle(&mut it.place));
    stops.iter_mut().for_each(|it| settle(&mut it.place));
    raw.iter_mut().for_each(|it| settle(&mut it.place));
    let crimes = Monthly::new(crimes, first, places.len(), |it| it.number);
    let from = stop_window.map_or(first, |it| it.0.min(first));
    let stops = Monthly::new(stops, from, places.len(), |it| it.at as u64);
    let by_id = by_id(crimes.rows());

    let mut strangers: BTreeMap<Month, u32> = BTreeMap::new();
    let mut outcomes = Vec::with_capacity(raw.len());
    for (order, it) in (0..).zip(raw) {
        let mut same = of_id(&by_id, crimes.rows(), &it.id);
        let Some(first) = same.next() else {
            *strangers.entry(it.month).or_insert(0) += 1;
            continue;
        };
        let here = |at: &u32| crimes.rows()[*at as usize].place == it.place;
        let crime = std::iter::once(first)
            .chain(same)
            .find(here)
            .unwrap_or(first);
        outcomes.push(Outcome {
            month: it.month,
            place: it.place,
            code: it.code,
            order,
            crime,
            first,
        });
    }
    let outcomes = Monthly::new(outcomes, first, places.len(), |it| u64::from(it.order));
    let mut of_crime: Vec<(u32, Month, u32, u32)> = (0..)
        .zip(outcomes.rows())
        .map(|(at, it)| (it.first, it.month, it.order, at))
        .collect();
    of_crime.sort_unstable();
    let of_crime: Vec<(u32, u32)> = of_crime.into_iter().map(|it| (it.0, it.3)).collect();

    let mut recorded = Recorded {
        turn,
        own,
        window: sources.latest.map(|last| (first, last)),
        stop_window,
        forces: it.forces.0,
        sources: sources.all,
        places,
        crimes,
        outcomes,
        stops,
        by_id,
        of_crime,
        strangers,
        pieces: it.pieces,
        kept_back: it.kept_back,
        archives: super::files::Archives::default(),
    };
    recorded.date_outcomes();
    Ok(recorded)
}
