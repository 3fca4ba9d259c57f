//! The settings of one installation: a TOML file, then the environment.

mod back_office;

pub use back_office::{BackOffice, Endpoint, Secret};

use std::path::Path;

use serde::Deserialize;

/// How this installation runs. Every value has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The address people type, `https://safer.example.org`: links in mail
    /// start with it, and cookies are marked Secure when it is https.
    pub address: String,
    /// Where mail goes; nothing: it waits in the store.
    pub mail: Mail,
    /// Sessions.
    pub sessions: Sessions,
    /// How much programs may ask.
    pub open_data: OpenData,
    /// Systems of agencies that take what is passed to them.
    pub back_office: Vec<BackOffice>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: "http://127.0.0.1:8080".into(),
            mail: Mail::default(),
            sessions: Sessions::default(),
            open_data: OpenData::default(),
            back_office: Vec::new(),
        }
    }
}

/// Where mail goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// `smtps://user:password@host:465` or `smtp://host:25`.
    pub smtp: Option<String>,
    /// A folder that takes the mail instead (demonstrations, tests).
    pub folder: Option<std::path::PathBuf>,
    /// The sender.
    pub from: Option<String>,
}

/// How long a session lasts.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// Minutes without a request.
    pub idle_minutes: u32,
    /// Hours from signing in, whatever happens.
    pub absolute_hours: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_minutes: 60,
            absolute_hours: 12,
        }
    }
}

/// How much a program may ask of `/api` and `/open311`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenData {
    /// Requests a second from one address, on and on; nought: no limit.
    pub requests_per_second: u32,
    /// Requests at once, before the limit holds.
    pub burst: u32,
    /// Addresses of our own reverse proxies: only they are believed when they
    /// say for whom they ask (`X-Forwarded-For`).
    pub proxies: Vec<std::net::IpAddr>,
}

impl Default for OpenData {
    fn default() -> Self {
        Self {
            requests_per_second: 15,
            burst: 30,
            proxies: Vec::new(),
        }
    }
}

impl OpenData {
    /// Heeds `WARDMOTE_REQUESTS_PER_SECOND`: a load test sets it to 0.
    ///
    /// # Errors
    /// When it is no number.
    pub fn heed_environment(&mut self) -> Result<(), String> {
        if let Ok(rate) = std::env::var("WARDMOTE_REQUESTS_PER_SECOND") {
            self.requests_per_second = rate.trim().parse().map_err(|_| {
                format!(
                    "WARDMOTE_REQUESTS_PER_SECOND is {rate:?}: write a whole number, 0 for no limit"
                )
            })?;
        }
        Ok(())
    }
}

impl Settings {
    /// Reads a settings file, then `WARDMOTE_ADDRESS`, `WARDMOTE_SMTP`,
    /// `WARDMOTE_MAIL_FROM` and `WARDMOTE_REQUESTS_PER_SECOND`.
    ///
    /// # Errors
    /// A sentence with the file and the line at fault.
    pub fn read(path: Option<&Path>) -> Result<Self, String> {
        let mut settings = match path {
            None => Self::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|fault| format!("{}: cannot be read: {fault}", path.display()))?;
                Self::parse(&text).map_err(|fault| format!("{}: {fault}", path.display()))?
            }
        };
        if let Ok(address) = std::env::var("WARDMOTE_ADDRESS") {
            settings.address = address;
        }
        if let Ok(smtp) = std::env::var("WARDMOTE_SMTP") {
            settings.mail.smtp = Some(smtp);
        }
        if let Ok(from) = std::env::var("WARDMOTE_MAIL_FROM") {
            settings.mail.from = Some(from);
        }
        settings.open_data.heed_environment()?;
        for office in &mut settings.back_office {
            office.heed_environment()?;
        }
        settings.address = settings.address.trim_end_matches('/').to_owned();
        settings.check().map_err(|(_, sentence)| sentence)?;
        Ok(settings)
    }

    /// Checks the text of a settings file.
    ///
    /// # Errors
    /// A sentence with the line at fault.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut settings: Self = toml::from_str(text).map_err(|fault| {
            let line = fault
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            format!("line {line}: {}", fault.message())
        })?;
        settings.address = settings.address.trim_end_matches('/').to_owned();
        settings.check().map_err(|(key, sentence)| {
            let starts = |line: &str| line.trim_start().starts_with(key);
            let line = text.lines().position(starts).map_or(1, |at| at + 1);
            format!("line {line}: {sentence}")
        })?;
        Ok(settings)
    }

    /// The system of an agency, if it has one.
    #[must_use]
    pub fn office(&self, agency: &str) -> Option<&BackOffice> {
        self.back_office.iter().find(|it| it.agency == agency)
    }

    /// Checks the values; gives the key at fault and what it should say.
    fn check(&self) -> Result<(), (&'static str, String)> {
        let rest = self
            .address
            .strip_prefix("https://")
            .or_else(|| self.address.strip_prefix("http://"))
            .unwrap_or_default();
        if rest.is_empty() || rest.contains(['/', ' ', '?', '#']) {
            return Err((
                "address",
                format!(
                    "address is {:?}: write it like https://safer.example.org, without anything after the name",
                    self.address
                ),
            ));
        }
        if !(5..=720).contains(&self.sessions.idle_minutes) {
            return Err((
                "idle_minutes",
                "sessions.idle_minutes must be 5 to 720".into(),
            ));
        }
        if !(1..=24).contains(&self.sessions.absolute_hours) {
            return Err((
                "absolute_hours",
                "sessions.absolute_hours must be 1 to 24".into(),
            ));
        }
        if self.open_data.requests_per_second > 10_000 {
            return Err((
                "requests_per_second",
                "open_data.requests_per_second must be 0 (no limit) to 10000".into(),
            ));
        }
        if !(1..=100_000).contains(&self.open_data.burst) {
            return Err(("burst", "open_data.burst must be 1 to 100000".into()));
        }
        for (at, office) in self.back_office.iter().enumerate() {
            office.check()?;
            let twice = self.back_office[..at]
                .iter()
                .any(|it| it.agency == office.agency);
            if twice {
                return Err((
                    "agency",
                    "back_office.agency: one agency stands there twice; it has one system".into(),
                ));
            }
        }
        if self.mail.smtp.is_some() && self.mail.from.is_none() {
            return Err((
                "smtp",
                "mail.smtp is set but mail.from is not: write who sends".into(),
            ));
        }
        Ok(())
    }

    /// Whether the systems of agencies fit the place: an agency and kinds that it knows. Otherwise nothing would ever be sent.
    ///
    /// # Errors
    /// A sentence for each that does not.
    pub fn fits(&self, place: &crate::place::Place) -> Result<(), String> {
        let mut faults = Vec::new();
        for office in &self.back_office {
            let agency = &office.agency;
            if !place.agency.iter().any(|it| it.slug == *agency) {
                faults.push(format!("settings.toml: back_office.agency is {agency:?}, and place.toml knows no such agency"));
            }
            for kind in office.services.keys() {
                if place.service(kind).is_none() {
                    faults.push(format!("settings.toml: back_office.services of {agency} names {kind:?}, and place.toml knows no such kind"));
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.join("\n"))
        }
    }

    /// Whether cookies may only travel over https.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.address.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_at_fault_is_named() {
        let refusal = Settings::parse("address = \"https://a.example\"\n\n[sessions]\nidle = 3\n")
            .unwrap_err();
        assert!(refusal.starts_with("line 4"), "{refusal}");
        let refusal = Settings::parse("address = \"ftp://a\"").unwrap_err();
        assert!(refusal.starts_with("line 1: address"), "{refusal}");
        assert!(Settings::parse("address = \"https://a.example/\"").is_ok());
    }

    #[test]
    fn a_system_of_an_agency_or_a_kind_that_the_place_does_not_know_is_named() {
        let office = |agency: &str, kind: &str| {
            format!(
                "[[back_office]]\nagency = {agency:?}\naddress = \"https://a.example/open311\"\n[back_office.services]\n{kind} = \"X\"\n"
            )
        };
        let place = include_str!("../../../places/alderwick/place.toml");
        let place = crate::place::Place::parse(place).unwrap();
        let fits = |text: &str| Settings::parse(text).unwrap().fits(&place);
        assert_eq!(fits(&office("council", "graffiti")), Ok(()));
        assert!(
            fits(&office("nobody", "graffiti"))
                .unwrap_err()
                .contains("\"nobody\"")
        );
        assert!(
            fits(&office("council", "nosuch"))
                .unwrap_err()
                .contains("\"nosuch\"")
        );
        let twice = office("council", "graffiti").repeat(2);
        let refusal = Settings::parse(&twice).unwrap_err();
        assert!(refusal.contains("stands there twice"), "{refusal}");
    }
}
