//! Counts with their sums, as they stand or stood.

use super::{ASB, Counts, Months, Place, window};

/// What there is in a table, and how it hangs together.
pub(super) struct Shape {
    pub wards: usize,
    pub kinds: usize,
    /// Anti-social behaviour, which is no part of all crime.
    pub asb: Option<usize>,
    /// The types that are.
    pub crimes: Vec<usize>,
    /// The ward of each small area.
    pub ward_of: Vec<usize>,
    /// The small areas of each ward.
    pub inside: Vec<Vec<usize>>,
    /// Every count.
    pub places: Vec<Place>,
}

impl Shape {
    pub fn of(it: &Months) -> Self {
        let (wards, kinds) = (it.wards.len(), it.kinds.len());
        let asb = it.kinds.iter().position(|kind| kind == ASB);
        let mut inside = vec![Vec::new(); wards];
        for (area, (_, ward)) in it.areas.iter().enumerate() {
            inside[*ward].push(area);
        }
        let cells = (0..wards).flat_map(|ward| (0..kinds).map(move |kind| Place::Cell(ward, kind)));
        let sums = (0..wards)
            .map(Place::Ward)
            .chain((0..kinds).map(Place::Kind));
        let areas = (0..it.areas.len()).map(Place::Area);
        Self {
            wards,
            kinds,
            asb,
            crimes: (0..kinds).filter(|kind| Some(*kind) != asb).collect(),
            ward_of: it.areas.iter().map(|(_, ward)| *ward).collect(),
            inside,
            places: cells.chain(sums).chain(areas).chain([Place::All]).collect(),
        }
    }

    /// Where a count stands among all of them.
    pub fn at(&self, place: Place) -> usize {
        let (cells, sums) = (self.wards * self.kinds, self.wards + self.kinds);
        match place {
            Place::Cell(ward, kind) => ward * self.kinds + kind,
            Place::Ward(ward) => cells + ward,
            Place::Kind(kind) => cells + self.wards + kind,
            Place::Area(area) => cells + sums + area,
            Place::All => cells + sums + self.ward_of.len(),
        }
    }
}

/// A type that usually has so many in a month has none: its file may not hold it. Fewer than are asked for before that is said, so that
/// a reader is taken to know of it in time.
const USUAL: f64 = 2.0;
/// A place with fewer crimes in a month is none.
const FEWEST: f64 = 20.0;
/// Types without an event usually make up so much of all crime: the file of the month may not hold any of them.
const THIN: f64 = 0.1;

impl Version {
    /// The types that the files up to a month may not hold, and the month from which on they were silent. Once that is seen it is said, so
    /// a reader is taken to know the noughts. It rests on that month and those before it alone.
    pub fn silent(&self, at: usize, shape: &Shape) -> Vec<(usize, usize)> {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let known: Vec<(usize, f64)> = (0..shape.kinds)
            .map(|kind| {
                let line = self.line(shape.at(Place::Kind(kind)));
                let from = line[..=at]
                    .iter()
                    .rposition(|n| *n > 0)
                    .map_or(0, |it| it + 1);
                let before: u64 = line[..from].iter().sum();
                (from, before as f64 / from.max(1) as f64)
            })
            .collect();
        let crimes = |is_silent: bool| -> f64 {
            let some = shape.crimes.iter().map(|kind| known[*kind]);
            some.filter(|(from, _)| !is_silent || *from <= at)
                .map(|it| it.1)
                .sum()
        };
        let is_thin = crimes(false) >= FEWEST && crimes(true) >= THIN * crimes(false);
        let is_said = |kind: usize| {
            let (from, mean) = known[kind];
            from <= at && (mean >= USUAL || is_thin && Some(kind) != shape.asb)
        };
        let all = (0..shape.kinds).filter(|kind| is_said(*kind));
        all.map(|kind| (kind, known[kind].0)).collect()
    }
}

impl Shape {
    /// Rows, columns and the whole: which counts add up to which, by where they stand. Those of small areas where they do.
    pub fn sums(&self, is_whole: impl Fn(usize) -> bool) -> Vec<(Vec<usize>, usize)> {
        let mut all = Vec::new();
        let mut add = |parts: &mut dyn Iterator<Item = Place>, sum: Place| {
            all.push((parts.map(|it| self.at(it)).collect(), self.at(sum)));
        };
        for ward in 0..self.wards {
            let mut crimes = self.crimes.iter().map(|kind| Place::Cell(ward, *kind));
            add(&mut crimes, Place::Ward(ward));
            if is_whole(ward) {
                let mut areas = self.inside[ward].iter().map(|area| Place::Area(*area));
                add(&mut areas, Place::Ward(ward));
            }
        }
        for kind in 0..self.kinds {
            let mut cells = (0..self.wards).map(|ward| Place::Cell(ward, kind));
            add(&mut cells, Place::Kind(kind));
        }
        add(&mut (0..self.wards).map(Place::Ward), Place::All);
        add(
            &mut self.crimes.iter().map(|kind| Place::Kind(*kind)),
            Place::All,
        );
        all
    }
}

/// Counts of every place, month by month.
pub(super) struct Version {
    lines: Vec<Vec<u64>>,
    /// Whether the small areas of a ward add up to it: `[ward][month]`.
    whole: Vec<Vec<bool>>,
    pub months: usize,
}

impl Version {
    pub fn of(counts: &Counts, in_areas: &[Vec<u64>], shape: &Shape) -> Self {
        let first = counts.first().and_then(|ward| ward.first());
        let months = first.map_or(0, Vec::len);
        let mut lines = vec![vec![0; months]; shape.places.len()];
        for (ward, row) in counts.iter().enumerate() {
            for (kind, line) in row.iter().enumerate() {
                for (at, n) in line.iter().enumerate() {
                    lines[shape.at(Place::Cell(ward, kind))][at] += n;
                    lines[shape.at(Place::Kind(kind))][at] += n;
                    if Some(kind) != shape.asb {
                        lines[shape.at(Place::Ward(ward))][at] += n;
                        lines[shape.at(Place::All)][at] += n;
                    }
                }
            }
        }
        let mut whole = vec![vec![false; months]; shape.wards];
        for (ward, inside) in shape.inside.iter().enumerate() {
            let all = &lines[shape.at(Place::Ward(ward))];
            for (at, whole) in whole[ward].iter_mut().enumerate() {
                let sum: u64 = inside.iter().map(|area| in_areas[*area][at]).sum();
                *whole = !inside.is_empty() && sum == all[at];
            }
        }
        for (area, line) in in_areas.iter().enumerate() {
            lines[shape.at(Place::Area(area))].clone_from(line);
        }
        Self {
            lines,
            whole,
            months,
        }
    }

    /// The months of a place, by where it stands.
    pub fn line(&self, at: usize) -> &[u64] {
        &self.lines[at]
    }

    /// The sum of a window.
    pub fn sum(&self, place: usize, at: usize) -> u64 {
        self.lines[place][window(at)].iter().sum()
    }

    /// Whether the small areas of a ward add up to it in all these months.
    pub fn is_whole(&self, ward: usize, mut months: std::ops::RangeInclusive<usize>) -> bool {
        months.all(|at| self.whole[ward][at])
    }
}
