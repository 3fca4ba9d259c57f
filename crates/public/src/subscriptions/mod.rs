//! Updates by e-mail without an account: asked for, confirmed by a link,
//! changed and left by a link. Nobody is named, and no page says whose
//! address is known.

mod ask;
mod confirm;
mod forget;
mod leave;
mod mails;
mod news;
mod send;
mod show;
mod store;
mod subscription;

pub use forget::forget;
pub use send::send;
pub use subscription::{Pace, SubscriptionId};

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use base::{Act, Answer, Desk, Routes, secrets};
use web::{Frame, page_with};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let act = Act::GetUpdates;
    Routes::new()
        .get("/updates/subscribe", act, ask::show)
        .post("/updates/subscribe", act, ask::ask)
        .get("/updates/sent", act, ask::sent)
        .get("/updates/confirm/{token}", act, confirm::show)
        .post("/updates/confirm/{token}", act, confirm::confirm)
        .get("/updates/{token}", act, show::show)
        .post("/updates/{token}", act, show::change)
        .get("/updates/{token}/leave", act, leave::show)
        .post("/updates/{token}/leave", act, leave::leave)
}

#[derive(Template)]
#[template(path = "subscriptions/gone.html")]
struct Gone {
    frame: Frame,
    hours: i64,
}

/// A link that opens nothing: wrong, too old, used up and never made look the same.
fn gone(desk: &Desk) -> Answer {
    let page = Gone {
        frame: Frame::of(desk, "This link opens nothing"),
        hours: subscription::CONFIRM_HOURS,
    };
    private(page_with(desk, StatusCode::NOT_FOUND, &page))
}

/// The hash of a token from an address, if it can be one.
fn hash_of(token: &str) -> Option<String> {
    let shaped = token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit());
    shaped.then(|| secrets::hash(token))
}

/// A page whose address is a secret: nothing keeps it, and no other page
/// hears of it.
fn private(answer: Answer) -> Answer {
    let mut response = answer?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    Ok(response)
}
