//! The place profile: what differs between places, inside central parameters.

mod check;
mod docs;
mod penalty;
mod read;
mod settings;
mod team;

use chrono::NaiveDate;
use serde::Deserialize;

pub use docs::page;
pub use penalty::{Offence, Penalty};
pub use settings::{Kind, REASONS, SECTIONS, SETTINGS, SUPPORT, Section, Setting};

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
    /// How concerns that other programs file are shown.
    #[serde(default)]
    pub concerns: ConcernRules,
    /// Kinds of concerns that can be filed.
    #[serde(default)]
    pub service: Vec<Service>,
    /// What is asked about them.
    #[serde(default)]
    pub service_question: Vec<ServiceQuestion>,
    /// How high fixed penalties are, where the council sets less than the law lets it.
    #[serde(default)]
    pub penalty: Vec<Penalty>,
    /// What is kept of reports of hate crime.
    #[serde(default)]
    pub hate_reports: HateReportRules,
    /// Where trained people take them in.
    #[serde(default)]
    pub reporting_centre: Vec<ReportingCentre>,
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
    /// The types that this is for, as the words of their addresses.
    #[serde(default = "sensitive_kinds")]
    pub sensitive_kinds: Vec<String>,
}

fn sensitive_kinds() -> Vec<String> {
    ["hate-crime", "domestic-abuse", "crimes-against-children"]
        .map(str::to_owned)
        .to_vec()
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

/// How concerns are shown, and how long they are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcernRules {
    /// "when read" or "at once".
    pub publish: String,
    /// Days from the end of a concern after which who reported it is forgotten.
    pub forget_reporter_days: u32,
    /// Days from its end after which the talk and the photos are forgotten.
    pub forget_talk_days: u32,
    /// How many of one kind, close together, stand as one line before the team.
    pub burst: u32,
    /// Within how many minutes.
    pub burst_minutes: u32,
    /// Within how many metres.
    pub burst_metres: u32,
    /// How many of one kind in a ward do so however far apart they are.
    #[serde(default = "burst_ward")]
    pub burst_ward: u32,
}

fn burst_ward() -> u32 {
    40
}

impl Default for ConcernRules {
    fn default() -> Self {
        Self {
            publish: "when read".into(),
            forget_reporter_days: 180,
            forget_talk_days: 730,
            burst: 8,
            burst_minutes: 60,
            burst_metres: 300,
            burst_ward: burst_ward(),
        }
    }
}

/// A kind of concern that can be filed: a service, as Open311 calls it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// In URLs and records.
    pub code: String,
    /// As printed.
    pub name: String,
    /// What belongs to it.
    pub description: String,
    /// What it is listed under.
    pub group: String,
    /// Words people search by, with commas between.
    pub keywords: String,
    /// The category it counts for at the panel.
    pub category: String,
    /// The agency that deals with it.
    pub owner: String,
    /// Days in which it is normally dealt with.
    pub expected_days: u32,
    /// Whom to ring instead, as shown when it is chosen; empty: it is reported here.
    #[serde(default)]
    pub hand_off: String,
    /// The support page it leads to instead; empty: it is reported here.
    #[serde(default)]
    pub leads_to: String,
    /// Whether it may be reported without saying who one is: "yes" or "no".
    #[serde(default = "yes")]
    pub anonymous: String,
    /// Whether photos of it may be shown to everyone, each after a look: "yes" or "no".
    #[serde(default = "yes")]
    pub photos: String,
    /// What else staff write down about it: "fly-tipping"; empty: nothing.
    #[serde(default)]
    pub record: String,
}

fn yes() -> String {
    "yes".into()
}

impl Service {
    /// Whether it is reported here, not handed on to somebody to ring or to a support page.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.hand_off.is_empty() && self.leads_to.is_empty()
    }

    /// Whether photos of it may be shown to everyone, each after somebody of the team has looked at it.
    #[must_use]
    pub fn shows_photos(&self) -> bool {
        self.photos == "yes"
    }

    /// Whether it may be reported without saying who one is.
    #[must_use]
    pub fn may_be_anonymous(&self) -> bool {
        self.anonymous == "yes"
    }
}

/// Something that is asked about a kind of concern.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceQuestion {
    /// About which kind.
    pub service: String,
    /// In records.
    pub code: String,
    /// As asked.
    pub text: String,
    /// string, number, datetime, text, singlevaluelist, multivaluelist.
    pub datatype: String,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// For a list: what can be chosen, with bars between.
    #[serde(default)]
    pub values: String,
    /// For a list: what tells the police of the ward at once when it is chosen, with bars between.
    #[serde(default)]
    pub urgent: String,
}

impl ServiceQuestion {
    /// Whether something is chosen from a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.datatype.ends_with("valuelist")
    }

    /// Whether a choice, by its key, is for the police of the ward at once.
    #[must_use]
    pub fn is_urgent(&self, key: &str) -> bool {
        let mut names = self.urgent.split('|').filter(|it| !it.trim().is_empty());
        names.any(|name| key_of(name) == key)
    }

    /// What can be chosen: its key and its name.
    #[must_use]
    pub fn choices(&self) -> Vec<(String, &str)> {
        let names = self.values.split('|').map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(|name| (key_of(name), name))
            .collect()
    }
}

/// "A van load" is `a_van_load`.
fn key_of(name: &str) -> String {
    let plain = name.to_lowercase();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join("_")
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

/// What is kept of reports of hate crime.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HateReportRules {
    /// What is kept of an incident that is no crime: "none", "asb-serious" or "local".
    pub record_non_crime: String,
    /// So many times make somebody a repeat victim.
    pub repeat_times: u32,
    /// Within so many months.
    pub repeat_months: u32,
}

impl Default for HateReportRules {
    fn default() -> Self {
        Self {
            record_non_crime: "none".into(),
            repeat_times: 2,
            repeat_months: 12,
        }
    }
}

/// Where trained people take in reports of hate crime.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingCentre {
    /// In records.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// The agency that runs it.
    pub agency: String,
    /// Where it is.
    pub address: String,
    /// When it is open, in words.
    pub opening: String,
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

    /// The kinds of concerns that are reported here: all but those that lead somewhere else.
    pub fn taken(&self) -> impl Iterator<Item = &Service> {
        self.service.iter().filter(|service| service.is_taken())
    }

    /// The kind of concern of a code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.service.iter().find(|service| service.code == code)
    }

    /// What is asked about a kind of concern, in the order asked.
    pub fn questions<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a ServiceQuestion> {
        self.service_question
            .iter()
            .filter(move |question| question.service == code)
    }

    /// The category of a slug.
    #[must_use]
    pub fn category(&self, slug: &str) -> Option<&Category> {
        self.category.iter().find(|category| category.slug == slug)
    }
}

#[cfg(test)]
mod tests;
