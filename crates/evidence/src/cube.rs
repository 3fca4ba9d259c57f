//! The cube: every count that stands, by area, month and type, kept in memory. Every table and line is a slice of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use anyhow::Result;
use base::{Act, Desk, House};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::Month;
use crate::imports::{Import, store};
use crate::publishing::{self, Months, Rule, Told, WardTable};
use crate::recording::Recording;

/// The type that is never added to crimes: reports of anti-social behaviour are calls, not recorded offences.
pub const ASB: &str = "Anti-social behaviour";

/// Months from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
}

impl Period {
    /// "July 2017 to June 2018".
    #[must_use]
    pub fn words(self) -> String {
        crate::imports::months(self.first, self.last)
    }

    /// "the 12 months to June 2018", "June 2018".
    #[must_use]
    pub fn lately(self) -> String {
        match self.len() {
            1 => self.last.words(),
            months => format!("the {months} months to {}", self.last.words()),
        }
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from(self.last.plus(1).first_day() - self.first.first_day()).unwrap_or(0)
    }

    /// Its months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (self.first.number()..=self.last.number()).map(Month::from_number)
    }

    /// The months that lie in another as well.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        let both = Self {
            first: self.first.max(other.first),
            last: self.last.min(other.last),
        };
        (both.first <= both.last).then_some(both)
    }

    /// As many months, so many earlier, where all of them are among some others.
    #[must_use]
    pub fn earlier(self, months: i32, among: Self) -> Option<Self> {
        let before = Self {
            first: self.first.plus(-months),
            last: self.last.plus(-months),
        };
        let is_there = before.first >= among.first && before.first < self.first;
        is_there.then_some(before)
    }

    /// How many months it has.
    #[must_use]
    pub fn len(self) -> usize {
        usize::from(self.last.number() - self.first.number()) + 1
    }

    /// Never: a period has at least one month.
    #[must_use]
    pub fn is_empty(self) -> bool {
        false
    }
}

/// Works out what may be shown of the latest months, so that the first visitor does not wait for it.
///
/// # Errors
/// When the store cannot be read.
pub async fn release(house: &House) -> Result<()> {
    let mut desk = Desk::looking(house, Act::SeePublic).await?;
    let cube = cube(&mut desk).await?;
    let atlas = wards::atlas(&mut desk).await?;
    let (known, rule) = (
        cube.known(None, desk.today()),
        Rule::of(&desk.place().publishing),
    );
    drop(desk);
    if let Some(known) = known {
        cube.told(&atlas, &rule, known.last).await?;
    }
    Ok(())
}

/// Counts by month and type, month after month.
#[derive(Clone, Debug, Default)]
struct Table(Vec<u32>);

/// Counts of street crime that stand.
#[derive(Debug, Default)]
pub struct Cube {
    turn: (i64, i64),
    first: u16,
    covered: Vec<bool>,
    recording: Recording,
    kinds: Vec<String>,
    wards: BTreeMap<String, Table>,
    areas: BTreeMap<String, Table>,
    /// The months whose every import was counted on the small areas of today; nothing where none are loaded.
    with_areas: Option<HashSet<Month>>,
    outside: Table,
    no_location: Table,
    imports: Vec<Import>,
    covers: Vec<(i64, Month)>,
    left_out: usize,
    /// Counts as they were before months were restated, the newest version first.
    earlier: Vec<Was>,
    /// What may be shown of the windows of each run of months, by its first month. Working it out takes a second for a borough
    /// and a minute for a city.
    releases: tokio::sync::Mutex<HashMap<Month, Arc<Vec<WardTable>>>>,
}

/// What stood before a command restated something.
#[derive(Debug, Default)]
struct Was {
    /// By ward or small area, month and type.
    counts: HashMap<(String, Month, String), u64>,
    /// The newest month that stood then.
    newest: Option<Month>,
}

/// So much of all crime may be missing in one of two months that are held against each other: less than any change that is called.
const LITTLE: f64 = 0.02;

/// So many restatements back what was told is made again and audited with what stands now. A third makes the audit of a borough ten
/// times as slow and hides a quarter of what it tells.
const VERSIONS: usize = 2;

/// The cube, read again only after an import of evidence or of boundaries.
///
/// # Errors
/// When the store cannot be read.
pub async fn cube(desk: &mut Desk) -> Result<Arc<Cube>> {
    let turn = (desk.marked("evidence").await?, desk.marked("wards").await?);
    if let Some(kept) = desk.house().kept::<Cube>()
        && kept.turn == turn
    {
        return Ok(kept);
    }
    let current = crate::imports::current(desk.tx()).await?;
    let street: Vec<Import> = store::all(desk.tx())
        .await?
        .into_iter()
        .filter(|it| it.kind == "street")
        .collect();
    let all = street.iter().filter(|it| it.replaced_by.is_none()).count();
    // Counts on other boundaries are not ours: a code may mean another place now.
    let ours: Vec<Import> = street
        .into_iter()
        .filter(|it| it.stands_on(&current))
        .map(without_rejects)
        .collect();
    let when: HashMap<i64, DateTime<Utc>> =
        ours.iter().map(|it| (it.number, it.imported_at)).collect();
    let states = store::cover_states(desk.tx()).await?;
    let earlier = earlier(store::revised(desk.tx()).await?, &when, &states);
    let imports: Vec<Import> = ours
        .into_iter()
        .filter(|it| it.replaced_by.is_none())
        .collect();
    let small = current
        .iter()
        .find(|source| source.layer == wards::boundaries::Layer::SmallArea);
    let with_small: HashSet<i64> = imports
        .iter()
        .filter(|it| small.is_some_and(|source| it.version("small-area") == Some(&source.version)))
        .map(|it| it.number)
        .collect();
    let own = format!("street/{}", desk.place().force);
    let numbers: HashSet<i64> = imports.iter().map(|it| it.number).collect();
    // The place's own force says which months there are; a second force (railways) adds to them. Another force's files
    // alone would say "0 crimes" of a place they are not about.
    let own_numbers: HashSet<i64> = imports
        .iter()
        .filter(|it| it.series == own)
        .map(|it| it.number)
        .collect();
    let covers: Vec<(i64, Month)> = store::covers(desk.tx())
        .await?
        .into_iter()
        .filter(|(number, _)| numbers.contains(number))
        .collect();
    let counts: Vec<_> = store::street_counts(desk.tx())
        .await?
        .into_iter()
        .filter(|it| numbers.contains(&it.number))
        .collect();

    let mut cube = Cube {
        turn,
        earlier,
        left_out: all - imports.len(),
        imports,
        ..Cube::default()
    };
    let months: Vec<Month> = covers
        .iter()
        .filter(|(number, _)| own_numbers.contains(number))
        .map(|(_, month)| *month)
        .collect();
    cube.with_areas = small.map(|_| {
        let without: HashSet<Month> = covers
            .iter()
            .filter(|(number, _)| !with_small.contains(number))
            .map(|(_, month)| *month)
            .collect();
        months
            .iter()
            .copied()
            .filter(|month| !without.contains(month))
            .collect()
    });
    cube.covers = covers;
    let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else {
        return Ok(desk.house().keep(cube));
    };
    cube.first = first.number();
    cube.covered = vec![false; usize::from(last.number() - first.number()) + 1];
    for month in &months {
        cube.covered[usize::from(month.number() - first.number())] = true;
    }
    let mut kinds: Vec<String> = counts.iter().map(|it| it.kind.clone()).collect();
    kinds.sort();
    kinds.dedup();
    cube.kinds = kinds;
    let size = cube.covered.len() * cube.kinds.len();
    let fresh = || Table(vec![0; size]);
    (cube.outside, cube.no_location) = (fresh(), fresh());
    for it in counts {
        let Some(month) = it
            .month
            .number()
            .checked_sub(cube.first)
            .map(usize::from)
            .filter(|at| *at < cube.covered.len())
        else {
            continue;
        };
        let Ok(kind) = cube.kinds.binary_search(&it.kind) else {
            continue;
        };
        let table = match (it.layer.as_str(), it.area_code.as_str()) {
            ("ward", store::OUTSIDE) => &mut cube.outside,
            ("ward", store::NO_LOCATION) => &mut cube.no_location,
            ("ward", _) => cube.wards.entry(it.area_code).or_insert_with(fresh),
            ("small-area", store::OUTSIDE | store::NO_LOCATION) => continue,
            _ if with_small.contains(&it.number) => {
                cube.areas.entry(it.area_code).or_insert_with(fresh)
            }
            _ => continue,
        };
        let cell = &mut table.0[month * cube.kinds.len() + kind];
        *cell = cell.saturating_add(u32::try_from(it.counted).unwrap_or(u32::MAX));
    }
    cube.look_at_recording();
    Ok(desk.house().keep(cube))
}

/// What stood before each command that restated something, the newest first. A count that a newer one restated again is known in
/// the older version too.
fn earlier(
    revised: Vec<store::Revised>,
    when: &HashMap<i64, DateTime<Utc>>,
    states: &[(i64, Month, bool)],
) -> Vec<Was> {
    let mut versions: Vec<Was> = Vec::new();
    let mut of = None;
    for it in revised {
        // On other boundaries a code may mean another place.
        let Some(at) = when.get(&it.number) else {
            continue;
        };
        if of != Some(*at) {
            if versions.len() == VERSIONS {
                break;
            }
            of = Some(*at);
            let stood = |(number, month, _): &(i64, Month, bool)| {
                let before = when.get(number).is_some_and(|it| it < at);
                before.then_some(*month)
            };
            versions.push(Was {
                counts: versions
                    .last()
                    .map_or_else(HashMap::new, |it| it.counts.clone()),
                newest: states.iter().filter_map(stood).max(),
            });
        }
        if let Some(last) = versions.last_mut() {
            last.counts
                .insert((it.area_code, it.month, it.kind), it.was);
        }
    }
    versions
}

fn without_rejects(it: Import) -> Import {
    Import {
        rejects: Vec::new(),
        ..it
    }
}

/// The newest month that is known on a day: as [`Cube::known`] says.
pub(crate) fn last_known(
    newest: Month,
    as_of: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<Month> {
    let in_the_past = today < newest.plus(1).day();
    match as_of.or_else(|| in_the_past.then_some(today)) {
        None => Some(newest),
        Some(day) => Some(Month::of_day(day)?.plus(-2).min(newest)),
    }
}

/// The holes in a line of months, oldest first.
pub(crate) fn gaps(months: &[Month]) -> Vec<Period> {
    let pairs = months.iter().zip(months.iter().skip(1));
    pairs
        .filter(|(before, after)| before.plus(1) < **after)
        .map(|(before, after)| Period {
            first: before.plus(1),
            last: after.plus(-1),
        })
        .collect()
}

/// "December 2017 is not loaded".
#[must_use]
pub fn not_loaded(gap: Period) -> String {
    let are = if gap.len() == 1 { "is" } else { "are" };
    format!("{} {are} not loaded", gap.words())
}

/// Which part of the counts of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// All crime, without anti-social behaviour.
    Crime,
    /// One type, as published.
    Kind(&'a str),
    /// Every row, to show that the sums are whole.
    Everything,
}

impl Cube {
    /// The published types, in alphabetical order.
    #[must_use]
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The imports it rests on, newest first.
    #[must_use]
    pub fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// How many imports were counted on other boundaries and are left out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The newest month there is.
    #[must_use]
    pub fn newest(&self) -> Option<Month> {
        (0..self.covered.len())
            .rev()
            .find(|at| self.covered[*at])
            .map(|at| self.month(at))
    }

    /// Whether there is a file for a month.
    #[must_use]
    pub fn covers(&self, month: Month) -> bool {
        month
            .number()
            .checked_sub(self.first)
            .is_some_and(|at| self.covered.get(usize::from(at)) == Some(&true))
    }

    /// The first month there is a file for.
    #[must_use]
    pub fn oldest(&self) -> Option<Month> {
        self.newest().map(|_| self.month(0))
    }

    fn look_at_recording(&mut self) {
        let size = self.covered.len() * self.kinds.len();
        let add = |sums: &mut Vec<u64>, table: &Table| {
            for (sum, n) in sums.iter_mut().zip(&table.0) {
                *sum += u64::from(*n);
            }
        };
        let mut in_wards = vec![0; size];
        for table in self.wards.values() {
            add(&mut in_wards, table);
        }
        let mut rows = in_wards.clone();
        add(&mut rows, &self.outside);
        add(&mut rows, &self.no_location);
        self.recording = Recording::of(&self.covered, &self.kinds, &rows, &in_wards);
    }

    /// Whether the file of a month records a part: without it, or without a type in it, there is no count and no nought.
    #[must_use]
    pub fn records(&self, month: Month, part: Part<'_>) -> bool {
        let Some(at) = month.number().checked_sub(self.first).map(usize::from) else {
            return false;
        };
        match part {
            Part::Everything => self.covers(month),
            Part::Crime => self.recording.is_whole(at),
            Part::Kind(kind) => self
                .kinds
                .binary_search_by(|it| it.as_str().cmp(kind))
                .is_ok_and(|kind| self.recording.records(at, kind)),
        }
    }

    /// The months of a period whose files do not hold a part.
    #[must_use]
    pub fn unrecorded(&self, part: Part<'_>, period: Period) -> Vec<Month> {
        let months = period.months();
        months.filter(|month| !self.records(*month, part)).collect()
    }

    /// The end of a period from where on every file holds a part of these wards, and all crime of the same types.
    #[must_use]
    pub fn recorded(&self, part: Part<'_>, codes: &[&str], period: Period) -> Option<Period> {
        let alike = match part {
            Part::Crime => self.alike(codes, period),
            _ => vec![true; period.len()],
        };
        let months = period.months().zip(alike);
        let hole = months.filter(|(month, alike)| !alike || !self.records(*month, part));
        let first = hole.last().map_or(period.first, |(month, _)| month.plus(1));
        (first <= period.last).then_some(Period { first, ..period })
    }

    /// Of each month of a period, whether all crime of these wards is made of the types that it is made of in the last one, but for
    /// [`LITTLE`]. Types that were only renamed make up for each other.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn alike(&self, codes: &[&str], period: Period) -> Vec<bool> {
        let months: Vec<Month> = period.months().collect();
        let recorded = |part| -> Vec<bool> {
            let each = months.iter().map(|month| self.records(*month, part));
            each.collect()
        };
        let crimes = self.kinds.iter().filter(|kind| *kind != ASB);
        let crimes: Vec<(Part<'_>, Vec<bool>)> = crimes
            .map(|kind| (Part::Kind(kind), recorded(Part::Kind(kind))))
            .collect();
        let mut apart = vec![0.0; months.len()];
        // Nothing has to be counted where every file holds the same.
        if crimes
            .iter()
            .all(|(_, it)| it.iter().all(|now| Some(now) == it.last()))
        {
            return vec![true; months.len()];
        }
        let mut all = 0.0;
        for (part, recorded) in &crimes {
            let with = months.iter().zip(recorded).filter(|it| *it.1);
            let sum: u64 = with
                .clone()
                .flat_map(|(month, _)| codes.iter().map(|code| self.in_ward(code, *month, *part)))
                .sum();
            let mean = sum as f64 / with.count().max(1) as f64;
            all += mean;
            let last = recorded.last() == Some(&true);
            for (apart, recorded) in apart.iter_mut().zip(recorded) {
                if *recorded != last {
                    *apart += if last { mean } else { -mean };
                }
            }
        }
        let alike = apart.into_iter().map(|it: f64| it.abs() <= LITTLE * all);
        alike.collect()
    }

    /// The months without a file between the oldest and the newest, one run after the other.
    #[must_use]
    pub fn gaps(&self) -> Vec<Period> {
        gaps(&self.months())
    }

    /// The months with a file, oldest first.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        let all = (0..self.covered.len()).filter(|at| self.covered[*at]);
        all.map(|at| self.month(at)).collect()
    }

    fn month(&self, at: usize) -> Month {
        Month::from_number(self.first + u16::try_from(at).unwrap_or(u16::MAX - self.first))
    }

    /// The months without a gap that end with the newest one known on a day.
    ///
    /// The publisher puts a month out about two months later, so month M is known from the first day of month M + 2 on.
    /// Without a day everything that is loaded is known, unless the clock stands before the newest month is over: then
    /// the clock is set in the past (the demonstration's meetings), and the past must not know the future.
    #[must_use]
    pub fn known(&self, as_of: Option<NaiveDate>, today: NaiveDate) -> Option<Period> {
        let last = last_known(self.newest()?, as_of, today)?;
        let mut at = usize::from(last.number().checked_sub(self.first)?);
        while !*self.covered.get(at)? {
            at = at.checked_sub(1)?;
        }
        let last = self.month(at);
        while at > 0 && self.covered[at - 1] {
            at -= 1;
        }
        Some(Period {
            first: self.month(at),
            last,
        })
    }

    fn sum(&self, table: Option<&Table>, month: Month, part: Part<'_>) -> u64 {
        let width = self.kinds.len();
        let (Some(table), Some(at)) = (table, month.number().checked_sub(self.first)) else {
            return 0;
        };
        let Some(row) = table
            .0
            .get(usize::from(at) * width..(usize::from(at) + 1) * width)
        else {
            return 0;
        };
        let counts = self.kinds.iter().zip(row).filter(|(kind, _)| match part {
            Part::Everything => true,
            Part::Crime => kind.as_str() != ASB,
            Part::Kind(wanted) => kind.as_str() == wanted,
        });
        counts.map(|(_, n)| u64::from(*n)).sum()
    }

    /// The count of a ward in a month.
    #[must_use]
    pub fn in_ward(&self, code: &str, month: Month, part: Part<'_>) -> u64 {
        self.sum(self.wards.get(code), month, part)
    }

    /// The count of a small area in a month.
    #[must_use]
    pub fn in_area(&self, code: &str, month: Month, part: Part<'_>) -> u64 {
        self.sum(self.areas.get(code), month, part)
    }

    /// Whether every month of a period was counted on the small areas of today. A sum over some of them would be wrong.
    #[must_use]
    pub fn has_small_areas(&self, period: Period) -> bool {
        self.months_without_areas(period) == Some(0)
    }

    /// How many months of a period were not counted on the small areas of today; nothing where none are loaded.
    #[must_use]
    pub fn months_without_areas(&self, period: Period) -> Option<usize> {
        let counted = self.with_areas.as_ref()?;
        Some(
            period
                .months()
                .filter(|month| !counted.contains(month))
                .count(),
        )
    }

    /// All rows of a period: in the wards, outside them, without a location.
    #[must_use]
    pub fn rows(&self, period: Period) -> [u64; 3] {
        let sum = |table: &Table| {
            period
                .months()
                .map(|month| self.sum(Some(table), month, Part::Everything))
                .sum::<u64>()
        };
        [
            self.wards.values().map(sum).sum(),
            sum(&self.outside),
            sum(&self.no_location),
        ]
    }

    /// The imports that stand for a period, newest first.
    pub fn sources(&self, period: Period) -> impl Iterator<Item = &Import> {
        let numbers: HashSet<i64> = self
            .covers
            .iter()
            .filter(|(_, month)| (period.first..=period.last).contains(month))
            .map(|(number, _)| *number)
            .collect();
        self.imports
            .iter()
            .filter(move |it| numbers.contains(&it.number))
    }

    /// What may be shown of the window that ends with the last month of a run, ward by type: of twelve months, or of as many as
    /// the run has. Nothing for a month that was not counted.
    ///
    /// # Errors
    /// When the program is stopping.
    pub async fn told(
        &self,
        atlas: &wards::Atlas,
        rule: &Rule,
        last: Month,
    ) -> Result<Option<Told>> {
        let Some(run) = self.run_around(last) else {
            return Ok(None);
        };
        // Whoever comes meanwhile waits for the first one; whoever asks for something else does not.
        let mut kept = self.releases.lock().await;
        let tables = if let Some(tables) = kept.get(&run.first) {
            Arc::clone(tables)
        } else {
            let (months, rule) = (self.months_of(atlas, run), rule.clone());
            let all = tokio::task::spawn_blocking(move || publishing::releases(&months, &rule));
            let all = Arc::new(all.await?);
            kept.insert(run.first, Arc::clone(&all));
            all
        };
        let at = last.number().checked_sub(run.first.number());
        Ok(at.and_then(|at| Told::up_to(tables, usize::from(at))))
    }

    /// The months without a gap before and after one.
    fn run_around(&self, month: Month) -> Option<Period> {
        let at = usize::from(month.number().checked_sub(self.first)?);
        if !*self.covered.get(at)? {
            return None;
        }
        let first = (0..=at).rev().take_while(|at| self.covered[*at]).last()?;
        let last = (at..self.covered.len())
            .take_while(|at| self.covered[*at])
            .last()?;
        Some(Period {
            first: self.month(first),
            last: self.month(last),
        })
    }

    fn months_of(&self, atlas: &wards::Atlas, run: Period) -> Months {
        let wards: Vec<String> = atlas.wards.iter().map(|ward| ward.code.clone()).collect();
        let line = |table: Option<&Table>, part: Part<'_>| -> Vec<u64> {
            run.months()
                .map(|month| self.sum(table, month, part))
                .collect()
        };
        let counts: publishing::Counts = wards
            .iter()
            .map(|code| {
                self.kinds
                    .iter()
                    .map(|kind| line(self.wards.get(code), Part::Kind(kind)))
                    .collect()
            })
            .collect();
        let areas: Vec<(String, usize)> = wards
            .iter()
            .enumerate()
            .flat_map(|(at, code)| atlas.inside(code).map(move |area| (area.code.clone(), at)))
            .collect();
        let in_areas: Vec<Vec<u64>> = areas
            .iter()
            .map(|(code, _)| line(self.areas.get(code), Part::Crime))
            .collect();
        // All crime of a small area as it was: what is now, but for the types that were restated.
        let crimes: Vec<&String> = self.kinds.iter().filter(|kind| *kind != ASB).collect();
        let area_was = |was: &HashMap<_, u64>, code: &String| -> Vec<u64> {
            run.months()
                .map(|month| {
                    let counted = crimes.iter().map(|kind| {
                        let key = (code.clone(), month, (*kind).clone());
                        let now = || self.sum(self.areas.get(code), month, Part::Kind(kind));
                        was.get(&key).copied().unwrap_or_else(now)
                    });
                    counted.sum()
                })
                .collect()
        };
        let mut earlier = Vec::new();
        for Was {
            counts: was,
            newest,
        } in self.earlier.iter().rev()
        {
            let mut old = counts.clone();
            for (code, row) in wards.iter().zip(&mut old) {
                for (kind, line) in self.kinds.iter().zip(row) {
                    for (month, n) in run.months().zip(line) {
                        let key = (code.clone(), month, kind.clone());
                        *n = was.get(&key).copied().unwrap_or(*n);
                    }
                }
            }
            let old_areas = areas.iter().map(|(code, _)| area_was(was, code)).collect();
            let stood = |month: &Month| newest.is_some_and(|newest| *month <= newest);
            let it = publishing::Earlier {
                counts: old,
                in_areas: old_areas,
                months: run.months().take_while(stood).count(),
            };
            if it.months > 0 && (it.counts != counts || it.in_areas != in_areas) {
                earlier.push(it);
            }
        }
        let parts = self.kinds.iter().map(|kind| Part::Kind(kind));
        let parts = parts.enumerate().map(|(at, part)| (Some(at), part));
        let unrecorded = parts
            .chain([(None, Part::Crime)])
            .flat_map(|(kind, part)| {
                let months = run.months().enumerate();
                let missing = months.filter(move |(_, month)| !self.records(*month, part));
                missing.map(move |(at, _)| (at, kind))
            })
            .collect();
        Months {
            unrecorded,
            wards,
            kinds: self.kinds.clone(),
            counts,
            earlier,
            areas,
            in_areas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_months(first: &str, covered: &[bool]) -> Cube {
        let first: Month = first.parse().unwrap();
        Cube {
            first: first.number(),
            covered: covered.to_vec(),
            ..Cube::default()
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_known_two_months_later() {
        let cube = with_months("2024-01", &[true; 12]);
        let last = |as_of: Option<&str>, today: &str| {
            cube.known(as_of.map(day), day(today))
                .map(|p| p.last.to_string())
        };
        assert_eq!(
            last(Some("2024-08-31"), "2026-01-01").as_deref(),
            Some("2024-06")
        );
        assert_eq!(
            last(Some("2024-09-01"), "2026-01-01").as_deref(),
            Some("2024-07")
        );
        assert_eq!(last(None, "2026-01-01").as_deref(), Some("2024-12"));
        assert_eq!(last(None, "2025-01-01").as_deref(), Some("2024-12"));
        assert_eq!(
            last(None, "2024-12-31").as_deref(),
            Some("2024-10"),
            "the clock is set in the past"
        );
        assert_eq!(
            last(Some("2024-02-01"), "2026-01-01"),
            None,
            "nothing was known yet"
        );
    }

    #[test]
    fn a_gap_ends_the_run_of_months() {
        let cube = with_months("2024-01", &[true, false, true, true]);
        let run = cube.known(None, day("2025-01-01")).unwrap();
        assert_eq!(
            (
                run.first.to_string().as_str(),
                run.last.to_string().as_str()
            ),
            ("2024-03", "2024-04")
        );
        assert_eq!((run.len(), run.days()), (2, 61));
        assert!(Cube::default().known(None, day("2025-01-01")).is_none());
    }
}
