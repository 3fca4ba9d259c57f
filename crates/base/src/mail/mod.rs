//! Mail: written in the transaction that causes it, sent afterwards.

mod deliver;

pub use deliver::{Post, deliver};

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
    })
}

/// The latest messages, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest(tx: &mut Tx) -> Result<Vec<Message>> {
    tx.all(
        "SELECT id, to_address, subject, body, made_at, tries, sent_at, failure FROM message \
         ORDER BY made_at DESC, id DESC LIMIT 100",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

async fn due(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Message>> {
    tx.all(
        "SELECT id, to_address, subject, body, made_at, tries, sent_at, failure FROM message \
         WHERE sent_at IS NULL AND next_try_at <= $1 ORDER BY made_at LIMIT 20",
        args![now],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}
