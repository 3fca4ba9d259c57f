//! The place profile: what differs between places, inside central parameters.

mod check;
mod docs;
mod read;
mod settings;
mod team;

use chrono::NaiveDate;
use serde::Deserialize;

pub use docs::page;
pub use settings::{Kind, REASONS, SECTIONS, SETTINGS, Section, Setting};

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
    /// The force's name; empty: the name of the police agency.
    #[serde(default)]
    pub force_name: String,
    /// The force's own site; empty: ours.
    #[serde(default)]
    pub force_url: String,
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
    /// The first day it was there; none: always.
    #[serde(default, deserialize_with = "team::some_day")]
    pub from: Option<NaiveDate>,
    /// The last day it was there; none: still is.
    #[serde(default, deserialize_with = "team::some_day")]
    pub until: Option<NaiveDate>,
    /// Whom it took over from: their slugs.
    #[serde(default)]
    pub was: Vec<String>,
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

impl Place {
    /// The seat of a kind.
    #[must_use]
    pub fn seat(&self, kind: &str) -> Option<&Seat> {
        self.ward_panel_seat.iter().find(|seat| seat.kind == kind)
    }

    /// The police force's name on a day: the setting, else the police agency's name.
    #[must_use]
    pub fn force_name(&self, day: NaiveDate) -> &str {
        if !self.force_name.is_empty() {
            return &self.force_name;
        }
        let there = |it: &&AgencyRow| {
            it.kind == "police"
                && it.from.is_none_or(|from| from <= day)
                && it.until.is_none_or(|until| until >= day)
        };
        self.agency
            .iter()
            .find(there)
            .map_or(&self.force, |it| &it.name)
    }

    /// The category of a slug.
    #[must_use]
    pub fn category(&self, slug: &str) -> Option<&Category> {
        self.category.iter().find(|category| category.slug == slug)
    }
}

#[cfg(test)]
mod tests;
