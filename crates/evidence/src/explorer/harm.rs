//! Harm: refused on types too broad to be weighed.

use super::section::{Part, Section};

/// The section.
pub fn harm() -> Section {
    Section::refused(
        Part::Harm,
        "The published types are too broad to be weighed: one of them holds both killings and common assault, so a score would be made up. It needs counts by offence, which a force or the London Datastore publishes, and a table of weights under a licence your partnership holds, such as the ONS Crime Severity Score.",
    )
}
