//! Calls about doorstep crime and scams: decided on in fifteen minutes, reached in two hours, looked after again. Who and where is
//! sealed.

mod answering;
mod decide;
mod list;
mod more;
mod open;
mod reach;
mod remind;
mod response;
mod show;
pub mod store;
mod take;
pub mod talks;
mod waits;
mod work;

pub use response::{
    CallKind, CallResult, Caller, CannotReach, Decision, NoVisit, RECORD, RapidResponse,
    RapidResponseId, Told, WhyLate,
};

pub use remind::remind;
pub use waits::waiting_for_me;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let work = Act::WorkRapidResponse;
    Routes::new()
        .get("/desk/rapid-responses", work, list::show)
        .get("/desk/rapid-responses/new", work, take::show)
        .post("/desk/rapid-responses/new", work, take::take)
        .and(talks::routes())
        .get("/desk/rapid-responses/{id}", work, show::show)
        .post("/desk/rapid-responses/{id}/decide", work, decide::decide)
        .post("/desk/rapid-responses/{id}/reach", work, reach::reach)
        .post("/desk/rapid-responses/{id}/work", work, work::work)
        .post("/desk/rapid-responses/{id}/more", work, more::add)
        .get("/desk/rapid-responses/{id}/who", work, open::show)
        .post("/desk/rapid-responses/{id}/who", work, open::open)
}
