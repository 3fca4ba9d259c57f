//! Answers: from memory, with a strong tag, packed once. A refusal has the status programs know and a reason for people.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::Stop;
use evidence::recorded::{Kept, Recorded};

use super::question::Asked;

/// Says to people why a program got what it got.
pub(crate) const REASON: &str = "x-wardmote-reason";

/// Below this packing is not worth it.
const SMALL: usize = 400;
/// Above this packing is work for another thread.
const LARGE: usize = 1 << 16;

/// An answer, or a refusal.
pub(super) type Said = Result<Response, No>;

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

/// Answers a question: with what was answered before, or with what is made now.
pub(super) async fn answer(
    asked: &Asked,
    memory: &Recorded,
    question: String,
    make: impl FnOnce() -> Result<Made, No>,
) -> Said {
    let kept = match memory.given(&question) {
        Some(kept) => kept,
        None => {
            let made = make()?;
            memory.give(question, made.body, made.reason)
        }
    };
    send(asked, kept, "application/json; charset=utf-8").await
}

/// Sends an answer: nothing if the asker has it, packed if the asker can unpack it.
pub(super) async fn send(asked: &Asked, kept: Arc<Kept>, kind: &'static str) -> Said {
    let is_json = kind.starts_with("application/json");
    let packed = is_json && asked.gzip && kept.body.len() > SMALL;
    let tag = format!("\"{}{}\"", kept.tag, if packed { "-gz" } else { "" });
    let known = asked
        .has
        .as_deref()
        .is_some_and(|has| has.trim() == "*" || has.split(',').any(|it| it.trim() == tag));
    let body = if known {
        Body::empty()
    } else if !packed {
        Body::from(kept.body.clone())
    } else if kept.is_packed() || kept.body.len() < LARGE {
        Body::from(kept.gzip())
    } else {
        let kept = Arc::clone(&kept);
        let packing = tokio::task::spawn_blocking(move || kept.gzip());
        Body::from(packing.await.map_err(anyhow::Error::from)?)
    };
    let mut response = Response::new(body);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if packed && !known {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Some(reason) = &kept.reason {
        headers.insert(REASON, header_of(reason));
    }
    Ok(response)
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
