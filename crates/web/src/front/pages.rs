//! Refusals as pages: what is wrong and the way forward.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use base::{House, Stop};

use crate::Frame;

#[derive(Template)]
#[template(path = "not_there.html")]
struct NotThere {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    frame: Frame,
    heading: &'static str,
    sentence: String,
    phone: bool,
    /// Where whoever reports something goes on: address and name.
    ways: &'static [(&'static str, &'static str)],
}

/// Beside a refusal about a report: the two ways to go on.
const REPORT: &[(&str, &str)] = &[
    ("/reports/new", "Report a problem"),
    ("/reports/receipt", "Open a report with its receipt"),
];

fn ways(path: &str) -> &'static [(&'static str, &'static str)] {
    if path.starts_with("/reports/") {
        REPORT
    } else {
        &[]
    }
}

fn drawn(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, [(header::CACHE_CONTROL, "no-store")], Html(text)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// The page of a refusal. Redirects stay what they are.
pub(super) fn of(house: &House, path: &str, stop: &Stop, bare: Response) -> Response {
    let status = stop.status();
    match stop {
        Stop::SignInFirst => {
            let to = format!("/sign-in?next={}", crate::forms::in_query(path));
            (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
        }
        Stop::AlreadyDone(_) | Stop::Moved(..) => bare,
        Stop::NotThere => drawn(status, &NotThere { frame: Frame::bare(house, path, "Page not found") }),
        Stop::Refused(sentence) => drawn(
            status,
            &Refused {
                frame: Frame::bare(house, path, "That cannot be done"),
                heading: "That cannot be done",
                sentence: sentence.clone(),
                phone: false,
                ways: ways(path),
            },
        ),
        Stop::TooMany(seconds) => {
            let mut response = drawn(
                status,
                &Refused {
                    frame: Frame::bare(house, path, "Too many tries"),
                    heading: "Too many tries",
                    sentence: format!("Wait {} and try again.", base::deadlines::minutes(seconds.div_ceil(60))),
                    phone: false,
                    ways: ways(path),
                },
            );
            if let Some(wait) = bare.headers().get(header::RETRY_AFTER) {
                response.headers_mut().insert(header::RETRY_AFTER, wait.clone());
            }
            response
        }
        Stop::Busy => busy(house, path),
        Stop::SignedOut => drawn(
            status,
            &Refused {
                frame: Frame::bare(house, path, "You were signed out"),
                heading: "You were signed out",
                sentence: "Nothing was saved, and nothing is lost: sign in in another tab, come back to this one, go back with your browser's Back button, and send the form again. What you typed is still in it.".into(),
                phone: false,
                ways: ways(path),
            },
        ),
        Stop::Fault(_) => drawn(
            status,
            &Refused {
                frame: Frame::bare(house, path, "Something went wrong"),
                heading: "Something went wrong on our side",
                sentence: "Nothing you did caused it, and what was kept before is safe. Try again in a few minutes. If you were sending a form, use your browser's Back button: what you typed should still be there.".into(),
                phone: true,
                ways: ways(path),
            },
        ),
    }
}

/// The page of a form that another site sent.
pub(super) fn cross_site(house: &House, path: &str) -> Response {
    drawn(
        StatusCode::FORBIDDEN,
        &Refused {
            frame: Frame::bare(house, path, "Not sent from this site"),
            heading: "That form was not sent from this site",
            sentence: "For your safety it was not accepted. Open the page here and send it again."
                .into(),
            phone: false,
            ways: ways(path),
        },
    )
}

/// The page of a moment with too much to do.
pub(super) fn busy(house: &House, path: &str) -> Response {
    drawn(
        StatusCode::SERVICE_UNAVAILABLE,
        &Refused {
            frame: Frame::bare(house, path, "Busy"),
            heading: "This service is busy",
            sentence: "Try again in a minute. Nothing was lost.".into(),
            phone: true,
            ways: ways(path),
        },
    )
}

/// The page of a request that could not be read.
pub(super) fn unreadable(house: &House, path: &str, status: StatusCode) -> Response {
    drawn(
        status,
        &Refused {
            frame: Frame::bare(house, path, "That could not be read"),
            heading: "That could not be read",
            sentence: "Part of the address or of the form was not what this page expects. Go back, check it and send it again."
                .into(),
            phone: false,
            ways: ways(path),
        },
    )
}

/// The same refusal for a program that asked for JSON (RFC 9457).
pub(super) fn problem(page: Response) -> Response {
    let status = page.status();
    let title = status.canonical_reason().unwrap_or("Refused");
    let problem =
        serde_json::json!({"type": "about:blank", "title": title, "status": status.as_u16()});
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        problem.to_string(),
    )
        .into_response();
    if let Some(wait) = page.headers().get(header::RETRY_AFTER) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, wait.clone());
    }
    response
}
