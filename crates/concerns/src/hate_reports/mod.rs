//! Reports of hate crime that somebody makes for themselves or for another person: at a reporting centre, with the ward team, or
//! on the website. The open store counts them; what was told is sealed.

mod answer;
pub mod form;
mod list;
mod report;
mod reveal;
mod send;
mod show;
pub mod store;
mod take_in;
mod waits;
mod work;

pub use report::{
    CannotMoveReport, Harm, HateKind, HateOutcome, HateReport, HateReportId, HateState, RECORD,
    Satisfied, Strand, Told, Wish, keeps,
};
pub use send::{Taken, Taking, Via, send};
pub use waits::waiting_for_me;

use base::{
    Act, Routes,
    place::{Place, ReportingCentre},
};

/// Where trained people take in reports, in the order of the place profile.
#[must_use]
pub fn centres(place: &Place) -> &[ReportingCentre] {
    &place.reporting_centre
}

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let (take, work) = (Act::TakeHateReport, Act::WorkHateReport);
    Routes::new()
        .get("/desk/hate-reports", take, list::show)
        .get("/desk/hate-reports/new", take, take_in::show)
        .post("/desk/hate-reports/new", take, take_in::take_in)
        .get("/desk/hate-reports/{id}", work, show::show)
        .post("/desk/hate-reports/{id}/work", work, work::work)
        .post("/desk/hate-reports/{id}/answer", work, answer::answer)
        .get("/desk/hate-reports/{id}/reporter", work, reveal::show)
        .post("/desk/hate-reports/{id}/reporter", work, reveal::reveal)
}
