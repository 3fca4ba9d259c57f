//! The throttle on guessing a secret.

use anyhow::Result;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::{args, secrets, store::Tx};

/// Guesses allowed for one key in the window (Cyber Essentials: at most ten
/// in five minutes).
pub const MOST: i64 = 10;
/// The window.
pub const WINDOW_MINUTES: i64 = 5;

/// Notes a guess at `key` (an account, never an address somebody can forge)
/// and says whether it may be tried. Parallel guesses take turns on one row.
///
/// # Errors
/// When the store cannot be written.
pub async fn guess(tx: &mut Tx, key: &str, now: DateTime<Utc>) -> Result<bool> {
    let key = secrets::hash(key);
    let since = now - Duration::minutes(WINDOW_MINUTES);
    tx.run(
        "INSERT INTO guess_turn (key_hash, turns) VALUES ($1, 1) \
         ON CONFLICT (key_hash) DO UPDATE SET turns = guess_turn.turns + 1",
        args![key.clone()],
    )
    .await?;
    tx.run("DELETE FROM guess WHERE made_at <= $1", args![since])
        .await?;
    let row = tx
        .one(
            "SELECT count(*) AS n FROM guess WHERE key_hash = $1 AND made_at > $2",
            args![key.clone(), since],
        )
        .await?;
    if row.get::<i64>("n")? >= MOST {
        return Ok(false);
    }
    tx.run(
        "INSERT INTO guess (id, key_hash, made_at) VALUES ($1, $2, $3)",
        args![Uuid::now_v7(), key, now],
    )
    .await?;
    Ok(true)
}
