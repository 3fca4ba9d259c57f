//! Forgets what is no longer needed: the privacy page says how long.

use anyhow::Result;
use chrono::Duration;

use crate::{House, args};

/// Removes used-up form tokens, old guesses, ended sessions, used links and
/// mail that was sent a month ago. Records and the ledger stay.
///
/// # Errors
/// When the store cannot be written.
pub async fn tidy(house: &House) -> Result<()> {
    let now = house.clock().now();
    let (day, month) = (now - Duration::days(1), now - Duration::days(30));
    let mut tx = house.db().writing().await?;
    tx.run("DELETE FROM press WHERE made_at < $1", args![day])
        .await?;
    tx.run("DELETE FROM guess WHERE made_at < $1", args![day])
        .await?;
    tx.run(
        "DELETE FROM guess_turn WHERE key_hash NOT IN (SELECT key_hash FROM guess)",
        args![],
    )
    .await?;
    tx.run("DELETE FROM session WHERE ends_at < $1", args![month])
        .await?;
    tx.run("DELETE FROM sign_in_link WHERE ends_at < $1", args![day])
        .await?;
    tx.run("DELETE FROM message WHERE sent_at < $1", args![month])
        .await?;
    // A link to sign in that could not be sent for days is of no use to anyone.
    let stale = now - Duration::days(3);
    tx.run(
        "DELETE FROM message WHERE sent_at IS NULL AND made_at < $1",
        args![stale],
    )
    .await?;
    tx.commit().await
}
