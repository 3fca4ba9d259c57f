//! Every setting of a place profile, defined once: what it means, what it may
//! be, and who says so. The check, its refusals and `docs/settings.md` are all
//! made from this table.

use toml::de::DeValue;

use super::templates;

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A whole number in a range.
    Whole(u32, u32),
    /// A part of one, in a range.
    Share(f64, f64),
    /// Text of so many letters, at the least and at the most.
    Text(usize, usize),
    /// Small letters, digits and hyphens.
    Slug,
    /// Slugs of the same list.
    Slugs,
    /// A letter and eight digits.
    Code,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
    /// One of these words; one word alone is fixed.
    Choice(&'static [&'static str]),
    /// Some of the second words, always with the first.
    Words(&'static [&'static str], &'static [&'static str]),
    /// The slug of a team template.
    Template,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its section and name, as in `panel.quorum_minimum`.
    pub key: &'static str,
    /// What it means.
    pub what: &'static str,
    /// What it may be: its central parameter.
    pub kind: Kind,
    /// The unit; empty for none.
    pub unit: &'static str,
    /// Who says so: law, policy or practice.
    pub source: &'static str,
    /// How it is written.
    pub example: &'static str,
    /// Whether it must be there.
    pub needed: bool,
}

/// A section, or a list of them.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its name; empty for what stands above all sections.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// For a list, how many there are at the least and at the most.
    pub list: Option<(usize, usize)>,
    /// Whether it must be there.
    pub needed: bool,
}

/// The sections, in the order of the page.
pub const SECTIONS: &[Section] = &[
    section("", "Who the place is.", None, true),
    section("words", "What things are called here.", None, false),
    section("panel", "How a ward panel works.", None, true),
    section(
        "team",
        "What ward teams are made of and how far they are ring-fenced, as the place began.",
        None,
        true,
    ),
    section(
        "team_change",
        "A day from which another template or minimum holds. Days before it keep what they had. In order of their days.",
        Some((0, 50)),
        false,
    ),
    section("contact", "How people reach the team.", None, true),
    section("publishing", "What small numbers are shown.", None, true),
    section(
        "agenda",
        "The agenda every meeting starts from, in order. Together 60 to 150 minutes.",
        Some((1, 20)),
        true,
    ),
    section(
        "category",
        "What residents' problems are sorted by, in the order shown.",
        Some((1, 20)),
        true,
    ),
    section(
        "agency",
        "Who works together, now and before.",
        Some((1, 200)),
        true,
    ),
    section(
        "concerns",
        "How concerns are shown, to everyone and to the team, and how long who reported them is kept.",
        None,
        false,
    ),
    section(
        "service",
        "Kinds of concerns that can be reported, in the order shown: the services of the Open311 interface. Those with `hand_off` or `leads_to` are shown to residents and lead somewhere else; no report is made of them and no program files them: abuse, hate and harm to children belong there.",
        Some((1, 40)),
        false,
    ),
    section(
        "service_question",
        "What is asked about a kind of concern, in the order asked.",
        Some((1, 200)),
        false,
    ),
    section(
        "penalty",
        "A day from which the council sets a lower fixed penalty than the law lets it. Left out: what the law lets it set.",
        Some((0, 50)),
        false,
    ),
    section(
        "hate_reports",
        "What is kept of reports of hate crime.",
        None,
        false,
    ),
    section(
        "reporting_centre",
        "Where trained people take in reports of hate crime for somebody who does not want to go to the police.",
        Some((0, 100)),
        false,
    ),
    section(
        "ward_panel_seat",
        "Kinds of seats on a panel. At least one votes.",
        Some((1, 40)),
        true,
    ),
];

/// Reason codes of time taken from a ward that no place can call exceptional
/// (domain guide, 1.4): all but a major emergency and a terrorist event.
pub const REASONS: &[&str] = &[
    "TRAINING",
    "COURT",
    "AID_LOCAL",
    "AID_CENTRAL",
    "RESPONSE_BACKFILL",
    "CUSTODY",
    "CRIME_SCENE",
    "EVENT_SPORT",
    "PUBLIC_ORDER",
    "OTHER_SQUAD",
    "ADMIN",
];

const OURS: &str = "a choice of this project";
const PRACTICE: &str = "local panel constitutions";
const GUARANTEE: &str = "Neighbourhood Policing Guarantee";
const RING: &str =
    "Safer Neighbourhoods programme: ward officers stay, except in extraordinary circumstances";
const GUIDE: &str = "domain guide, \"Names that change\"";
const SEATS: &str = "domain guide, \"Who and how many\"";
const DATA_LAW: &str = "UK GDPR, article 5(1)(e)";
const PENALTIES: &str =
    "the Environmental Offences (Fixed Penalties) (Amendment) (England) Regulations 2023";
const HATE: &str = "domain guide, \"Hate crime\"";
const NON_CRIME: &str =
    "domain guide, \"Hate crime\": the rules change after the review of March 2026";
const OPEN311: &str = "Open311 GeoReport v2";
const KINDS: &[&str] = &[
    "police",
    "oversight",
    "council",
    "housing",
    "fire",
    "health",
    "transport",
    "voluntary",
    "probation",
];

/// The support pages that a kind of concern can lead to.
pub const SUPPORT: &[&str] = &[
    "domestic-abuse",
    "hate-crime",
    "scams",
    "stalking",
    "children",
];

use Kind::{Choice, Code, Day, Flag, Share, Slug, Slugs, Template, Text, Whole, Words};

/// The table.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    needed("name", "What the borough is called on every page", Text(1, 60), "", OURS, "\"Alderwick\""),
    needed("partnership", "The partnership's short name: page header and titles", Text(1, 60), "", OURS, "\"Safer Alderwick\""),
    needed("partnership_long", "Its full name: letters, minutes, footer", Text(1, 120), "", OURS, "\"Safer Alderwick Community Safety Partnership\""),
    needed("force", "The police force's id in the names of police data files", Slug, "", "data.police.uk", "\"alderwick\""),
    optional("force_name", "The force's name in the police data interface; left out: the name of the police agency", Text(0, 120), "data.police.uk", "\"Alderwick Police\""),
    optional("force_url", "The force's own site; left out: this site", Text(0, 200), "data.police.uk", "\"https://www.alderwick-police.example\""),
    needed("borough_code", "The borough's code, by which files are known", Code, "", "ONS code list", "\"E09900001\""),
    optional("invented", "Whether every page says that places and figures are invented", Flag, OURS, "true"),

    needed("words.ward", "What a ward is called, small and singular", Text(1, 30), "", OURS, "\"ward\""),
    needed("words.panel", "What a panel is called, small and singular", Text(1, 30), "", OURS, "\"ward panel\""),

    needed("panel.live_priorities", "Priorities that may be live at once", Whole(1, 5), "priorities", "ward panel practice: normally three; more than five is no priority", "3"),
    needed("panel.quorum_minimum", "Voting members needed to decide", Whole(3, 10), "people", PRACTICE, "4"),
    needed("panel.quorum_share", "Share of voting members needed; the larger of the two counts", Share(0.25, 0.5), "", PRACTICE, "0.3333"),
    needed("panel.meetings_a_year", "Meetings in a year, at the least", Whole(4, 12), "meetings", "ward panel practice: quarterly at the least", "4"),
    needed("panel.update_amber_days", "Days without word to residents until a priority is shown amber", Whole(30, 90), "days", "Neighbourhood Policing Guarantee: priorities updated within three months", "90"),
    needed("panel.update_red_days", "Days without word until it is shown red; more than amber", Whole(31, 100), "days", "Neighbourhood Policing Guarantee: priorities updated within three months", "100"),
    needed("panel.papers_days_before", "Days before a meeting on which its papers go out", Whole(5, 14), "days", PRACTICE, "7"),
    needed("panel.minutes_days_after", "Days after a meeting by which its minutes are drafted", Whole(5, 20), "days", PRACTICE, "10"),

    needed("team.template", "The make-up of a ward team", Template, "", "central templates, below", "\"dwo-2017\""),
    needed("team.minimum_dedicated", "Dedicated posts in a ward, at the least; not under the template's minimum", Whole(0, 30), "posts", "the template", "3"),
    needed("team.named_contact", "Whether every ward names somebody who can be reached; must be true under the Guarantee", Flag, "", GUARANTEE, "true"),
    needed("team.exceptional_rank", "Who authorises what is called exceptional", Choice(&["superintendent"]), "", RING, "\"superintendent\""),
    needed("team.approval_rank", "Who approves everything else that needs approval", Choice(&["inspector"]), "", RING, "\"inspector\""),
    needed("team.never_exceptional", "Reason codes that are never exceptional; more may be added", Words(&["EVENT_SPORT", "PUBLIC_ORDER"], REASONS), "", "Safer Neighbourhoods programme: football and demonstrations are what it exists to stop", "[\"EVENT_SPORT\", \"PUBLIC_ORDER\"]"),
    needed("team.review_days", "Days after which an exceptional abstraction is looked at again", Whole(1, 28), "days", RING, "7"),
    optional("team.cover_target", "Share of days with a dedicated officer on the ward that the place aims for", Share(0.0, 1.0), OURS, "0.9"),

    needed("team_change.from", "The first day", Day, "", "the template's own days", "2025-07-01"),
    needed("team_change.template", "The make-up from that day; it must hold then", Template, "", "central templates, below", "\"npg-2025\""),
    needed("team_change.minimum_dedicated", "Dedicated posts in a ward from that day, at the least", Whole(0, 30), "posts", "the template", "3"),

    needed("contact.answer_hours", "Hours within which a person answers a resident's question", Whole(1, 72), "hours", "Neighbourhood Policing Guarantee: 72 hours", "72"),
    needed("contact.phone", "The number for what is not an emergency", Text(1, 30), "", "national number", "\"101\""),
    needed("contact.emergency", "The number when somebody is in danger now", Text(1, 30), "", "national number", "\"999\""),
    needed("contact.office_phone", "The partnership office; may be empty", Text(0, 30), "", OURS, "\"020 7946 0100\""),
    needed("contact.email", "The partnership's address for e-mail; may be empty", Text(0, 120), "", OURS, "\"hello@safer-alderwick.example\""),
    needed("contact.address", "The partnership's address for letters; may be empty", Text(0, 200), "", OURS, "\"Town Hall, Alderwick\""),

    needed("publishing.minimum_cell", "Smallest count shown; smaller ones are hidden", Whole(5, 20), "", "statistical disclosure control: 5 at the least in public tables", "5"),
    needed("publishing.minimum_cell_sensitive", "The same for the sensitive types", Whole(10, 50), "", "statistical disclosure control: 10 for hate crime, domestic abuse, children", "10"),
    optional("publishing.sensitive_kinds", "The sensitive types, as they stand in addresses; left out: hate crime, domestic abuse, crimes against children", Slugs, "statistical disclosure control", "[\"hate-crime\", \"domestic-abuse\"]"),

    needed("agenda.minutes", "How long an item is given", Whole(5, 60), "minutes", "domain guide, \"Meeting lifecycle\"", "10"),
    needed("agenda.title", "The item, as printed", Text(1, 80), "", "domain guide, \"Meeting lifecycle\"", "\"Agree priorities\""),

    needed("category.slug", "Kept in records; never change or reuse one", Slug, "", OURS, "\"drugs\""),
    needed("category.name", "As printed", Text(1, 45), "", OURS, "\"Drug use or dealing\""),
    needed("category.examples", "What belongs to it", Text(1, 200), "", OURS, "\"Dealing in a car park\""),

    needed("agency.slug", "Kept in records; never change or reuse one", Slug, "", OURS, "\"council\""),
    needed("agency.name", "As printed", Text(1, 120), "", OURS, "\"Alderwick Council\""),
    needed("agency.short", "As printed where there is little room", Text(1, 40), "", OURS, "\"Council\""),
    needed("agency.kind", "What kind of body", Choice(KINDS), "", OURS, "\"council\""),
    optional("agency.from", "The first day it was there; left out: always", Day, GUIDE, "2012-01-16"),
    optional("agency.until", "The last day it was there; left out: still is", Day, GUIDE, "2012-01-15"),
    optional("agency.was", "Whom it took over from: their slugs", Slugs, GUIDE, "[\"police-authority\"]"),

    needed("concerns.publish", "When the words of a concern are shown to everyone", Choice(&["when read", "at once"]), "", OURS, "\"when read\""),
    needed("concerns.forget_reporter_days", "Days from the end of a concern after which who reported it is forgotten", Whole(1, 1095), "days", DATA_LAW, "180"),
    needed("concerns.forget_talk_days", "Days from the end of a concern after which what was written and its photos are forgotten", Whole(1, 2190), "days", DATA_LAW, "730"),
    needed("concerns.burst", "Unread concerns of one kind, close together in time and place, that stand as one line before the team", Whole(3, 100), "", OURS, "8"),
    needed("concerns.burst_minutes", "Within how many minutes they came in", Whole(5, 1_440), "minutes", OURS, "60"),
    needed("concerns.burst_metres", "Within how many metres of each other; those without a point count for the whole ward", Whole(50, 2_000), "metres", OURS, "300"),
    optional("concerns.burst_ward", "Unread concerns of one kind in a ward, close together in time, that do so wherever in the ward they are; left out: 40", Whole(3, 100), OURS, "40"),

    needed("service.code", "Kept in records; never change or reuse one", Slug, "", OPEN311, "\"fly-tipping\""),
    needed("service.name", "As printed", Text(1, 60), "", OPEN311, "\"Fly-tipping\""),
    needed("service.description", "What belongs to it", Text(1, 300), "", OPEN311, "\"Rubbish dumped in a street\""),
    needed("service.group", "What it is listed under", Text(1, 60), "", OPEN311, "\"Streets\""),
    needed("service.keywords", "Words people search by, with commas between", Text(0, 200), "", OPEN311, "\"rubbish, waste\""),
    needed("service.category", "The slug of the category it counts for at the panel", Slug, "", OURS, "\"environment\""),
    needed("service.owner", "The slug of the agency that deals with it", Slug, "", OURS, "\"council\""),
    needed("service.expected_days", "Days in which it is normally dealt with", Whole(1, 365), "days", OURS, "5"),

    optional("service.hand_off", "For a kind that is not reported here: whom to ring instead, as shown when it is chosen", Text(1, 400), OURS, "\"Ring 0800 111 999, day and night.\""),
    optional("service.leads_to", "For a kind that is not reported here: the support page it leads to", Choice(SUPPORT), OURS, "\"domestic-abuse\""),
    optional("service.anonymous", "Whether it may be reported without saying who one is; left out: yes", Choice(&["yes", "no"]), OURS, "\"no\""),
    optional("service.photos", "Whether photos of it may be shown to everyone, each after somebody of the team has looked at it; left out: yes", Choice(&["yes", "no"]), OURS, "\"no\""),

    optional("service.record", "What else staff write down about each one: fly-tipping asks for land, waste, size, cost and what was done, for the national return", Choice(&["fly-tipping"]), "Defra: fly-tipping statistics, as councils report them in WasteDataFlow", "\"fly-tipping\""),
    needed("service_question.service", "The code of the kind of concern it is asked about", Slug, "", OPEN311, "\"fly-tipping\""),
    needed("service_question.code", "Kept in records; never change or reuse one", Slug, "", OPEN311, "\"size\""),
    needed("service_question.text", "The question, as asked", Text(1, 200), "", OPEN311, "\"How much is there?\""),
    needed("service_question.datatype", "What the answer is", Choice(&["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]), "", OPEN311, "\"singlevaluelist\""),
    optional("service_question.required", "Whether it must be answered", Flag, OPEN311, "true"),
    optional("service_question.urgent", "For a list: the choices with which the police of the ward hear of it at once, with bars between", Text(1, 200), OURS, "\"Yes\""),
    optional("service_question.values", "For a list: what can be chosen, with bars between", Text(1, 500), OPEN311, "\"A bag or two|A car boot full|A van load\""),

    needed("penalty.offence", "For what", Choice(&["fly_tipping", "householder", "litter"]), "", PENALTIES, "\"fly_tipping\""),
    needed("penalty.from", "The first day", Day, "", OURS, "2026-04-01"),
    needed("penalty.pounds", "The highest fixed penalty from that day; never above the law of that day", Whole(1, 1_000), "pounds", PENALTIES, "500"),

    needed("hate_reports.record_non_crime", "What is kept of an incident that is no crime: nothing but that it was reported, what was told where somebody was seriously harmed, or what was told", Choice(&["none", "asb-serious", "local"]), "", NON_CRIME, "\"none\""),
    needed("hate_reports.repeat_times", "So many times, the last one included, make somebody a repeat victim", Whole(2, 5), "times", HATE, "2"),
    needed("hate_reports.repeat_months", "Within so many months", Whole(6, 24), "months", HATE, "12"),

    needed("reporting_centre.slug", "Kept in records; never change or reuse one", Slug, "", HATE, "\"library\""),
    needed("reporting_centre.name", "As printed", Text(1, 80), "", HATE, "\"Central library\""),
    needed("reporting_centre.agency", "The slug of the agency that runs it: its people read what was told there, and no other agency does", Slug, "", HATE, "\"voluntary\""),
    needed("reporting_centre.address", "Where it is", Text(1, 200), "", HATE, "\"1 Market Street\""),
    needed("reporting_centre.opening", "When it is open, in words", Text(1, 200), "", HATE, "\"Monday to Friday, 10am to 4pm\""),

    needed("ward_panel_seat.kind", "Kept in records", Slug, "", SEATS, "\"resident\""),
    needed("ward_panel_seat.name", "As printed", Text(1, 60), "", SEATS, "\"Resident\""),
    needed("ward_panel_seat.votes", "Whether whoever sits on it votes", Flag, "", SEATS, "true"),
];

const fn needed(
    key: &'static str,
    what: &'static str,
    kind: Kind,
    unit: &'static str,
    source: &'static str,
    example: &'static str,
) -> Setting {
    Setting {
        key,
        what,
        kind,
        unit,
        source,
        example,
        needed: true,
    }
}

const fn optional(
    key: &'static str,
    what: &'static str,
    kind: Kind,
    source: &'static str,
    example: &'static str,
) -> Setting {
    Setting {
        key,
        what,
        kind,
        unit: "",
        source,
        example,
        needed: false,
    }
}

const fn section(
    name: &'static str,
    what: &'static str,
    list: Option<(usize, usize)>,
    needed: bool,
) -> Section {
    Section {
        name,
        what,
        list,
        needed,
    }
}

impl Setting {
    /// The section of its key.
    #[must_use]
    pub fn section(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(section, _)| section)
    }

    /// The last word of its key.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.key.rsplit('.').next().unwrap_or(self.key)
    }

    /// The setting of a section and a name.
    #[must_use]
    pub fn of(section: &str, name: &str) -> Option<&'static Self> {
        SETTINGS
            .iter()
            .find(|it| it.section() == section && it.name() == name)
    }
}

/// Whether a value is what it may be.
pub(super) enum Fit {
    /// It is.
    Yes,
    /// The right sort of value, but not one that is allowed.
    Outside,
    /// Another sort of value.
    Wrong,
}

impl Kind {
    /// What it may be, in words.
    #[must_use]
    pub fn allowed(self) -> String {
        match self {
            Whole(low, high) => format!("{low} to {high}"),
            Share(low, high) => format!("{low} to {high}"),
            Text(_, most) => format!("text, up to {most} letters"),
            Slug => "small letters, digits and hyphens".into(),
            Slugs => "a list of slugs".into(),
            Code => "a letter and eight digits".into(),
            Flag => "true or false".into(),
            Day => "a day, without quotes".into(),
            Choice([one]) => format!("{one} (fixed)"),
            Choice(words) => words.join(", "),
            Words(must, among) => format!(
                "a list with {}, and any of {}",
                must.join(" and "),
                among
                    .iter()
                    .filter(|word| !must.contains(word))
                    .copied()
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Template => templates()
                .iter()
                .map(|it| it.slug.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// What sort of value it is, in words.
    pub(super) fn sort(self) -> &'static str {
        match self {
            Whole(..) => "a whole number",
            Share(..) => "a number",
            Text(..) | Slug | Code | Choice(_) | Template => "text in quotes",
            Slugs | Words(..) => "a list of words in quotes",
            Flag => "true or false",
            Day => "a day without quotes",
        }
    }

    pub(super) fn fits(self, value: &DeValue<'_>) -> Fit {
        let inside = |inside: bool| if inside { Fit::Yes } else { Fit::Outside };
        match (self, value) {
            (Whole(low, high), DeValue::Integer(found)) => {
                let found = i64::from_str_radix(found.as_str(), found.radix());
                inside(found.is_ok_and(|n| (i64::from(low)..=i64::from(high)).contains(&n)))
            }
            (Share(low, high), DeValue::Float(found)) => inside(
                found
                    .as_str()
                    .parse()
                    .is_ok_and(|n: f64| (low..=high).contains(&n)),
            ),
            (Share(low, high), DeValue::Integer(found)) => inside(
                found
                    .as_str()
                    .parse()
                    .is_ok_and(|n: f64| (low..=high).contains(&n)),
            ),
            (Text(least, most), DeValue::String(found)) => {
                inside((least..=most).contains(&found.trim().chars().count()))
            }
            (Slug, DeValue::String(found)) => inside(is_slug(found)),
            (Slugs, DeValue::Array(found)) => inside(
                found
                    .iter()
                    .all(|it| it.get_ref().as_str().is_some_and(is_slug)),
            ),
            (Code, DeValue::String(found)) => inside(is_code(found)),
            (Flag, DeValue::Boolean(_)) => Fit::Yes,
            (Day, DeValue::Datetime(found)) => inside(found.time.is_none()),
            (Choice(words), DeValue::String(found)) => inside(words.contains(&found.as_ref())),
            (Words(must, among), DeValue::Array(found)) => {
                let words: Vec<_> = found
                    .iter()
                    .filter_map(|it| it.get_ref().as_str())
                    .collect();
                inside(
                    words.len() == found.len()
                        && must.iter().all(|word| words.contains(word))
                        && words.iter().all(|word| among.contains(word)),
                )
            }
            (Template, DeValue::String(found)) => {
                inside(templates().iter().any(|it| it.slug == found.as_ref()))
            }
            _ => Fit::Wrong,
        }
    }
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}

fn is_code(text: &str) -> bool {
    text.len() == 9
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text[1..].chars().all(|c| c.is_ascii_digit())
}
