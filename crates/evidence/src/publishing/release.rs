//! What may be shown of every window of a run of months, one release after the other, so that no later table gives an
//! earlier one away.
//!
//! Figures are counts of twelve months, and each month they move on by one. Two tables that follow each other say what one month
//! has more than the same month a year before; with years in which nothing happened that settles single months. So
//! each release is tried out before it stands: all that earlier releases told, the new table with its sums, and the monthly lines
//! are given to the audit (statistics: attack). Where it works out a small count, more is hidden and it is tried again.
//! The same months always give the same tables, and a later month never changes an earlier table.

use std::ops::RangeInclusive;

use statistics::{Attack, Table};

use super::{Rule, Shown, companions, shown};
use crate::cube::ASB;

/// Months of a window.
const YEAR: usize = 12;
/// Months of a line.
const LINE: usize = 36;
/// After so many tries nothing of a release is shown.
const TRIES: usize = 60;

/// Counts by ward, type and month: `[ward][type][month]`.
pub type Counts = Vec<Vec<Vec<u64>>>;

/// A run of months without a gap, as it was counted.
#[derive(Clone, Debug, Default)]
pub struct Months {
    /// The codes of the wards.
    pub wards: Vec<String>,
    /// The types.
    pub kinds: Vec<String>,
    /// What stands now.
    pub counts: Counts,
    /// What stood before months were restated, the same shapes: counts, and those of small areas. Empty when none were.
    pub earlier: Vec<(Counts, Vec<Vec<u64>>)>,
    /// Small areas: code, and the place of the ward they lie in.
    pub areas: Vec<(String, usize)>,
    /// All crime in small areas: `[area][month]`.
    pub in_areas: Vec<Vec<u64>>,
}

/// One window: what may be shown of it, ward by type, with the sums, the small areas and the monthly lines.
#[derive(Clone, Debug, Default)]
pub struct WardTable {
    wards: Vec<String>,
    kinds: Vec<String>,
    areas: Vec<String>,
    cells: Vec<Vec<Shown>>,
    crime: Vec<Shown>,
    kind_sums: Vec<Shown>,
    crime_sum: Shown,
    in_areas: Vec<Shown>,
    crime_line: Vec<bool>,
    cell_line: Vec<bool>,
    kind_line: Vec<bool>,
}

/// What is hidden for a reason of its own, before companions are looked for.
#[derive(Clone, Debug)]
struct Forced {
    cells: Vec<Vec<bool>>,
    crime: Vec<bool>,
    areas: Vec<bool>,
    kinds: Vec<bool>,
    sums: bool,
    crime_line: Vec<bool>,
    cell_line: Vec<bool>,
    kind_line: Vec<bool>,
}

/// A small count that must not be worked out, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Guard {
    cell: usize,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Cell(usize, usize),
    Ward(usize),
    Kind(usize),
    Area(usize),
    All,
}

/// The unknowns of a series: one for each month, one for each window.
#[derive(Clone, Debug, Default)]
struct Series {
    months: Vec<usize>,
    /// With whether it was told.
    windows: Vec<(usize, bool)>,
}

/// All windows of a run: the table of the month `at` is that of the twelve months, or of fewer at the beginning, that end with it.
#[must_use]
pub fn releases(months: &Months, rule: &Rule) -> Vec<WardTable> {
    let mut audit = Audit::new(months, rule);
    let all = months
        .counts
        .first()
        .and_then(|ward| ward.first())
        .map_or(0, Vec::len);
    for at in 0..all {
        let table = audit.release(at);
        audit.tables.push(table);
    }
    audit.tables
}

/// Counts with their sums, month by month.
struct Version<'a> {
    counts: &'a Counts,
    in_areas: &'a [Vec<u64>],
    wards: Vec<Vec<u64>>,
    kinds: Vec<Vec<u64>>,
    all: Vec<u64>,
}

impl<'a> Version<'a> {
    fn of(counts: &'a Counts, in_areas: &'a [Vec<u64>], asb: Option<usize>) -> Self {
        let kinds = counts.first().map_or(0, Vec::len);
        let months = counts
            .first()
            .and_then(|ward| ward.first())
            .map_or(0, Vec::len);
        let mut it = Self {
            counts,
            in_areas,
            wards: vec![vec![0; months]; counts.len()],
            kinds: vec![vec![0; months]; kinds],
            all: vec![0; months],
        };
        for (ward, row) in counts.iter().enumerate() {
            for (kind, line) in row.iter().enumerate() {
                for (at, n) in line.iter().enumerate() {
                    it.kinds[kind][at] += n;
                    if Some(kind) != asb {
                        it.wards[ward][at] += n;
                        it.all[at] += n;
                    }
                }
            }
        }
        it
    }

    /// The sums of the window that ends with a month.
    fn sums(&self, at: usize) -> Vec<Vec<u64>> {
        let from = (at + 1).saturating_sub(YEAR);
        self.counts
            .iter()
            .map(|ward| {
                ward.iter()
                    .map(|kind| kind[from..=at].iter().sum())
                    .collect()
            })
            .collect()
    }
}

struct Audit<'a> {
    it: &'a Months,
    now: Version<'a>,
    earlier: Vec<Version<'a>>,
    /// Whether the small areas of a ward add up to it: `[ward][month]`.
    whole: Vec<Vec<bool>>,
    rule: &'a Rule,
    minimums: Vec<u64>,
    asb: Option<usize>,
    attack: Attack,
    guards: Vec<Guard>,
    cells: Vec<Vec<Series>>,
    wards: Vec<Series>,
    kinds: Vec<Series>,
    areas: Vec<Series>,
    all: Series,
    tables: Vec<WardTable>,
}

fn small(n: u64, minimum: u64) -> bool {
    (1..minimum).contains(&n)
}

impl<'a> Audit<'a> {
    fn new(it: &'a Months, rule: &'a Rule) -> Self {
        let of = |n: usize| vec![Series::default(); n];
        let asb = it.kinds.iter().position(|kind| kind == ASB);
        let now = Version::of(&it.counts, &it.in_areas, asb);
        let mut in_areas = vec![vec![0; now.all.len()]; it.wards.len()];
        for ((_, ward), line) in it.areas.iter().zip(&it.in_areas) {
            for (sum, n) in in_areas[*ward].iter_mut().zip(line) {
                *sum += n;
            }
        }
        let pairs = now.wards.iter().zip(&in_areas);
        let whole = pairs
            .map(|(ward, areas)| ward.iter().zip(areas).map(|(a, b)| a == b).collect())
            .collect();
        Self {
            it,
            rule,
            minimums: it.kinds.iter().map(|kind| rule.minimum(kind)).collect(),
            asb,
            now,
            earlier: it
                .earlier
                .iter()
                .map(|(counts, in_areas)| Version::of(counts, in_areas, asb))
                .collect(),
            whole,
            attack: Attack::default(),
            guards: Vec::new(),
            cells: vec![of(it.kinds.len()); it.wards.len()],
            wards: of(it.wards.len()),
            kinds: of(it.kinds.len()),
            areas: of(it.areas.len()),
            all: Series::default(),
            tables: Vec::new(),
        }
    }

    fn crimes(&self) -> impl Iterator<Item = usize> + Clone + use<> {
        let asb = self.asb;
        (0..self.it.kinds.len()).filter(move |kind| Some(*kind) != asb)
    }

    /// What stands now, and what stood before.
    fn versions(&self) -> impl Iterator<Item = &Version<'a>> {
        std::iter::once(&self.now).chain(&self.earlier)
    }

    /// Whether a window is small now or was before a month of it was restated.
    fn was_small(&self, place: Place, at: usize) -> bool {
        self.versions()
            .any(|version| self.is_small(version, place, at))
    }

    /// The months of a series.
    fn line<'v>(&'v self, version: &'v Version<'_>, place: Place) -> &'v [u64] {
        match place {
            Place::Cell(ward, kind) => &version.counts[ward][kind],
            Place::Ward(ward) => &version.wards[ward],
            Place::Kind(kind) => &version.kinds[kind],
            Place::Area(area) => &version.in_areas[area],
            Place::All => &version.all,
        }
    }

    fn minimum(&self, place: Place) -> u64 {
        match place {
            Place::Cell(_, kind) | Place::Kind(kind) => self.minimums[kind],
            _ => self.rule.minimum,
        }
    }

    /// Whether a window is hidden for its own sake: it is small, or shorter than a year with a month that is small or nothing.
    fn is_small(&self, version: &Version<'_>, place: Place, at: usize) -> bool {
        let window = &self.line(version, place)[(at + 1).saturating_sub(YEAR)..=at];
        let minimum = self.minimum(place);
        small(window.iter().sum(), minimum)
            || (at + 1 < YEAR && window.iter().any(|n| *n < minimum))
    }

    fn forced(&self, at: usize) -> Forced {
        let (wards, kinds) = (self.it.wards.len(), self.it.kinds.len());
        // Windows that grow into the first year give its months away one by one: only all crime in a ward is told of them.
        let short = at + 1 < YEAR;
        let own = |version: &Version<'_>| -> Vec<Vec<bool>> {
            (0..wards)
                .map(|ward| {
                    (0..kinds)
                        .map(|kind| short || self.is_small(version, Place::Cell(ward, kind), at))
                        .collect()
                })
                .collect()
        };
        let now = &self.now;
        let mut forced = Forced {
            cells: own(now),
            crime: (0..wards)
                .map(|ward| self.was_small(Place::Ward(ward), at))
                .collect(),
            areas: (0..self.it.areas.len())
                .map(|area| short || self.was_small(Place::Area(area), at))
                .collect(),
            kinds: vec![short; kinds],
            sums: false,
            crime_line: vec![false; wards],
            cell_line: vec![short; wards],
            kind_line: vec![short; kinds],
        };
        // A month that was restated: what the table hid with the old counts stays hidden with the new ones.
        for earlier in &self.earlier {
            let areas = self.areas_of(earlier, at, &forced.areas);
            if (0..areas.len()).any(|area| {
                let place = Place::Area(area);
                self.window(earlier, place, at) != self.window(now, place, at)
            }) {
                forced.areas = areas;
            }
            let sums = earlier.sums(at);
            if sums != now.sums(at) {
                let hidden = self.mask(&sums, own(earlier));
                for (row, old) in forced.cells.iter_mut().zip(hidden) {
                    row.iter_mut().zip(old).for_each(|(cell, old)| *cell |= old);
                }
            }
        }
        forced
    }

    /// The sum of a window.
    fn window(&self, version: &Version<'_>, place: Place, at: usize) -> u64 {
        self.line(version, place)[(at + 1).saturating_sub(YEAR)..=at]
            .iter()
            .sum()
    }

    /// Small areas with their companions, ward by ward.
    fn areas_of(&self, version: &Version<'_>, at: usize, own: &[bool]) -> Vec<bool> {
        let mut hidden = own.to_vec();
        let mut inside: Vec<Vec<usize>> = vec![Vec::new(); self.it.wards.len()];
        for (area, (_, ward)) in self.it.areas.iter().enumerate() {
            inside[*ward].push(area);
        }
        for inside in inside {
            let window = |area: &usize| self.window(version, Place::Area(*area), at);
            let counts: Vec<u64> = inside.iter().map(window).collect();
            let own: Vec<bool> = inside.iter().map(|area| own[*area]).collect();
            let minimums = vec![self.rule.minimum; counts.len()];
            let with = companions(&counts, &own, &minimums);
            inside
                .iter()
                .zip(with)
                .for_each(|(area, hide)| hidden[*area] = hide);
        }
        hidden
    }

    /// With the companions that a table with its sums asks for. Anti-social behaviour is no part of the sum of a ward, so it stands
    /// apart.
    fn mask(&self, sums: &[Vec<u64>], forced: Vec<Vec<bool>>) -> Vec<Vec<bool>> {
        let crimes: Vec<usize> = self.crimes().collect();
        let counts: Vec<Vec<u64>> = sums
            .iter()
            .map(|row| crimes.iter().map(|kind| row[*kind]).collect())
            .collect();
        let minimums: Vec<u64> = crimes.iter().map(|kind| self.minimums[*kind]).collect();
        // Whether the sums are told is decided apart; what they give away then, the audit finds.
        let mut table = Table::new(&counts, &minimums, self.rule.minimum).keeping_sums();
        let mut hidden = forced;
        for (ward, row) in hidden.iter().enumerate() {
            for (at, kind) in crimes.iter().enumerate() {
                if row[*kind] {
                    table.hide(ward, at);
                }
            }
        }
        table.protect();
        for (ward, row) in hidden.iter_mut().enumerate() {
            for (at, kind) in crimes.iter().enumerate() {
                row[*kind] = table.is_hidden(ward, at);
            }
        }
        if let Some(asb) = self.asb {
            let counts: Vec<u64> = sums.iter().map(|row| row[asb]).collect();
            let own: Vec<bool> = hidden.iter().map(|row| row[asb]).collect();
            let all = companions(&counts, &own, &vec![self.minimums[asb]; counts.len()]);
            hidden
                .iter_mut()
                .zip(all)
                .for_each(|(row, hide)| row[asb] = hide);
        }
        hidden
    }

    /// The table with what is forced and what that asks for.
    fn table(&self, at: usize, forced: &Forced) -> WardTable {
        let it = self.it;
        let sums = self.now.sums(at);
        let hidden = self.mask(&sums, forced.cells.clone());
        let window = |place| self.window(&self.now, place, at);
        let wards: Vec<u64> = (0..it.wards.len())
            .map(|ward| window(Place::Ward(ward)))
            .collect();
        let crime = shown(&wards, &forced.crime);
        // Where the sum of a ward is hidden, the sums over all wards would give it away.
        let whole = !forced.sums && !forced.crime.contains(&true);
        let kind_sums: Vec<u64> = (0..it.kinds.len())
            .map(|kind| window(Place::Kind(kind)))
            .collect();
        let mut own: Vec<bool> = (0..it.kinds.len())
            .map(|kind| forced.kinds[kind] || !whole || self.was_small(Place::Kind(kind), at))
            .collect();
        // All types add up to the sum of all wards, so a type is not hidden alone.
        let crimes: Vec<usize> = self.crimes().collect();
        let of_crimes = companions(
            &crimes
                .iter()
                .map(|kind| kind_sums[*kind])
                .collect::<Vec<_>>(),
            &crimes.iter().map(|kind| own[*kind]).collect::<Vec<_>>(),
            &crimes
                .iter()
                .map(|kind| self.minimums[*kind])
                .collect::<Vec<_>>(),
        );
        crimes
            .iter()
            .zip(of_crimes)
            .for_each(|(kind, hide)| own[*kind] = hide);
        let kind_sums = shown(&kind_sums, &own);
        let total = window(Place::All);
        let crime_sum = if whole && !self.was_small(Place::All, at) {
            Shown::Count(total)
        } else {
            Shown::Hidden
        };
        let areas: Vec<u64> = (0..it.areas.len())
            .map(|area| window(Place::Area(area)))
            .collect();
        let in_areas = shown(&areas, &self.areas_of(&self.now, at, &forced.areas));
        let cells: Vec<Vec<Shown>> = sums
            .iter()
            .zip(&hidden)
            .map(|(row, hide)| shown(row, hide))
            .collect();
        // A line is drawn whole or not at all: one month left out would be the window less the rest.
        let draws = |place: Place, now: Shown, before: &dyn Fn(&WardTable) -> Shown| {
            let minimum = self.minimum(place);
            let whole = now != Shown::Hidden
                && (at + 1 < 2 * YEAR || before(&self.tables[at - YEAR]) != Shown::Hidden);
            // With the line of today, the window that stood before a month was restated would tell what that month was.
            whole
                && self.versions().all(|version| {
                    self.line(version, place)[(at + 1).saturating_sub(LINE)..=at]
                        .iter()
                        .all(|n| !small(*n, minimum))
                })
        };
        let cell_line: Vec<bool> = (0..it.wards.len())
            .map(|ward| {
                !forced.cell_line[ward]
                    && self.asb.is_some_and(|asb| {
                        draws(Place::Cell(ward, asb), cells[ward][asb], &|table| {
                            table.cells[ward][asb]
                        })
                    })
            })
            .collect();
        WardTable {
            crime_line: (0..it.wards.len())
                .map(|ward| {
                    !forced.crime_line[ward]
                        && draws(Place::Ward(ward), crime[ward], &|table| table.crime[ward])
                })
                .collect(),
            kind_line: (0..it.kinds.len())
                .map(|kind| {
                    !forced.kind_line[kind]
                        && draws(Place::Kind(kind), kind_sums[kind], &|table| {
                            table.kind_sums[kind]
                        })
                })
                .collect(),
            wards: it.wards.clone(),
            kinds: it.kinds.clone(),
            cell_line,
            areas: it.areas.iter().map(|(code, _)| code.clone()).collect(),
            cells,
            crime,
            kind_sums,
            crime_sum,
            in_areas,
        }
    }

    fn release(&mut self, at: usize) -> WardTable {
        self.new_month(at);
        let known = self.attack.known();
        let guards = self.guards.len();
        let mut forced = self.forced(at);
        let mut tries = 0;
        loop {
            if tries >= TRIES {
                forced = Self::everything(&forced);
            }
            let table = self.table(at, &forced);
            self.tell(at, &table);
            let is_sure = self.attack.run();
            let lost: Vec<Place> = self
                .guards
                .iter()
                .filter(|guard| self.is_lost(guard))
                .map(|guard| guard.place)
                .collect();
            if lost.is_empty() && is_sure || tries > TRIES {
                return table;
            }
            // An audit that was not finished is no reason to show anything.
            tries = if is_sure {
                tries + 1
            } else {
                tries.max(TRIES - 1) + 1
            };
            self.forget(at, &known, guards);
            for place in lost {
                self.hide_more(&table, &mut forced, place);
            }
        }
    }

    /// Whether a reader knows a small count, or nearly: what it can be must be at least as wide as the smallest count told.
    fn is_lost(&self, guard: &Guard) -> bool {
        let (low, high) = self.attack.between(guard.cell);
        high.is_some_and(|high| high < low + self.minimum(guard.place))
    }

    fn everything(forced: &Forced) -> Forced {
        let all = |list: &[bool]| vec![true; list.len()];
        Forced {
            cells: forced.cells.iter().map(|row| all(row)).collect(),
            crime: all(&forced.crime),
            areas: all(&forced.areas),
            kinds: all(&forced.kinds),
            sums: true,
            crime_line: all(&forced.crime_line),
            cell_line: all(&forced.cell_line),
            kind_line: all(&forced.kind_line),
        }
    }

    fn places(&self) -> Vec<Place> {
        let (wards, kinds) = (self.it.wards.len(), self.it.kinds.len());
        let mut all: Vec<Place> = (0..wards)
            .flat_map(|ward| (0..kinds).map(move |kind| Place::Cell(ward, kind)))
            .collect();
        all.extend((0..wards).map(Place::Ward));
        all.extend((0..kinds).map(Place::Kind));
        all.extend((0..self.it.areas.len()).map(Place::Area));
        all.push(Place::All);
        all
    }

    fn series(&mut self, place: Place) -> &mut Series {
        match place {
            Place::Cell(ward, kind) => &mut self.cells[ward][kind],
            Place::Ward(ward) => &mut self.wards[ward],
            Place::Kind(kind) => &mut self.kinds[kind],
            Place::Area(area) => &mut self.areas[area],
            Place::All => &mut self.all,
        }
    }

    /// The counts of the month, unknown to the reader, and how they hang together.
    fn new_month(&mut self, at: usize) {
        for place in self.places() {
            let count = self.line(&self.now, place)[at];
            let cell = self.attack.cell(0, None);
            if small(count, self.minimum(place)) {
                self.guards.push(Guard { cell, place });
            }
            self.series(place).months.push(cell);
        }
        self.add_up(at..=at, |series| series.months[at]);
    }

    /// Rows, columns and the whole, of these months.
    fn add_up(&mut self, months: RangeInclusive<usize>, of: impl Fn(&Series) -> usize) {
        let crimes: Vec<usize> = self.crimes().collect();
        for ward in 0..self.wards.len() {
            let mut parts: Vec<(usize, i64)> = crimes
                .iter()
                .map(|kind| (of(&self.cells[ward][*kind]), 1))
                .collect();
            parts.push((of(&self.wards[ward]), -1));
            self.attack.sum(parts, 0);
            let inside: Vec<usize> = (0..self.areas.len())
                .filter(|area| self.it.areas[*area].1 == ward)
                .collect();
            let whole = !inside.is_empty() && self.whole[ward][months.clone()].iter().all(|it| *it);
            if whole {
                let mut parts: Vec<(usize, i64)> = inside
                    .iter()
                    .map(|area| (of(&self.areas[*area]), 1))
                    .collect();
                parts.push((of(&self.wards[ward]), -1));
                self.attack.sum(parts, 0);
            }
        }
        for kind in 0..self.kinds.len() {
            let mut parts: Vec<(usize, i64)> =
                self.cells.iter().map(|ward| (of(&ward[kind]), 1)).collect();
            parts.push((of(&self.kinds[kind]), -1));
            self.attack.sum(parts, 0);
        }
        let all = (of(&self.all), -1);
        let mut parts: Vec<(usize, i64)> = self.wards.iter().map(|ward| (of(ward), 1)).collect();
        parts.push(all);
        self.attack.sum(parts, 0);
        let mut parts: Vec<(usize, i64)> = crimes
            .iter()
            .map(|kind| (of(&self.kinds[*kind]), 1))
            .collect();
        parts.push(all);
        self.attack.sum(parts, 0);
    }

    /// Tells the audit what the release shows.
    fn tell(&mut self, at: usize, table: &WardTable) {
        let from = (at + 1).saturating_sub(YEAR);
        for place in self.places() {
            let line = self.line(&self.now, place)[..=at].to_vec();
            let sum: u64 = line[from..=at].iter().sum();
            let told = match place {
                Place::Cell(ward, kind) => table.cells[ward][kind],
                Place::Ward(ward) => table.crime[ward],
                Place::Kind(kind) => table.kind_sums[kind],
                Place::Area(area) => table.in_areas[area],
                Place::All => table.crime_sum,
            };
            let window = match told {
                Shown::Count(n) => self.attack.cell(n, Some(n)),
                // In short windows all is hidden, noughts too. Later they are shown, but where a month was restated: a reader
                // is taken to know even then which hidden counts are none.
                Shown::Hidden if at + 1 < YEAR => self.attack.cell(0, None),
                Shown::Hidden => self.attack.cell(sum.min(1), None),
            };
            if told == Shown::Hidden && small(sum, self.minimum(place)) {
                self.guards.push(Guard {
                    cell: window,
                    place,
                });
            }
            let told = told != Shown::Hidden;
            let series = self.series(place);
            let months = |from: usize, to: usize, times: i64| {
                series.months[from..to].iter().map(move |it| (*it, times))
            };
            let mut sums = vec![
                months(from, at + 1, 1)
                    .chain([(window, -1)])
                    .collect::<Vec<_>>(),
            ];
            // It moves on from the window before, and from the last one that was told, months ago perhaps.
            let before = series.windows.iter().enumerate().next_back();
            let known = series
                .windows
                .iter()
                .enumerate()
                .rfind(|(_, it)| told && it.1);
            for (then, (sum, _)) in before.into_iter().chain(known) {
                let gone = months((then + 1).saturating_sub(YEAR), from, 1);
                let come = months(then + 1, at + 1, -1);
                sums.push(come.chain(gone).chain([(window, 1), (*sum, -1)]).collect());
            }
            series.windows.push((window, told));
            for parts in sums {
                self.attack.sum(parts, 0);
            }
            let drawn = match place {
                Place::Cell(ward, kind) => Some(kind) == self.asb && table.cell_line[ward],
                Place::Ward(ward) => table.crime_line[ward],
                Place::Kind(kind) => table.kind_line[kind],
                Place::Area(_) | Place::All => false,
            };
            if drawn {
                let from = (at + 1).saturating_sub(LINE);
                for (month, count) in line.iter().enumerate().skip(from) {
                    let cell = self.series(place).months[month];
                    self.attack.is(cell, *count);
                }
            }
        }
        self.add_up(from..=at, |series| series.windows[at].0);
    }

    fn forget(&mut self, at: usize, known: &statistics::attack::Known, guards: usize) {
        self.attack.back_to(known);
        self.guards.truncate(guards);
        for place in self.places() {
            self.series(place).windows.truncate(at);
        }
    }

    /// A small count was worked out: the cell itself is hidden, or what stands beside it, or the sums.
    fn hide_more(&self, table: &WardTable, forced: &mut Forced, place: Place) {
        match place {
            Place::Cell(ward, kind) => {
                if table.cell_line[ward] {
                    forced.cell_line[ward] = true;
                } else if Some(kind) == self.asb {
                    forced.kind_line[kind] = true;
                }
                if table.cells[ward][kind] != Shown::Hidden {
                    forced.cells[ward][kind] = true;
                    return;
                }
                let apart = |it: usize| (Some(it) == self.asb) == (Some(kind) == self.asb);
                let row = (0..self.it.kinds.len())
                    .filter(|it| apart(*it))
                    .map(|it| (ward, it));
                let column = (0..self.it.wards.len()).map(|it| (it, kind));
                let least = |(ward, kind): &(usize, usize)| {
                    table.cells[*ward][*kind].count().filter(|n| *n > 0)
                };
                let pick = |cells: &mut dyn Iterator<Item = (usize, usize)>| {
                    cells.filter(|at| least(at).is_some()).min_by_key(least)
                };
                let mut more = false;
                for at in [pick(&mut row.into_iter()), pick(&mut column.into_iter())]
                    .into_iter()
                    .flatten()
                {
                    forced.cells[at.0][at.1] = true;
                    more = true;
                }
                if !more {
                    forced.crime_line[ward] = true;
                    forced.kind_line[kind] = true;
                    forced.crime[ward] = true;
                    forced.sums = true;
                }
            }
            Place::Ward(ward) => {
                forced.crime_line[ward] = true;
                if table.crime[ward] == Shown::Hidden {
                    let inside =
                        (0..self.it.areas.len()).filter(|area| self.it.areas[*area].1 == ward);
                    inside.for_each(|area| forced.areas[area] = true);
                    forced.cells[ward].iter_mut().for_each(|cell| *cell = true);
                }
                forced.crime[ward] = true;
            }
            Place::Kind(kind) => {
                forced.kind_line[kind] = true;
                if forced.sums {
                    forced.cells.iter_mut().for_each(|row| row[kind] = true);
                }
                forced.sums = true;
            }
            Place::Area(area) => {
                let ward = self.it.areas[area].1;
                if table.in_areas[area] != Shown::Hidden {
                    forced.areas[area] = true;
                    return;
                }
                let other = (0..self.it.areas.len())
                    .filter(|it| self.it.areas[*it].1 == ward)
                    .filter_map(|it| Some((table.in_areas[it].count().filter(|n| *n > 0)?, it)))
                    .min();
                match other {
                    Some((_, it)) => forced.areas[it] = true,
                    None => {
                        forced.crime_line[ward] = true;
                        forced.crime[ward] = true;
                    }
                }
            }
            Place::All => forced.sums = true,
        }
    }
}

impl WardTable {
    fn ward(&self, code: &str) -> Option<usize> {
        self.wards.iter().position(|it| it == code)
    }

    fn kind(&self, name: &str) -> Option<usize> {
        self.kinds.iter().position(|it| it == name)
    }

    /// One type in a ward.
    #[must_use]
    pub fn cell(&self, ward: &str, kind: &str) -> Shown {
        let at = self.ward(ward).zip(self.kind(kind));
        at.map_or(Shown::Count(0), |(ward, kind)| self.cells[ward][kind])
    }

    /// All crime in a ward, without anti-social behaviour.
    #[must_use]
    pub fn crime(&self, ward: &str) -> Shown {
        self.ward(ward).map_or(Shown::Count(0), |at| self.crime[at])
    }

    /// One type over all wards.
    #[must_use]
    pub fn sum(&self, kind: &str) -> Shown {
        self.kind(kind)
            .map_or(Shown::Count(0), |at| self.kind_sums[at])
    }

    /// All crime over all wards, without anti-social behaviour.
    #[must_use]
    pub fn crime_sum(&self) -> Shown {
        self.crime_sum
    }

    /// All crime in a small area.
    #[must_use]
    pub fn area(&self, code: &str) -> Shown {
        let at = self.areas.iter().position(|it| it == code);
        at.map_or(Shown::Hidden, |at| self.in_areas[at])
    }

    /// Whether all crime in a ward may be drawn month by month.
    #[must_use]
    pub fn draws_crime(&self, ward: &str) -> bool {
        self.ward(ward).is_some_and(|at| self.crime_line[at])
    }

    /// Whether anti-social behaviour in a ward may be drawn month by month.
    #[must_use]
    pub fn draws_asb(&self, ward: &str) -> bool {
        self.ward(ward).is_some_and(|at| self.cell_line[at])
    }

    /// Whether a type over all wards may be drawn month by month.
    #[must_use]
    pub fn draws_kind(&self, kind: &str) -> bool {
        self.kind(kind).is_some_and(|at| self.kind_line[at])
    }

    /// Whether the number of all rows in the wards may be told.
    #[must_use]
    pub fn tells_all(&self) -> bool {
        let asb = self
            .kind(ASB)
            .is_none_or(|at| self.kind_sums[at] != Shown::Hidden);
        asb && self.crime_sum != Shown::Hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
    use statistics::Chance;

    fn rule() -> Rule {
        Rule {
            minimum: 5,
            sensitive: 10,
            kinds: vec!["hate-crime".into()],
        }
    }

    /// Small counts that a reader works out of windows, sums and lines, told release after release, knowing that noughts are shown.
    fn worked_out(it: &Months, tables: &[WardTable]) -> Vec<(String, String, usize, u64)> {
        let mut attack = Attack::default();
        let months = tables.len();
        let unknown: Vec<Vec<Vec<usize>>> = it
            .counts
            .iter()
            .map(|ward| {
                ward.iter()
                    .map(|_| (0..months).map(|_| attack.cell(0, None)).collect())
                    .collect()
            })
            .collect();
        let crime = |kind: usize| it.kinds[kind] != ASB;
        // Small areas, and that those of a ward add up to it, month by month.
        let areas: Vec<Vec<usize>> = it
            .areas
            .iter()
            .map(|_| (0..months).map(|_| attack.cell(0, None)).collect())
            .collect();
        for (w, row) in unknown.iter().enumerate() {
            for at in 0..months {
                let inside = (0..areas.len()).filter(|area| it.areas[*area].1 == w);
                let mut parts: Vec<(usize, i64)> = inside.map(|it| (areas[it][at], 1)).collect();
                if parts.is_empty() {
                    continue;
                }
                let kinds = row.iter().enumerate().filter(|(kind, _)| crime(*kind));
                parts.extend(kinds.map(|(_, cells)| (cells[at], -1)));
                attack.sum(parts, 0);
            }
        }
        for (at, table) in tables.iter().enumerate() {
            for (area, cells) in areas.iter().enumerate() {
                if let Shown::Count(n) = table.in_areas[area] {
                    let window = &cells[(at + 1).saturating_sub(YEAR)..=at];
                    let parts = window.iter().map(|cell| (*cell, 1)).collect::<Vec<_>>();
                    attack.sum(parts, n.cast_signed());
                }
            }
            let window = (at + 1).saturating_sub(YEAR)..=at;
            let line = (at + 1).saturating_sub(LINE)..=at;
            let mut tell = |months: std::ops::RangeInclusive<usize>,
                            which: &dyn Fn(usize, usize) -> bool| {
                let (mut parts, mut sum) = (Vec::new(), 0);
                for (ward, row) in unknown.iter().enumerate() {
                    for (kind, cells) in row.iter().enumerate().filter(|(k, _)| which(ward, *k)) {
                        parts.extend(cells[months.clone()].iter().map(|cell| (*cell, 1)));
                        sum += it.counts[ward][kind][months.clone()].iter().sum::<u64>();
                    }
                }
                attack.sum(parts, sum.cast_signed());
                sum
            };
            let mut tell_if = |shown: Shown, which: &dyn Fn(usize, usize) -> bool| {
                if let Shown::Count(n) = shown {
                    assert_eq!(tell(window.clone(), which), n);
                }
            };
            for w in 0..it.wards.len() {
                for k in 0..it.kinds.len() {
                    tell_if(table.cells[w][k], &|ward, kind| (ward, kind) == (w, k));
                }
                tell_if(table.crime[w], &|ward, kind| ward == w && crime(kind));
            }
            for k in 0..it.kinds.len() {
                tell_if(table.kind_sums[k], &|_, kind| kind == k);
            }
            tell_if(table.crime_sum, &|_, kind| crime(kind));
            for month in line {
                for w in 0..it.wards.len() {
                    if table.crime_line[w] {
                        tell(month..=month, &|ward, kind| ward == w && crime(kind));
                    }
                    if table.cell_line[w] {
                        tell(month..=month, &|ward, kind| ward == w && !crime(kind));
                    }
                }
                for k in 0..it.kinds.len() {
                    if table.kind_line[k] {
                        tell(month..=month, &|_, kind| kind == k);
                    }
                }
            }
        }
        let mut windows = Vec::new();
        for (at, table) in tables.iter().enumerate().skip(YEAR - 1) {
            let months = at + 1 - YEAR..=at;
            for (w, row) in unknown.iter().enumerate() {
                for (k, cells) in row.iter().enumerate() {
                    let sum: u64 = it.counts[w][k][months.clone()].iter().sum();
                    if table.cells[w][k] == Shown::Hidden && sum > 0 {
                        let window = attack.cell(1, None);
                        let parts = cells[months.clone()].iter().map(|cell| (*cell, 1));
                        attack.sum(parts.chain([(window, -1)]).collect(), 0);
                        windows.push((w, k, at, window));
                    }
                }
            }
        }
        attack.combine();
        assert!(!attack.is_absurd());
        let mut found = Vec::new();
        for (w, k, at, window) in windows {
            let least = rule().minimum(&it.kinds[k]);
            if let Some(n) = attack.worked_out(window).filter(|n| small(*n, least)) {
                found.push((
                    it.wards[w].clone(),
                    format!("a year of {}", it.kinds[k]),
                    at,
                    n,
                ));
            }
        }
        for (w, row) in unknown.iter().enumerate() {
            for (k, cells) in row.iter().enumerate() {
                for (at, cell) in cells.iter().enumerate() {
                    let least = rule().minimum(&it.kinds[k]);
                    if let Some(n) = attack.worked_out(*cell).filter(|n| small(*n, least)) {
                        found.push((it.wards[w].clone(), it.kinds[k].clone(), at, n));
                    }
                }
            }
        }
        for ((area, ward), cells) in it.areas.iter().zip(&areas) {
            for (at, cell) in cells.iter().enumerate() {
                if let Some(n) = attack.worked_out(*cell).filter(|n| small(*n, 5)) {
                    found.push((it.wards[*ward].clone(), area.clone(), at, n));
                }
            }
        }
        found
    }

    fn months(counts: Counts) -> Months {
        Months {
            wards: (0..counts.len()).map(|at| format!("W{at}")).collect(),
            kinds: [ASB, "Burglary", "Hate crime", "Robbery"]
                .map(str::to_owned)
                .to_vec(),
            counts,
            ..Months::default()
        }
    }

    /// Three small areas in each ward, over which its crimes are spread by chance.
    fn with_areas(mut it: Months, chance: &mut Chance) -> Months {
        for (ward, row) in it.counts.iter().enumerate() {
            let mut lines = vec![vec![0; row[0].len()]; 3];
            for line in &row[1..] {
                for (at, n) in line.iter().enumerate() {
                    for _ in 0..*n {
                        lines[chance.below(3).min(chance.below(3))][at] += 1;
                    }
                }
            }
            for (at, line) in lines.into_iter().enumerate() {
                it.areas.push((format!("W{ward} A{at}"), ward));
                it.in_areas.push(line);
            }
        }
        it
    }

    /// Every cell that is not small in its own window, nothing more: what publishing did before releases were looked at together.
    fn only_small_cells_hidden(it: &Months) -> Vec<WardTable> {
        let rule = rule();
        let audit = Audit::new(it, &rule);
        let all = it.counts[0][0].len();
        (0..all)
            .map(|at| {
                let sums = audit.now.sums(at);
                let cells = sums
                    .iter()
                    .map(|row| row.iter().map(|n| super::super::alone(*n, 5)).collect())
                    .collect();
                WardTable {
                    wards: it.wards.clone(),
                    kinds: it.kinds.clone(),
                    cells,
                    crime: vec![Shown::Hidden; it.wards.len()],
                    kind_sums: vec![Shown::Hidden; it.kinds.len()],
                    crime_line: vec![false; it.wards.len()],
                    cell_line: vec![false; it.wards.len()],
                    kind_line: vec![false; it.kinds.len()],
                    in_areas: vec![Shown::Hidden; it.areas.len()],
                    ..WardTable::default()
                }
            })
            .collect()
    }

    #[test]
    fn windows_that_move_on_by_a_month_do_not_give_a_month_away() {
        // Nothing for a year, then 6, then 3: the second window less the first is the 3.
        let rare: Vec<u64> = (0..26)
            .map(|at| match at {
                12 => 6,
                13 => 3,
                _ => 0,
            })
            .collect();
        let often = vec![20; 26];
        let row = || vec![often.clone(), often.clone(), often.clone(), often.clone()];
        let mut counts = vec![row(), row(), row()];
        counts[0][3] = rare;
        let it = months(counts);
        let without = worked_out(&it, &only_small_cells_hidden(&it));
        assert!(
            without.contains(&("W0".into(), "Robbery".into(), 13, 3)),
            "{without:?}"
        );
        let tables = releases(&it, &rule());
        assert_eq!(worked_out(&it, &tables), []);
        assert_eq!(tables[12].cell("W0", "Robbery"), Shown::Count(6));
        assert_eq!(tables[13].cell("W0", "Robbery"), Shown::Hidden);
        assert_eq!(tables[13].crime("W1"), Shown::Count(720));
    }

    #[test]
    fn a_window_of_which_a_reader_knows_that_it_is_not_nought_is_wide_enough() {
        // Two small types in a ward with a sum of 6 between them: 1 to 5 is no wider than to know it nearly.
        let mut counts = vec![vec![vec![30; 12]; 4]; 3];
        counts[0][1] = [vec![0; 11], vec![4]].concat();
        counts[0][3] = [vec![0; 11], vec![2]].concat();
        counts[1][1] = [vec![0; 11], vec![3]].concat();
        counts[1][3] = [vec![0; 11], vec![3]].concat();
        let it = months(counts);
        let tables = releases(&it, &rule());
        let table = &tables[11];
        let hidden = |ward: usize| {
            let row = table.cells[ward].iter();
            row.filter(|it| **it == Shown::Hidden).count()
        };
        assert!(hidden(0) > 2 && hidden(1) > 2, "{:?}", table.cells);
        assert_eq!(worked_out(&it, &tables), []);
    }

    #[test]
    fn a_sensitive_type_is_hidden_below_ten() {
        let mut counts = vec![vec![vec![30; 12]; 4]; 3];
        counts[1][2] = [vec![0; 11], vec![9]].concat();
        let tables = releases(&months(counts), &rule());
        assert_eq!(tables[11].cell("W1", "Hate crime"), Shown::Hidden);
    }

    #[test]
    fn what_was_hidden_before_a_month_was_restated_stays_hidden() {
        let was = vec![vec![vec![30; 12]; 4]; 3];
        let mut earlier = was.clone();
        earlier[1][3] = [vec![0; 11], vec![3]].concat();
        let mut now = was;
        now[1][3] = [vec![0; 11], vec![6]].concat();
        let mut it = months(now);
        assert_eq!(
            releases(&it, &rule())[11].cell("W1", "Robbery"),
            Shown::Count(6)
        );
        it.earlier = vec![(earlier.clone(), Vec::new())];
        let after = releases(&it, &rule());
        let before = releases(&months(earlier), &rule());
        for ward in &it.wards {
            for kind in &it.kinds {
                let hid = before[11].cell(ward, kind) == Shown::Hidden;
                assert!(
                    !hid || after[11].cell(ward, kind) == Shown::Hidden,
                    "{ward} {kind}"
                );
            }
        }
    }

    #[test]
    fn a_small_area_that_was_hidden_stays_hidden_when_a_month_is_restated() {
        let counts = vec![vec![vec![30; 12]; 4]; 2];
        let spread = |few: u64| {
            let area = |n: u64| [vec![0; 11], vec![n]].concat();
            let rest = (0..12)
                .map(|at| 90 - if at == 11 { few + 20 } else { 0 })
                .collect();
            vec![area(few), area(20), rest]
        };
        let mut it = months(counts.clone());
        it.areas = (0..3).map(|at| (format!("A{at}"), 0)).collect();
        it.in_areas = spread(3);
        let before = releases(&it, &rule()).remove(11);
        it.in_areas = spread(6);
        assert_eq!(releases(&it, &rule())[11].area("A0"), Shown::Count(6));
        it.earlier = vec![(counts, spread(3))];
        let after = releases(&it, &rule()).remove(11);
        assert_eq!(before.area("A0"), Shown::Hidden);
        assert_eq!(
            before.area("A1"),
            Shown::Hidden,
            "the sum of the ward is told"
        );
        assert_eq!(
            (after.area("A0"), after.area("A1")),
            (Shown::Hidden, Shown::Hidden)
        );
    }

    #[test]
    fn a_later_month_changes_no_earlier_table() {
        let counts: Counts = (0..3)
            .map(|w| {
                (0..4)
                    .map(|k| {
                        (0..30)
                            .map(|t| (w * 7 + k * 5 + t * 11) % (1 + 9 * (k + 1)))
                            .collect()
                    })
                    .collect()
            })
            .collect();
        let longer = releases(&months(counts.clone()), &rule());
        let cut = counts
            .into_iter()
            .map(|ward| ward.into_iter().map(|line| line[..20].to_vec()).collect())
            .collect();
        let shorter = releases(&months(cut), &rule());
        for (a, b) in shorter.iter().zip(&longer) {
            assert_eq!(
                (&a.cells, &a.crime, &a.kind_sums),
                (&b.cells, &b.crime, &b.kind_sums)
            );
        }
    }

    #[test]
    fn no_release_gives_a_small_area_away() {
        let line = |top: u64| prop::collection::vec(0..=top, 18);
        let ward = (line(9), line(6), line(2), line(12)).prop_map(|(a, b, c, d)| vec![a, b, c, d]);
        let (mut runner, mut chance) = (TestRunner::deterministic(), Chance::from_seed(3));
        let places = prop::collection::vec(ward, 2);
        let mut told = 0;
        for _ in 0..150 {
            let it = months(places.new_tree(&mut runner).unwrap().current());
            let it = with_areas(it, &mut chance);
            let tables = releases(&it, &rule());
            assert_eq!(worked_out(&it, &tables), [], "{it:?}");
            let shown = tables.iter().flat_map(|table| &table.in_areas);
            told += shown.filter(|it| **it != Shown::Hidden).count();
        }
        // It would be easy to give nothing away by telling nothing.
        assert!(told > 1_000, "{told}");
    }

    /// The same made-up places each time: what the audit cannot see turns up about four times in 100,000 (decisions/0011).
    #[test]
    fn no_release_gives_a_small_count_away() {
        let line = |top: u64| prop::collection::vec(prop_oneof![2 => Just(0), 3 => 0..=top], 16);
        let ward = (0u64..2, 1u64..4, 0u64..3, 4u64..30).prop_flat_map(move |(a, b, c, d)| {
            (line(a + d), line(b), line(c), line(d)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
        });
        let mut runner = TestRunner::deterministic();
        let places = prop::collection::vec(ward, 3);
        for _ in 0..600 {
            let it = months(places.new_tree(&mut runner).unwrap().current());
            let tables = releases(&it, &rule());
            assert_eq!(worked_out(&it, &tables), [], "{:?}", it.counts);
        }
    }
}
