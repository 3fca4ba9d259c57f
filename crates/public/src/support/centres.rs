//! Where somebody can speak to trained people about hate crime, without going to the police.

use askama::Template;
use base::{Answer, Desk, place::ReportingCentre};
use concerns::hate_reports;
use web::{Frame, page};

#[derive(Template)]
#[template(path = "support/centres.html")]
struct Page {
    frame: Frame,
    centres: Vec<ReportingCentre>,
}

/// The page. Its title says nothing, like those of the other pages of help.
pub(super) async fn show(desk: Desk) -> Answer {
    let page_ = Page {
        frame: Frame::of(&desk, "Local information"),
        centres: hate_reports::centres(desk.place()).to_vec(),
    };
    page(&desk, &page_)
}
