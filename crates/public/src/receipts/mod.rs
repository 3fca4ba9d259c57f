//! What became of a report: the page that anyone with the reference may read, and the talk that a receipt opens.

mod fixed;
mod how_it_went;
mod mail;
mod open;
mod passing;
mod photo;
mod say;
mod status;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/reports/{reference}", Act::SeePublic, status::show)
        .get(
            "/reports/{reference}/photos/{place}",
            Act::SeePublic,
            photo::show,
        )
        .get("/reports/receipt", Act::Report, open::show)
        .post("/reports/receipt", Act::Report, open::open)
        // A tab that is opened again asks for the receipt again.
        .get("/reports/receipt/say", Act::Report, open::show)
        .get("/reports/receipt/fixed", Act::Report, open::show)
        .get("/reports/receipt/how-it-went", Act::Report, open::show)
        .get("/reports/receipt/no-more-mail", Act::Report, open::show)
        .get("/reports/receipt/team-only", Act::Report, open::show)
        .post("/reports/receipt/say", Act::Report, say::say)
        .post("/reports/receipt/fixed", Act::Report, fixed::fixed)
        .post(
            "/reports/receipt/how-it-went",
            Act::Report,
            how_it_went::answer,
        )
        .post("/reports/receipt/no-more-mail", Act::Report, mail::stop)
        .post("/reports/receipt/team-only", Act::Report, passing::stop)
}
