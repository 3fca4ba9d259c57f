//! What an analyst asks: what, where, which months, compared with what, on which grid.

use base::{Act, Desk, On, OrNotFound as _, Stop};
use wards::{Atlas, Ward};

use super::months::{Asked, usual_many};
use super::scene::Stock;
use crate::Month;
use crate::cube::{ASB, Cube, Part, Period};
use crate::police_uk::words::slug;
use crate::unit::Unit;

base::words! {
    /// What the months are held against.
    pub enum Against {
        LastYear = "last-year" / "The same months a year before",
        Previous = "previous" / "The months just before",
        Similar = "similar" / "Similar wards",
    }
}

/// What may be counted in, the usual first. Published points are some 100 to 300 metres from where it happened, so no cell is smaller.
pub const UNITS: [Unit; 9] = [
    Unit::Squares(300),
    Unit::Squares(400),
    Unit::Squares(500),
    Unit::Squares(1000),
    Unit::Hexagons(300),
    Unit::Hexagons(400),
    Unit::Hexagons(500),
    Unit::Hexagons(1000),
    Unit::SmallAreas,
];

/// Groups of types that are worked on together.
const GROUPS: [(&str, &str, &[&str]); 3] = [
    (
        "theft-and-burglary",
        "Burglary, robbery, theft and vehicle crime",
        &[
            "Bicycle theft",
            "Burglary",
            "Other theft",
            "Robbery",
            "Shoplifting",
            "Theft from the person",
            "Vehicle crime",
        ],
    ),
    (
        "violence-and-robbery",
        "Violence, robbery and weapons",
        &[
            "Possession of weapons",
            "Robbery",
            "Violence and sexual offences",
        ],
    ),
    (
        "street-disorder",
        "Public order and criminal damage",
        &["Criminal damage and arson", "Public order"],
    ),
];

const STOPS: &str = "stop-and-search";

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct What {
    /// The word in the address.
    pub word: String,
    /// As printed.
    pub name: String,
    /// Types as published; none is all crime.
    pub kinds: Vec<String>,
    /// Stops and searches, which are no crimes.
    pub stops: bool,
}

impl What {
    /// Everything that may be asked for.
    pub fn all(cube: &Cube) -> Vec<Self> {
        let of = |word: &str, name: &str, kinds: Vec<String>, stops| Self {
            word: word.to_owned(),
            name: name.to_owned(),
            kinds,
            stops,
        };
        let mut all = vec![of("all-crime", "All crime", Vec::new(), false)];
        for (word, name, kinds) in GROUPS {
            let known: Vec<String> = kinds
                .iter()
                .filter(|kind| cube.kinds().iter().any(|it| it == *kind))
                .map(|kind| (*kind).to_owned())
                .collect();
            if known.len() > 1 {
                all.push(of(word, name, known, false));
            }
        }
        for kind in cube.kinds() {
            all.push(of(&slug(kind), kind, vec![kind.clone()], false));
        }
        all.push(of(STOPS, "Stop and search", Vec::new(), true));
        all
    }

    /// One of them, in a word.
    pub fn one(&self) -> &'static str {
        match self.kinds.as_slice() {
            _ if self.stops => "stop",
            [one] if one == ASB => "report",
            _ => "crime",
        }
    }

    /// Several of them, in a word.
    pub fn noun(&self) -> String {
        format!("{}s", self.one())
    }

    /// Whether the files of a month record it. What is not in a file is no nought.
    pub fn is_recorded(&self, cube: &Cube, month: Month) -> bool {
        match self.kinds.as_slice() {
            _ if self.stops => true,
            [] => cube.records(month, Part::Crime),
            kinds => kinds
                .iter()
                .all(|kind| cube.records(month, Part::Kind(kind))),
        }
    }

    /// The count of a ward in a month, from the cube.
    pub fn in_ward(&self, cube: &Cube, code: &str, month: Month) -> u64 {
        if self.kinds.is_empty() {
            return cube.in_ward(code, month, Part::Crime);
        }
        let of = |kind: &String| cube.in_ward(code, month, Part::Kind(kind));
        self.kinds.iter().map(of).sum()
    }
}

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is counted.
    pub what: What,
    /// The wards, in alphabetical order; all of them for the borough.
    pub wards: Vec<Ward>,
    /// Whether it is the whole borough.
    pub whole: bool,
    /// The months.
    pub period: Period,
    /// What they are held against.
    pub against: Against,
    /// What it is counted in.
    pub unit: Unit,
    /// Where what is answered differs from what was asked, and what is missing: a sentence each.
    pub notes: Vec<String>,
}

/// The values of a query under one name.
fn each<'a>(pairs: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    pairs
        .iter()
        .filter(move |(known, value)| known == name && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

/// The wards that whoever asks may explore.
pub fn open_wards<'a>(desk: &Desk, atlas: &'a Atlas) -> Vec<&'a Ward> {
    atlas
        .wards
        .iter()
        .filter(|ward| desk.may(Act::Explore, *ward))
        .collect()
}

/// Whether whoever asks may explore the whole borough.
pub fn whole_is_open(desk: &Desk) -> bool {
    desk.may(Act::Explore, &On::default())
}

/// What the months are held against: what was asked, or the first that is loaded.
fn held_against(
    word: Option<&str>,
    period: Period,
    known: Period,
    notes: &mut Vec<String>,
) -> Against {
    let asked = word.map(Against::of);
    if let Some(Some(it)) = asked {
        return it;
    }
    let is_there = |it: &Against| period.earlier(it.back(period), known).is_some();
    let found = [Against::LastYear, Against::Previous]
        .into_iter()
        .find(is_there)
        .unwrap_or(Against::LastYear);
    if let (Some(None), Some(word)) = (asked, word) {
        notes.push(format!(
            "Nothing is held against \u{201c}{word}\u{201d}: it is {} here.",
            found.label().to_lowercase()
        ));
    }
    found
}

/// What it is counted in: what was asked, or squares of 300 metres.
fn counted_in(word: Option<&str>, atlas: &Atlas, notes: &mut Vec<String>) -> Unit {
    let usual = UNITS[0];
    match (word, word.map(|it| Unit::of(it, &UNITS))) {
        (_, Some(Some(Unit::SmallAreas))) if atlas.small_areas.is_empty() => {
            notes.push(format!(
                "No small areas are loaded: it is counted in {}. Import their boundaries first.",
                usual.label().to_lowercase()
            ));
            usual
        }
        (_, Some(Some(unit))) => unit,
        (Some(word), _) => {
            notes.push(format!(
                "\u{201c}{word}\u{201d} is no cell here: squares and hexagons have 300, 400, 500 or 1000 metres, and {} are drawn.",
                usual.label().to_lowercase()
            ));
            usual
        }
        (None, _) => usual,
    }
}

impl Against {
    /// How many months earlier they are.
    fn back(self, period: Period) -> i32 {
        let months = i32::try_from(period.len()).unwrap_or(i32::MAX);
        match self {
            Self::Previous => months,
            Self::LastYear | Self::Similar => (months + 11) / 12 * 12,
        }
    }
}

impl Question {
    /// Reads a query. What is left out is what is usually asked; what makes no sense, too, with a sentence that says so. A ward
    /// that is not theirs is not there.
    pub fn read(desk: &Desk, query: &str, stock: &Stock) -> Result<Self, Stop> {
        let (cube, atlas) = (&*stock.cube, &*stock.atlas);
        let pairs = web::forms::pairs(query.as_bytes());
        let first = |name| each(&pairs, name).next();
        let mut notes = Vec::new();
        let what = match first("what") {
            None => stock.usual_what().or_not_found()?,
            Some(word) => What::all(cube)
                .into_iter()
                .find(|it| it.word == word)
                .or_not_found()?,
        };
        if each(&pairs, "ward").count() > 1 {
            notes.push("More than one ward was given, and the first is answered: tick several under \u{201c}Several wards together\u{201d}.".into());
        }
        let mut slugs: Vec<&str> = each(&pairs, "wards").collect();
        let one = first("ward");
        if slugs.is_empty() {
            slugs.extend(one.filter(|it| *it != "all"));
        } else if let Some(one) = one.filter(|it| slugs != [*it]) {
            let name = atlas
                .by_slug(one)
                .filter(|ward| desk.may(Act::Explore, *ward));
            notes.push(format!(
                "Several wards were ticked, so the choice under \u{201c}Where\u{201d} ({}) does not count: it is answered for those ticked.",
                name.map_or("All wards", |it| &it.name)
            ));
        }
        let asked_whole = slugs.is_empty() && (one.is_some() || whole_is_open(desk));
        let wards: Vec<Ward> = if asked_whole {
            desk.permit(Act::Explore, &On::default())?;
            atlas.wards.clone()
        } else if slugs.is_empty() {
            let own = open_wards(desk, atlas).first().map(|it| (*it).clone());
            vec![own.or_not_found()?]
        } else {
            let mut wards = Vec::new();
            for slug in slugs {
                let ward = atlas.by_slug(slug).or_not_found()?;
                desk.permit(Act::Explore, ward)?;
                if wards.iter().all(|it: &Ward| it.id != ward.id) {
                    wards.push(ward.clone());
                }
            }
            wards.sort_by(|a, b| a.name.cmp(&b.name));
            wards
        };
        // Where nothing of it is loaded each part says so; the months are those of the rest.
        let own = stock.known(what.stops);
        let known = own.or_else(|| stock.known(!what.stops)).or_not_found()?;
        let months = Asked {
            from: first("from"),
            to: first("to"),
            latest: first("months"),
        };
        let before = notes.len();
        let period = months.read(known.run, &mut notes);
        if own.is_none() {
            notes.truncate(before);
        }
        let against = held_against(first("against"), period, known.run, &mut notes);
        let many = usual_many(known.run);
        if months.is_open() && first("against").is_none() && many < 12 && known.run.len() > 1 {
            notes.push(format!(
                "{} months are loaded without a hole, too few to hold a year against a year: {} is held against the months just before.",
                known.run.len(),
                period.words()
            ));
        }
        let unit = counted_in(first("cell"), atlas, &mut notes);
        if let ([only], true) = (cube.kinds(), what.kinds.is_empty() && !what.stops) {
            notes.push(format!(
                "The files that are loaded hold only {only}, so all crime is {only} here."
            ));
        }
        if let Some(own) = own {
            notes.extend(own.note(if what.stops {
                "Stops and searches: "
            } else {
                ""
            }));
        }
        Ok(Self {
            what,
            whole: wards.len() == atlas.wards.len(),
            wards,
            period,
            against,
            unit,
            notes,
        })
    }

    /// The same question as a query, always in the same words.
    pub fn query(&self) -> String {
        let Period { first, last } = self.period;
        self.with_months(&format!("from={first}&to={last}"))
    }

    /// The query to keep: months up to the newest one move on with the next import.
    pub fn kept(&self, known: Option<Period>) -> String {
        if self.moves(known) {
            self.with_months(&format!("months={}", self.period.len()))
        } else {
            self.query()
        }
    }

    /// Whether its months end with the newest one.
    pub fn moves(&self, known: Option<Period>) -> bool {
        known.is_some_and(|it| it.last == self.period.last)
    }

    fn with_months(&self, months: &str) -> String {
        let mut text = format!("what={}", self.what.word);
        if self.whole {
            text.push_str("&ward=all");
        } else {
            for ward in &self.wards {
                let name = if self.wards.len() == 1 {
                    "ward"
                } else {
                    "wards"
                };
                text.push_str(&format!("&{name}={}", ward.slug));
            }
        }
        text + &format!(
            "&{months}&against={}&cell={}",
            self.against.word(),
            self.unit.word()
        )
    }

    /// The ward, where it is about one.
    pub fn one_ward(&self) -> Option<&Ward> {
        match self.wards.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// "Fairmead", "all wards", "Fairmead and 2 more wards".
    pub fn place(&self) -> String {
        match self.wards.as_slice() {
            _ if self.whole => "all wards".into(),
            [one] => one.name.clone(),
            [first, rest @ ..] => match rest {
                [one] => format!("{} and {}", first.name, one.name),
                more => format!("{} and {} more wards", first.name, more.len()),
            },
            [] => String::new(),
        }
    }

    /// How many months lie between the months and those they are held against.
    pub fn back(&self) -> i32 {
        self.against.back(self.period)
    }

    /// The months it is held against, if there are as many.
    pub fn before(&self, known: Period) -> Option<Period> {
        self.period.earlier(self.back(), known)
    }
}
