//! Somebody wants no more updates: one press, and their address is deleted.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, On, mail};
use web::{Frame, page};

use super::{gone, private, show::find, store};

#[derive(Template)]
#[template(path = "subscriptions/leave.html")]
struct Page {
    frame: Frame,
    token: String,
    left: bool,
}

/// A page with one button. Opening the address does nothing yet.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    if find(&mut desk, &token).await?.is_none() {
        return gone(&desk);
    }
    draw(&desk, token, false)
}

fn draw(desk: &Desk, token: String, left: bool) -> Answer {
    let title = if left {
        "No more updates come"
    } else {
        "Leave the updates"
    };
    let frame = Frame::of(desk, title);
    private(page(desk, &Page { frame, token, left }))
}

/// Deletes the address, the choice, the links, and the mail that was sent or
/// waits. Mail programs press this too, with a body of their own (RFC 8058):
/// so it reads none, and needs no token but the one in its address.
pub(super) async fn leave(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let permit = desk.permit(Act::GetUpdates, &On::default())?;
    let Some(it) = find(&mut desk, &token).await? else {
        return gone(&desk);
    };
    store::leave(desk.tx(), &permit, &it.address).await?;
    mail::forget_list(desk.tx(), &it.address).await?;
    desk.tell(Line::of("left", "subscription", it.id)).await?;
    let answer = draw(&desk, String::new(), true)?;
    desk.keep().await?;
    Ok(answer)
}
