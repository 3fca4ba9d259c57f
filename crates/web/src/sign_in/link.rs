//! Signing in with a link from an e-mail.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk, Line, people, sessions};

use super::cookie;
use crate::{Fields, Frame, page, page_with};

#[derive(Template)]
#[template(path = "sign_in/link_ask.html")]
struct Ask {
    frame: Frame,
    form: Fields,
}

#[derive(Template)]
#[template(path = "sign_in/link_sent.html")]
struct Sent {
    frame: Frame,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "sign_in/link_open.html")]
struct Open {
    frame: Frame,
    token: String,
    stale: bool,
}

/// Asks for the address.
pub(super) async fn ask(desk: Desk) -> Answer {
    let frame = Frame::of(&desk, "Get a link to sign in");
    page(
        &desk,
        &Ask {
            frame,
            form: Fields::fresh(),
        },
    )
}

/// Sends the link. The answer never says whether there is such an account.
pub(super) async fn send(mut desk: Desk, mut form: Fields) -> Answer {
    let email = people::plain_email(&form.words("email", 200, "Write your e-mail address"));
    if !email.is_empty() && !email.contains('@') {
        form.error("email", "Write an e-mail address, like name@example.org");
    }
    if form.wrong() {
        let frame = Frame::of(&desk, "Get a link to sign in").wrong(true);
        return page_with(
            &desk,
            StatusCode::UNPROCESSABLE_ENTITY,
            &Ask { frame, form },
        );
    }
    let now = desk.now();
    let free = sessions::guess(desk.tx(), &format!("link {email}"), now).await?;
    let found = people::store::by_email(desk.tx(), &email).await?;
    let who = found
        .as_ref()
        .map_or_else(|| "unknown".to_owned(), |(person, _)| person.id.to_string());
    if let (true, Some((person, _))) =
        (free, found.filter(|(person, _)| person.closed_at.is_none()))
    {
        let token = sessions::make_link(desk.tx(), person.id, now).await?;
        let body = format!(
            "Somebody asked for a link to sign in to {}.\n\nOpen it within {} minutes:\n{}/sign-in/link/{token}\n\nIf it was not you, do nothing.",
            desk.place().partnership,
            sessions::LINK_MINUTES,
            desk.house().settings().address,
        );
        desk.mail(&person.email, "Your link to sign in", &body)
            .await?;
    }
    desk.tell(Line::of("asked for a link", "person", who))
        .await?;
    let frame = Frame::of(&desk, "Look at your e-mail");
    let answer = page(
        &desk,
        &Sent {
            frame,
            minutes: sessions::LINK_MINUTES,
        },
    );
    desk.keep().await?;
    answer
}

/// A page with one button. Opening the address does nothing yet: programs
/// that look for viruses open every link in a mail.
pub(super) async fn open(desk: Desk, Path(token): Path<String>) -> Answer {
    let frame = Frame::of(&desk, "Sign in");
    page(
        &desk,
        &Open {
            frame,
            token,
            stale: false,
        },
    )
}

/// Uses the link up.
pub(super) async fn sign_in(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let now = desk.now();
    let Some(person) = sessions::use_link(desk.tx(), &token, now).await? else {
        let frame = Frame::of(&desk, "That link has been used or is too old");
        return page_with(
            &desk,
            StatusCode::GONE,
            &Open {
                frame,
                token: String::new(),
                stale: true,
            },
        );
    };
    let house = desk.house().clone();
    let secret = sessions::begin(desk.tx(), person, house.settings(), now).await?;
    desk.tell(Line::of("signed in", "person", person).with("by link"))
        .await?;
    desk.keep().await?;
    let mut response = Redirect::to("/desk").into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie(&house, &secret)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}
