//! Refusals of the interface, in the form that was asked for, and how every answer goes out.

use axum::{
    Extension,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base::{Answer, Stop};
use web::{Wants, wants};

use super::Node;

/// Why there is no answer.
#[derive(Debug)]
pub enum Wrong {
    /// 400, with a sentence.
    Bad(String),
    /// 403: no key, a wrong one, or one that may not do this.
    Key(&'static str),
    /// 404, with a sentence.
    NotThere(&'static str),
    /// Ours, or no turn free.
    Stop(Stop),
}

impl From<Stop> for Wrong {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::NotThere => Self::NotThere("There is nothing under this address."),
            stop => Self::Stop(stop),
        }
    }
}

impl From<anyhow::Error> for Wrong {
    fn from(fault: anyhow::Error) -> Self {
        Self::Stop(fault.into())
    }
}

/// 400 with a sentence.
pub fn bad(sentence: impl Into<String>) -> Wrong {
    Wrong::Bad(sentence.into())
}

/// The answer in the form that was asked for; without an ending, XML.
pub fn send(form: Option<Extension<Wants>>, root: &str, answer: Result<Node, Wrong>) -> Answer {
    let form = wants(form);
    if matches!(form, Wants::Csv | Wants::GeoJson) {
        let sentence = "This interface answers as .xml and as .json only.";
        return Ok(errors(form, StatusCode::BAD_REQUEST, sentence));
    }
    match answer {
        Ok(node) => Ok(written(form, StatusCode::OK, root, &node)),
        Err(Wrong::Bad(sentence)) => Ok(errors(form, StatusCode::BAD_REQUEST, &sentence)),
        Err(Wrong::Key(sentence)) => Ok(errors(form, StatusCode::FORBIDDEN, sentence)),
        Err(Wrong::NotThere(sentence)) => Ok(errors(form, StatusCode::NOT_FOUND, sentence)),
        Err(Wrong::Stop(stop)) => Err(stop),
    }
}

/// Whatever else stands under the interface: nothing.
pub(super) async fn nothing(form: Option<Extension<Wants>>) -> Answer {
    let sentence = "There is nothing under this address. Its parts answer as .xml and as .json.";
    send(form, "errors", Err(Wrong::NotThere(sentence)))
}

fn errors(form: Wants, status: StatusCode, sentence: &str) -> Response {
    let error = Node::Parts(vec![
        ("code", Node::Whole(i64::from(status.as_u16()))),
        ("description", sentence.into()),
    ]);
    written(form, status, "errors", &Node::List("error", vec![error]))
}

fn written(form: Wants, status: StatusCode, root: &str, node: &Node) -> Response {
    let (kind, text) = if form == Wants::Json {
        ("application/json; charset=utf-8", node.json().to_string())
    } else {
        ("text/xml; charset=utf-8", node.xml(root))
    };
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
