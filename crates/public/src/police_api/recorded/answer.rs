//! Answers, and refusals with the status programs know and a reason for people. Tags, packing and keeping are the front's.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::Stop;

/// Says to people why a program got what it got.
pub(crate) const REASON: &str = "x-wardmote-reason";

/// An answer, or a refusal.
pub(super) type Said = Result<Made, No>;

/// A refusal: its body is empty, as programs expect.
#[derive(Debug)]
pub(super) enum No {
    /// The status and the reason.
    Because(StatusCode, String),
    /// Our fault.
    Fault(anyhow::Error),
}

impl No {
    /// 400: the question is not whole.
    pub fn not_whole(reason: impl Into<String>) -> Self {
        Self::Because(StatusCode::BAD_REQUEST, reason.into())
    }

    /// 404: it asks for what is not there.
    pub fn not_there(reason: impl Into<String>) -> Self {
        Self::Because(StatusCode::NOT_FOUND, reason.into())
    }

    /// 503: it asks for too much at once.
    pub fn too_many(what: &str, many: usize) -> Self {
        let sentence = format!(
            "The area has {many} {what} in that month, and at most {} are given out at once. Ask for a smaller area.",
            super::MOST
        );
        Self::Because(StatusCode::SERVICE_UNAVAILABLE, sentence)
    }
}

impl From<anyhow::Error> for No {
    fn from(fault: anyhow::Error) -> Self {
        Self::Fault(fault)
    }
}

/// A reason as a header: what does not fit in one is left out.
fn header_of(reason: &str) -> HeaderValue {
    let plain: String = reason
        .chars()
        .filter(|c| c.is_ascii() && !c.is_ascii_control())
        .take(400)
        .collect();
    HeaderValue::from_str(&plain).unwrap_or(HeaderValue::from_static("Refused"))
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            Self::Because(status, reason) => {
                let mut response = status.into_response();
                response.headers_mut().insert(REASON, header_of(&reason));
                response
            }
            Self::Fault(fault) => Stop::from(fault).into_response(),
        }
    }
}

/// What was made for a question: the answer and what to know beside it.
pub(super) struct Made {
    pub body: Vec<u8>,
    pub reason: Option<String>,
}

impl Made {
    /// JSON.
    pub fn json(value: &serde_json::Value) -> Self {
        Self {
            body: value.to_string().into_bytes(),
            reason: None,
        }
    }
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/json; charset=utf-8");
        let mut response = ([(header::CONTENT_TYPE, kind)], self.body).into_response();
        if let Some(reason) = &self.reason {
            response.headers_mut().insert(REASON, header_of(reason));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_never_breaks_the_head_of_an_answer() {
        assert_eq!(header_of("a\r\nb: \u{e9}c"), "ab: c");
        let refused = No::not_there("No such month.").into_response();
        assert_eq!(refused.status(), StatusCode::NOT_FOUND);
        assert_eq!(refused.headers()[REASON], "No such month.");
    }
}
