//! Signing in with a password.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk, House, Line, Stop, people, sessions};

use super::{ask, cookie, onward};
use crate::Fields;

/// Tries the password. The answer to a wrong one is the same whether or not
/// there is such an account, and takes as long.
pub(super) async fn sign_in(
    State(house): State<House>,
    mut desk: Desk,
    mut form: Fields,
) -> Answer {
    let email = people::plain_email(&form.words("email", 200, "Write your e-mail address"));
    let password = form.raw("password").to_owned();
    if password.is_empty() {
        form.error("password", "Write your password");
    }
    if form.wrong() {
        return ask::draw(&desk, form);
    }
    let now = desk.now();
    let free = sessions::guess(desk.tx(), &format!("password {email}"), now).await?;
    let found = people::store::by_email(desk.tx(), &email).await?;
    let who = found
        .as_ref()
        .map_or_else(|| "unknown".to_owned(), |(person, _)| person.id.to_string());
    desk.tell(Line::of("tried to sign in", "person", who).with(if free {
        ""
    } else {
        "throttled"
    }))
    .await?;
    // Kept before the slow part: the hash must not hold the store's one
    // writer, and a guess counts even if the browser goes away.
    desk.keep().await?;
    if !free {
        return Err(Stop::TooMany(
            u64::try_from(sessions::WINDOW_MINUTES * 60).unwrap_or(300),
        ));
    }
    let (person, kept) = match found {
        Some((person, kept)) if person.closed_at.is_none() => (Some(person), kept),
        _ => (None, None),
    };
    let fits = people::password_matches(password, kept).await?;
    let mut desk = Desk::again(&house, base::Act::SignIn).await?;
    let Some(person) = person.filter(|_| fits) else {
        form.error("password", "That e-mail address and password do not belong together. Check both, or ask for a link instead.");
        return ask::draw(&desk, form);
    };
    let token = sessions::begin(desk.tx(), person.id, house.settings(), now).await?;
    desk.tell(Line::of("signed in", "person", person.id))
        .await?;
    desk.keep().await?;
    let mut response = Redirect::to(&onward(form.raw("next"))).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie(&house, &token)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}
