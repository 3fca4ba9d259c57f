//! The ledger as a page, for administrators: what was done, never what it said.

use askama::Template;
use base::{Act, Answer, Desk, Routes, ledger};

use crate::{Frame, page};

/// The page of the ledger.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/admin/ledger", Act::SeeLedger, show)
}

#[derive(Template)]
#[template(path = "ledger/show.html")]
struct Page {
    frame: Frame,
    rows: Vec<ledger::Kept>,
}

async fn show(mut desk: Desk) -> Answer {
    let rows = ledger::latest(desk.tx()).await?;
    let frame = Frame::of(&desk, "Ledger");
    page(&desk, &Page { frame, rows })
}
