//! What every screen of a report has in common: its number, the way back, the numbers to ring.

use askama::Template;
use base::{Answer, Desk};
use web::{Fields, Frame, form_page};

use super::{Opened, Step};

/// The upper part of a screen.
pub(super) struct Screen {
    /// "Report a problem: step 3 of 7".
    pub step: String,
    /// The heading.
    pub title: String,
    /// Where "Back" leads.
    pub back: String,
    /// Where its form goes.
    pub here: String,
    /// The number for what is not an emergency.
    pub phone: String,
}

impl Screen {
    /// The frame and the upper part of a screen.
    pub(super) fn of(desk: &Desk, it: &Opened, step: Step, form: &Fields) -> (Frame, Self) {
        let of = format!("step {} of {}", step.number(), Step::ALL.len());
        let frame = Frame::of(desk, format!("{} ({of}) - Report a problem", step.label()))
            .wrong(form.wrong());
        // Somebody who came from the check goes back to it.
        let back = if it.draft.done.contains(&Step::AboutYou) && step < Step::Check {
            it.path(Step::Check.word())
        } else {
            step.before()
                .map_or_else(|| "/reports/new".to_owned(), |step| it.path(step.word()))
        };
        let screen = Self {
            step: format!("Report a problem: {of}"),
            title: step.label().to_owned(),
            back,
            here: it.path(step.word()),
            phone: desk.place().contact.phone.clone(),
        };
        (frame, screen)
    }
}

/// Draws a screen: 422 where something typed is wrong.
pub(super) fn draw(desk: &Desk, form: &Fields, page: &impl Template) -> Answer {
    form_page(desk, form.wrong(), page)
}
