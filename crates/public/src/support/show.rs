//! One page of help, with the button to leave it at once.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _};
use web::{Frame, page};

use super::texts::{self, Text};

#[derive(Template)]
#[template(path = "support/show.html")]
struct Page {
    frame: Frame,
    text: &'static Text,
}

/// The page. Its title says nothing: it stands in the history of a browser that others may look at.
pub(super) async fn show(desk: Desk, Path(slug): Path<String>) -> Answer {
    let text = texts::ALL.iter().find(|text| text.slug == slug);
    let page_ = Page {
        text: text.or_not_found()?,
        frame: Frame::of(&desk, "Local information"),
    };
    page(&desk, &page_)
}
