//! All help on one page: what there is, and the numbers that fit anything.

use askama::Template;
use base::{Answer, Desk};
use web::{Frame, page};

use super::{
    lines::Line,
    texts::{self, Text},
};

#[derive(Template)]
#[template(path = "support/index.html")]
struct Page {
    frame: Frame,
    texts: &'static [Text],
    lines: &'static [Line],
}

/// The list.
pub(super) async fn show(desk: Desk) -> Answer {
    let page_ = Page {
        frame: Frame::of(&desk, "Help and support")
            .about("Whom to talk to, day and night, and what happens then."),
        texts: texts::ALL,
        lines: texts::ANYTHING,
    };
    page(&desk, &page_)
}
