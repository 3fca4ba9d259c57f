//! The place profile: what differs between places, inside central parameters.

mod team;

use std::path::Path;

use serde::Deserialize;

pub use team::{Minimums, TeamChange, TeamRules, TeamTemplate, TemplatePost, template, templates};

/// A place: one borough and how its panels work.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The borough, as printed.
    pub name: String,
    /// The partnership, short: the site's name.
    pub partnership: String,
    /// The partnership in full.
    pub partnership_long: String,
    /// The police force's id in the names of police data files.
    pub force: String,
    /// The borough's code.
    pub borough_code: String,
    /// True for a made-up borough: every page then says so.
    #[serde(default)]
    pub invented: bool,
    /// What the place calls a ward and a panel.
    #[serde(default)]
    pub words: Words,
    /// The panels' rules.
    pub panel: PanelRules,
    /// What ward teams are made of and how far they are ring-fenced, as it
    /// was at first: ask [`Place::team_on`].
    pub team: TeamRules,
    /// Days from which other rules for teams hold, in order.
    #[serde(default)]
    pub team_change: Vec<TeamChange>,
    /// How residents reach the team.
    pub contact: Contact,
    /// What small numbers may be shown.
    pub publishing: Publishing,
    /// The agenda every meeting starts from.
    pub agenda: Vec<AgendaItem>,
    /// What residents' problems are sorted by.
    pub category: Vec<Category>,
    /// Who works together.
    pub agency: Vec<AgencyRow>,
    /// Who sits on a panel, and who of them votes.
    pub ward_panel_seat: Vec<Seat>,
}

/// Local names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// "ward", "neighbourhood".
    pub ward: String,
    /// "ward panel", "safer neighbourhood panel".
    pub panel: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            ward: "ward".into(),
            panel: "ward panel".into(),
        }
    }
}

/// A panel's rules. No statute stands behind them, so they are settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelRules {
    /// Priorities that may be live at once.
    pub live_priorities: u32,
    /// Voting members needed, at the least.
    pub quorum_minimum: u32,
    /// Share of the voting members needed; the larger of the two counts.
    pub quorum_share: f64,
    /// Meetings a year, at the least.
    pub meetings_a_year: u32,
    /// Days without an update until a priority is shown amber.
    pub update_amber_days: u32,
    /// Days without an update until it is shown red.
    pub update_red_days: u32,
    /// Days before a meeting on which its papers go out.
    pub papers_days_before: u32,
    /// Days after a meeting by which its minutes are drafted.
    pub minutes_days_after: u32,
}

/// How residents reach the team.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Hours within which a resident's question is answered.
    pub answer_hours: u32,
    /// The number for what is not an emergency.
    pub phone: String,
    /// The number when somebody is in danger now.
    pub emergency: String,
    /// The partnership office.
    pub office_phone: String,
    /// The partnership's address for e-mail; may be empty.
    pub email: String,
    /// The partnership's address for letters.
    pub address: String,
}

/// What small numbers may be shown to the public.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publishing {
    /// Counts from 1 to one below this are hidden.
    pub minimum_cell: u32,
    /// The same for hate crime, domestic abuse and children.
    pub minimum_cell_sensitive: u32,
}

/// A line of the agenda.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaItem {
    /// How long it is given.
    pub minutes: u32,
    /// As printed.
    pub title: String,
}

/// A kind of problem, in residents' words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// In URLs and files.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// What belongs to it.
    pub examples: String,
}

/// An organisation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyRow {
    /// In URLs and files.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// As printed where there is little room.
    pub short: String,
    /// police, council, housing, fire, health ...
    pub kind: String,
}

/// A kind of seat on a panel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// In forms and files.
    pub kind: String,
    /// As printed.
    pub name: String,
    /// Whether whoever sits on it votes.
    pub votes: bool,
}

/// The central parameters: the range each setting may move in, and who says so.
const RANGES: &[(&str, f64, f64, &str)] = &[
    (
        "live_priorities",
        1.0,
        5.0,
        "ward panel practice: normally three; more than five is no priority",
    ),
    ("quorum_minimum", 3.0, 10.0, "local panel constitutions"),
    ("quorum_share", 0.25, 0.5, "local panel constitutions"),
    (
        "meetings_a_year",
        4.0,
        12.0,
        "ward panel practice: quarterly at the least",
    ),
    (
        "update_amber_days",
        30.0,
        90.0,
        "Neighbourhood Policing Guarantee: priorities updated within three months",
    ),
    (
        "update_red_days",
        31.0,
        100.0,
        "Neighbourhood Policing Guarantee: priorities updated within three months",
    ),
    ("papers_days_before", 5.0, 14.0, "local panel constitutions"),
    ("minutes_days_after", 5.0, 20.0, "local panel constitutions"),
    (
        "answer_hours",
        1.0,
        72.0,
        "Neighbourhood Policing Guarantee: 72 hours",
    ),
    (
        "minimum_cell",
        5.0,
        20.0,
        "statistical disclosure control: 5 at the least in public tables",
    ),
    (
        "minimum_cell_sensitive",
        10.0,
        50.0,
        "statistical disclosure control: 10 for hate crime, domestic abuse, children",
    ),
];

impl Place {
    /// Reads and checks a profile.
    ///
    /// # Errors
    /// A sentence with the file, the line and what the line should say.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|fault| format!("{}: cannot be read: {fault}", path.display()))?;
        Self::parse(&text).map_err(|fault| format!("{}: {fault}", path.display()))
    }

    /// Checks the text of a profile.
    ///
    /// # Errors
    /// A sentence with the line and what it should say.
    pub fn parse(text: &str) -> Result<Self, String> {
        let place: Self = toml::from_str(text).map_err(|fault| {
            let line = fault.span().map_or(1, |span| line_at(text, span.start));
            format!("line {line}: {}", fault.message())
        })?;
        let panel = &place.panel;
        let values = [
            f64::from(panel.live_priorities),
            f64::from(panel.quorum_minimum),
            panel.quorum_share,
            f64::from(panel.meetings_a_year),
            f64::from(panel.update_amber_days),
            f64::from(panel.update_red_days),
            f64::from(panel.papers_days_before),
            f64::from(panel.minutes_days_after),
            f64::from(place.contact.answer_hours),
            f64::from(place.publishing.minimum_cell),
            f64::from(place.publishing.minimum_cell_sensitive),
        ];
        for ((key, low, high, source), value) in RANGES.iter().zip(values) {
            if !(*low..=*high).contains(&value) {
                return Err(format!(
                    "line {}: {key} is {value}, outside its central parameter of {low} to {high} ({source})",
                    line_of(text, key)
                ));
            }
        }
        if panel.update_red_days <= panel.update_amber_days {
            return Err(format!(
                "line {}: update_red_days must be more than update_amber_days",
                line_of(text, "update_red_days")
            ));
        }
        for (list, empty) in [
            ("agenda", place.agenda.is_empty()),
            ("category", place.category.is_empty()),
            ("agency", place.agency.is_empty()),
        ] {
            if empty {
                return Err(format!(
                    "line 1: there is no [[{list}]]: write at least one"
                ));
            }
        }
        if !place.ward_panel_seat.iter().any(|seat| seat.votes) {
            return Err(
                "line 1: no [[ward_panel_seat]] votes, so no panel could ever agree".into(),
            );
        }
        Ok(place)
    }

    /// The seat of a kind.
    #[must_use]
    pub fn seat(&self, kind: &str) -> Option<&Seat> {
        self.ward_panel_seat.iter().find(|seat| seat.kind == kind)
    }

    /// The category of a slug.
    #[must_use]
    pub fn category(&self, slug: &str) -> Option<&Category> {
        self.category.iter().find(|category| category.slug == slug)
    }
}

fn line_at(text: &str, byte: usize) -> usize {
    text[..byte.min(text.len())].matches('\n').count() + 1
}

fn line_of(text: &str, key: &str) -> usize {
    let starts = |line: &str| {
        line.trim_start()
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(starts).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The profile of the made-up borough, which the tests bend.
    const ALDERWICK: &str = include_str!("../../../../places/alderwick/place.toml");

    #[test]
    fn the_shipped_profiles_are_sound() {
        Place::parse(ALDERWICK).unwrap();
        Place::parse(include_str!("../../../../places/bromley/place.toml")).unwrap();
    }

    #[test]
    fn a_value_outside_its_central_parameter_is_refused_with_its_line() {
        let text = ALDERWICK.replace("live_priorities = 3", "live_priorities = 9");
        let line = line_of(&text, "live_priorities");
        let refusal = Place::parse(&text).unwrap_err();
        assert!(
            refusal.starts_with(&format!("line {line}: live_priorities is 9")),
            "{refusal}"
        );
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let text = ALDERWICK.replace("quorum_minimum", "qorum_minimum");
        let refusal = Place::parse(&text).unwrap_err();
        assert!(
            refusal.contains("qorum_minimum") || refusal.contains("quorum_minimum"),
            "{refusal}"
        );
        assert!(refusal.starts_with("line "), "{refusal}");
    }
}
