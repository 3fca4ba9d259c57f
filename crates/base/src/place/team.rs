//! What a ward team is made of, from which day, and how far it is ring-fenced.

use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::Place;

/// A place's rules for its ward teams. They change over time: ask
/// [`Place::team_on`] for the rules of a day.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamRules {
    /// The template's slug.
    pub template: String,
    /// Dedicated posts a ward has, at the least.
    pub minimum_dedicated: u32,
    /// Whether every ward names somebody who can be reached.
    pub named_contact: bool,
    /// The rank that authorises what is called exceptional.
    pub exceptional_rank: String,
    /// The rank that approves everything else that needs approval.
    pub approval_rank: String,
    /// Reason codes that are never exceptional.
    pub never_exceptional: Vec<String>,
    /// Days after which an exceptional abstraction is looked at again.
    pub review_days: u32,
    /// Share of days with a dedicated officer on the ward that the place aims for.
    #[serde(default)]
    pub cover_target: Option<f64>,
}

impl TeamRules {
    /// The template these rules stand on; the profile's check sees to it that
    /// there is one.
    #[must_use]
    pub fn template(&self) -> Option<&'static TeamTemplate> {
        template(&self.template)
    }

    /// Checks a complement of (rank, dedicated, people) against the template
    /// and the place's own minimum.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn check(&self, posts: &[(&str, bool, u32)]) -> Result<(), String> {
        if let Some(template) = self.template() {
            template.check(posts)?;
        }
        let dedicated = dedicated(posts);
        if dedicated < self.minimum_dedicated {
            return Err(too_few(
                self.minimum_dedicated,
                "the place profile",
                dedicated,
            ));
        }
        Ok(())
    }
}

/// A day from which other rules for teams hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    /// The first day.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// The template's slug.
    pub template: String,
    /// Dedicated posts a ward has, at the least.
    pub minimum_dedicated: u32,
}

/// A make-up of ward teams that was or is the rule for everybody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamTemplate {
    /// In the profile and in files.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// The first day.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// The last day; none while it holds.
    #[serde(default, deserialize_with = "some_day")]
    pub until: Option<NaiveDate>,
    /// Where it is published.
    pub source: String,
    /// What a team is made of.
    pub posts: Vec<TemplatePost>,
    /// What a place may not go under.
    pub minimums: Minimums,
}

/// A post of a template.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplatePost {
    /// Sergeant, PC, PCSO.
    pub rank: String,
    /// What it is for.
    pub role: String,
    /// How many.
    pub people: u32,
    /// Held to one ward; otherwise shared among several.
    pub dedicated: bool,
}

/// The central minimums of a template.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimums {
    /// Dedicated posts in a ward.
    pub dedicated: u32,
    /// Whether somebody must be named who can be reached.
    pub named_contact: bool,
}

impl TeamTemplate {
    /// Whether it held on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// The templates that held on a day, the newest first. There may be two
    /// while boroughs change over.
    #[must_use]
    pub fn on(day: NaiveDate) -> Vec<&'static Self> {
        let mut found: Vec<_> = templates().iter().filter(|it| it.holds_on(day)).collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.from));
        found
    }

    /// Checks a complement of (rank, dedicated, people).
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn check(&self, posts: &[(&str, bool, u32)]) -> Result<(), String> {
        let dedicated = dedicated(posts);
        if dedicated < self.minimums.dedicated {
            return Err(too_few(self.minimums.dedicated, &self.name, dedicated));
        }
        Ok(())
    }

    /// How many posts of the template are dedicated.
    #[must_use]
    pub fn dedicated(&self) -> u32 {
        self.posts
            .iter()
            .filter(|post| post.dedicated)
            .map(|post| post.people)
            .sum()
    }
}

fn dedicated(posts: &[(&str, bool, u32)]) -> u32 {
    posts
        .iter()
        .filter(|(_, dedicated, _)| *dedicated)
        .map(|(_, _, people)| people)
        .sum()
}

fn too_few(least: u32, source: &str, found: u32) -> String {
    let posts = if least == 1 { "post" } else { "posts" };
    format!(
        "team.minimum_dedicated: {least} dedicated {posts} at the least ({source}); this has {found}"
    )
}

/// Every template, the oldest first.
#[must_use]
pub fn templates() -> &'static [TeamTemplate] {
    #[derive(Deserialize)]
    struct File {
        template: Vec<TeamTemplate>,
    }
    static ALL: OnceLock<Vec<TeamTemplate>> = OnceLock::new();
    ALL.get_or_init(|| {
        let file: File = toml::from_str(include_str!("../../data/team-templates.toml"))
            .expect("a test reads the same text");
        file.template
    })
}

/// The template of a slug.
#[must_use]
pub fn template(slug: &str) -> Option<&'static TeamTemplate> {
    templates().iter().find(|it| it.slug == slug)
}

impl Place {
    /// The rules for teams as they were on a day.
    #[must_use]
    pub fn team_on(&self, day: NaiveDate) -> TeamRules {
        let mut rules = self.team.clone();
        let change = self.team_change.iter().rfind(|change| change.from <= day);
        if let Some(change) = change {
            rules.template.clone_from(&change.template);
            rules.minimum_dedicated = change.minimum_dedicated;
        }
        rules
    }
}

/// Reads a TOML day.
pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let found = toml::value::Datetime::deserialize(from)?;
    found
        .to_string()
        .parse()
        .map_err(|_| D::Error::custom("write a day, like 2025-07-01, without quotes"))
}

/// Reads a TOML day that may be left out.
pub(super) fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    day(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_since_2004_has_a_template() {
        let mut day = on("2004-01-01");
        while day < on("2027-01-01") {
            assert!(!TeamTemplate::on(day).is_empty(), "{day}");
            day = day.succ_opt().unwrap();
        }
        for template in templates() {
            assert!(template.until.is_none_or(|until| template.from < until));
            assert!(template.minimums.dedicated <= template.dedicated());
        }
    }

    #[test]
    fn the_first_teams_were_six_people_and_all_dedicated() {
        let first = template("snt-2004").unwrap();
        assert_eq!(first.dedicated(), 6);
        assert!(first.posts.iter().all(|post| post.dedicated));
        assert_eq!(template("lpm-2013").unwrap().dedicated(), 2);
        assert_eq!(template("dwo-2017").unwrap().dedicated(), 3);
    }

    #[test]
    fn a_complement_under_the_minimum_is_refused_with_the_setting_named() {
        let npg = template("npg-2025").unwrap();
        let posts = [("Sergeant", false, 1), ("PC", true, 1), ("PC", false, 4)];
        assert_eq!(
            npg.check(&posts).unwrap_err(),
            "team.minimum_dedicated: 2 dedicated posts at the least (Neighbourhood Policing Guarantee); this has 1"
        );
        assert!(npg.check(&[("PC", true, 2), ("PCSO", true, 1)]).is_ok());
    }
}
