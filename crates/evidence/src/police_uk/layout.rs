//! Which columns each kind of file has, and what its name says.

use serde::{Deserialize, Serialize};

use crate::Month;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Crimes and anti-social behaviour at snapped points.
    Street,
    /// What became of crimes, some of earlier months.
    Outcomes,
    /// Stops and searches, with their time.
    StopAndSearch,
}

impl Kind {
    /// The word used in file names and addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Outcomes => "outcomes",
            Self::StopAndSearch => "stop-and-search",
        }
    }

    /// The column this kind is counted by, named as in the snapshot.
    pub(crate) fn counted_by(self) -> &'static str {
        match self {
            Self::Street => "type",
            Self::Outcomes => "outcome",
            Self::StopAndSearch => "object_of_search",
        }
    }

    pub(crate) fn when(self) -> &'static str {
        if self == Self::StopAndSearch {
            "Date"
        } else {
            "Month"
        }
    }

    /// Text columns: the published heading and the name in the snapshot.
    pub(crate) fn texts(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Street => &[
                ("Reported by", "reported_by"),
                ("Falls within", "falls_within"),
                ("Location", "location"),
                ("LSOA code", "reported_lsoa"),
                ("Crime type", "type"),
                ("Last outcome category", "outcome"),
                ("Context", "context"),
            ],
            Self::Outcomes => &[
                ("Reported by", "reported_by"),
                ("Falls within", "falls_within"),
                ("Location", "location"),
                ("LSOA code", "reported_lsoa"),
                ("Outcome type", "outcome"),
            ],
            Self::StopAndSearch => &[
                ("Type", "type"),
                ("Part of a policing operation", "part_of_operation"),
                ("Policing operation", "operation"),
                ("Gender", "gender"),
                ("Age range", "age_range"),
                ("Self-defined ethnicity", "self_defined_ethnicity"),
                ("Officer-defined ethnicity", "officer_defined_ethnicity"),
                ("Legislation", "legislation"),
                ("Object of search", "object_of_search"),
                ("Outcome", "outcome"),
                ("Outcome linked to object of search", "outcome_linked"),
                (
                    "Removal of more than just outer clothing",
                    "outer_clothing_removed",
                ),
            ],
        }
    }
}

/// Where each thing stands in a row.
#[derive(Debug)]
pub(crate) struct Layout {
    pub kind: Kind,
    pub width: usize,
    pub when: usize,
    pub longitude: usize,
    pub latitude: usize,
    pub id: Option<usize>,
    pub texts: Vec<usize>,
    pub extra: usize,
}

impl Layout {
    /// Recognises a heading by its columns, in any order. The error says what is missing.
    pub fn of(heading: &[String]) -> Result<Self, String> {
        let find = |name: &str| {
            heading
                .iter()
                .position(|h| h.trim().eq_ignore_ascii_case(name))
        };
        let kind = if find("Crime type").is_some() {
            Kind::Street
        } else if find("Outcome type").is_some() {
            Kind::Outcomes
        } else if find("Object of search").is_some() {
            Kind::StopAndSearch
        } else {
            let seen = heading.join(", ");
            let seen: String = seen.chars().filter(|c| !c.is_control()).take(120).collect();
            return Err(format!(
                "the heading is not one of data.police.uk: it has none of the columns \"Crime type\", \"Outcome type\" and \"Object of search\". It reads: {seen}"
            ));
        };
        let mut missing = Vec::new();
        let mut need = |name: &'static str| {
            find(name).unwrap_or_else(|| {
                missing.push(name);
                0
            })
        };
        let id = (kind != Kind::StopAndSearch).then(|| need("Crime ID"));
        let layout = Self {
            kind,
            width: heading.len(),
            when: need(kind.when()),
            longitude: need("Longitude"),
            latitude: need("Latitude"),
            id,
            texts: kind
                .texts()
                .iter()
                .map(|(heading, _)| need(heading))
                .collect(),
            // The area's name is left where it is: its code says the same without the misprints.
            extra: heading.len().saturating_sub(match kind {
                Kind::Street => 12,
                Kind::Outcomes => 10,
                Kind::StopAndSearch => 15,
            }),
        };
        if missing.is_empty() {
            return Ok(layout);
        }
        Err(format!(
            "the heading lacks the column \"{}\" of a {} file.",
            missing.join("\", \""),
            kind.slug()
        ))
    }
}

/// What a file name such as `2023-03-bedfordshire-street.csv` says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NameSays {
    pub month: Option<Month>,
    pub force: Option<String>,
    pub kind: Option<Kind>,
}

impl NameSays {
    pub fn of(file_name: &str) -> Self {
        let name = file_name.to_ascii_lowercase();
        let stem = name.strip_suffix(".gz").unwrap_or(&name);
        let stem = stem.strip_suffix(".csv").unwrap_or(stem);
        let month = stem.get(..7).and_then(|m| Month::parse(m.as_bytes()));
        let Some(rest) = month.and_then(|_| stem[7..].strip_prefix('-')) else {
            return Self::default();
        };
        let ending = [Kind::StopAndSearch, Kind::Outcomes, Kind::Street]
            .into_iter()
            .find_map(|kind| {
                Some((
                    kind,
                    rest.strip_suffix(kind.slug())?
                        .trim_end_matches('-')
                        .to_owned(),
                ))
            });
        let (kind, force) = ending.unzip();
        Self {
            month,
            force: force.filter(|f| !f.is_empty()),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_name_gives_month_force_and_kind() {
        let says = NameSays::of("2022-03-city-of-london-stop-and-search.csv.gz");
        assert_eq!(says.month, Month::new(2022, 3));
        assert_eq!(says.force.as_deref(), Some("city-of-london"));
        assert_eq!(says.kind, Some(Kind::StopAndSearch));
        assert_eq!(NameSays::of("crimes.csv"), NameSays::default());
        assert_eq!(
            NameSays::of("bromley-street-2010-12.csv"),
            NameSays::default()
        );
    }

    #[test]
    fn a_heading_that_lacks_columns_names_them() {
        let heading = ["Crime ID", "Month", "Crime type"].map(String::from);
        let refusal = Layout::of(&heading).unwrap_err();
        assert!(
            refusal.contains("Longitude") && refusal.contains("Falls within"),
            "{refusal}"
        );
        assert!(
            Layout::of(&["a".into()])
                .unwrap_err()
                .contains("not one of data.police.uk")
        );
    }
}
