//! Places of events in metres on the ground, and back to degrees for a map.

use anyhow::{Result, bail};
use statistics::{from_national_grid, to_national_grid};

use crate::table::{Files, Moment, Row, Table};

/// How degrees become metres.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Longitude and latitude in Great Britain, onto the National Grid.
    British,
    /// Longitude and latitude anywhere, on a flat plane around the middle of the file: good for a city.
    Local,
    /// The two columns are metres east and north on the National Grid.
    Metres,
}

impl Ground {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::British => "british",
            Self::Local => "local",
            Self::Metres => "metres",
        }
    }
}

/// A file of points.
#[derive(clap::Args, Clone, Debug)]
pub struct Points {
    #[command(flatten)]
    pub files: Files,
    /// The column of longitudes, or of metres east.
    #[arg(long, default_value = "longitude")]
    pub longitude: String,
    /// The column of latitudes, or of metres north.
    #[arg(long, default_value = "latitude")]
    pub latitude: String,
    /// The column of references: a second row of one reference is refused, so that one event counts once.
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// How the two columns become metres.
    #[arg(long, value_enum, default_value = "british")]
    pub ground: Ground,
}

/// Events on a plane, in metres.
pub struct Placed {
    /// The file.
    pub table: Table,
    /// East and north.
    pub at: Vec<[f64; 2]>,
    /// When, where a column of dates was asked for.
    pub when: Vec<Moment>,
    /// What the places are called, where a column of names was asked for.
    pub names: Vec<Box<str>>,
    /// The plane they lie on.
    pub plane: Plane,
}

/// A plane in metres, and how it lies on the globe.
#[derive(Clone, Copy, Debug)]
pub struct Plane {
    ground: Ground,
    middle: [f64; 2],
}

/// Columns that are read beside the places.
#[derive(Clone, Copy, Debug, Default)]
pub struct Also<'a> {
    /// Dates.
    pub date: Option<&'a str>,
    /// The latest dates they can have been: then the middle of the two is taken.
    pub until: Option<&'a str>,
    /// Names of places.
    pub name: Option<&'a str>,
}

/// Of an event that may have been at any time of a longer span the day is not known.
const LONGEST_SPAN_DAYS: i64 = 2;

/// From this share of points at a shared place on they are taken for moved ones.
pub const SNAPPED: f64 = 0.6;

/// Whether two numbers are no degrees, but fit the National Grid.
pub fn is_like_metres(x: f64, y: f64) -> bool {
    (x.abs() > 180.0 || y.abs() > 90.0)
        && (0.0..=700_000.0).contains(&x)
        && (0.0..=1_300_000.0).contains(&y)
}

const DEGREE: f64 = 111_194.926_644;

impl Points {
    /// Reads them, with a column of dates if `date` names one.
    pub fn read(&self, date: Option<&str>) -> Result<Placed> {
        self.read_with(&Also {
            date,
            ..Also::default()
        })
    }

    /// The same with other columns.
    pub fn read_with(&self, also: &Also<'_>) -> Result<Placed> {
        let mut table = self.files.open()?;
        let is_named = also.name.is_some();
        let place = match (table.column(&self.longitude), table.column(&self.latitude)) {
            (Ok(x), Ok(y)) => Some((x, y)),
            // A place with a name needs no point.
            _ if is_named => None,
            (Err(fault), _) | (_, Err(fault)) => return Err(fault),
        };
        let mut column = |name: Option<&str>| name.map(|it| table.column(it)).transpose();
        let (date, until, name) = (column(also.date)?, column(also.until)?, column(also.name)?);
        let id = self.id.as_deref().map(|it| table.column(it)).transpose()?;
        let mut names: Vec<Box<str>> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let ground = self.ground;
        let rows = table.each(|row: &Row| {
            let is_blank = |at: usize| is_named && row.text(at).is_empty();
            let place = place.filter(|(x, y)| !is_blank(*x) && !is_blank(*y));
            let (x, y) = match place {
                Some((x, y)) => (row.number(x)?, row.number(y)?),
                None => (f64::NAN, f64::NAN),
            };
            let at = match ground {
                _ if place.is_none() => [f64::NAN; 2],
                Ground::British | Ground::Local if is_like_metres(x, y) => {
                    return Err(
                        "not degrees, but like metres on the National Grid: use --ground metres"
                            .to_owned(),
                    );
                }
                Ground::British => to_national_grid(x, y)
                    .filter(|_| (-9.5..3.0).contains(&x) && (49.0..61.5).contains(&y))
                    .ok_or("outside Great Britain: use --ground local")?,
                Ground::Local if x.abs() <= 180.0 && y.abs() < 89.0 => [x, y],
                Ground::Local => return Err("not a longitude and latitude".to_owned()),
                Ground::Metres if x.abs() < 1e8 && y.abs() < 1e8 => [x, y],
                Ground::Metres => return Err("not metres on the National Grid".to_owned()),
            };
            let when = match (date.map(|it| row.moment(it)).transpose()?, until) {
                (Some(from), Some(until)) if !row.text(until).is_empty() => {
                    Some(between(from, row.moment(until)?)?)
                }
                (when, _) => when,
            };
            if id
                .is_some_and(|it| !row.text(it).is_empty() && !seen.insert(row.text(it).to_owned()))
            {
                return Err("an event of this reference is there already".to_owned());
            }
            if let Some(name) = name {
                match row.text(name) {
                    "" => return Err("its place has no name".to_owned()),
                    text => names.push(text.into()),
                }
            }
            Ok((at, when))
        })?;
        if rows.is_empty() {
            return Err(table.nothing());
        }
        let mut at: Vec<[f64; 2]> = rows.iter().map(|it| it.0).collect();
        let mut middle = [0.0; 2];
        if ground == Ground::Local {
            // A city on both sides of the 180th meridian lies together.
            let known = at.iter().filter(|it| it[0].is_finite());
            let first = known.clone().next().map_or(0.0, |it| it[0]);
            let n = known.clone().count() as f64;
            middle = known.fold([first, 0.0], |sum, it| {
                [sum[0] + turned(it[0] - first) / n, sum[1] + it[1] / n]
            });
            let along = DEGREE * middle[1].to_radians().cos();
            for it in &mut at {
                *it = [
                    turned(it[0] - middle[0]) * along,
                    (it[1] - middle[1]) * DEGREE,
                ];
            }
            if at.iter().any(|it| it[0].hypot(it[1]) > 200_000.0) {
                bail!(
                    "points lie more than 200 km from their middle: --ground local is for a city"
                );
            }
        }
        let when = rows.iter().filter_map(|it| it.1).collect();
        Ok(Placed {
            table,
            at,
            when,
            names,
            plane: Plane { ground, middle },
        })
    }
}

/// The middle of a span, for methods of days: of a longer one than two days nobody knows the day.
fn between(from: Moment, until: Moment) -> Result<Moment, String> {
    // Where one of the two has no time, days are all that is known.
    let is_day = |moment: &Moment| matches!(moment, Moment::Day(_));
    let by_days = is_day(&from) || is_day(&until);
    let at = |moment| match moment {
        Moment::Minute(at) if by_days => Some(at.date().and_time(chrono::NaiveTime::MIN)),
        Moment::Month(_) => None,
        Moment::Day(day) => Some(day.and_time(chrono::NaiveTime::MIN)),
        Moment::Minute(at) => Some(at),
    };
    let (Some(first), Some(last)) = (at(from), at(until)) else {
        return Ok(from);
    };
    let span = last - first;
    if span < chrono::TimeDelta::zero() {
        return Err("it ended before it began".to_owned());
    }
    if span > chrono::TimeDelta::days(LONGEST_SPAN_DAYS) {
        return Err(format!(
            "its earliest and its latest time lie more than {LONGEST_SPAN_DAYS} days apart, so its day is not known"
        ));
    }
    Ok(Moment::Minute(first + span / 2))
}

/// Degrees of longitude the shorter way round the Earth.
#[must_use]
pub fn turned(degrees: f64) -> f64 {
    if degrees.abs() <= 180.0 {
        degrees
    } else {
        degrees - 360.0 * (degrees / 360.0).round()
    }
}

impl Plane {
    /// Longitude and latitude, to seven decimals.
    pub fn degrees(&self, at: [f64; 2]) -> Option<[f64; 2]> {
        let [x, y] = match self.ground {
            Ground::Local => [
                turned(self.middle[0] + at[0] / (DEGREE * self.middle[1].to_radians().cos())),
                self.middle[1] + at[1] / DEGREE,
            ],
            _ => from_national_grid(at[0], at[1])?,
        };
        let round = |it: f64| (it * 1e7).round() / 1e7;
        Some([round(x), round(y)])
    }

    /// Metres of a longitude and latitude. `None` off the grid.
    pub fn metres(&self, at: [f64; 2]) -> Option<[f64; 2]> {
        match self.ground {
            Ground::Local => Some([
                turned(at[0] - self.middle[0]) * DEGREE * self.middle[1].to_radians().cos(),
                (at[1] - self.middle[1]) * DEGREE,
            ]),
            _ => to_national_grid(at[0], at[1]),
        }
    }
}

impl Placed {
    /// Stops where a map is wanted and no longitude and latitude can be worked out.
    ///
    /// # Errors
    /// For metres off the National Grid.
    pub fn can_be_drawn(&self) -> Result<()> {
        let off = self
            .at
            .iter()
            .filter(|it| self.plane.degrees(**it).is_none())
            .count();
        if off > 0 {
            bail!(
                "{off} of {} points lie off the National Grid, and a map is drawn in longitude and latitude: leave out --geojson, or give the points in degrees with --ground local",
                self.at.len()
            );
        }
        Ok(())
    }

    /// The share of events that share their place, to a metre, with another.
    pub fn shared(&self) -> f64 {
        let mut seen = std::collections::HashMap::new();
        for it in self.at.iter().filter(|it| it[0].is_finite()) {
            *seen
                .entry((it[0].round() as i64, it[1].round() as i64))
                .or_insert(0_usize) += 1;
        }
        let shared: usize = seen.values().filter(|it| **it > 1).sum();
        shared as f64 / self.at.len() as f64
    }
}
