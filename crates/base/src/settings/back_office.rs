//! The system of an agency that takes what is passed to it, by Open311: where it is and what it calls things.

use std::{collections::BTreeMap, fmt};

use axum::http::Uri;
use serde::Deserialize;

/// A word that opens something. It never stands in a log.
#[derive(Clone, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// The system of an agency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackOffice {
    /// Whose it is: the slug of an agency of the place profile.
    pub agency: String,
    /// Where its GeoReport v2 interface begins: `https://council.example/open311/v2`.
    pub address: String,
    /// What it calls this place, where it serves several.
    #[serde(default)]
    pub jurisdiction: String,
    /// In which environment variable its key is; the key itself never stands in the file.
    #[serde(default)]
    pub key_variable: String,
    /// How often it is asked what became of things.
    #[serde(default = "quarter_of_an_hour")]
    pub every_minutes: u32,
    /// How many seconds it may take to answer.
    #[serde(default = "twenty")]
    pub seconds: u32,
    /// What it calls our kinds of concerns: ours to theirs. A kind that is not here goes by mail only.
    pub services: BTreeMap<String, String>,
    /// Its key, from the environment.
    #[serde(skip)]
    pub key: Secret,
}

fn quarter_of_an_hour() -> u32 {
    15
}

fn twenty() -> u32 {
    20
}

/// Where a system is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Whether it is asked over https.
    pub https: bool,
    /// Its name or number, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What its addresses begin with, without a slash at the end.
    pub path: String,
}

impl Endpoint {
    /// Reads an address of the settings file: https, or http on this machine itself.
    ///
    /// # Errors
    /// A sentence that says how to write it.
    pub fn parse(address: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "back_office.address is {address:?}: write it like https://council.example/open311/v2, without user, question mark or anything after it"
            )
        };
        let uri: Uri = address.trim_end_matches('/').parse().map_err(|_| wrong())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong());
        };
        if authority.as_str().contains('@') || uri.query().is_some() || address.contains('#') {
            return Err(wrong());
        }
        let host = authority.host().trim_matches(['[', ']']).to_lowercase();
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        let endpoint = Self {
            https,
            port: authority.port_u16().unwrap_or(if https { 443 } else { 80 }),
            path: uri.path().trim_end_matches('/').to_owned(),
            host,
        };
        if !https && !endpoint.is_this_machine() {
            return Err(format!(
                "back_office.address is {address:?}: only https, except on this machine itself"
            ));
        }
        Ok(endpoint)
    }

    /// Whether the address says in so many words that it is this machine itself.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        ["localhost", "127.0.0.1", "::1"].contains(&self.host.as_str())
    }
}

impl BackOffice {
    /// What it calls a kind of concern.
    #[must_use]
    pub fn code(&self, service: &str) -> Option<&str> {
        self.services.get(service).map(String::as_str)
    }

    /// Takes its key out of the environment.
    ///
    /// # Errors
    /// When the variable is not there.
    pub(super) fn heed_environment(&mut self) -> Result<(), String> {
        if !self.key_variable.is_empty() {
            let key = std::env::var(&self.key_variable).map_err(|_| {
                format!(
                    "back_office of {}: its key should be in the environment variable {}, and that is not set",
                    self.agency, self.key_variable
                )
            })?;
            self.key = Secret(key);
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        Endpoint::parse(&self.address).map_err(|sentence| ("address", sentence))?;
        if !(1..=1440).contains(&self.every_minutes) {
            return Err((
                "every_minutes",
                "back_office.every_minutes must be 1 to 1440".into(),
            ));
        }
        if !(1..=30).contains(&self.seconds) {
            return Err(("seconds", "back_office.seconds must be 1 to 30".into()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_except_on_this_machine() {
        let at = |address: &str| Endpoint::parse(address);
        let council = at("https://council.example/open311/v2/").unwrap();
        assert_eq!((council.port, council.path.as_str()), (443, "/open311/v2"));
        assert!(!council.is_this_machine());
        assert!(
            at("http://127.0.0.1:9000/open311")
                .unwrap()
                .is_this_machine()
        );
        assert!(at("http://[::1]:9000").unwrap().is_this_machine());
        for wrong in [
            "http://council.example",
            "http://10.0.0.1",
            "http://localhost.council.example",
            "ftp://council.example",
            "https://user:word@council.example",
            "https://council.example/?key=1",
            "council.example",
            "",
        ] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_never_stands_in_a_log() {
        let said = format!("{:?}", Secret("marker".into()));
        assert!(!said.contains("marker"));
    }
}
