//! Makes up crime files for a place that does not exist, in the layout real ones have.
//!
//! For demonstrations and benchmarks only. The files go through the same import as real ones, so they carry the same
//! oddities: seasons, months that vary more than chance, snapped points with borrowed street names, about three rows in a
//! hundred without a location, crime ids that repeat, points just over the border. Everything follows from one seed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use statistics::{Area, AreaIndex, Chance};

use crate::Month;

/// The fourteen crime types published since May 2013, with a plausible number a year for each thousand residents, how
/// strongly they follow the seasons, when they peak (month of the year), and how restless they are.
const TYPES: [(&str, f64, f64, f64, f64); 14] = [
    ("Anti-social behaviour", 22.0, 0.28, 7.0, 1.8),
    ("Bicycle theft", 1.6, 0.35, 8.0, 1.2),
    ("Burglary", 5.6, 0.18, 12.0, 1.7),
    ("Criminal damage and arson", 6.4, 0.10, 6.0, 1.3),
    ("Drugs", 3.4, 0.06, 5.0, 1.8),
    ("Other crime", 1.1, 0.05, 6.0, 1.1),
    ("Other theft", 8.2, 0.07, 7.0, 1.4),
    ("Possession of weapons", 0.6, 0.05, 6.0, 1.1),
    ("Public order", 5.6, 0.14, 7.0, 1.3),
    ("Robbery", 1.8, 0.08, 11.0, 1.5),
    ("Shoplifting", 5.2, 0.10, 11.0, 1.8),
    ("Theft from the person", 1.7, 0.12, 12.0, 1.3),
    ("Vehicle crime", 10.4, 0.12, 11.0, 1.9),
    ("Violence and sexual offences", 21.0, 0.09, 7.0, 1.5),
];

const LAST_OUTCOMES: [(&str, usize); 8] = [
    ("Investigation complete; no suspect identified", 46),
    ("Unable to prosecute suspect", 26),
    ("Status update unavailable", 10),
    ("Under investigation", 7),
    ("Awaiting court outcome", 5),
    ("Court result unavailable", 3),
    ("Local resolution", 2),
    ("Offender given a caution", 1),
];

const OUTCOMES: [(&str, usize); 6] = [
    ("Investigation complete; no suspect identified", 50),
    ("Unable to prosecute suspect", 30),
    ("Suspect charged", 11),
    ("Local resolution", 4),
    ("Offender given a caution", 3),
    ("Further investigation is not in the public interest", 2),
];

const NAMED_PLACES: [&str; 9] = [
    "Petrol Station",
    "Supermarket",
    "Parking Area",
    "Shopping Area",
    "Park/Open Space",
    "Sports/Recreation Area",
    "Nightclub",
    "Pedestrian Subway",
    "Further/Higher Educational Building",
];

const STREET_FIRST: [&str; 40] = [
    "Alder", "Beech", "Bramble", "Bridge", "Briar", "Canal", "Chapel", "Cherry", "Church", "Clay",
    "Copper", "Dairy", "Elm", "Fern", "Foundry", "Garland", "Glebe", "Hazel", "Heron", "High",
    "Ivy", "Kiln", "Lark", "Lime", "Long", "Maple", "Market", "Meadow", "Mill", "Orchard", "Osier",
    "Park", "Pound", "Rope", "Sedge", "Station", "Tanner", "Thorn", "Weir", "Willow",
];
const STREET_LAST: [&str; 12] = [
    "Street", "Road", "Lane", "Close", "Avenue", "Way", "Gardens", "Rise", "Court", "Mews",
    "Drive", "Row",
];

/// A small area of the made-up place and the ward it lies in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SmallArea {
    /// Its ward.
    pub ward_code: String,
    /// Its own code, printed as the LSOA code.
    pub code: String,
    /// Its own name, printed as the LSOA name.
    pub name: String,
    /// Its rings, in degrees times one million.
    pub rings: Vec<Vec<[i32; 2]>>,
    /// How many people live there.
    pub people: u32,
}

/// A real change to be found in the figures: from a month on, a type in a ward is multiplied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Story {
    /// Where.
    pub ward_code: String,
    /// Which type, as published.
    pub kind: String,
    /// From when on.
    pub from: Month,
    /// Until when, if it ends.
    pub until: Option<Month>,
    /// By how much.
    pub factor: f64,
}

/// What to make up.
#[derive(Clone, Debug)]
pub struct MadeUp {
    /// Everything follows from it.
    pub seed: u64,
    /// The force as in file names, such as `alderwick`.
    pub force: String,
    /// The force as in the rows, such as `Alderwick Police`.
    pub force_name: String,
    /// The first month.
    pub first: Month,
    /// How many months.
    pub months: u16,
    /// How many months of street crime before the first, for methods that look far back. The months above are the same
    /// with and without them.
    pub before: u16,
    /// The place.
    pub areas: Vec<SmallArea>,
    /// The changes to be found.
    pub stories: Vec<Story>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeUpFiles {
    /// The files, in order of month.
    pub files: Vec<PathBuf>,
    /// Rows in street files.
    pub street: u64,
    /// Rows in outcomes files.
    pub outcomes: u64,
    /// Rows in stop and search files.
    pub searches: u64,
}

/// A point crimes are moved to before publication, with the name that goes with it.
struct Anchor {
    at: [i32; 2],
    name: String,
    weight: f64,
}

impl MadeUp {
    /// Writes `YYYY-MM/YYYY-MM-force-kind.csv` for every month into `folder`.
    pub fn write(&self, folder: &Path) -> io::Result<MadeUpFiles> {
        let anchors = self.anchors();
        let mut files = MadeUpFiles::default();
        let mut chance = Chance::from_seed(self.seed ^ 0x5EED);
        let mut earlier = Chance::from_seed(self.seed ^ 0xB4);
        for month in (1..=self.before)
            .rev()
            .map(|m| self.first.plus(-i32::from(m)))
        {
            let within = folder.join(month.to_string());
            std::fs::create_dir_all(&within)?;
            let street = within.join(format!("{month}-{}-street.csv", self.force));
            files.street +=
                self.write_street(&street, month, &anchors, &mut earlier, &mut Vec::new())?;
            files.files.push(street);
        }
        let mut open_cases: Vec<(String, usize, usize)> = Vec::new();
        for month in (0..self.months).map(|m| self.first.plus(i32::from(m))) {
            let within = folder.join(month.to_string());
            std::fs::create_dir_all(&within)?;
            let path = |kind: &str| within.join(format!("{month}-{}-{kind}.csv", self.force));
            let (street, outcomes, searches) =
                (path("street"), path("outcomes"), path("stop-and-search"));
            files.street +=
                self.write_street(&street, month, &anchors, &mut chance, &mut open_cases)?;
            files.outcomes +=
                self.write_outcomes(&outcomes, month, &anchors, &mut chance, &mut open_cases)?;
            files.searches += self.write_searches(&searches, month, &anchors, &mut chance)?;
            files.files.extend([street, outcomes, searches]);
        }
        Ok(files)
    }

    fn anchors(&self) -> Vec<Vec<Anchor>> {
        let shapes: Vec<Area> = self
            .areas
            .iter()
            .map(|a| Area {
                code: a.code.clone(),
                rings: a.rings.clone(),
            })
            .collect();
        let index = AreaIndex::new(&shapes);
        self.areas
            .iter()
            .enumerate()
            .map(|(number, area)| {
                let mut chance = Chance::from_seed(self.seed ^ mix(&area.code));
                let count = 14 + chance.below(12);
                (0..count)
                    .map(|_| anchor(area, number, &index, &mut chance))
                    .collect()
            })
            .collect()
    }

    /// The expected number of one type in one small area in one month.
    fn expected(&self, area: &SmallArea, kind: usize, month: Month) -> f64 {
        let (name, yearly, season, peak, _) = TYPES[kind];
        // A ward's own level for each type, a steady drift of up to five per cent a year, and the small area's own level.
        let level = (0.55 * spread(self.seed, &area.ward_code, name)).exp();
        let drift = 0.05 * spread(self.seed ^ 1, &area.ward_code, name);
        let corner = (0.5 * spread(self.seed ^ 2, &area.code, name)).exp();
        let years = (f64::from(month.number()) - f64::from(self.first.number())) / 12.0;
        let angle = std::f64::consts::TAU * (f64::from(month.of_year()) - peak) / 12.0;
        let story: f64 = self
            .stories
            .iter()
            .filter(|s| s.ward_code == area.ward_code && s.kind == name)
            .filter(|s| month >= s.from && s.until.is_none_or(|until| month <= until))
            .map(|s| s.factor)
            .product();
        let base = yearly / 12.0 * f64::from(area.people) / 1000.0;
        base * level
            * corner
            * (drift * years).exp()
            * (season * angle.cos()).exp()
            * story
            * f64::from(month.days())
            / 30.44
    }

    fn write_street(
        &self,
        path: &Path,
        month: Month,
        anchors: &[Vec<Anchor>],
        chance: &mut Chance,
        open_cases: &mut Vec<(String, usize, usize)>,
    ) -> io::Result<u64> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(
            out,
            "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
        )?;
        let mut rows = 0;
        let mut last_id = String::new();
        for (number, area) in self.areas.iter().enumerate() {
            for (kind, (name, _, _, _, restless)) in TYPES.iter().enumerate() {
                let count = chance.count(self.expected(area, kind, month), *restless);
                for _ in 0..count {
                    let behaviour = kind == 0;
                    // One event recorded as several crimes shares an id.
                    let again = !behaviour && !last_id.is_empty() && chance.below(25) == 0;
                    let id = match (behaviour, again) {
                        (true, _) => String::new(),
                        (false, true) => last_id.clone(),
                        (false, false) => new_id(chance),
                    };
                    let spot = pick_anchor(&anchors[number], chance);
                    let outcome = if behaviour {
                        ""
                    } else {
                        pick(&LAST_OUTCOMES, chance)
                    };
                    write!(out, "{id},{month},{0},{0},", self.force_name)?;
                    if chance.below(100) < 3 {
                        write!(out, ",,No Location,,")?;
                    } else {
                        let anchor = &anchors[number][spot];
                        write!(
                            out,
                            "{},{},{},{},{}",
                            degrees(anchor.at[0]),
                            degrees(anchor.at[1]),
                            anchor.name,
                            area.code,
                            area.name
                        )?;
                    }
                    writeln!(out, ",{name},{outcome},")?;
                    if !behaviour {
                        open_cases.push((id.clone(), number, spot));
                        last_id = id;
                    }
                    rows += 1;
                }
            }
        }
        out.flush()?;
        Ok(rows)
    }

    fn write_outcomes(
        &self,
        path: &Path,
        month: Month,
        anchors: &[Vec<Anchor>],
        chance: &mut Chance,
        open_cases: &mut Vec<(String, usize, usize)>,
    ) -> io::Result<u64> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(
            out,
            "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
        )?;
        let mut rows = 0;
        let mut still_open = Vec::new();
        for (id, number, spot) in open_cases.drain(..) {
            // A little over half of a month's outcomes belong to the same month's crimes; the rest trail behind.
            if chance.below(100) < 55 {
                let (anchor, area) = (&anchors[number][spot], &self.areas[number]);
                writeln!(
                    out,
                    "{id},{month},{0},{0},{1},{2},{3},{4},{5},{6}",
                    self.force_name,
                    degrees(anchor.at[0]),
                    degrees(anchor.at[1]),
                    anchor.name,
                    area.code,
                    area.name,
                    pick(&OUTCOMES, chance)
                )?;
                rows += 1;
            } else if chance.below(3) > 0 {
                still_open.push((id, number, spot));
            }
        }
        *open_cases = still_open;
        out.flush()?;
        Ok(rows)
    }

    fn write_searches(
        &self,
        path: &Path,
        month: Month,
        anchors: &[Vec<Anchor>],
        chance: &mut Chance,
    ) -> io::Result<u64> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(
            out,
            "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
        )?;
        let mut rows = 0;
        for (number, area) in self.areas.iter().enumerate() {
            for _ in 0..chance.count(f64::from(area.people) * 0.0009, 1.6) {
                let spot = &anchors[number][pick_anchor(&anchors[number], chance)];
                let kind = pick(
                    &[
                        ("Person search", 78),
                        ("Person and Vehicle search", 20),
                        ("Vehicle search", 2),
                    ],
                    chance,
                );
                let day = 1 + chance.below(month.days() as usize);
                let (lat, lon) = if chance.below(100) < 8 {
                    Default::default()
                } else {
                    (degrees(spot.at[1]), degrees(spot.at[0]))
                };
                let gender = pick(&[("Male", 89), ("Female", 11)], chance);
                let age = pick(
                    &[("10-17", 18), ("18-24", 34), ("25-34", 27), ("over 34", 21)],
                    chance,
                );
                let seen = pick(
                    &[("White", 58), ("Black", 24), ("Asian", 13), ("Other", 5)],
                    chance,
                );
                let object = pick(
                    &[
                        ("Controlled drugs", 62),
                        ("Offensive weapons", 18),
                        ("Stolen goods", 14),
                        ("Article for use in theft", 6),
                    ],
                    chance,
                );
                let law = if object == "Controlled drugs" {
                    "Misuse of Drugs Act 1971 (section 23)"
                } else {
                    "Police and Criminal Evidence Act 1984 (section 1)"
                };
                let outcome = pick(
                    &[
                        ("A no further action disposal", 74),
                        ("Arrest", 13),
                        ("Community resolution", 8),
                        ("Penalty Notice for Disorder", 5),
                    ],
                    chance,
                );
                writeln!(
                    out,
                    "{kind},{month}-{day:02}T{:02}:{:02}:00+00:00,False,,{lat},{lon},{gender},{age},Other ethnic group - Not stated,{seen},{law},{object},{outcome},,False",
                    // Not the last hour: in summer that would already be tomorrow.
                    chance.below(23),
                    chance.below(60)
                )?;
                rows += 1;
            }
        }
        out.flush()?;
        Ok(rows)
    }
}

/// A square country of small areas, for benchmarks: `wards` wards of `each` small areas, side by side.
pub fn square_country(wards: u32, each: u32) -> Vec<SmallArea> {
    let across = f64::from(wards * each).sqrt().ceil() as u32;
    let side = 9_000;
    (0..wards * each)
        .map(|n| {
            let (x, y) = (
                (n % across) as i32 * side - 1_500_000,
                (n / across) as i32 * side + 51_000_000,
            );
            let ring = vec![
                [x, y],
                [x + side, y],
                [x + side, y + side],
                [x, y + side],
                [x, y],
            ];
            SmallArea {
                ward_code: format!("E05{:06}", 900_000 + n / each),
                code: format!("E01{:06}", 900_000 + n),
                name: format!(
                    "Square {:03}{}",
                    n / 26 % 1_000,
                    char::from(b'A' + (n % 26) as u8)
                ),
                rings: vec![ring],
                people: 1_600,
            }
        })
        .collect()
}

/// Writes one street file of `rows` rows over `areas`, spread over 36 months, for benchmarks.
pub fn write_big_street_file(
    path: &Path,
    rows: u64,
    areas: &[SmallArea],
    seed: u64,
) -> io::Result<()> {
    let maker = MadeUp {
        seed,
        force: "square".into(),
        force_name: "Square Country Police".into(),
        first: Month::from_number(49 * 12),
        months: 36,
        before: 0,
        areas: areas.to_vec(),
        stories: Vec::new(),
    };
    let anchors = maker.anchors();
    let mut chance = Chance::from_seed(seed);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(
        out,
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
    )?;
    let weights: Vec<(&str, usize)> = TYPES.iter().map(|t| (t.0, (t.1 * 10.0) as usize)).collect();
    for row in 0..rows {
        // In order of month, then of area, as published files are.
        let month = maker.first.plus((row * 36 / rows) as i32);
        let number = ((row * 36 % rows) * areas.len() as u64 / rows) as usize;
        let (area, anchor) = (
            &areas[number],
            &anchors[number][pick_anchor(&anchors[number], &mut chance)],
        );
        let kind = pick(&weights, &mut chance);
        let behaviour = kind == TYPES[0].0;
        let id = if behaviour {
            String::new()
        } else {
            new_id(&mut chance)
        };
        let outcome = if behaviour {
            ""
        } else {
            pick(&LAST_OUTCOMES, &mut chance)
        };
        write!(out, "{id},{month},{0},{0},", maker.force_name)?;
        if chance.below(100) < 3 {
            write!(out, ",,No Location,,")?;
        } else {
            write!(
                out,
                "{},{},{},{},{}",
                degrees(anchor.at[0]),
                degrees(anchor.at[1]),
                anchor.name,
                area.code,
                area.name
            )?;
        }
        writeln!(out, ",{kind},{outcome},")?;
    }
    out.flush()
}

fn anchor(area: &SmallArea, number: usize, index: &AreaIndex, chance: &mut Chance) -> Anchor {
    let corners: Vec<[i32; 2]> = area.rings.iter().flatten().copied().collect();
    let low = |axis: usize| corners.iter().map(|c| c[axis]).min().unwrap_or(0);
    let high = |axis: usize| corners.iter().map(|c| c[axis]).max().unwrap_or(0);
    let mut at = corners.first().copied().unwrap_or_default();
    for _ in 0..200 {
        let within = |axis: usize, chance: &mut Chance| {
            low(axis) + chance.below((high(axis) - low(axis) + 1).max(1) as usize) as i32
        };
        at = [within(0, chance), within(1, chance)];
        if index.find(at[0], at[1]) == Some(number) {
            break;
        }
    }
    if chance.below(30) == 0
        && let Some(corner) = corners.get(chance.below(corners.len()))
    {
        // Snapping now and then carries a crime over the border, by some tens of metres.
        at = corner.map(|c| c + chance.below(801) as i32 - 400);
    }
    let named = chance.below(12) == 0;
    let name = match (chance.below(60), named) {
        (0, _) => "On or near ".to_owned(),
        (_, true) => format!(
            "On or near {}",
            NAMED_PLACES[chance.below(NAMED_PLACES.len())]
        ),
        _ => format!(
            "On or near {} {}",
            STREET_FIRST[chance.below(STREET_FIRST.len())],
            STREET_LAST[chance.below(STREET_LAST.len())]
        ),
    };
    // A few points hold a large share, those with a name most of all.
    let weight = chance.gamma(0.9) + 0.1 + if named { 2.0 } else { 0.0 };
    Anchor { at, name, weight }
}

fn pick_anchor(anchors: &[Anchor], chance: &mut Chance) -> usize {
    let total: f64 = anchors.iter().map(|a| a.weight).sum();
    let mut left = chance.unit() * total;
    anchors
        .iter()
        .position(|a| {
            left -= a.weight;
            left <= 0.0
        })
        .unwrap_or(0)
}

fn pick<'a>(from: &[(&'a str, usize)], chance: &mut Chance) -> &'a str {
    let mut left = chance.below(from.iter().map(|(_, weight)| weight).sum());
    for (what, weight) in from {
        if left < *weight {
            return what;
        }
        left -= weight;
    }
    ""
}

fn new_id(chance: &mut Chance) -> String {
    let (a, b, c, d) = (chance.bits(), chance.bits(), chance.bits(), chance.bits());
    format!("{a:016x}{b:016x}{c:016x}{d:016x}")
}

fn degrees(e6: i32) -> String {
    let sign = if e6 < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:06}",
        e6.unsigned_abs() / 1_000_000,
        e6.unsigned_abs() % 1_000_000
    )
}

fn mix(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3) // FNV-1a
    })
}

/// A normal draw that belongs to a place and a type for good.
fn spread(seed: u64, code: &str, kind: &str) -> f64 {
    Chance::from_seed(seed ^ mix(code) ^ mix(kind).rotate_left(17))
        .normal()
        .clamp(-2.2, 2.2)
}
