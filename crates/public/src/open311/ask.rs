//! What a program asks or sends: names and values from the address, a form, or a form in parts. Empty is absent.

use axum::{
    body::Bytes,
    http::{HeaderMap, Uri, header},
};
use base::{Desk, clock};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use concerns::{Client, clients};
use web::forms::pairs;

use super::{Wrong, wrong::bad};

/// Names and values, in the order they came.
pub struct Ask(Vec<(String, String)>);

impl Ask {
    /// From an address.
    #[must_use]
    pub fn of(uri: &Uri) -> Self {
        Self(pairs(uri.query().unwrap_or_default().as_bytes()))
    }

    /// From a form. What stands in the address counts too.
    ///
    /// # Errors
    /// 400 when it is no form, or holds a file.
    pub fn sent(uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Result<Self, Wrong> {
        let mut all = Self::of(uri).0;
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // The words of a kind are read without case, what follows them as it is.
        let (kind, rest) = kind.split_at(kind.find(';').unwrap_or(kind.len()));
        let kind = kind.trim().to_ascii_lowercase();
        if kind == "application/x-www-form-urlencoded" || body.is_empty() {
            all.extend(pairs(body));
        } else if kind == "multipart/form-data" {
            all.extend(in_parts(rest, body)?);
        } else {
            return Err(bad(
                "Send a form: application/x-www-form-urlencoded or multipart/form-data.",
            ));
        }
        Ok(Self(all))
    }

    /// A value; none where it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.find_map(|(_, value)| Some(value.trim()).filter(|value| !value.is_empty()))
    }

    /// A value that must be there.
    ///
    /// # Errors
    /// 400 where it is not.
    pub fn must(&self, name: &str) -> Result<&str, Wrong> {
        self.get(name)
            .ok_or_else(|| bad(format!("{name} is missing.")))
    }

    /// Everything sent under a name, also as `name[]`.
    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known.strip_suffix("[]").unwrap_or(known) == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The parts of a comma list.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        let parts = self.get(name).unwrap_or_default().split(',').map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// A number in a range.
    ///
    /// # Errors
    /// 400 where it is none.
    pub fn number(&self, name: &str, low: f64, high: f64) -> Result<Option<f64>, Wrong> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|n| (low..=high).contains(n));
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(bad(format!(
                "{name} must be a number from {low} to {high}."
            ))),
        }
    }

    /// East and north of `lat` and `long`.
    ///
    /// # Errors
    /// 400 where one is there without the other.
    pub fn point(&self) -> Result<Option<(f64, f64)>, Wrong> {
        let lat = self.number("lat", -90.0, 90.0)?;
        match (self.number("long", -180.0, 180.0)?, lat) {
            (Some(long), Some(lat)) => Ok(Some((long, lat))),
            (None, None) => Ok(None),
            _ => Err(bad("Send lat and long together.")),
        }
    }

    /// A moment, as W3C writes it; a day alone begins, or ends, with it.
    ///
    /// # Errors
    /// 400 where it is none.
    pub fn moment(&self, name: &str, end: bool) -> Result<Option<DateTime<Utc>>, Wrong> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        // A plus that nobody escaped arrives as a space.
        let plus = text.replacen(' ', "+", 1);
        let whole = DateTime::parse_from_rfc3339(&plus).ok();
        let whole = whole.map(|at| at.with_timezone(&Utc));
        let day = || {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            let day = if end {
                day.checked_add_days(Days::new(1))?
            } else {
                day
            };
            Some(clock::moment(day, NaiveTime::MIN))
        };
        let years = |at: &DateTime<Utc>| (1970..2200).contains(&chrono::Datelike::year(at));
        match whole.or_else(day).filter(years) {
            Some(at) => Ok(Some(at)),
            None => Err(bad(format!(
                "{name} must be a date like 2026-11-24T14:00:00Z."
            ))),
        }
    }

    /// From when until when: at most 90 days, the last 90 where nothing is said.
    ///
    /// # Errors
    /// 400 for a span that is longer or runs backwards.
    pub fn span(&self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), Wrong> {
        let most = Days::new(90);
        let (start, end) = (
            self.moment("start_date", false)?,
            self.moment("end_date", true)?,
        );
        let (start, end) = match (start, end) {
            (Some(start), Some(end)) => (start, end),
            (Some(start), None) => (start, start + most),
            (None, Some(end)) => (end - most, end),
            (None, None) => (now - most, now),
        };
        if end < start {
            return Err(bad("end_date lies before start_date."));
        }
        // A day that is named whole counts to its end.
        let whole_day = self.get("end_date").is_some_and(|it| it.len() == 10);
        if end - start > chrono::Duration::days(90 + i64::from(whole_day)) {
            return Err(bad("Ask for at most 90 days from start_date to end_date."));
        }
        Ok((start, end))
    }

    /// How many on a page, and which page. No page size: as many as there may be.
    ///
    /// # Errors
    /// 400 where they are no whole numbers.
    pub fn page(&self) -> Result<(usize, usize), Wrong> {
        let size = self
            .whole("page_size", super::requests::MOST)?
            .unwrap_or(super::requests::MOST);
        Ok((size, self.whole("page", 1_000_000)?.unwrap_or(1)))
    }

    fn whole(&self, name: &str, most: usize) -> Result<Option<usize>, Wrong> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(n) if (1..=most).contains(&n) => Ok(Some(n)),
            _ => Err(bad(format!(
                "{name} must be a whole number from 1 to {most}."
            ))),
        }
    }

    /// The program of the key, if there is one.
    ///
    /// # Errors
    /// 403 for a key that opens nothing.
    pub async fn client(&self, desk: &mut Desk) -> Result<Option<Client>, Wrong> {
        let Some(key) = self.get("api_key") else {
            return Ok(None);
        };
        let client = clients::of_key(desk, key).await?;
        client
            .map(Some)
            .ok_or(Wrong::Key("This api_key is unknown or has ended."))
    }

    /// The program that sends, which must be one that may.
    ///
    /// # Errors
    /// 403 without a key, for a wrong one, and for one that only reads.
    pub async fn writer(&self, desk: &mut Desk) -> Result<Client, Wrong> {
        let client = self.client(desk).await?;
        let client = client.ok_or(Wrong::Key("api_key is missing."))?;
        if client.may_write {
            Ok(client)
        } else {
            Err(Wrong::Key("This api_key may read, but not write."))
        }
    }
}

/// A form in parts, as programs send it that can also send files.
fn in_parts(kind: &str, body: &Bytes) -> Result<Vec<(String, String)>, Wrong> {
    let broken = || bad("The form in parts is not whole.");
    let mark = kind
        .split(';')
        .find_map(|part| part.trim().strip_prefix("boundary="))
        .map(|mark| format!("--{}", mark.trim_matches('"')))
        .ok_or_else(broken)?;
    let text = String::from_utf8_lossy(body);
    let mut all = Vec::new();
    for part in text.split(mark.as_str()).skip(1) {
        if part.starts_with("--") {
            return Ok(all);
        }
        let part = part.trim_start_matches("\r\n");
        let (head, value) = part.split_once("\r\n\r\n").ok_or_else(broken)?;
        let value = value.strip_suffix("\r\n").unwrap_or(value);
        let quoted = |name: &str| {
            let (_, rest) = head.split_once(&format!("{name}=\""))?;
            rest.split('"').next()
        };
        let is_file = head.contains("filename=");
        if is_file && !value.is_empty() {
            return Err(bad(
                "Photos cannot be uploaded here. Keep them where they are and send their address as media_url.",
            ));
        }
        if !is_file {
            let name = quoted("; name").ok_or_else(broken)?;
            let value = value.replace("\r\n", "\n").replace('\0', "");
            all.push((name.to_owned(), value));
        }
    }
    Err(broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_in_parts_is_a_form() {
        let body = Bytes::from_static(
            b"--x\r\nContent-Disposition: form-data; name=\"lat\"\r\n\r\n51.5\r\n--x\r\n\
              Content-Disposition: form-data; name=\"media\"; filename=\"\"\r\n\r\n\r\n--x--\r\n",
        );
        let all = in_parts("; boundary=x", &body).unwrap();
        assert_eq!(all, [("lat".to_owned(), "51.5".to_owned())]);
        assert!(in_parts("; boundary=x", &body.slice(..20)).is_err());
        assert!(in_parts("", &body).is_err());
    }
}
