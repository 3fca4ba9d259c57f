//! The greatest ratio over all circles and times.

use super::zones::Zones;
use super::{ScanInput, ScanModel, ScanSettings};

/// A count: sixteen bits where they suffice, for speed.
pub(super) trait Count: Copy + Ord + Send + Sync + std::ops::AddAssign + 'static {
    const MOST: Self;
    const NONE: Self;
    fn of(count: u32) -> Self;
    fn whole(self) -> u32;
}

impl Count for i16 {
    const MOST: Self = i16::MAX;
    const NONE: Self = 0;
    fn of(count: u32) -> Self {
        count.min(i16::MAX as u32) as i16
    }
    fn whole(self) -> u32 {
        self as u32
    }
}

impl Count for i32 {
    const MOST: Self = i32::MAX;
    const NONE: Self = 0;
    fn of(count: u32) -> Self {
        count.min(i32::MAX as u32) as i32
    }
    fn whole(self) -> u32 {
        self as u32
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Poisson,
    Bernoulli,
    Permutation,
}

/// What events are held against: expected events, or people, in each cell.
pub(super) struct Measure {
    kind: Kind,
    /// By place, then period. For the permutation: the events themselves.
    pub cells: Vec<f64>,
    /// All events.
    pub total: f64,
    /// All of the measure.
    all: f64,
    periods: usize,
}

impl Measure {
    pub fn of(input: &ScanInput, total: f64) -> Option<Self> {
        let (kind, mut cells): (_, Vec<f64>) = match input.model {
            ScanModel::Poisson(expected) => (Kind::Poisson, expected.to_vec()),
            ScanModel::Bernoulli(controls) => (
                Kind::Bernoulli,
                input
                    .cases
                    .iter()
                    .zip(controls)
                    .map(|(a, b)| f64::from(*a) + f64::from(*b))
                    .collect(),
            ),
            ScanModel::SpaceTimePermutation => (
                Kind::Permutation,
                input.cases.iter().map(|c| f64::from(*c)).collect(),
            ),
        };
        let mut all: f64 = cells.iter().sum();
        let sound = cells.len() == input.cases.len()
            && cells.iter().all(|x| x.is_finite() && *x >= 0.0)
            && all > 0.0
            && all.is_finite()
            && (kind != Kind::Bernoulli || all < f64::from(u32::MAX / 4));
        if !sound {
            return None;
        }
        if kind == Kind::Poisson {
            cells.iter_mut().for_each(|e| *e *= total / all);
            all = total;
        }
        Some(Self {
            kind,
            cells,
            total,
            all,
            periods: input.periods,
        })
    }

    pub fn by_place(&self, places: usize, periods: usize) -> Vec<f64> {
        debug_assert_eq!(self.cells.len(), places * periods);
        self.cells
            .chunks(periods)
            .map(|it| it.iter().sum())
            .collect()
    }

    /// The events expected where the measure is so much.
    fn expected(&self, measure: f64) -> f64 {
        match self.kind {
            Kind::Bernoulli => self.total * measure / self.all,
            _ => measure,
        }
    }

    fn ratio(&self, c: u32, measure: f64) -> f64 {
        let (c, all) = (f64::from(c), self.total);
        let part = |a: f64, b: f64| if a > 0.0 { a * (a / b).ln() } else { 0.0 };
        if self.kind == Kind::Bernoulli {
            let (n, everybody) = (measure, self.all);
            if n <= 0.0 || n >= everybody || c > n || c / n <= (all - c) / (everybody - n) {
                return 0.0;
            }
            let before = part(all, everybody) + part(everybody - all, everybody);
            let rest = everybody - n;
            return part(c, n)
                + part(n - c, n)
                + part(all - c, rest)
                + part(rest - (all - c), rest)
                - before;
        }
        if c <= measure || measure <= 0.0 || measure >= all || c > all {
            return 0.0;
        }
        part(c, measure) + part(all - c, all - measure)
    }

    /// The least count whose ratio reaches the level, from `from` on.
    fn least(&self, measure: f64, level: f64, from: u32) -> Option<u32> {
        let highest = match self.kind {
            Kind::Bernoulli => self.total.min(measure),
            _ => self.total,
        };
        let (mut low, highest) = (from.max(self.expected(measure) as u32), highest as u32);
        if low > highest {
            return None;
        }
        // Step out first: the answer is mostly near.
        let mut step = 1;
        let mut high = low;
        while self.ratio(high, measure) < level {
            if high >= highest {
                return None;
            }
            low = high + 1;
            high = high.saturating_add(step).min(highest);
            step *= 2;
        }
        while low < high {
            let middle = u32::midpoint(low, high);
            if self.ratio(middle, measure) >= level {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(low)
    }
}

/// The most striking circle and time of a centre.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub centre: usize,
    pub size: usize,
    pub first: usize,
    pub last: usize,
    pub cases: u32,
    pub expected: f64,
    pub llr: f64,
}

/// All circles and times, ready to be searched again and again.
pub(super) struct Search<'a, T> {
    zones: &'a Zones,
    measure: &'a Measure,
    /// The measure of each row and time; for the permutation worked out from the margins.
    bases: Bases,
    /// Which row each set of places has.
    row_of_set: Vec<u32>,
    rows: usize,
    /// The least count of interest, by row, length and end.
    least: Vec<T>,
    longest: usize,
    shortest: usize,
    least_cases: u32,
    first_end: usize,
    ends: usize,
}

enum Bases {
    Table(Vec<f64>),
    Margins {
        zone: Vec<f64>,
        time: Vec<f64>,
        total: f64,
    },
}

const MOST_CYLINDERS: usize = 50_000_000;

impl<'a, T: Count> Search<'a, T> {
    pub fn of(
        zones: &'a Zones,
        measure: &'a Measure,
        settings: &ScanSettings,
        first_end: usize,
    ) -> Option<Self> {
        let periods = measure.periods;
        let longest = settings.longest.min(periods);
        let mut search = Self {
            zones,
            measure,
            bases: Bases::Table(Vec::new()),
            row_of_set: vec![0; zones.sets()],
            rows: 0,
            least: Vec::new(),
            longest,
            shortest: settings.shortest.max(1),
            least_cases: settings.least_cases.max(1),
            first_end,
            ends: periods - first_end,
        };
        search.lay_out(periods)?;
        Some(search)
    }

    /// Finds the measure of every circle and time.
    fn lay_out(&mut self, periods: usize) -> Option<()> {
        let windows = self.longest * self.ends;
        if self.measure.kind == Kind::Permutation {
            let by_place = self.measure.by_place(self.zones.places(), periods);
            let mut known = std::collections::HashMap::new();
            let mut zone = Vec::new();
            for centre in 0..self.zones.places() {
                let (mut held, mut at) = (0.0, 0);
                for step in self.zones.steps(centre) {
                    let members = self.zones.members(centre, step.size as usize);
                    held += members[at..]
                        .iter()
                        .map(|m| by_place[*m as usize])
                        .sum::<f64>();
                    at = members.len();
                    let row = *known.entry(held as u64).or_insert_with(|| {
                        zone.push(held);
                        zone.len() as u32 - 1
                    });
                    self.row_of_set[step.set as usize] = row;
                }
            }
            let mut series = vec![0.0; periods];
            for place in self.measure.cells.chunks(periods) {
                series.iter_mut().zip(place).for_each(|(a, b)| *a += b);
            }
            let mut time = vec![0.0; windows];
            self.windows_of(&series, &mut time);
            self.rows = zone.len();
            if self.rows.checked_mul(windows)? > MOST_CYLINDERS * 8 {
                return None;
            }
            let total = self.measure.total;
            self.bases = Bases::Margins { zone, time, total };
            return Some(());
        }
        self.rows = self.zones.sets();
        if self.rows.checked_mul(windows)? > MOST_CYLINDERS {
            return None;
        }
        let mut table = vec![0.0; self.rows * windows];
        let mut series = vec![0.0; periods];
        for centre in 0..self.zones.places() {
            series.fill(0.0);
            let mut at = 0;
            for step in self.zones.steps(centre) {
                let members = self.zones.members(centre, step.size as usize);
                for m in &members[at..] {
                    let from = *m as usize * periods;
                    let place = &self.measure.cells[from..from + periods];
                    series.iter_mut().zip(place).for_each(|(a, b)| *a += b);
                }
                at = members.len();
                if step.fresh {
                    let row = step.set as usize;
                    self.row_of_set[row] = row as u32;
                    self.windows_of(&series, &mut table[row * windows..(row + 1) * windows]);
                }
            }
        }
        self.bases = Bases::Table(table);
        Some(())
    }

    /// The sums of a series over each time, by length, then end; times that begin before the first period are left at nothing.
    fn windows_of(&self, series: &[f64], out: &mut [f64]) {
        let mut sums = vec![0.0; series.len() + 1];
        for (i, x) in series.iter().enumerate() {
            sums[i + 1] = sums[i] + x;
        }
        for length in 1..=self.longest {
            for k in 0..self.ends {
                let end = self.first_end + k;
                if end + 1 >= length {
                    out[(length - 1) * self.ends + k] = sums[end + 1] - sums[end + 1 - length];
                }
            }
        }
    }

    fn base(&self, row: usize, window: usize) -> f64 {
        match &self.bases {
            Bases::Table(table) => table[row * self.longest * self.ends + window],
            Bases::Margins { zone, time, total } => zone[row] * time[window] / total,
        }
    }

    fn allowed(&self, window: usize) -> bool {
        let (length, end) = (window / self.ends + 1, self.first_end + window % self.ends);
        length >= self.shortest && end + 1 >= length
    }

    /// Works out the least count of interest everywhere, so that ratios below the level need not be.
    pub fn screen_at(&mut self, level: f64) {
        let windows = self.longest * self.ends;
        let mut least = std::mem::take(&mut self.least);
        least.clear();
        least.reserve_exact(self.rows * windows);
        // For the permutation, times of equal totals have equal answers.
        let mut known = std::collections::HashMap::new();
        for row in 0..self.rows {
            known.clear();
            for window in 0..windows {
                let answer = if self.allowed(window) {
                    let base = self.base(row, window);
                    *known.entry(base.to_bits()).or_insert_with(|| {
                        self.measure
                            .least(base, level, self.least_cases)
                            .map_or(T::MOST, T::of)
                    })
                } else {
                    T::MOST
                };
                least.push(answer);
            }
        }
        self.least = least;
    }

    /// The series of each place as the search wants it: only what its times reach, with nothing before the first period.
    fn series(&self, cases: &[u32]) -> (Vec<T>, usize) {
        let periods = self.measure.periods;
        let width = self.longest - 1 + self.ends;
        let mut out = vec![T::NONE; self.zones.places() * width];
        for (place, row) in cases.chunks(periods).zip(out.chunks_mut(width)) {
            for (j, cell) in row.iter_mut().enumerate() {
                if let Some(at) = (self.first_end + j + 1).checked_sub(self.longest) {
                    *cell = T::of(place[at]);
                }
            }
            if self.ends == 1 {
                // Only one end: keep the sums back from it, by length.
                row.reverse();
                for j in 1..width {
                    let before = row[j - 1];
                    row[j] += before;
                }
            }
        }
        (out, width)
    }

    /// Goes through all circles of a centre, and gives `seen` each circle with a count of interest (of any, without `screen`).
    fn walk(
        &self,
        centre: usize,
        series: (&[T], usize),
        room: &mut Room<T>,
        only_fresh: bool,
        screen: bool,
        mut seen: impl FnMut(usize, usize, &[T]),
    ) {
        let (cells, width) = series;
        let windows = self.longest * self.ends;
        room.zone.clear();
        room.zone.resize(width, T::NONE);
        let mut at = 0;
        for step in self.zones.steps(centre) {
            let members = self.zones.members(centre, step.size as usize);
            for m in &members[at..] {
                let from = *m as usize * width;
                for (a, b) in room.zone.iter_mut().zip(&cells[from..from + width]) {
                    *a += *b;
                }
            }
            at = members.len();
            if only_fresh && !step.fresh {
                continue;
            }
            let row = self.row_of_set[step.set as usize] as usize;
            let least = if screen {
                &self.least[row * windows..(row + 1) * windows]
            } else {
                &[]
            };
            if self.ends == 1 {
                if !screen || reaches(&room.zone, least) {
                    seen(row, members.len(), &room.zone);
                }
                continue;
            }
            room.sums.clear();
            room.sums.resize(windows, T::NONE);
            let mut any = !screen;
            for length in 1..=self.longest {
                let (done, rest) = room.sums.split_at_mut((length - 1) * self.ends);
                let now = &mut rest[..self.ends];
                if let Some(before) = done.len().checked_sub(self.ends) {
                    now.copy_from_slice(&done[before..]);
                }
                let from = self.longest - length;
                for (a, b) in now.iter_mut().zip(&room.zone[from..from + self.ends]) {
                    *a += *b;
                }
                if screen {
                    let from = (length - 1) * self.ends;
                    any |= reaches(now, &least[from..from + self.ends]);
                }
            }
            if any {
                seen(row, members.len(), &room.sums);
            }
        }
    }

    /// The greatest ratio in this table of events.
    pub fn greatest(&self, cases: &[u32]) -> f64 {
        let (cells, width) = self.series(cases);
        let mut room = Room::default();
        for screen in [true, false] {
            let mut best = 0.0_f64;
            for centre in 0..self.zones.places() {
                let series = (&cells[..], width);
                self.walk(centre, series, &mut room, true, screen, |row, _, counts| {
                    for (window, c) in counts.iter().enumerate() {
                        if self.counts_at(row, window, *c, screen) {
                            let base = self.base(row, window);
                            best = best.max(self.measure.ratio(c.whole(), base));
                        }
                    }
                });
            }
            // Nothing of interest means only that the screen was too coarse.
            if best > 0.0 {
                return best;
            }
        }
        0.0
    }

    fn counts_at(&self, row: usize, window: usize, c: T, screen: bool) -> bool {
        if screen {
            c >= self.least[row * self.longest * self.ends + window]
        } else {
            c.whole() >= self.least_cases && self.allowed(window)
        }
    }

    /// The most striking circle and time of each centre that has any.
    pub fn by_centre(&self, cases: &[u32]) -> Vec<Found> {
        let series = self.series(cases);
        (0..self.zones.places())
            .filter_map(|centre| self.best_of(centre, (&series.0, series.1), &[]))
            .collect()
    }

    /// The most striking first, then the most striking that shares no place at one time with those before, down to `lowest`.
    pub fn apart(&self, cases: &[u32], found: Vec<Found>, lowest: f64, most: usize) -> Vec<Found> {
        let series = self.series(cases);
        // Ratios that differ by rounding alone are one; of those the circle of fewer places, then the earlier centre, comes first.
        let place = |it: &Found| {
            let striking = (it.llr * 1e9).round() as i64;
            (striking, std::cmp::Reverse((it.size, it.centre)))
        };
        let mut by_centre: Vec<Option<Found>> = vec![None; self.zones.places()];
        let mut waiting = std::collections::BinaryHeap::new();
        for it in found {
            waiting.push(place(&it));
            by_centre[it.centre] = Some(it);
        }
        let mut taken: Taken = vec![Vec::new(); self.zones.places()];
        let mut chosen = Vec::new();
        while let Some((_, std::cmp::Reverse((_, centre)))) = waiting.pop() {
            let Some(it) = by_centre[centre] else {
                continue;
            };
            if chosen.len() >= most || it.llr < lowest {
                break;
            }
            let members = self.zones.members(centre, it.size);
            if blocked(members, &taken, it.first, it.last) {
                // What is left of this centre can only be less striking: it waits its turn again.
                by_centre[centre] = self.best_of(centre, (&series.0, series.1), &taken);
            } else {
                for m in members {
                    taken[*m as usize].push((it.first, it.last));
                }
                chosen.push(it);
                by_centre[centre] = self.best_of(centre, (&series.0, series.1), &taken);
            }
            waiting.extend(by_centre[centre].as_ref().map(place));
        }
        chosen
    }

    /// The most striking circle and time of a centre, away from what is taken.
    fn best_of(
        &self,
        centre: usize,
        series: (&[T], usize),
        taken: &[Vec<(usize, usize)>],
    ) -> Option<Found> {
        let mut room = Room::default();
        for screen in [true, false] {
            let mut best: Option<Found> = None;
            self.walk(
                centre,
                series,
                &mut room,
                false,
                screen,
                |row, size, counts| {
                    let mut here: Option<Found> = None;
                    let members = self.zones.members(centre, size);
                    let none_taken =
                        taken.is_empty() || members.iter().all(|m| taken[*m as usize].is_empty());
                    for (window, c) in counts.iter().enumerate() {
                        if !self.counts_at(row, window, *c, screen) {
                            continue;
                        }
                        let base = self.base(row, window);
                        let llr = self.measure.ratio(c.whole(), base);
                        let last = self.first_end + window % self.ends;
                        let first = last - window / self.ends;
                        // Of equal times the earlier, then the longer.
                        let better = here.is_none_or(|it| {
                            llr > it.llr || llr == it.llr && (last, first) < (it.last, it.first)
                        });
                        let worth = llr > 0.0 && best.is_none_or(|best| llr > best.llr + 1e-9);
                        if worth && better && (none_taken || !blocked(members, taken, first, last))
                        {
                            here = Some(Found {
                                centre,
                                size,
                                first,
                                last,
                                cases: c.whole(),
                                expected: self.measure.expected(base),
                                llr,
                            });
                        }
                    }
                    best = here.or(best);
                },
            );
            if best.is_some() {
                return best;
            }
        }
        None
    }
}

/// For each place, the times that clusters hold it.
type Taken = Vec<Vec<(usize, usize)>>;

fn blocked(members: &[u32], taken: &[Vec<(usize, usize)>], first: usize, last: usize) -> bool {
    members.iter().any(|m| {
        taken[*m as usize]
            .iter()
            .any(|(from, to)| first <= *to && *from <= last)
    })
}

struct Room<T> {
    zone: Vec<T>,
    sums: Vec<T>,
}

impl<T> Default for Room<T> {
    fn default() -> Self {
        Self {
            zone: Vec::new(),
            sums: Vec::new(),
        }
    }
}

/// Whether any count reaches the least of interest. Without a branch inside, so that many are compared at once.
fn reaches<T: Count>(counts: &[T], least: &[T]) -> bool {
    let mut any = false;
    for (c, least) in counts.iter().zip(least) {
        any |= c >= least;
    }
    any
}
