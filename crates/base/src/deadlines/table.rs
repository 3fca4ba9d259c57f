//! The master table: every clock of this work, from `data/deadlines.toml`.

use std::{collections::HashSet, sync::LazyLock};

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::{Basis, Calendar, Counting, Escalation, Kind, Length, Rule, Version, When};

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    parse(include_str!("../../data/deadlines.toml"))
        .expect("deadlines.toml is part of the program and a test reads it")
});

/// Every rule, in the order of the table.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of this slug, if the table has it.
#[must_use]
pub fn find(slug: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.slug == slug)
}

/// The rule that the program names itself.
///
/// # Panics
/// When the table has no such row: a slip in the program, not in its data.
/// Use [`find`] for a slug that came from outside.
#[must_use]
pub fn rule(slug: &str) -> &'static Rule {
    find(slug).unwrap_or_else(|| panic!("deadlines.toml has no row \"{slug}\""))
}

/// A row of the table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("deadlines.toml, row \"{row}\": {fault}")]
pub struct Faulty {
    /// Its slug, or its number if it has none.
    pub row: String,
    /// What is wrong.
    pub fault: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    slug: String,
    what: String,
    kind: Kind,
    counted_from: String,
    source: String,
    basis: Basis,
    settled: bool,
    versions: Vec<RowVersion>,
    #[serde(default)]
    first_day_counts: bool,
    #[serde(default)]
    rolls: bool,
    #[serde(default)]
    skips_christmas: bool,
    #[serde(default)]
    calendar: Calendar,
    pauses: Option<String>,
    #[serde(default)]
    reminders: Vec<String>,
    #[serde(default)]
    escalations: Vec<RowEscalation>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowVersion {
    since: NaiveDate,
    length: String,
    times: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowEscalation {
    when: String,
    to: String,
}

/// Reads a table and proves every row.
///
/// # Errors
/// The first row that is wrong, by name.
pub fn parse(text: &str) -> Result<Vec<Rule>, Faulty> {
    let file = |fault: String| Faulty {
        row: "(the file)".into(),
        fault,
    };
    let table: toml::Table = toml::from_str(text).map_err(|fault| file(fault.to_string()))?;
    let rows = table
        .get("rule")
        .and_then(toml::Value::as_array)
        .ok_or_else(|| file("there is no [[rule]]".into()))?;
    let mut seen = HashSet::new();
    let mut rules = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let slug = row.get("slug").and_then(toml::Value::as_str);
        let name = slug.map_or_else(|| format!("number {}", number + 1), str::to_owned);
        let faulty = |fault: String| Faulty {
            row: name.clone(),
            fault,
        };
        let row: Row = row
            .clone()
            .try_into()
            .map_err(|fault: toml::de::Error| faulty(fault.message().to_owned()))?;
        let rule = row.rule().map_err(faulty)?;
        if !seen.insert(rule.slug.clone()) {
            return Err(faulty("this slug is used twice".into()));
        }
        rules.push(rule);
    }
    Ok(rules)
}

impl Row {
    fn rule(self) -> Result<Rule, String> {
        self.words_are_there()?;
        let counting = Counting {
            backwards: self.kind == Kind::Before,
            first_day_counts: self.first_day_counts,
            rolls: self.rolls,
            skips_christmas: self.skips_christmas,
            calendar: self.calendar,
        };
        let versions = versions(&self.versions, self.kind, counting)?;
        let reminders: Vec<When> = self
            .reminders
            .iter()
            .map(|text| text.parse())
            .collect::<Result<_, _>>()?;
        if reminders
            .iter()
            .any(|when| !matches!(when, When::At(_) | When::Before(_)))
        {
            return Err("a reminder comes before the end".into());
        }
        let escalations = self
            .escalations
            .iter()
            .map(escalation)
            .collect::<Result<_, _>>()?;
        Ok(Rule {
            slug: self.slug,
            what: self.what,
            kind: self.kind,
            counted_from: self.counted_from,
            pauses: self.pauses,
            reminders,
            escalations,
            source: self.source,
            basis: self.basis,
            settled: self.settled,
            note: self.note,
            versions,
        })
    }

    fn words_are_there(&self) -> Result<(), String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.slug.is_empty() || !self.slug.chars().all(plain) {
            return Err("a slug is small letters, digits and hyphens".into());
        }
        for (field, text) in [
            ("what", &self.what),
            ("counted_from", &self.counted_from),
            ("source", &self.source),
        ] {
            if text.trim().is_empty() {
                return Err(format!("\"{field}\" is empty"));
            }
        }
        if self.settled && self.basis == Basis::Practice {
            return Err("what is only practice is not settled".into());
        }
        Ok(())
    }
}

fn escalation(row: &RowEscalation) -> Result<Escalation, String> {
    let when: When = row.when.parse()?;
    if !matches!(when, When::AtTheEnd | When::After(_)) {
        return Err("an escalation comes at the end or after it".into());
    }
    if row.to.trim().is_empty() {
        return Err("an escalation goes to somebody".into());
    }
    Ok(Escalation {
        when,
        to: row.to.clone(),
    })
}

fn versions(rows: &[RowVersion], kind: Kind, counting: Counting) -> Result<Vec<Version>, String> {
    if rows.is_empty() {
        return Err("there is no version".into());
    }
    if rows.windows(2).any(|pair| pair[0].since >= pair[1].since) {
        return Err("the versions must be in the order of their days".into());
    }
    rows.iter()
        .map(|row| {
            let length: Length = row.length.parse()?;
            match (kind, row.times) {
                (Kind::AtLeast, Some(1..))
                | (Kind::Within | Kind::Before | Kind::Lasts | Kind::Every, None) => {}
                (Kind::AtLeast, _) => return Err("\"at-least\" says how many \"times\"".into()),
                _ => return Err("only \"at-least\" has \"times\"".into()),
            }
            if length.is_elapsed() && (counting.first_day_counts || counting.rolls) {
                return Err("hours know neither a first day nor a working day".into());
            }
            if !length.is_elapsed() && counting.skips_christmas {
                return Err("only hours leave out Christmas Day".into());
            }
            Ok(Version {
                since: row.since,
                length,
                times: row.times,
                counting,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[rule]]
        slug = "x"
        what = "X"
        kind = "within"
        counted_from = "now"
        source = "An Act"
        basis = "law"
        settled = true
        versions = [{ since = "2020-01-01", length = "2 days" }]
    "#;

    fn fault(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        parse(&GOOD.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_faulty_row_is_named_with_what_is_wrong() {
        assert_eq!(parse(GOOD).unwrap().len(), 1);
        for (from, to, says) in [
            ("2 days", "soon", "row \"x\": \"soon\" is not a length"),
            ("\"within\"", "\"at-least\"", "says how many"),
            ("\"law\"", "\"practice\"", "only practice is not settled"),
            ("\"An Act\"", "\"\"", "\"source\" is empty"),
            ("slug = \"x\"", "", "row \"number 1\""),
            (
                "settled = true",
                "settled = true\nrolls = true\nskips_christmas = true",
                "only hours",
            ),
            (
                "settled = true",
                "settled = true\nreminders = [\"1 day after\"]",
                "before the end",
            ),
            (
                "settled = true",
                "settled = true\nspeed = 3",
                "unknown field",
            ),
        ] {
            let found = fault(from, to);
            assert!(found.contains(says), "{found} does not say {says}");
        }
        let twice = format!("{GOOD}{GOOD}");
        assert!(parse(&twice).unwrap_err().fault.contains("twice"));
    }
}
