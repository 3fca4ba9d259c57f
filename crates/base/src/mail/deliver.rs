//! Sends what waits. A failed sending is a state an administrator can see.

use anyhow::{Context as _, Result, anyhow};
use chrono::Duration;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message as Letter, Tokio1Executor,
    message::header::{ContentType, HeaderName, HeaderValue},
};

use super::{Message, due};
use crate::{House, args};

/// Where mail goes.
pub enum Post {
    /// A mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>, String),
    /// A folder, one file a message.
    Folder(std::path::PathBuf),
    /// Nowhere yet: it waits in the store.
    Nowhere,
}

impl Post {
    /// The post that the settings name.
    ///
    /// # Errors
    /// When the server's address cannot be understood.
    pub fn of(house: &House) -> Result<Self> {
        let mail = &house.settings().mail;
        if let Some(folder) = &mail.folder {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("making {}", folder.display()))?;
            return Ok(Self::Folder(folder.clone()));
        }
        let Some(url) = &mail.smtp else {
            return Ok(Self::Nowhere);
        };
        let from = mail
            .from
            .clone()
            .ok_or_else(|| anyhow!("mail.smtp is set but mail.from is not"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("mail.smtp is not of the form smtps://user:password@host:465")?
            .build();
        Ok(Self::Smtp(Box::new(transport), from))
    }

    /// Sends one message.
    ///
    /// # Errors
    /// When the server refuses it or cannot be reached.
    pub async fn send(&self, message: &Message) -> Result<()> {
        match self {
            Self::Smtp(transport, from) => {
                let mut letter = Letter::builder()
                    .from(from.parse()?)
                    .to(message.to.parse()?)
                    .subject(&message.subject)
                    .header(ContentType::TEXT_PLAIN);
                for (name, value) in message.leave_headers() {
                    let name = HeaderName::new_from_ascii_str(name);
                    // As it is: a folded address would not open.
                    let value = HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value);
                    letter = letter.raw_header(value);
                }
                transport.send(letter.body(message.body.clone())?).await?;
                Ok(())
            }
            Self::Folder(folder) => {
                let mut text = format!("To: {}\nSubject: {}\n", message.to, message.subject);
                for (name, value) in message.leave_headers() {
                    text.push_str(&format!("{name}: {value}\n"));
                }
                text.push_str(&format!("\n{}\n", message.body));
                // The name is the id: no address in a file name.
                Ok(tokio::fs::write(folder.join(format!("{}.txt", message.id)), text).await?)
            }
            Self::Nowhere => Ok(()),
        }
    }
}

/// Takes a message for this program for five minutes, so that two programs on
/// one database do not both send it.
async fn claim(house: &House, message: &Message) -> Result<bool> {
    let now = house.clock().now();
    let mut tx = house.db().writing().await?;
    let taken = tx
        .run(
            "UPDATE message SET next_try_at = $1 WHERE id = $2 AND sent_at IS NULL AND next_try_at <= $3",
            args![now + Duration::minutes(5), message.id, now],
        )
        .await?;
    tx.commit().await?;
    Ok(taken == 1)
}

/// Sends what is due, once. Says how many went.
///
/// # Errors
/// When the store fails. A server that refuses is noted on the message and
/// tried again: after 1, 2, 4 ... minutes, at most a day apart.
pub async fn deliver(house: &House, post: &Post) -> Result<usize> {
    if matches!(post, Post::Nowhere) {
        return Ok(0);
    }
    let mut tx = house.db().reading().await?;
    let waiting = due(&mut tx, house.clock().now()).await?;
    drop(tx);
    let mut sent = 0;
    for message in waiting {
        if !claim(house, &message).await? {
            continue;
        }
        // Outside any transaction: a slow mail server must not hold the writer.
        let outcome = post.send(&message).await;
        let now = house.clock().now();
        let mut tx = house.db().writing().await?;
        match outcome {
            Ok(()) => {
                tx.run("UPDATE message SET sent_at = $1, tries = tries + 1, failure = NULL WHERE id = $2", args![now, message.id]).await?;
                sent += 1;
            }
            Err(fault) => {
                let minutes = 1_i64 << message.tries.clamp(0, 10);
                let again = now + Duration::minutes(minutes.min(1_440));
                tx.run(
                    "UPDATE message SET tries = tries + 1, next_try_at = $1, failure = $2 WHERE id = $3",
                    args![again, format!("{fault:#}"), message.id],
                )
                .await?;
            }
        }
        tx.commit().await?;
    }
    Ok(sent)
}
