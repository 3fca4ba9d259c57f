//! Early warnings: after each import every ward and type is looked at, and what rises beyond chance is told early.

mod answer;
mod evidence;
mod list;
mod panel;
mod queue;
mod ranked;
mod run;
mod show;
pub mod store;
mod warning;

pub use evidence::{Evidence, Said, Slow};
pub use panel::{for_panel, waiting};
pub use ranked::{Increase, Level};
pub use run::{RunReport, run};
pub use warning::{CannotAnswer, Choice, Reading, Run, Said as Answered, Warning, WarningState};

use base::{Act, Routes};

/// The pages of warnings.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/analysis/warnings", Act::Explore, list::show)
        .get("/desk/analysis/warnings/tasking", Act::Explore, queue::show)
        .get("/desk/analysis/warnings/{id}", Act::Explore, show::show)
        .get(
            "/desk/analysis/warnings/{id}/input",
            Act::Explore,
            show::input,
        )
        .post(
            "/desk/analysis/warnings/{id}",
            Act::AnswerWarning,
            answer::answer,
        )
}
