//! A person's own account: password, and where they are signed in.

use askama::Template;
use axum::extract::State;
use base::{Act, Answer, Desk, House, Line, Routes, Stop, Who, clock, people, sessions};

use crate::{Fields, Frame, form_page};

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
    has_password: bool,
}

async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh()).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let Who::Person(person) = desk.who().clone() else {
        return Err(Stop::NotThere);
    };
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
    let has_password = people::store::find(desk.tx(), person.id)
        .await?
        .is_some_and(|person| person.has_password);
    let wrong = form.wrong();
    let frame = Frame::of(&desk, "Your account").wrong(form.wrong());
    form_page(
        &desk,
        wrong,
        &Page {
            frame,
            form,
            email: person.email,
            sessions,
            has_password,
        },
    )
}

/// Sets a password. Guesses at the old one count like guesses at signing in,
/// and the slow hashing holds nobody else up.
async fn set_password(State(house): State<House>, mut desk: Desk, mut form: Fields) -> Answer {
    let Who::Person(person) = desk.who().clone() else {
        return Err(Stop::NotThere);
    };
    let password = form.raw("new_password").to_owned();
    if let Some(sentence) = people::too_weak(&password, &person.email) {
        form.error("new_password", sentence);
        return draw(desk, form).await;
    }
    let found = people::store::by_email(desk.tx(), &person.email).await?;
    let kept = found.and_then(|(_, hash)| hash);
    if kept.is_some() {
        let now = desk.now();
        if !sessions::guess(desk.tx(), &format!("password {}", person.email), now).await? {
            return Err(Stop::TooMany(300));
        }
        desk.tell(Line::of("tried to change a password", "person", person.id))
            .await?;
        desk.keep().await?;
        if !people::password_matches(form.raw("password").to_owned(), kept).await? {
            form.error("password", "That is not your password now. If you have forgotten it, you can still sign in with a link.");
            return draw(
                Desk::again_for(&house, Act::KeepOwnAccount, Who::Person(person)).await?,
                form,
            )
            .await;
        }
    } else {
        drop(desk);
    }
    let hash = people::hash_password(password).await?;
    let mut desk =
        Desk::again_for(&house, Act::KeepOwnAccount, Who::Person(person.clone())).await?;
    people::store::set_password(desk.tx(), person.id, &hash).await?;
    // Whoever knew the old one is signed out everywhere but here.
    let now = desk.now();
    sessions::revoke_others(desk.tx(), person.id, &person.session, now).await?;
    desk.tell(Line::of("set a password", "person", person.id))
        .await?;
    desk.finish("/account").await
}

async fn end_session(mut desk: Desk, form: Fields) -> Answer {
    let Who::Person(person) = desk.who().clone() else {
        return Err(Stop::NotThere);
    };
    let now = desk.now();
    sessions::revoke(desk.tx(), person.id, form.raw("session"), now).await?;
    desk.tell(Line::of("ended a session", "person", person.id))
        .await?;
    desk.finish("/account").await
}
