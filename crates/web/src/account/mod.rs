//! A person's own account: password, and where they are signed in.

use askama::Template;
use axum::http::StatusCode;
use base::{Act, Answer, Desk, Line, Routes, Stop, Who, clock, people, sessions};

use crate::{Fields, Frame, page_with};

/// The pages of one's own account.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/account", Act::KeepOwnAccount, show)
        .post("/account/password", Act::KeepOwnAccount, set_password)
        .post("/account/sessions/end", Act::KeepOwnAccount, end_session)
}

struct Session {
    token_hash: String,
    since: String,
    seen: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "account/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    email: String,
    sessions: Vec<Session>,
}

async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh()).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let Who::Person(person) = desk.who().clone() else { return Err(Stop::NotThere) };
    let now = desk.now();
    let kept = sessions::of(desk.tx(), person.id, now).await?;
    let sessions = kept
        .into_iter()
        .map(|kept| Session {
            here: kept.token_hash == person.session,
            since: clock::day_and_time(kept.made_at),
            seen: clock::day_and_time(kept.seen_at),
            token_hash: kept.token_hash,
        })
        .collect();
    let status = if form.wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = Frame::of(&desk, "Your account").wrong(form.wrong());
    page_with(&desk, status, &Page { frame, form, email: person.email, sessions })
}

async fn set_password(mut desk: Desk, mut form: Fields) -> Answer {
    let Who::Person(person) = desk.who().clone() else { return Err(Stop::NotThere) };
    let password = form.raw("new_password").to_owned();
    if let Some(sentence) = people::too_weak(&password, &person.email) {
        form.error("new_password", sentence);
        return draw(desk, form).await;
    }
    let hash = people::hash_password(password).await?;
    people::store::set_password(desk.tx(), person.id, &hash).await?;
    desk.tell(Line::of("set a password", "person", person.id)).await?;
    desk.finish("/account").await
}

async fn end_session(mut desk: Desk, form: Fields) -> Answer {
    let Who::Person(person) = desk.who().clone() else { return Err(Stop::NotThere) };
    let now = desk.now();
    sessions::revoke(desk.tx(), person.id, form.raw("session"), now).await?;
    desk.tell(Line::of("ended a session", "person", person.id)).await?;
    desk.finish("/account").await
}
