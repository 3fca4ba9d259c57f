//! What was recorded, incident by incident, in memory: the questions of the police data interface are answered from it.
//!
//! It holds the latest 36 months of every file that stands, and older crimes only where an outcome of those months speaks
//! of them. Stops are held for 36 months of their own as well, because their files may come earlier or later. A row is some sixty bytes; texts and points are kept once. The points are those the publisher snapped to:
//! nothing is moved and nothing is added.
//!
//! - A crime's `id` is made of its month, its force and its row among the rows of that month, so the same file gives the
//!   same numbers after every import; a restated month may number anew.
//! - A point's `street.id` is made of the point and its name, so it is the same after every import.
//! - The date of a crime's `outcome_status` is the month an outcomes file records that outcome for its id; the month of the
//!   crime where no file does.

mod build;
mod files;
mod named;
mod places;
mod read;
mod rows;
mod source;
mod tally;
mod write;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use anyhow::Result;
use base::House;

pub use named::{Named, ready};
pub use places::Area;
pub use source::Source;

use crate::Month;
use crate::imports::store;
use crate::police_uk::words;
use crate::publishing::Rule;
use places::Places;
use read::Id;
use rows::{Crime, Monthly, Outcome, Stop};
use source::Sources;
use write::Pieces;

/// How many months are answered for.
pub const WINDOW: i32 = 36;

/// The kinds of files.
pub const KINDS: [&str; 3] = ["street", "outcomes", "stop-and-search"];

/// Everything recorded.
#[derive(Debug)]
pub struct Recorded {
    turn: i64,
    own: String,
    window: Option<(Month, Month)>,
    stop_window: Option<(Month, Month)>,
    forces: BTreeMap<String, u16>,
    sources: Vec<Source>,
    places: Places,
    crimes: Monthly<Crime>,
    outcomes: Monthly<Outcome>,
    stops: Monthly<Stop>,
    /// Short ids in order, with the crime.
    by_id: Vec<(u64, u32)>,
    /// The first crime of an id with an outcome, in order of the outcomes' months.
    of_crime: Vec<(u32, u32)>,
    /// Outcomes of a month whose crime is in no file that was imported.
    strangers: BTreeMap<Month, u32>,
    pieces: Pieces,
    /// Ids of crimes of sensitive types: what became of them is kept back like the crimes themselves.
    kept_back: HashSet<Id>,
    archives: files::Archives,
}

/// Which rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Where {
    /// Inside an area.
    In(Area),
    /// At the point of a number.
    At(u32),
    /// At the published point nearest to a place.
    Nearest {
        /// Degrees north.
        lat: f64,
        /// Degrees east.
        lon: f64,
    },
    /// Without a point, of a force.
    Nowhere(String),
    /// All of a force.
    Force(String),
}

/// A list as an answer, with how many rows it has.
#[derive(Debug)]
pub struct List {
    /// JSON.
    pub body: Vec<u8>,
    /// Rows.
    pub many: usize,
}

/// More rows than are given out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany(pub usize);

fn list<'a, T: 'a>(
    rows: &[&'a T],
    size: usize,
    mut write: impl FnMut(&mut Vec<u8>, &'a T),
) -> List {
    let mut body = Vec::with_capacity(rows.len() * size + 2);
    body.push(b'[');
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        write(&mut body, row);
    }
    body.push(b']');
    List {
        body,
        many: rows.len(),
    }
}

impl Recorded {
    fn empty(turn: i64, own: String, rule: Rule, sources: Sources) -> Self {
        Self {
            turn,
            own,
            window: None,
            stop_window: None,
            forces: BTreeMap::new(),
            sources: sources.all,
            places: Places::default(),
            crimes: Monthly::none(),
            outcomes: Monthly::none(),
            stops: Monthly::none(),
            by_id: Vec::new(),
            of_crime: Vec::new(),
            strangers: BTreeMap::new(),
            pieces: Pieces::new(rule),
            kept_back: HashSet::new(),
            archives: files::Archives::default(),
        }
    }

    /// Gives each crime the month its outcome was recorded in.
    fn date_outcomes(&mut self) {
        let mut dates = Vec::new();
        for (first, at) in &self.of_crime {
            let it = &self.outcomes.rows()[*at as usize];
            let id = &self.crimes.rows()[*first as usize].id;
            for crime in build::of_id(&self.by_id, self.crimes.rows(), id) {
                if self.crimes.rows()[crime as usize].outcome == it.code {
                    dates.push((crime, it.month));
                }
            }
        }
        // In order of month: the latest one stays.
        for (crime, month) in dates {
            self.crimes.rows_mut()[crime as usize].outcome_month = month;
        }
    }

    /// The newest month and the oldest one that are answered for.
    #[must_use]
    pub fn window(&self) -> Option<(Month, Month)> {
        self.window
    }

    /// The months of the window with crimes, newest first.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        let Some((first, last)) = self.window else {
            return Vec::new();
        };
        let all = (first.number()..=last.number())
            .rev()
            .map(Month::from_number);
        all.filter(|month| self.forces_of("street", *month).next().is_some())
            .collect()
    }

    /// The forces with a file of a kind for a month.
    pub fn forces_of(&self, kind: &str, month: Month) -> impl Iterator<Item = &str> {
        self.sources
            .iter()
            .filter(move |it| it.kind == kind && it.months.contains(&month))
            .map(|it| it.force.as_str())
    }

    /// The files that stand.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The place's own force and every force with a file, in alphabetical order.
    #[must_use]
    pub fn forces(&self) -> Vec<String> {
        let files = self.sources.iter().map(|it| it.force.clone());
        let mut all: Vec<String> = files.chain([self.own.clone()]).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The place's own force.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.own
    }

    /// Whether there is such a force.
    #[must_use]
    pub fn knows_force(&self, force: &str) -> bool {
        force == self.own
            || words::FORCES.contains(&force)
            || self.sources.iter().any(|it| it.force == force)
    }

    /// The months of the window that a force has no file of a kind for.
    #[must_use]
    pub fn missing(&self, kind: &str, force: &str) -> Vec<Month> {
        let Some((first, last)) = self.window else {
            return Vec::new();
        };
        (first.number()..=last.number())
            .map(Month::from_number)
            .filter(|month| !self.forces_of(kind, *month).any(|it| it == force))
            .collect()
    }

    /// How many outcomes of a month are about crimes that no imported file holds.
    #[must_use]
    pub fn strangers(&self, month: Month) -> u32 {
        self.strangers.get(&month).copied().unwrap_or(0)
    }

    /// Whether a number is one of a published point.
    #[must_use]
    pub fn knows_point(&self, number: u32) -> bool {
        self.places.of_number(number).is_some()
    }

    /// Whether any crime is of a category's word.
    #[must_use]
    pub fn knows_category(&self, word: &str) -> bool {
        let known = self.pieces.category_of(word);
        known.is_some_and(|it| !self.pieces.keeps_back(it))
    }

    fn places_of(&self, wanted: &Where) -> Option<Vec<u32>> {
        match wanted {
            Where::In(area) => Some(self.places.of(area)),
            Where::At(number) => Some(self.places.of_number(*number).into_iter().collect()),
            Where::Nearest { lat, lon } => Some(self.places.nearest(*lat, *lon)),
            Where::Nowhere(_) | Where::Force(_) => None,
        }
    }

    fn force(&self, force: &str) -> Option<u16> {
        self.forces.get(force).copied()
    }

    /// Whether a crime is passed on by itself: not where its type is sensitive, because counts of those are hidden.
    fn is_given_out(&self, it: &Crime) -> bool {
        !self.pieces.keeps_back(it.category)
    }

    /// Crimes of a month; of one category where one is named and known.
    ///
    /// # Errors
    /// When there are more than `most`.
    pub fn crimes(
        &self,
        month: Month,
        wanted: &Where,
        category: Option<&str>,
        most: usize,
    ) -> Result<List, TooMany> {
        // A category without a crime in any month is no other category: it has none.
        let category = match category {
            None => None,
            Some(word) => match self.pieces.category_of(word) {
                Some(known) => Some(known),
                None => return Ok(list::<Crime>(&[], 0, |_, _| ())),
            },
        };
        let of_category = |it: &&Crime| {
            self.is_given_out(it) && category.is_none_or(|category| it.category == category)
        };
        let rows: Vec<&Crime> = match (self.places_of(wanted), wanted) {
            (Some(places), _) => {
                let mut all = self.crimes.at(month, &places);
                all.retain(of_category);
                all
            }
            (None, Where::Nowhere(force)) => {
                let force = self.force(force);
                let all = self.crimes.nowhere(month).iter();
                all.filter(|it| Some(it.force) == force)
                    .filter(of_category)
                    .collect()
            }
            (None, _) => Vec::new(),
        };
        if rows.len() > most {
            return Err(TooMany(rows.len()));
        }
        Ok(list(&rows, 420, |out, it| {
            self.pieces.crime(out, &self.places, it, true);
        }))
    }

    /// Outcomes recorded in a month.
    ///
    /// # Errors
    /// When there are more than `most`.
    pub fn outcomes(&self, month: Month, wanted: &Where, most: usize) -> Result<List, TooMany> {
        let places = self.places_of(wanted).unwrap_or_default();
        let mut rows: Vec<&Outcome> = self.outcomes.at(month, &places);
        rows.retain(|it| self.is_given_out(&self.crimes.rows()[it.crime as usize]));
        if rows.len() > most {
            return Err(TooMany(rows.len()));
        }
        Ok(list(&rows, 520, |out, it| {
            let crime = &self.crimes.rows()[it.crime as usize];
            self.pieces.outcome_of(out, &self.places, it, Some(crime));
        }))
    }

    /// A crime with everything that became of it, in order of months; nothing where no crime has the id.
    #[must_use]
    pub fn outcomes_for(&self, id: &str) -> Option<Vec<u8>> {
        let id = Id::asked(id)?;
        let first = build::of_id(&self.by_id, self.crimes.rows(), &id).next()?;
        let mut body = b"{\"crime\":".to_vec();
        let crime = &self.crimes.rows()[first as usize];
        if !self.is_given_out(crime) {
            return None;
        }
        self.pieces.crime(&mut body, &self.places, crime, false);
        body.extend_from_slice(b",\"outcomes\":");
        let from = self.of_crime.partition_point(|(crime, _)| *crime < first);
        let rows: Vec<&Outcome> = self.of_crime[from..]
            .iter()
            .take_while(|(crime, _)| *crime == first)
            .map(|(_, at)| &self.outcomes.rows()[*at as usize])
            .collect();
        let outcomes = list(&rows, 120, |out, it| {
            self.pieces.outcome_of(out, &self.places, it, None);
        });
        body.extend_from_slice(&outcomes.body);
        body.push(b'}');
        Some(body)
    }

    /// Stops of a month.
    #[must_use]
    pub fn stops(&self, month: Month, wanted: &Where) -> List {
        let rows: Vec<&Stop> = match (self.places_of(wanted), wanted) {
            (Some(places), _) => self.stops.at(month, &places),
            (None, Where::Nowhere(force) | Where::Force(force)) => {
                let of = self.force(force);
                let all = match wanted {
                    Where::Nowhere(_) => self.stops.nowhere(month),
                    _ => self.stops.of(month),
                };
                all.iter().filter(|it| Some(it.force) == of).collect()
            }
            (None, _) => Vec::new(),
        };
        list(&rows, 700, |out, it| {
            self.pieces.stop_of(out, &self.places, it);
        })
    }
}

/// The memory of a house, and when it was last compared with the store.
#[derive(Default)]
struct Shelf {
    now: RwLock<Option<Arc<Recorded>>>,
    /// The store's turn and the second of that look.
    looked: Mutex<(u64, i64)>,
    building: tokio::sync::Mutex<()>,
}

impl Shelf {
    /// One for a house, even when two questions come first at once.
    fn of(house: &House) -> Arc<Self> {
        static MAKING: Mutex<()> = Mutex::new(());
        if let Some(shelf) = house.kept::<Self>() {
            return shelf;
        }
        let _one = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        house
            .kept::<Self>()
            .unwrap_or_else(|| house.keep(Self::default()))
    }

    fn kept(&self) -> Option<Arc<Recorded>> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        now.clone()
    }

    /// Whether it is time to look: this program has written since, or a second went by, in which another one may have.
    fn is_due(&self, house: &House) -> bool {
        let now = (house.db().turn(), house.clock().now().timestamp());
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *looked, now) != now
    }
}

/// What was recorded. After an import the first question waits for the memory to be built anew; every other one is
/// answered from the memory there is.
///
/// # Errors
/// When the store or a snapshot cannot be read.
pub async fn recorded(house: &House) -> Result<Arc<Recorded>> {
    let shelf = Shelf::of(house);
    if let Some(kept) = shelf.kept() {
        if !shelf.is_due(house) {
            return Ok(kept);
        }
        let turn = {
            let mut tx = house.db().reading().await?;
            store::turn(&mut tx).await?
        };
        if turn == kept.turn {
            return Ok(kept);
        }
        let Ok(_one) = shelf.building.try_lock() else {
            return Ok(kept);
        };
        return built(house, &shelf).await;
    }
    let _one = shelf.building.lock().await;
    match shelf.kept() {
        Some(kept) => Ok(kept),
        None => built(house, &shelf).await,
    }
}

async fn built(house: &House, shelf: &Shelf) -> Result<Arc<Recorded>> {
    let (turn, sources) = Sources::of(house).await?;
    let own = house.place().force.clone();
    let rule = Rule::of(&house.place().publishing);
    let fresh =
        tokio::task::spawn_blocking(move || build::build(turn, own, rule, sources)).await??;
    let fresh = Arc::new(fresh);
    *shelf.now.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
    Ok(fresh)
}
