//! What a reader knows who has read every release: the audit's side of it.

use statistics::{Attack, attack::Known};

use super::audit::Past;
use super::version::{Shape, Version};
use super::{LINE, Place, Shown, WardTable, YEAR, small, window};

/// A small count that must not be worked out, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Guard {
    cell: usize,
    place: Place,
    minimum: u64,
}

impl Guard {
    /// Whether it is known, or nearly: what it can be must be at least as wide as the smallest count told.
    fn is_lost(&self, attack: &Attack) -> bool {
        let (low, high) = attack.between(self.cell);
        high.is_some_and(|high| high < low + self.minimum)
    }
}

/// The unknowns of a place: one for each month, one for each window.
#[derive(Clone, Debug, Default)]
struct Series {
    counts: Vec<u64>,
    months: Vec<usize>,
    windows: Vec<usize>,
    /// The latest window that was told.
    told: Option<usize>,
    /// By how much a month that was restated has more now; so for each window.
    month_steps: Vec<Step>,
    window_steps: Vec<Step>,
}

/// How much more there is now, where it is not the same: an unknown that is [`NOUGHT`] higher, because it may be less.
type Step = Option<usize>;

/// More than any count.
const NOUGHT: i64 = 1 << 32;

impl Series {
    /// A window less an earlier one: the months that came less those that went.
    fn moved_on(&self, then: usize, at: usize) -> Vec<(usize, i64)> {
        let first = *window(at).start();
        let gone = &self.months[(then + 1).saturating_sub(YEAR)..first];
        let come = &self.months[then + 1..=at];
        let come = come.iter().map(|it| (*it, -1));
        let gone = gone.iter().map(|it| (*it, 1));
        let windows = [(self.windows[at], 1), (self.windows[then], -1)];
        come.chain(gone).chain(windows).collect()
    }
}

/// A reader. What stood before months were restated has unknowns of its own only where it differs from what stands.
pub(super) struct Reader<'a> {
    shape: &'a Shape,
    /// The smallest count told of each place.
    minimums: Vec<u64>,
    attack: Attack,
    guards: Vec<Guard>,
    now: Vec<Series>,
    past: Vec<Vec<Series>>,
    /// How many months it knows of.
    months: usize,
}

/// How much was known at a moment.
pub(super) struct Before(Known, usize);

impl<'a> Reader<'a> {
    /// A reader who has read all that was told before months were restated, and how the counts that stand hang with it.
    pub fn looking_back(
        shape: &'a Shape,
        minimums: Vec<u64>,
        now: &Version,
        past: &[Past],
    ) -> Self {
        let nothing = || vec![Series::default(); shape.places.len()];
        let mut it = Self {
            shape,
            minimums,
            attack: Attack::default(),
            guards: Vec::new(),
            now: nothing(),
            past: past.iter().map(|_| nothing()).collect(),
            months: 0,
        };
        let longest = past.iter().map(|it| it.tables.len()).max();
        for at in 0..longest.unwrap_or(0) {
            it.month(at, now, past);
        }
        it.attack.run();
        it.give_up();
        it
    }

    /// What is known already nothing can hide again.
    fn give_up(&mut self) {
        let attack = &self.attack;
        self.guards.retain(|guard| !guard.is_lost(attack));
    }

    /// A month comes in, where it has not: how its counts and the sums that end with it hang together, and what was told of it before it was restated.
    pub fn month(&mut self, at: usize, now: &Version, past: &[Past]) {
        if at < self.months {
            return;
        }
        self.months = at + 1;
        let mut series = std::mem::take(&mut self.now);
        self.add(at, now, &mut series, &[]);
        for (before, past) in past.iter().enumerate() {
            if at >= past.tables.len() {
                continue;
            }
            let mut all = std::mem::take(&mut self.past);
            let mut was = std::mem::take(&mut all[before]);
            let mut beside: Vec<&[Series]> = vec![&series];
            beside.extend(all[..before].iter().map(Vec::as_slice));
            self.add(at, &past.version, &mut was, &beside);
            self.steps(at, [&past.version, now], &mut was, &beside);
            self.moves_on(at, &was);
            self.tells(at, &past.version, &past.tables[at], &was, Some(&series));
            Self::note(at, &past.tables[at], self.shape, &mut was);
            all[before] = was;
            self.past = all;
        }
        self.now = series;
    }

    /// The unknowns of a month and of the window that ends with it; those of `beside` where the counts are the same.
    fn add(&mut self, at: usize, it: &Version, series: &mut [Series], beside: &[&[Series]]) {
        let from = *window(at).start();
        for (n, place) in self.shape.places.iter().enumerate() {
            let line = it.line(n);
            let known = beside.iter().map(|known| &known[n]);
            let mut known = known.filter(|it| it.counts.len() > at);
            let same = known.clone().find(|it| it.counts[at] == line[at]);
            let cell = match same {
                Some(known) => known.months[at],
                None => {
                    let cell = self.attack.cell(0, None);
                    self.guard(cell, *place, line[at]);
                    cell
                }
            };
            let own = &mut series[n];
            own.months.push(cell);
            own.counts.push(line[at]);
            let same = known.find(|it| it.months[from..=at] == own.months[from..]);
            if let Some(known) = same {
                own.windows.push(known.windows[at]);
                continue;
            }
            // In short windows all is hidden, noughts too. Later they are shown, but where a month was restated: a reader is taken to
            // know even then which hidden counts are none.
            let sum: u64 = line[from..=at].iter().sum();
            let least = if at + 1 < YEAR { 0 } else { sum.min(1) };
            let window = self.attack.cell(least, None);
            let months = own.months[from..].iter().map(|it| (*it, 1));
            let mut sums: Vec<Vec<_>> = vec![months.chain([(window, -1)]).collect()];
            own.windows.push(window);
            if let Some(before) = at.checked_sub(1) {
                sums.push(own.moved_on(before, at));
            }
            for parts in sums {
                self.attack.sum(parts, 0);
            }
        }
        for (kind, from) in it.silent(at, self.shape) {
            let wards = (0..self.shape.wards).map(|ward| Place::Cell(ward, kind));
            for place in wards.chain([Place::Kind(kind)]) {
                for month in &series[self.shape.at(place)].months[from..=at] {
                    self.attack.is(*month, 0);
                }
            }
        }
        let is_known = |n: usize, of: &dyn Fn(&Series) -> Option<usize>| {
            let now = beside.first();
            now.is_some_and(|known| of(&known[n]) == of(&series[n]))
        };
        let (month, whole) = (
            |it: &Series| it.months.get(at).copied(),
            |it: &Series| it.windows.get(at).copied(),
        );
        self.add_up(
            it,
            at..=at,
            |n| series[n].months[at],
            |n| is_known(n, &month),
        );
        self.add_up(
            it,
            window(at),
            |n| series[n].windows[at],
            |n| is_known(n, &whole),
        );
    }

    /// What was restated, month by month and window by window: the steps hang together as the counts do, and whatever is hidden and the
    /// same in both is not in them.
    fn steps(&mut self, at: usize, its: [&Version; 2], was: &mut [Series], beside: &[&[Series]]) {
        let from = *window(at).start();
        for (n, was) in was.iter_mut().enumerate() {
            let Some((now, past)) = beside.split_first() else {
                continue;
            };
            let (now, past) = (&now[n], past.iter().map(|it| &it[n]));
            let month = past
                .clone()
                .find(|it| it.months.get(at) == Some(&was.months[at]));
            let whole = past
                .clone()
                .find(|it| it.windows.get(at) == Some(&was.windows[at]));
            let known = [
                month.map(|it| it.month_steps[at]),
                whole.map(|it| it.window_steps[at]),
            ];
            let mut step = |was: usize, now: usize, known: Option<Step>| {
                if let Some(step) = known {
                    return step;
                }
                (was != now).then(|| {
                    let step = self.attack.cell(0, None);
                    let parts = vec![(now, 1), (was, -1), (step, -1)];
                    self.attack.sum(parts, -NOUGHT);
                    step
                })
            };
            was.month_steps
                .push(step(was.months[at], now.months[at], known[0]));
            was.window_steps
                .push(step(was.windows[at], now.windows[at], known[1]));
            if let Some(window) = was.window_steps[at] {
                let months = was.month_steps[from..].iter().flatten();
                let parts: Vec<_> = months.map(|it| (*it, 1)).chain([(window, -1)]).collect();
                let noughts = i64::try_from(parts.len()).unwrap_or(0) - 2;
                self.attack.sum(parts, NOUGHT * noughts);
            }
        }
        let [was_counted, counted] = its;
        for (months, steps) in [
            (
                at..=at,
                was.iter()
                    .map(|it| it.month_steps[at])
                    .collect::<Vec<Step>>(),
            ),
            (
                window(at),
                was.iter().map(|it| it.window_steps[at]).collect(),
            ),
        ] {
            let is_whole = |ward| {
                was_counted.is_whole(ward, months.clone()) && counted.is_whole(ward, months.clone())
            };
            for (parts, all) in self.shape.sums(is_whole) {
                let parts = parts.iter().filter_map(|n| Some((steps[*n]?, 1)));
                let parts: Vec<_> = parts.chain(steps[all].map(|it| (it, -1))).collect();
                let noughts: i64 = parts.iter().map(|(_, times)| *times).sum();
                if !parts.is_empty() {
                    self.attack.sum(parts, NOUGHT * noughts);
                }
            }
        }
    }

    /// Rows, columns and the whole, of these months; but what is known already.
    fn add_up(
        &mut self,
        it: &Version,
        months: std::ops::RangeInclusive<usize>,
        of: impl Fn(usize) -> usize,
        is_known: impl Fn(usize) -> bool,
    ) {
        for (parts, all) in self.shape.sums(|ward| it.is_whole(ward, months.clone())) {
            if parts.iter().chain([&all]).all(|n| is_known(*n)) {
                continue;
            }
            let parts = parts.iter().map(|n| (of(*n), 1));
            self.attack.sum(parts.chain([(of(all), -1)]).collect(), 0);
        }
    }

    /// What a table tells.
    fn tells(
        &mut self,
        at: usize,
        it: &Version,
        table: &WardTable,
        series: &[Series],
        beside: Option<&[Series]>,
    ) {
        for (n, place) in self.shape.places.iter().enumerate() {
            let own = &series[n];
            match table.shown(*place) {
                Shown::Count(count) => self.attack.is(own.windows[at], count),
                Shown::Hidden | Shown::Unrecorded => {
                    if beside.is_none_or(|known| known[n].windows[at] != own.windows[at]) {
                        self.guard(own.windows[at], *place, it.sum(n, at));
                    }
                }
            }
            if table.draws(*place) {
                let from = (at + 1).saturating_sub(LINE);
                for (month, count) in it.line(n)[..=at].iter().enumerate().skip(from) {
                    self.attack.is(own.months[month], *count);
                }
            }
        }
    }

    fn guard(&mut self, cell: usize, place: Place, count: u64) {
        let minimum = self.minimums[self.shape.at(place)];
        let guard = Guard {
            cell,
            place,
            minimum,
        };
        if small(count, minimum) && !guard.is_lost(&self.attack) {
            self.guards.push(guard);
        }
    }

    fn note(at: usize, table: &WardTable, shape: &Shape, series: &mut [Series]) {
        for (series, place) in series.iter_mut().zip(&shape.places) {
            if table.shown(*place) != Shown::Hidden {
                series.told = Some(at);
            }
        }
    }

    /// Windows move on from the last ones that were told, months ago perhaps.
    fn moves_on(&mut self, at: usize, series: &[Series]) {
        for own in series {
            if let Some(then) = own.told
                && then + 1 < at
            {
                self.attack.sum(own.moved_on(then, at), 0);
            }
        }
    }

    /// What is known before anything is told of a month.
    pub fn before(&mut self, at: usize) -> Before {
        let series = std::mem::take(&mut self.now);
        self.moves_on(at, &series);
        self.now = series;
        self.attack.run();
        self.give_up();
        Before(self.attack.known(), self.guards.len())
    }

    /// Forgets what came after.
    pub fn back_to(&mut self, before: &Before) {
        self.attack.back_to(&before.0);
        self.guards.truncate(before.1);
    }

    /// Reads a release: the small counts that are known then, or nearly. And whether the audit came to its end.
    pub fn reads(&mut self, at: usize, now: &Version, table: &WardTable) -> (Vec<Place>, bool) {
        let series = std::mem::take(&mut self.now);
        self.tells(at, now, table, &series, None);
        self.now = series;
        let is_sure = self.attack.run();
        let lost = self.guards.iter().filter(|it| it.is_lost(&self.attack));
        (lost.map(|it| it.place).collect(), is_sure)
    }

    /// A release stands.
    pub fn stands(&mut self, at: usize, table: &WardTable) {
        Self::note(at, table, self.shape, &mut self.now);
        self.give_up();
    }
}
