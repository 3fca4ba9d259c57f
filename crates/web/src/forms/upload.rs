//! A form that is sent in parts, with one file among its fields.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
};
use base::Stop;

use super::{Fields, press};

/// The fields of such a form, and its file.
#[derive(Debug)]
pub struct Upload {
    /// What was typed.
    pub fields: Fields,
    /// What was chosen; nothing where no file was.
    pub file: Option<Bytes>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Stop;

    async fn from_request(request: Request, state: &S) -> Result<Self, Stop> {
        let broken = || {
            Stop::Refused("The form did not arrive whole. Go back and send it again.".to_owned())
        };
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| broken())?;
        let mut fields = Fields::default();
        let mut file = None;
        let mut said = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = part.bytes().await.map_err(|_| broken())?;
            said.extend_from_slice(name.as_bytes());
            said.extend_from_slice(base::secrets::hash_of(&bytes).as_bytes());
            if is_file {
                // A field without a file is sent as an empty one.
                file = file.or_else(|| Some(bytes).filter(|it| !it.is_empty()));
            } else {
                let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                fields.values.push((name, text.replace('\0', "")));
            }
        }
        fields.once = fields.raw("once").to_owned();
        fields.press = press(fields.raw("once"), &said);
        Ok(Self { fields, file })
    }
}
