//! Mail that its reader asked for as a list, and leaves in one press.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::{Message, MessageId};
use crate::{args, store::Tx};

/// A message of a list.
pub struct ListMail<'a> {
    /// Which list.
    pub list: &'static str,
    /// To whom.
    pub to: &'a str,
    /// Nothing about anybody.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// Where one press leaves the list; nothing before they are on it.
    pub leave_link: Option<&'a str>,
}

impl Message {
    /// The header lines that make a mail program show a button to leave
    /// (RFC 2369 and RFC 8058).
    pub(super) fn leave_headers(&self) -> Vec<(&'static str, String)> {
        let plain = |link: &&String| link.bytes().all(|b| b.is_ascii_graphic() && b != b'>');
        let Some(link) = self.leave_link.as_ref().filter(plain) else {
            return Vec::new();
        };
        vec![
            ("List-Unsubscribe", format!("<{link}>")),
            (
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ),
        ]
    }
}

/// Whether a text can be one e-mail address, and nothing but one.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let domain = text.rsplit_once('@').map_or("", |(_, domain)| domain);
    let strange = |c: char| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c);
    domain.contains('.')
        && text.len() <= 254
        && !text.contains(strange)
        && text.parse::<lettre::Address>().is_ok()
}

/// Writes a message of a list into the outbox.
///
/// # Errors
/// When the store cannot be written.
pub async fn write_list(tx: &mut Tx, it: &ListMail<'_>, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "INSERT INTO message (id, to_address, subject, body, made_at, next_try_at, tries, list, leave_link) \
         VALUES ($1, $2, $3, $4, $5, $5, 0, $6, $7)",
        args![MessageId::fresh(), it.to, it.subject, it.body, now, it.list, it.leave_link],
    )
    .await?;
    Ok(())
}

/// How many messages of a list were written since a moment: to an address, or
/// to anyone.
///
/// # Errors
/// When the store cannot be read.
pub async fn sent_to(
    tx: &mut Tx,
    list: &'static str,
    address: Option<&str>,
    since: DateTime<Utc>,
) -> Result<i64> {
    let row = match address {
        Some(address) => {
            tx.one(
                "SELECT count(*) AS n FROM message WHERE list = $1 AND to_address = $2 AND made_at > $3",
                args![list, address, since],
            )
            .await?
        }
        None => {
            tx.one(
                "SELECT count(*) AS n FROM message WHERE list = $1 AND made_at > $2",
                args![list, since],
            )
            .await?
        }
    };
    row.get("n")
}

/// Deletes what lists sent or were about to send to an address: its owner has
/// left, or never confirmed.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget_list(tx: &mut Tx, address: &str) -> Result<()> {
    tx.run(
        "DELETE FROM message WHERE list IS NOT NULL AND to_address = $1",
        args![address],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address() {
        for good in ["jo@example.org", "jo.smith+news@mail.example.org"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "jo",
            "jo@",
            "jo@localhost",
            "jo@example.org, al@example.org",
            "Jo <jo@example.org>",
            "jo@example.org\nBcc: al@example.org",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
