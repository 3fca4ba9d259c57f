//! Somebody who uses the program as a browser does: the demonstration and
//! the story tests act through the same front door.

use std::convert::Infallible;

use anyhow::{Context as _, Result, bail};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Method, StatusCode, header},
    response::Response,
};
use base::{House, PersonId, sessions};
use tower::{ServiceExt as _, util::BoxCloneSyncService};

/// The front door.
pub type Door = BoxCloneSyncService<Request, Response, Infallible>;

/// Somebody, or a visitor.
#[derive(Clone)]
pub struct Actor {
    door: Door,
    cookie: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answered {
    /// 200, 303, 404 ...
    pub status: StatusCode,
    /// Where it leads.
    pub location: String,
    /// The page.
    pub body: String,
    /// The headers, as text.
    pub headers: Vec<(String, String)>,
}

impl Actor {
    /// A visitor at the door.
    #[must_use]
    pub fn visitor(door: Door) -> Self {
        Self { door, cookie: None }
    }

    /// The door of a house.
    #[must_use]
    pub fn door(house: &House) -> Door {
        BoxCloneSyncService::new(web::front(house, crate::routes()))
    }

    /// The door of a house that serves only what anyone may open.
    #[must_use]
    pub fn public_door(house: &House) -> Door {
        BoxCloneSyncService::new(web::front(house, crate::routes().for_everyone()))
    }

    /// Somebody signed in.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn signed_in(house: &House, door: Door, person: PersonId) -> Result<Self> {
        let mut tx = house.db().writing().await?;
        let token = sessions::begin(&mut tx, person, house.settings(), house.clock().now()).await?;
        tx.commit().await?;
        Ok(Self {
            door,
            cookie: Some(format!("{}={token}", sessions::COOKIE)),
        })
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When the answer cannot be read.
    pub async fn get(&self, path: &str) -> Result<Answered> {
        self.send(Method::GET, path, None).await
    }

    /// Sends a form. A field `once` is added, as every page's form has one.
    ///
    /// # Errors
    /// When the answer cannot be read.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answered> {
        let once = base::AgencyId::fresh().0.to_string();
        let mut body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        if !fields.iter().any(|(name, _)| *name == "once") {
            body.push(format!("once={once}"));
        }
        let form = (
            "application/x-www-form-urlencoded".to_owned(),
            body.join("&").into_bytes(),
        );
        self.send(Method::POST, path, Some(form)).await
    }

    /// Sends a form in parts, with a file among its fields.
    ///
    /// # Errors
    /// When the answer cannot be read.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: &[u8],
    ) -> Result<Answered> {
        let once = base::AgencyId::fresh().0.to_string();
        let edge = format!("edge-{once}");
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain(&[("once", once.as_str())]) {
            let part = format!(
                "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.csv\"\r\nContent-Type: text/csv\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
        let form = (format!("multipart/form-data; boundary={edge}"), body);
        self.send(Method::POST, path, Some(form)).await
    }

    /// Sends a form that must be taken; gives where it leads.
    ///
    /// # Errors
    /// When it is not taken: with what the page says.
    pub async fn does(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let answered = self.post(path, fields).await?;
        if answered.status != StatusCode::SEE_OTHER {
            bail!(
                "{path} answered {}: {}",
                answered.status,
                answered.complaint()
            );
        }
        Ok(answered.location)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        form: Option<(String, Vec<u8>)>,
    ) -> Result<Answered> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = match form {
            None => Body::empty(),
            Some((kind, form)) => {
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(form)
            }
        };
        let request = request.body(body).context("a request")?;
        let Ok(response) = self.door.clone().oneshot(request).await;
        let text = |value: &header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let location = response
            .headers()
            .get(header::LOCATION)
            .map(text)
            .unwrap_or_default();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 64 * 1024 * 1024)
            .await
            .context("reading the answer")?;
        Ok(Answered {
            status,
            location,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            headers,
        })
    }
}

impl Answered {
    /// What a refused form says, for messages.
    #[must_use]
    pub fn complaint(&self) -> String {
        for (from, to) in [("class=\"errsum\"", "</div>"), ("<h1", "</div>")] {
            if let Some(at) = self.body.find(from) {
                let rest = &self.body[at..];
                let part = &rest[..rest.find(to).unwrap_or(rest.len()).min(600)];
                let mut out = String::new();
                let mut inside = true;
                for c in part.chars() {
                    match c {
                        '<' => inside = true,
                        '>' => inside = false,
                        c if !inside => out.push(c),
                        _ => {}
                    }
                }
                return out.trim().to_owned();
            }
        }
        self.body.chars().take(300).collect()
    }

    /// What a hidden field or a line of the page holds.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        let rest = self.body.split_once(&format!("name=\"{name}\""));
        let rest = rest.and_then(|(_, rest)| rest.split_once("value=\""));
        rest.and_then(|(_, rest)| rest.split_once('"'))
            .map_or_else(String::new, |(value, _)| value.to_owned())
    }

    /// What stands in a text area of the page.
    #[must_use]
    pub fn text_area(&self, name: &str) -> String {
        let Some(at) = self.body.find(&format!("name=\"{name}\"")) else {
            return String::new();
        };
        let rest = &self.body[at..];
        let inner = rest.split_once('>').map_or("", |(_, rest)| rest);
        let inner = inner.split("</textarea>").next().unwrap_or_default();
        inner
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }
}

fn escape(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    out.push(byte as char)
                }
                b' ' => out.push('+'),
                // Writing to a String cannot fail.
                other => drop(write!(out, "%{other:02X}")),
            }
            out
        })
}
