//! When it is over, whoever reported it says how they were dealt with. Answers are counted and never shown with the report.

mod answer;
pub mod store;

pub use answer::answer;
pub(crate) use answer::keep;

use base::words;

words! {
    /// What is asked.
    pub enum Question {
        Fixed = "fixed" / "Is it fixed?",
        Informed = "informed" / "Did we tell you what was done?",
        InTime = "in_time" / "Was it dealt with in good time?",
        Again = "again" / "Would you report something again?",
    }
}

words! {
    /// What can be answered.
    pub enum Verdict {
        Yes = "yes" / "Yes",
        Partly = "partly" / "Partly, or not sure",
        No = "no" / "No",
    }
}

/// What is asked in one form. Whether it is fixed is asked beside it: that moves the report.
pub const ASKED: [Question; 3] = [Question::Informed, Question::InTime, Question::Again];
