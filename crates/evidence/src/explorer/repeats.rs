//! Near repeats: refused on points that were moved and dated to the month.

use super::section::{Part, Section};

/// The section.
pub fn repeats() -> Section {
    Section::refused(
        Part::Repeats,
        "Near repeats need the day and the true place of each event. Police data has only months, and its points were moved, so many homes share one: a repeat could not be told from a neighbour. With the force's own log: wardmote analyse near-repeats FILE.",
    )
}
