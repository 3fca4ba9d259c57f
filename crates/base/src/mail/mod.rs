//! Mail: written in the transaction that causes it, sent afterwards.

mod deliver;
mod lists;

pub use deliver::{Post, deliver};
pub use lists::{ListMail, forget_list, is_address, sent_to, write_list};

use anyhow::Result;
use chrono::{DateTime, Utc};

use crate::{
    args,
    store::{Row, Tx},
};

crate::id! {
    /// A message.
    MessageId
}

/// A message that waits or was sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// To whom.
    pub to: String,
    /// What the recipient's list of mail shows: nothing about anybody.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// When it was written.
    pub made_at: DateTime<Utc>,
    /// How often sending was tried.
    pub tries: i64,
    /// When it went.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// The list it belongs to.
    pub list: Option<String>,
    /// Where one press leaves that list.
    pub leave_link: Option<String>,
}

impl Message {
    /// A message that never lies in the outbox of the open store: its address is kept elsewhere.
    #[must_use]
    pub fn passing(to: &str, subject: &str, body: &str, now: DateTime<Utc>) -> Self {
        Self {
            id: MessageId::fresh(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            made_at: now,
            tries: 0,
            sent_at: None,
            failure: None,
            list: None,
            leave_link: None,
        }
    }
}

/// Writes a message into the outbox.
///
/// # Errors
/// When the store cannot be written.
pub async fn write(
    tx: &mut Tx,
    to: &str,
    subject: &str,
    body: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO message (id, to_address, subject, body, made_at, next_try_at, tries) \
         VALUES ($1, $2, $3, $4, $5, $5, 0)",
        args![MessageId::fresh(), to, subject, body, now],
    )
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Message> {
    Ok(Message {
        id: row.get("id")?,
        to: row.get("to_address")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        made_at: row.get("made_at")?,
        tries: row.get("tries")?,
        sent_at: row.get("sent_at")?,
        failure: row.get("failure")?,
        list: row.get("list")?,
        leave_link: row.get("leave_link")?,
    })
}

/// The latest messages, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest(tx: &mut Tx) -> Result<Vec<Message>> {
    tx.all(
        "SELECT id, to_address, subject, body, made_at, tries, sent_at, failure, list, leave_link FROM message \
         ORDER BY made_at DESC, id DESC LIMIT 100",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// What goes now. Somebody who waits for a link to sign in does not wait
/// behind ten thousand readers of a list.
async fn due(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Message>> {
    tx.all(
        "SELECT id, to_address, subject, body, made_at, tries, sent_at, failure, list, leave_link FROM message \
         WHERE sent_at IS NULL AND next_try_at <= $1 \
         ORDER BY CASE WHEN leave_link IS NULL THEN 0 ELSE 1 END, made_at, id LIMIT 20",
        args![now],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}
