//! Asking the ward team, and how fast it answers.

mod ask;
mod close;
mod find;
mod follow;
mod note;
pub(crate) mod promise;
mod redress;

use axum::http::{HeaderValue, header};
use base::{Act, Answer, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/wards/{ward}/ask", Act::AskQuestion, ask::show)
        .post("/wards/{ward}/ask", Act::AskQuestion, ask::ask)
        .get("/questions", Act::SeePublic, find::find)
        .get("/questions/{reference}", Act::SeePublic, follow::show)
        .post("/questions/{reference}", Act::AskQuestion, follow::follow)
        .post(
            "/questions/{reference}/close",
            Act::AskQuestion,
            close::close,
        )
        .post(
            "/questions/{reference}/redress",
            Act::AskQuestion,
            redress::redress,
        )
        .post("/questions/{reference}/note", Act::AskQuestion, note::note)
        .get("/wards/{ward}/promise", Act::SeePublic, promise::ward)
        .get("/promise", Act::SeePublic, promise::borough)
}

/// A page that no browser and no box on the way keeps.
fn unkept(answer: Answer) -> Answer {
    let mut response = answer?;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
