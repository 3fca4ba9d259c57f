//! What is hidden of each release, tried out until nobody can work out a small count.

use statistics::Table;

use super::super::{companions, shown};
use super::reader::Reader;
use super::version::{Shape, Version};
use super::{LINE, Months, Place, Rule, Shown, WardTable, YEAR, small, window};

/// After so many tries nothing of a release is shown.
const TRIES: usize = 60;

/// What stood before months were restated, and what was told of it.
pub(super) struct Past {
    pub version: Version,
    pub tables: Vec<WardTable>,
}

/// What is hidden for a reason of its own, before companions are looked for.
#[derive(Clone, Debug)]
struct Forced {
    cells: Vec<Vec<bool>>,
    crime: Vec<bool>,
    areas: Vec<bool>,
    kinds: Vec<bool>,
    /// All sums over wards.
    sums: bool,
    /// The sum of everything.
    total: bool,
    crime_line: Vec<bool>,
    cell_line: Vec<bool>,
    kind_line: Vec<bool>,
}

pub(super) struct Audit<'a> {
    it: &'a Months,
    shape: &'a Shape,
    now: Version,
    past: Vec<Past>,
    rule: &'a Rule,
    /// By type.
    minimums: Vec<u64>,
    reader: Reader<'a>,
    tables: Vec<WardTable>,
    /// What was told of the release at hand before a month was restated, of which no month was: by place.
    told: Vec<bool>,
}

impl<'a> Audit<'a> {
    pub fn new(
        it: &'a Months,
        shape: &'a Shape,
        now: Version,
        past: Vec<Past>,
        rule: &'a Rule,
    ) -> Self {
        let minimums: Vec<u64> = it.kinds.iter().map(|kind| rule.minimum(kind)).collect();
        let of_place = |place: &Place| match place {
            Place::Cell(_, kind) | Place::Kind(kind) => minimums[*kind],
            _ => rule.minimum,
        };
        let of_places = shape.places.iter().map(of_place).collect();
        Self {
            it,
            shape,
            rule,
            reader: Reader::looking_back(shape, of_places, &now, &past),
            now,
            past,
            minimums,
            tables: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The releases of the first months, so many.
    pub fn releases(&mut self, months: usize) -> Vec<WardTable> {
        for at in 0..self.now.months.min(months) {
            let table = self.release(at);
            self.tables.push(table);
        }
        std::mem::take(&mut self.tables)
    }

    /// All that was told before, with these tables.
    pub fn into_past(self, tables: Vec<WardTable>) -> Vec<Past> {
        let mut past = self.past;
        past.push(Past {
            version: self.now,
            tables,
        });
        past
    }

    /// What stands now, and what stood before.
    fn versions(&self) -> impl Iterator<Item = &Version> {
        std::iter::once(&self.now).chain(self.past.iter().map(|it| &it.version))
    }

    /// What was told of a window before a month of it was restated.
    fn told_before(&self, at: usize) -> impl Iterator<Item = (&Version, &WardTable)> {
        self.past
            .iter()
            .filter_map(move |it| Some((&it.version, it.tables.get(at)?)))
    }

    /// Whether a window is small now or was before a month of it was restated.
    fn was_small(&self, place: Place, at: usize) -> bool {
        self.versions()
            .any(|version| self.is_small(version, place, at))
    }

    fn minimum(&self, place: Place) -> u64 {
        match place {
            Place::Cell(_, kind) | Place::Kind(kind) => self.minimums[kind],
            _ => self.rule.minimum,
        }
    }

    /// Whether a window is hidden for its own sake: it is small, or shorter than a year with a month that is small or nothing.
    fn is_small(&self, version: &Version, place: Place, at: usize) -> bool {
        let window = &version.line(self.shape.at(place))[window(at)];
        let minimum = self.minimum(place);
        small(window.iter().sum(), minimum)
            || (at + 1 < YEAR && window.iter().any(|n| *n < minimum))
    }

    /// Whether a window was told before other months were restated: whoever reads both knows it.
    fn is_told(&self, place: Place) -> bool {
        self.told[self.shape.at(place)]
    }

    fn look_back(&mut self, at: usize) {
        let told = |(n, place): (usize, &Place)| {
            self.told_before(at).any(|(version, table)| {
                table.shown(*place) != Shown::Hidden
                    && version.line(n)[window(at)] == self.now.line(n)[window(at)]
            })
        };
        self.told = self.shape.places.iter().enumerate().map(told).collect();
    }

    fn forced(&self, at: usize) -> Forced {
        let (wards, kinds) = (self.shape.wards, self.shape.kinds);
        // Windows that grow into the first year give its months away one by one: only all crime in a ward is told of them.
        let short = at + 1 < YEAR;
        let own = |ward, kind| short || self.is_small(&self.now, Place::Cell(ward, kind), at);
        let mut forced = Forced {
            cells: (0..wards)
                .map(|ward| (0..kinds).map(|kind| own(ward, kind)).collect())
                .collect(),
            crime: (0..wards)
                .map(|ward| self.was_small(Place::Ward(ward), at))
                .collect(),
            areas: (0..self.it.areas.len())
                .map(|area| short || self.was_small(Place::Area(area), at))
                .collect(),
            kinds: vec![short; kinds],
            sums: false,
            total: false,
            crime_line: vec![false; wards],
            cell_line: vec![short; wards],
            kind_line: vec![short; kinds],
        };
        // What was hidden before a month was restated stays hidden.
        for (_, table) in self.told_before(at) {
            for place in &self.shape.places {
                if table.shown(*place) == Shown::Hidden {
                    match *place {
                        Place::Cell(ward, kind) => forced.cells[ward][kind] = true,
                        Place::Ward(ward) => forced.crime[ward] = true,
                        Place::Kind(kind) => forced.kinds[kind] = true,
                        Place::Area(area) => forced.areas[area] = true,
                        Place::All => forced.total = true,
                    }
                }
                if !table.draws(*place) {
                    match *place {
                        Place::Cell(ward, kind) if Some(kind) == self.shape.asb => {
                            forced.cell_line[ward] = true;
                        }
                        Place::Ward(ward) => forced.crime_line[ward] = true,
                        Place::Kind(kind) => forced.kind_line[kind] = true,
                        _ => {}
                    }
                }
            }
        }
        forced
    }

    fn everything(forced: &Forced) -> Forced {
        let all = |list: &[bool]| vec![true; list.len()];
        Forced {
            cells: forced.cells.iter().map(|row| all(row)).collect(),
            crime: all(&forced.crime),
            areas: all(&forced.areas),
            kinds: all(&forced.kinds),
            sums: true,
            total: true,
            crime_line: all(&forced.crime_line),
            cell_line: all(&forced.cell_line),
            kind_line: all(&forced.kind_line),
        }
    }

    /// Small areas with their companions, ward by ward.
    fn areas_of(&self, at: usize, own: &[bool]) -> Vec<bool> {
        let mut hidden = own.to_vec();
        for inside in &self.shape.inside {
            let place = |area: &usize| Place::Area(*area);
            let sum = |area: &usize| self.now.sum(self.shape.at(place(area)), at);
            let counts: Vec<u64> = inside.iter().map(sum).collect();
            let own: Vec<bool> = inside.iter().map(|area| own[*area]).collect();
            let told: Vec<bool> = inside
                .iter()
                .map(|area| self.is_told(place(area)))
                .collect();
            let with = companions(&counts, &own, &told, &vec![self.rule.minimum; counts.len()]);
            inside
                .iter()
                .zip(with)
                .for_each(|(area, hide)| hidden[*area] = hide);
        }
        hidden
    }

    /// With the companions that a table with its sums asks for. Anti-social behaviour is no part of the sum of a ward, so it stands
    /// apart.
    fn mask(&self, at: usize, forced: Vec<Vec<bool>>) -> Vec<Vec<bool>> {
        let shape = self.shape;
        let sum = |ward, kind| self.now.sum(shape.at(Place::Cell(ward, kind)), at);
        let counts: Vec<Vec<u64>> = (0..shape.wards)
            .map(|ward| shape.crimes.iter().map(|kind| sum(ward, *kind)).collect())
            .collect();
        let minimums: Vec<u64> = shape.crimes.iter().map(|it| self.minimums[*it]).collect();
        // Whether the sums are told is decided apart; what they give away then, the audit finds.
        let mut table = Table::new(&counts, &minimums, self.rule.minimum).keeping_sums();
        let mut hidden = forced;
        for (ward, row) in hidden.iter().enumerate() {
            for (column, kind) in shape.crimes.iter().enumerate() {
                if self.is_told(Place::Cell(ward, *kind)) {
                    table.keep(ward, column);
                } else if row[*kind] {
                    table.hide(ward, column);
                }
            }
        }
        table.protect();
        for (ward, row) in hidden.iter_mut().enumerate() {
            for (column, kind) in shape.crimes.iter().enumerate() {
                row[*kind] = table.is_hidden(ward, column);
            }
        }
        if let Some(asb) = shape.asb {
            let counts: Vec<u64> = (0..shape.wards).map(|ward| sum(ward, asb)).collect();
            let own: Vec<bool> = hidden.iter().map(|row| row[asb]).collect();
            let told: Vec<bool> = (0..shape.wards)
                .map(|ward| self.is_told(Place::Cell(ward, asb)))
                .collect();
            let all = companions(
                &counts,
                &own,
                &told,
                &vec![self.minimums[asb]; counts.len()],
            );
            hidden
                .iter_mut()
                .zip(all)
                .for_each(|(row, hide)| row[asb] = hide);
        }
        hidden
    }

    /// The table with what is forced and what that asks for.
    fn table(&self, at: usize, forced: &Forced) -> WardTable {
        let (it, shape) = (self.it, self.shape);
        let sum = |place| self.now.sum(shape.at(place), at);
        let hidden = self.mask(at, forced.cells.clone());
        let show = |place, hide: bool| {
            if hide && !self.is_told(place) {
                Shown::Hidden
            } else {
                Shown::Count(sum(place))
            }
        };
        let cells: Vec<Vec<Shown>> = (0..shape.wards)
            .map(|ward| {
                let row = hidden[ward].iter().enumerate();
                row.map(|(kind, hide)| show(Place::Cell(ward, kind), *hide))
                    .collect()
            })
            .collect();
        let crime: Vec<Shown> = (0..shape.wards)
            .map(|ward| show(Place::Ward(ward), forced.crime[ward]))
            .collect();
        // Where the sum of a ward is hidden, the sums over all wards would give it away.
        let whole = !forced.sums && !crime.contains(&Shown::Hidden);
        let kind_sums: Vec<u64> = (0..shape.kinds)
            .map(|kind| sum(Place::Kind(kind)))
            .collect();
        let told: Vec<bool> = (0..shape.kinds)
            .map(|kind| self.is_told(Place::Kind(kind)))
            .collect();
        let mut own: Vec<bool> = (0..shape.kinds)
            .map(|kind| forced.kinds[kind] || !whole || self.was_small(Place::Kind(kind), at))
            .collect();
        // All types add up to the sum of all wards, so a type is not hidden alone.
        let crimes = &shape.crimes;
        let of = |list: &[bool]| -> Vec<bool> { crimes.iter().map(|kind| list[*kind]).collect() };
        let counts: Vec<u64> = crimes.iter().map(|kind| kind_sums[*kind]).collect();
        let minimums: Vec<u64> = crimes.iter().map(|kind| self.minimums[*kind]).collect();
        let of_crimes = companions(&counts, &of(&own), &of(&told), &minimums);
        crimes
            .iter()
            .zip(of_crimes)
            .for_each(|(kind, hide)| own[*kind] = hide);
        let kind_sums: Vec<Shown> = own
            .iter()
            .enumerate()
            .map(|(kind, hide)| show(Place::Kind(kind), *hide))
            .collect();
        let total = forced.total || !whole || self.was_small(Place::All, at);
        let areas: Vec<u64> = (0..it.areas.len())
            .map(|area| sum(Place::Area(area)))
            .collect();
        let in_areas = shown(&areas, &self.areas_of(at, &forced.areas));
        // A line is drawn whole or not at all: one month left out would be the window less the rest.
        let draws = |place: Place, now: Shown| {
            let minimum = self.minimum(place);
            let whole = now != Shown::Hidden
                && (at + 1 < 2 * YEAR || self.tables[at - YEAR].shown(place) != Shown::Hidden);
            // With the line of today, the window that stood before a month was restated would tell what that month was.
            whole
                && self.versions().all(|version| {
                    version.line(shape.at(place))[(at + 1).saturating_sub(LINE)..=at]
                        .iter()
                        .all(|n| !small(*n, minimum))
                })
        };
        WardTable {
            crime_line: (0..shape.wards)
                .map(|ward| !forced.crime_line[ward] && draws(Place::Ward(ward), crime[ward]))
                .collect(),
            kind_line: (0..shape.kinds)
                .map(|kind| !forced.kind_line[kind] && draws(Place::Kind(kind), kind_sums[kind]))
                .collect(),
            cell_line: (0..shape.wards)
                .map(|ward| {
                    let draws = |asb| draws(Place::Cell(ward, asb), cells[ward][asb]);
                    !forced.cell_line[ward] && shape.asb.is_some_and(draws)
                })
                .collect(),
            unrecorded: Vec::new(),
            crime_unrecorded: false,
            wards: it.wards.clone(),
            kinds: it.kinds.clone(),
            areas: it.areas.iter().map(|(code, _)| code.clone()).collect(),
            crime_sum: show(Place::All, total),
            cells,
            crime,
            kind_sums,
            in_areas,
        }
    }

    fn release(&mut self, at: usize) -> WardTable {
        self.reader.month(at, &self.now, &self.past);
        let before = self.reader.before(at);
        self.look_back(at);
        let mut forced = self.forced(at);
        let mut tries = 0;
        loop {
            if tries >= TRIES {
                forced = Self::everything(&forced);
            }
            let table = self.table(at, &forced);
            let (lost, is_sure) = self.reader.reads(at, &self.now, &table);
            if lost.is_empty() && is_sure || tries > TRIES {
                self.reader.stands(at, &table);
                return table;
            }
            // An audit that was not finished is no reason to show anything.
            tries = if is_sure {
                tries + 1
            } else {
                tries.max(TRIES - 1) + 1
            };
            self.reader.back_to(&before);
            for place in lost {
                self.hide_more(&table, &mut forced, place);
            }
        }
    }

    /// A small count was worked out: the cell itself is hidden, or what stands beside it, or the sums.
    fn hide_more(&self, table: &WardTable, forced: &mut Forced, place: Place) {
        // What is known already protects nobody.
        let may_go = |place| table.shown(place) != Shown::Hidden && !self.is_told(place);
        let count = |place| table.shown(place).count().filter(|n| *n > 0);
        match place {
            Place::Cell(ward, kind) => {
                let asb = self.shape.asb;
                if table.cell_line[ward] {
                    forced.cell_line[ward] = true;
                } else if Some(kind) == asb {
                    forced.kind_line[kind] = true;
                }
                if may_go(place) {
                    forced.cells[ward][kind] = true;
                    return;
                }
                let apart = |it: usize| (Some(it) == asb) == (Some(kind) == asb);
                let kinds: Vec<usize> = (0..self.shape.kinds).filter(|it| apart(*it)).collect();
                let row = |ward: usize| kinds.iter().map(move |it| (ward, *it));
                let column = |kind: usize| (0..self.shape.wards).map(move |it| (it, kind));
                let of = |it: (usize, usize)| Place::Cell(it.0, it.1);
                let pick = |cells: &mut dyn Iterator<Item = (usize, usize)>| {
                    cells
                        .filter(|it| may_go(of(*it)) && count(of(*it)).is_some())
                        .min_by_key(|it| count(of(*it)))
                };
                let noughts = row(ward).chain(column(kind));
                let noughts: Vec<_> = noughts
                    .filter(|it| table.shown(of(*it)) == Shown::Count(0) && may_go(of(*it)))
                    .collect();
                let mut beside: Vec<_> = [pick(&mut row(ward)), pick(&mut column(kind))]
                    .into_iter()
                    .flatten()
                    .collect();
                if beside.is_empty() && !(forced.crime[ward] && forced.sums) {
                    forced.crime_line[ward] = true;
                    forced.kind_line[kind] = true;
                    forced.crime[ward] = true;
                    forced.sums = true;
                } else if beside.is_empty() && !noughts.is_empty() {
                    // A year without any says so of each of its months.
                    beside = noughts;
                } else if beside.is_empty() {
                    // Small areas add up to the ward; and what is hidden beside it may follow from its own column or row.
                    for area in &self.shape.inside[ward] {
                        forced.areas[*area] = true;
                    }
                    let is_hidden = |it: &(usize, usize)| table.shown(of(*it)) == Shown::Hidden;
                    let along = row(ward).filter(is_hidden);
                    let across = column(kind).filter(is_hidden);
                    beside = along
                        .filter_map(|it| pick(&mut column(it.1)))
                        .chain(across.filter_map(|it| pick(&mut row(it.0))))
                        .collect();
                }
                for (ward, kind) in beside {
                    forced.cells[ward][kind] = true;
                }
            }
            Place::Ward(ward) => {
                forced.crime_line[ward] = true;
                if !may_go(place) {
                    for area in &self.shape.inside[ward] {
                        forced.areas[*area] = true;
                    }
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
                let ward = self.shape.ward_of[area];
                if may_go(place) {
                    forced.areas[area] = true;
                    return;
                }
                let others = self.shape.inside[ward].iter();
                let other = others
                    .filter(|it| may_go(Place::Area(**it)))
                    .filter_map(|it| Some((count(Place::Area(*it))?, *it)))
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
