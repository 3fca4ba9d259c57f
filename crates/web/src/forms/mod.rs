//! A form: what was typed, what is wrong with it, and how it is drawn again.
//!
//! One type does all three, so that nothing typed is ever lost and every
//! message stands both in the summary and beside its field.

mod check;
mod draw;
mod upload;

pub use draw::{Html, escape};
pub use upload::Upload;

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use base::{House, Stop};

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: Vec<(String, String)>,
    errors: BTreeMap<String, String>,
    order: Vec<String>,
    once: String,
    press: String,
}

impl<S: Send + Sync> FromRequest<S> for Fields
where
    House: axum::extract::FromRef<S>,
{
    type Rejection = Stop;

    async fn from_request(request: Request, state: &S) -> Result<Self, Stop> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Stop::Refused(
                "This form was not sent as a form. Go back, reload the page and send it again."
                    .into(),
            ));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| {
            Stop::Refused("The form did not arrive whole. Go back and send it again.".into())
        })?;
        Ok(Self::parse(&body))
    }
}

impl Fields {
    /// An empty form for a fresh page.
    #[must_use]
    pub fn fresh() -> Self {
        Self {
            once: uuid::Uuid::now_v7().to_string(),
            ..Self::default()
        }
    }

    fn parse(body: &[u8]) -> Self {
        let values = pairs(body);
        let mut fields = Self {
            values,
            ..Self::default()
        };
        fields.once = fields.raw("once").to_owned();
        fields.press = press(fields.raw("once"), body);
        fields
    }

    /// What a press of this form's button is known by: see `Desk::once`.
    #[must_use]
    pub fn press(&self) -> &str {
        &self.press
    }

    /// What was typed, as it was typed.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// Everything sent under one name: tick boxes, orders.
    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a button or tick box of this name was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(known, _)| known == name)
    }

    /// Puts a value in, for a page that starts from what is kept.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.set(name, value);
        self
    }

    /// Puts a value in.
    pub fn set(&mut self, name: &str, value: impl ToString) {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.to_string()));
    }

    /// Puts one more value of the same name in: a further tick.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl ToString) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// Says what is wrong with a field.
    pub fn error(&mut self, name: &str, sentence: impl Into<String>) {
        if !self.errors.contains_key(name) {
            self.order.push(name.to_owned());
            self.errors.insert(name.to_owned(), sentence.into());
        }
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn wrong(&self) -> bool {
        !self.errors.is_empty()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error_of(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }
}

/// The names and values of a form or of what follows the `?` of an address.
#[must_use]
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    String::from_utf8_lossy(body)
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // Browsers send CRLF; one kind of line end is kept.
            (
                unescape(name),
                unescape(value).replace("\r\n", "\n").replace('\0', ""),
            )
        })
        .collect()
}

/// A value as it stands behind the `?` of an address: what [`pairs`] reads again.
#[must_use]
pub fn in_query(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The token of the page together with what was sent: the same words twice are
/// one press, other words from the same page are another.
fn press(token: &str, body: &[u8]) -> String {
    if token.parse::<uuid::Uuid>().is_err() {
        return String::new();
    }
    let words = base::secrets::hash(&String::from_utf8_lossy(body));
    words[..32].to_owned()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let digits = [ahead.next(), ahead.next()];
                let value = match digits {
                    [Some(high), Some(low)] => {
                        (high as char).to_digit(16).zip((low as char).to_digit(16))
                    }
                    _ => None,
                };
                match value.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
                    Some(value) => {
                        bytes.push(value);
                        rest = ahead;
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_whole() {
        let form = Fields::parse(b"title=Caf%C3%A9+%26+park&who=a&who=b&bad=%zz&once=x");
        assert_eq!(form.raw("title"), "Café & park");
        assert_eq!(form.each("who").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(form.raw("bad"), "%zz");
        assert_eq!(form.press(), "", "a token that is none is no press");
    }
}
