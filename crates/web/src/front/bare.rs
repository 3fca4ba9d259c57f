//! Refusals of the open interfaces: no page, but what their programs expect.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base::Stop;

use crate::Wants;

/// Whether an address belongs to the open interfaces.
pub(super) fn is_open(path: &str) -> bool {
    path.starts_with("/api/") || path == "/open311" || path.starts_with("/open311/")
}

/// The answer to something that could not be done, in the form of its interface; none where the refusal stands as it is.
pub(super) fn of(path: &str, wants: Wants, stop: &Stop) -> Option<Response> {
    let (status, words) = match stop {
        Stop::NotThere => (
            StatusCode::NOT_FOUND,
            "There is nothing at this address. /open-data lists every address.",
        ),
        Stop::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The store has no turn free. Ask again in a moment.",
        ),
        Stop::Refused(words) => (StatusCode::BAD_REQUEST, words.as_str()),
        Stop::Fault(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side.",
        ),
        _ => return None,
    };
    Some(refusal(path, Some(wants), status, words))
}

/// A refusal: of Open311 its document of errors, of the police data interface a word. A header says why.
pub(super) fn refusal(
    path: &str,
    wants: Option<Wants>,
    status: StatusCode,
    words: &str,
) -> Response {
    // The police data interface says nothing more where a question is not whole.
    let word = if status == StatusCode::BAD_REQUEST {
        ""
    } else {
        status.canonical_reason().unwrap_or_default()
    };
    let mut response = if !path.starts_with("/open311") {
        (status, word).into_response()
    } else if wants == Some(Wants::Json) {
        let kind = [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        )];
        let body = serde_json::json!([{"code": status.as_u16(), "description": words}]);
        (status, kind, body.to_string()).into_response()
    } else {
        let kind = [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=utf-8"),
        )];
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<errors><error><code>{}</code><description>{}</description></error></errors>\n",
            status.as_u16(),
            crate::forms::escape(words)
        );
        (status, kind, body).into_response()
    };
    if let Ok(words) = HeaderValue::from_str(words) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-wardmote-reason"), words);
    }
    response
}
