//! A danger that somebody must come to at once: whom to ring. No report is made of it.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _};
use web::{Frame, page};

use super::Opened;

#[derive(Template)]
#[template(path = "reports/ring.html")]
struct Page {
    frame: Frame,
    kind: String,
    words: String,
    back: String,
}

/// Whom to ring.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let service = desk.place().service(&it.draft.service);
    let service = service
        .filter(|it| !it.hand_off.is_empty())
        .or_not_found()?;
    let page_ = Page {
        frame: Frame::of(&desk, "Ring now - Report a problem"),
        kind: service.name.clone(),
        words: service.hand_off.clone(),
        back: it.path("what"),
    };
    page(&desk, &page_)
}
