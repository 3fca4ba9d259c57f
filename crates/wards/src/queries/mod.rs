//! Questions that residents ask the ward team, and the 72-hour promise to answer.

mod acknowledge;
mod answer;
mod arrive;
mod close;
pub mod code;
mod forget;
mod list;
pub mod measures;
mod notices;
mod query;
mod remind;
mod show;
mod shown;
mod signpost;
pub mod store;
mod take_in;

pub use arrive::{Arrival, arrive, code_of};
pub use forget::forget;
pub use query::{CannotMove, Channel, Query, QueryId, QueryState, Signpost, due, left};
pub use remind::remind;
pub use shown::{Shown, categories, category, is_inspector, my_wards, shown};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/queries", Act::AnswerQuery, list::show)
        .get("/desk/queries/new", Act::AnswerQuery, take_in::show)
        .post("/desk/queries/new", Act::AnswerQuery, take_in::take_in)
        .get("/desk/queries/{id}", Act::AnswerQuery, show::show)
        .post(
            "/desk/queries/{id}/acknowledge",
            Act::AnswerQuery,
            acknowledge::acknowledge,
        )
        .post(
            "/desk/queries/{id}/answer",
            Act::AnswerQuery,
            answer::answer,
        )
        .post(
            "/desk/queries/{id}/signpost",
            Act::AnswerQuery,
            signpost::signpost,
        )
        .post("/desk/queries/{id}/close", Act::AnswerQuery, close::close)
}
