//! Near repeats: refused on points that were moved and dated to the month.

use super::section::{Part, Section};

/// The section.
pub fn repeats() -> Section {
    Section::refused(
        Part::Repeats,
        "Near repeats need the day and the true place of each event. Police data has only months, and its points were moved, so many homes share one: a repeat could not be told from a neighbour. A force's own log answers it: an analyst brings one in under Logs of incidents.",
    )
}
