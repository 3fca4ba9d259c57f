//! Reads how many people, and where the file says so how many households, live in an area.
//!
//! Three layouts are published: one row for each area and year (`Code`, `Year`, `Population`), one row for each area with a column for each year
//! (`Mid-2019: Population`, `2019`), and one row for each area for a single year (`Persons_All-Ages`), where the year comes from the file name or
//! the caller.

use std::io::Read;
use std::path::Path;

use serde::Serialize;

use crate::postcodes::lines::Lines;

const REJECTS_KEPT: usize = 1_000;
/// Every small area of the country by single year of age is a tenth of this; all counts are held in memory.
const LARGEST: u64 = 256 << 20;

/// The people of one area in one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Population {
    /// The area's code.
    pub area_code: String,
    /// The mid-year or projection year.
    pub year: u16,
    /// Residents.
    pub people: u64,
    /// Households, where given.
    pub households: Option<u64>,
}

/// The count to divide a year's events by: that of the year, or of the newest year before it; where all are later, of the first
/// one. A file may hold projections of years still to come. `all` is newest first.
#[must_use]
pub fn of_year(all: &[Population], year: u16) -> Option<&Population> {
    all.iter().find(|it| it.year <= year).or_else(|| all.last())
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Populations {
    /// One for each area and year.
    pub kept: Vec<Population>,
    /// Rows read, the heading apart.
    pub rows: u64,
    /// The first thousand refused rows.
    pub rejects: Vec<Reject>,
    /// All refused rows.
    pub rejected: u64,
}

/// Why the file was refused whole.
#[derive(Debug, thiserror::Error)]
pub enum CannotReadPopulations {
    /// The disk says no, or the packed file is damaged.
    #[error("the population file could not be read: {0}")]
    Disk(#[from] std::io::Error),
    /// The columns do not say what is wanted.
    #[error("line 1 of the population file: {0}")]
    Heading(String),
}

/// Reads a file, plain or packed. `year` is needed only where neither columns nor file name say it.
pub fn read(path: &Path, year: Option<u16>) -> Result<Populations, CannotReadPopulations> {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    read_from(
        std::fs::File::open(path)?,
        year.or_else(|| year_of_file(&name)),
    )
}

/// Reads from anything.
pub fn read_from(
    input: impl Read,
    year: Option<u16>,
) -> Result<Populations, CannotReadPopulations> {
    rows(Lines::of(input, LARGEST)?, year)
}

enum Years {
    /// A column for each year.
    Wide(Vec<(usize, u16)>),
    /// A year column and a people column.
    Long { year: usize, people: usize },
    /// One people column for one year.
    Single { year: u16, people: usize },
}

struct Layout {
    width: usize,
    code: usize,
    years: Years,
    households: Option<usize>,
}

fn rows(mut lines: Lines<'_>, year: Option<u16>) -> Result<Populations, CannotReadPopulations> {
    let mut found = Populations::default();
    let Some((_, heading)) = lines.next()? else {
        return Err(CannotReadPopulations::Heading("the file is empty.".into()));
    };
    let layout = heading
        .and_then(|heading| Layout::of(&heading, year))
        .map_err(CannotReadPopulations::Heading)?;
    while let Some((line, record)) = lines.next()? {
        found.rows += 1;
        match record.and_then(|record| layout.row(&record)) {
            Ok(mut kept) => found.kept.append(&mut kept),
            Err(reason) => {
                found.rejected += 1;
                if found.rejects.len() < REJECTS_KEPT {
                    found.rejects.push(Reject { line, reason });
                }
            }
        }
    }
    Ok(found)
}

impl Layout {
    fn of(first: &csv::ByteRecord, given: Option<u16>) -> Result<Self, String> {
        let names: Vec<String> = first
            .iter()
            .map(|f| {
                String::from_utf8_lossy(f)
                    .trim_start_matches('\u{FEFF}')
                    .trim()
                    .to_ascii_lowercase()
            })
            .collect();
        let code = names
            .iter()
            .position(|n| is_code(n))
            .ok_or("no column holds the area's code (such as code, ward_code, LSOA21CD or \"LSOA 2021 Code\").")?;
        let counts_people = |n: &str| {
            matches!(
                n,
                "population"
                    | "people"
                    | "persons"
                    | "all ages"
                    | "persons_all-ages"
                    | "total"
                    | "residents"
            )
        };
        let wide: Vec<(usize, u16)> = names
            .iter()
            .enumerate()
            .filter(|(_, n)| {
                n.len() == 4
                    || (n.contains("population") && !n.contains("per ") && !n.contains("density"))
            })
            .filter_map(|(i, n)| Some((i, only_year_in(n)?)))
            .collect();
        let people = names.iter().position(|n| counts_people(n));
        let year = names.iter().position(|n| n == "year");
        let years = match (year, people, given) {
            (Some(year), Some(people), _) => Years::Long { year, people },
            _ if !wide.is_empty() => Years::Wide(wide),
            (_, Some(people), Some(year)) => Years::Single { year, people },
            (_, Some(_), None) => return Err("neither a column nor the file name says which year this is. Say the year.".into()),
            _ => return Err("no column holds the number of people (such as Population or \"Mid-2019: Population\").".into()),
        };
        let households = names
            .iter()
            .position(|n| n == "households" || n == "number of households");
        Ok(Self {
            width: names.len(),
            code,
            years,
            households,
        })
    }

    fn row(&self, record: &csv::ByteRecord) -> Result<Vec<Population>, String> {
        if record.len() != self.width {
            return Err(format!(
                "{} columns where the heading has {}.",
                record.len(),
                self.width
            ));
        }
        let field = |at: usize| String::from_utf8_lossy(&record[at]).trim().to_owned();
        let area_code = field(self.code);
        if area_code.is_empty() {
            return Err("the area's code is blank.".into());
        }
        let households = match self.households {
            Some(at) if !field(at).is_empty() => Some(count(&field(at))?),
            _ => None,
        };
        let population = |year: u16, people: String| {
            let people = count(&people)?;
            Ok(Population {
                area_code: area_code.clone(),
                year,
                people,
                households,
            })
        };
        match &self.years {
            Years::Wide(columns) => columns
                .iter()
                .map(|(at, year)| population(*year, field(*at)))
                .collect(),
            Years::Single { year, people } => Ok(vec![population(*year, field(*people))?]),
            Years::Long { year, people } => {
                let written = field(*year);
                let year = only_year_in(&written)
                    .filter(|_| written.len() == 4)
                    .ok_or_else(|| {
                        format!(
                            "\"{}\" is not a year.",
                            written.chars().take(20).collect::<String>()
                        )
                    })?;
                Ok(vec![population(year, field(*people))?])
            }
        }
    }
}

/// `code`, `ward_code`, `LSOA21CD`, `LSOA 2021 Code`, `LSOA code (2011)`.
fn is_code(name: &str) -> bool {
    let official = name.len() > 4
        && name.ends_with("cd")
        && name[..name.len() - 2].ends_with(|c: char| c.is_ascii_digit());
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    official
        || words
            .filter(|w| !w.is_empty())
            .any(|w| w == "code" || w == "wardcode")
}

/// The one year between 1990 and 2099 a text mentions; `None` when there is none or more than one.
fn only_year_in(text: &str) -> Option<u16> {
    let mut years: Vec<u16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// The year in a file name such as `lsoa2011-mid2019-population`, where the other year is that of the areas.
fn year_of_file(name: &str) -> Option<u16> {
    let name = name.to_ascii_lowercase();
    let mid = name.split("mid").skip(1).find_map(|after| {
        let after = after.trim_start_matches(['-', '_', ' ']);
        only_year_in(after.get(..4)?)
    });
    mid.or_else(|| only_year_in(&name))
}

/// A count, with or without thousands separators or a trailing `.0`.
fn count(text: &str) -> Result<u64, String> {
    let plain = text.replace([',', ' '], "");
    let whole = plain.strip_suffix(".0").unwrap_or(&plain);
    whole.parse::<u32>().map(u64::from).map_err(|_| {
        format!(
            "\"{}\" is not a number of people.",
            text.chars().take(20).collect::<String>()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_of_a_later_year_is_no_denominator_of_an_earlier_one() {
        let year = |year| Population {
            area_code: "E05000106".into(),
            year,
            people: u64::from(year),
            households: None,
        };
        let all = [year(2050), year(2018), year(2011)];
        let of = |wanted| of_year(&all, wanted).map(|it| it.year);
        assert_eq!(
            (of(2018), of(2030), of(2000), of(2060)),
            (Some(2018), Some(2018), Some(2011), Some(2050))
        );
        assert!(of_year(&[], 2018).is_none());
    }
}
