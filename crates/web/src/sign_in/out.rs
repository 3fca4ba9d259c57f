//! Signing out.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk, Line, Who, sessions};

use super::cookie;

/// Ends the session here and on the server.
pub(super) async fn sign_out(mut desk: Desk) -> Answer {
    let now = desk.now();
    let cleared = cookie(desk.house(), "");
    match desk.who().clone() {
        // Nobody to sign out, and nothing to write down.
        Who::Anyone => return Ok(Redirect::to("/").into_response()),
        Who::Person(person) => {
            sessions::revoke(desk.tx(), person.id, &person.session, now).await?;
            desk.tell(Line::of("signed out", "person", person.id))
                .await?;
        }
    }
    let mut response = desk.finish("/").await?;
    if let Ok(value) = HeaderValue::from_str(&cleared) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}
