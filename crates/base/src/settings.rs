//! The settings of one installation: a TOML file, then the environment.

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
    /// The police data interface.
    pub api: Api,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: "http://127.0.0.1:8080".into(),
            mail: Mail::default(),
            sessions: Sessions::default(),
            api: Api::default(),
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

/// How often one asker may ask the police data interface.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// Requests a second in the long run; 0 is no limit.
    pub requests_per_second: u32,
    /// Requests at once.
    pub burst: u32,
    /// Whether a proxy stands before the program and says in `X-Forwarded-For` who asks.
    pub behind_proxy: bool,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            requests_per_second: 15,
            burst: 30,
            behind_proxy: false,
        }
    }
}

impl Settings {
    /// Reads a settings file, then `WARDMOTE_ADDRESS`, `WARDMOTE_SMTP` and
    /// `WARDMOTE_MAIL_FROM`.
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
        if self.api.burst == 0 {
            return Err(("burst", "api.burst must be 1 or more".into()));
        }
        if self.mail.smtp.is_some() && self.mail.from.is_none() {
            return Err((
                "smtp",
                "mail.smtp is set but mail.from is not: write who sends".into(),
            ));
        }
        Ok(())
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
}
