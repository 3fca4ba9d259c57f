//! What an agency's system is asked by Open311 GeoReport v2: take this in, what is its number, how does it stand.

use base::settings::{BackOffice, Endpoint};
use chrono::{DateTime, SecondsFormat, Utc};
use hyper::Method;
use serde_json::Value;

use super::network::{Failure, ask};
use crate::referrals::Referral;

/// What a system answers when it takes something in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Its number there.
    Number(String),
    /// It will have a number later.
    Token(String),
}

/// What a system's list says of something that may have arrived.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// It is there, under this number.
    Number(String),
    /// It is there and has no number yet.
    NoNumber,
    /// It is not there.
    No,
    /// It shows no list.
    Unknown,
}

/// How something stands there.
#[derive(Debug, Default)]
pub(super) struct Stands {
    pub status: String,
    pub notes: String,
    pub expected: Option<DateTime<Utc>>,
}

/// Word of a system, by FixMyStreet's addition.
#[derive(Debug)]
pub(super) struct Update {
    pub id: String,
    pub request_id: String,
    pub status: String,
    pub at: Option<DateTime<Utc>>,
    pub words: String,
}

fn escape(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    out.push(byte as char);
                }
                // Writing to a String cannot fail.
                other => drop(write!(out, "%{other:02X}")),
            }
            out
        })
}

fn form(fields: &[(&str, String)]) -> String {
    let pairs = fields.iter().filter(|(_, value)| !value.is_empty());
    let pairs = pairs.map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A value as words: systems send numbers as numbers or as text. Nothing longer than a page is taken from them.
fn words(of: &Value, name: &str) -> String {
    match of.get(name) {
        Some(Value::String(text)) => text.trim().chars().take(4_000).collect(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A number, a token, a status: short. What is longer is none.
fn word(of: &Value, name: &str) -> String {
    let word = words(of, name);
    if word.chars().count() > 100 {
        String::new()
    } else {
        word
    }
}

fn when(of: &Value, name: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(&words(of, name)).ok()?;
    Some(at.with_timezone(&Utc))
}

/// A list, as the standard says, or one that is wrapped in an object.
fn list(body: &[u8]) -> Result<Vec<Value>, Failure> {
    match serde_json::from_slice(body) {
        Ok(Value::Array(all)) => Ok(all),
        Ok(Value::Object(object)) => object
            .into_iter()
            .find_map(|(_, value)| match value {
                Value::Array(all) => Some(all),
                _ => None,
            })
            .ok_or(Failure::Unreadable),
        _ => Err(Failure::Unreadable),
    }
}

/// So many pages of a list are read.
const PAGES: u32 = 20;

/// One system.
pub(super) struct Client<'a> {
    office: &'a BackOffice,
    at: Endpoint,
}

impl<'a> Client<'a> {
    /// The system of the settings.
    pub fn of(office: &'a BackOffice) -> Result<Self, Failure> {
        let at = Endpoint::parse(&office.address).map_err(|_| Failure::NotReached)?;
        Ok(Self { office, at })
    }

    fn who(&self) -> Vec<(&'static str, String)> {
        vec![
            ("api_key", self.office.key.0.clone()),
            ("jurisdiction_id", self.office.jurisdiction.clone()),
        ]
    }

    async fn get(
        &self,
        path: &str,
        fields: Vec<(&'static str, String)>,
    ) -> Result<Vec<Value>, Failure> {
        let mut all = self.who();
        all.extend(fields);
        let path = format!("{path}?{}", form(&all));
        list(&ask(&self.at, self.office.seconds, Method::GET, &path, None).await?)
    }

    /// Sends it there: kind, place and what was written for the agency. Nobody's name, address, e-mail or phone.
    pub async fn push(&self, it: &Referral, code: &str) -> Result<Taken, Failure> {
        let degrees = |value: i64| format!("{:.6}", value as f64 / 1e6);
        let mut fields = self.who();
        fields.push(("service_code", code.to_owned()));
        if let Some((lon, lat)) = it.point {
            fields.push(("lat", degrees(lat)));
            fields.push(("long", degrees(lon)));
        }
        fields.push(("address_string", it.place.clone()));
        // Our reference lets both sides find it again, and us see whether it arrived; first, as some lists cut what is long.
        let asked = format!("{}\n\n{}\n\n{}", it.reference, it.told, it.asked);
        fields.push(("description", asked));
        let body = ask(
            &self.at,
            self.office.seconds,
            Method::POST,
            "/requests.json",
            Some(form(&fields)),
        )
        .await?;
        let all = list(&body)?;
        let one = all.first().ok_or(Failure::Unreadable)?;
        taken(one)
    }

    /// Looks in its list whether something arrived although no answer came back.
    pub async fn look_for(
        &self,
        it: &Referral,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Listed, Failure> {
        // No system is asked for more than 90 days.
        let start = it.sent_at - chrono::Duration::minutes(5);
        let start = start.max(now - chrono::Duration::days(89));
        let mut first = String::new();
        for page in 1..=PAGES {
            let fields = vec![
                ("service_code", code.to_owned()),
                ("start_date", moment(start)),
                ("end_date", moment(now + chrono::Duration::minutes(5))),
                ("page", page.to_string()),
            ];
            let all = match self.get("/requests.json", fields).await {
                Ok(all) => all,
                // It takes things in but does not list them.
                Err(Failure::Refused(400..=499, _) | Failure::Unreadable) => {
                    return Ok(Listed::Unknown);
                }
                Err(failure) => return Err(failure),
            };
            let ours = |one: &&Value| words(one, "description").contains(&it.reference);
            if let Some(one) = all.iter().find(ours) {
                let number = word(one, "service_request_id");
                return Ok(if number.is_empty() {
                    Listed::NoNumber
                } else {
                    Listed::Number(number)
                });
            }
            // The last page is empty; a system that knows no pages sends the same again.
            let begins = all.first().map(Value::to_string).unwrap_or_default();
            if begins.is_empty() || begins == first {
                return Ok(Listed::No);
            }
            if first.is_empty() {
                first = begins;
            }
        }
        Ok(Listed::Unknown)
    }

    /// The number of a token, once there is one.
    pub async fn number(&self, token: &str) -> Result<Option<String>, Failure> {
        let path = format!("/tokens/{}.json", escape(token));
        let all = self.get(&path, Vec::new()).await?;
        let number = all.first().map(|one| word(one, "service_request_id"));
        Ok(number.filter(|number| !number.is_empty()))
    }

    /// How it stands there.
    pub async fn stands(&self, number: &str) -> Result<Stands, Failure> {
        let path = format!("/requests/{}.json", escape(number));
        let all = self.get(&path, Vec::new()).await?;
        let one = all.first().ok_or(Failure::Unreadable)?;
        let status = word(one, "status").to_lowercase();
        if status.is_empty() {
            return Err(Failure::Unreadable);
        }
        Ok(Stands {
            status,
            notes: words(one, "status_notes").chars().take(2_000).collect(),
            expected: when(one, "expected_datetime"),
        })
    }

    /// What was said there between two moments; none: it does not know that question.
    pub async fn updates(
        &self,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        page: u32,
    ) -> Result<Option<Vec<Update>>, Failure> {
        let fields = vec![
            ("start_date", moment(start)),
            ("end_date", moment(end)),
            ("page", page.to_string()),
        ];
        let all = match self.get("/servicerequestupdates.json", fields).await {
            Ok(all) => all,
            Err(Failure::Refused(404 | 405 | 501, _)) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let all = all.iter().map(|one| Update {
            id: word(one, "update_id"),
            request_id: word(one, "service_request_id"),
            status: word(one, "status").to_lowercase(),
            at: when(one, "updated_datetime"),
            words: words(one, "description").chars().take(2_000).collect(),
        });
        Ok(Some(all.filter(|it| !it.id.is_empty()).collect()))
    }
}

fn taken(one: &Value) -> Result<Taken, Failure> {
    let (number, token) = (word(one, "service_request_id"), word(one, "token"));
    match (number.is_empty(), token.is_empty()) {
        (false, _) => Ok(Taken::Number(number)),
        (true, false) => Ok(Taken::Token(token)),
        (true, true) => Err(Failure::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_as_numbers_or_text_and_lists_bare_or_wrapped() {
        let one = |text: &str| {
            let all = list(text.as_bytes()).unwrap();
            taken(all.first().unwrap()).unwrap()
        };
        let number = |text: &str| Taken::Number(text.into());
        assert_eq!(one("[{\"service_request_id\": 638344}]"), number("638344"));
        assert_eq!(
            one("{\"service_requests\": [{\"service_request_id\": \"A-1\"}]}"),
            number("A-1")
        );
        assert_eq!(one("[{\"token\": \"t1\"}]"), Taken::Token("t1".into()));
        assert!(list(b"<html>").is_err());
    }

    #[test]
    fn empty_fields_are_not_sent_and_the_rest_is_escaped() {
        let fields = [("api_key", String::new()), ("description", "a & b".into())];
        assert_eq!(form(&fields), "description=a%20%26%20b");
    }
}
