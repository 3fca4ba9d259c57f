//! A made-up rule and moments, for the tests of the clocks.

use chrono::{DateTime, Utc};

use super::{Faulty, Rule, parse};

/// A moment of a text like 2026-12-01T10:00, in UTC.
pub(super) fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().unwrap()
}

/// A rule of this length with reminders, escalations and pauses.
pub(super) fn made(length: &str) -> Result<Rule, Faulty> {
    let text = format!(
        r#"[[rule]]
        slug = "made"
        what = "A made clock"
        kind = "within"
        counted_from = "now"
        versions = [{{ since = "2020-01-01", length = "{length}" }}]
        pauses = "while somebody else must answer"
        reminders = ["50%", "12 hours before"]
        escalations = [{{ when = "at the end", to = "the sergeant" }}, {{ when = "24 hours after", to = "the inspector" }}]
        source = "a test"
        basis = "practice"
        settled = false"#
    );
    parse(&text).map(|mut rules| rules.remove(0))
}
