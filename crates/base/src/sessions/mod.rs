//! Signed-in browsers, one-time links and the throttle on guessing.

mod guesses;

pub use guesses::{MOST, WINDOW_MINUTES, guess};

use anyhow::Result;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, Duration, Utc};

use crate::{PersonId, SignedIn, args, clock, people, secrets, settings::Settings, store::Tx};

/// The cookie that carries a session. `__Host-` would demand https, which a
/// borough trying the program on one machine does not have.
pub const COOKIE: &str = "wardmote_session";

/// The token in the cookie of a request, if it looks like one.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && value.len() == 64)
        .map(|(_, value)| value.to_owned())
}

/// How long a link from an e-mail opens.
pub const LINK_MINUTES: i64 = 30;

/// Begins a session; gives the cookie's secret, which is kept nowhere.
///
/// # Errors
/// When the store cannot be written.
pub async fn begin(
    tx: &mut Tx,
    person: PersonId,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<String> {
    let token = secrets::token();
    tx.run(
        "INSERT INTO session (token_hash, person_id, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $3, $4)",
        args![secrets::hash(&token), person, now, now + Duration::hours(i64::from(settings.sessions.absolute_hours))],
    )
    .await?;
    Ok(token)
}

/// Who a cookie belongs to and when it was last noted, if its session is
/// still good.
///
/// # Errors
/// When the store cannot be read.
pub async fn holder(
    tx: &mut Tx,
    token: &str,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Option<(SignedIn, DateTime<Utc>)>> {
    let hash = secrets::hash(token);
    let idle = now - Duration::minutes(i64::from(settings.sessions.idle_minutes));
    let Some(row) = tx
        .first(
            "SELECT p.id, p.name, p.email, s.seen_at FROM session s JOIN person p ON p.id = s.person_id \
             WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.ends_at > $2 AND s.seen_at > $3 \
             AND p.closed_at IS NULL",
            args![&hash, now, idle],
        )
        .await?
    else {
        return Ok(None);
    };
    let id: PersonId = row.get("id")?;
    let person = SignedIn {
        id,
        name: row.get("name")?,
        email: row.get("email")?,
        grants: people::store::grants_on(tx, id, clock::day(now)).await?,
        session: hash,
    };
    Ok(Some((person, row.get("seen_at")?)))
}

/// Notes that a session was used.
///
/// # Errors
/// When the store cannot be written.
pub async fn note_seen(tx: &mut Tx, session: &str, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "UPDATE session SET seen_at = $1 WHERE token_hash = $2 AND revoked_at IS NULL",
        args![now, session],
    )
    .await?;
    Ok(())
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The hash, which names it in the form that ends it.
    pub token_hash: String,
    /// Since when.
    pub made_at: DateTime<Utc>,
    /// Last used, to the minute.
    pub seen_at: DateTime<Utc>,
}

/// The sessions of a person that still count.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Kept>> {
    let rows = tx
        .all(
            "SELECT token_hash, made_at, seen_at FROM session \
             WHERE person_id = $1 AND revoked_at IS NULL AND ends_at > $2 ORDER BY made_at DESC",
            args![person, now],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                token_hash: row.get("token_hash")?,
                made_at: row.get("made_at")?,
                seen_at: row.get("seen_at")?,
            })
        })
        .collect()
}

/// Ends one session of a person.
///
/// # Errors
/// When the store cannot be written.
pub async fn revoke(
    tx: &mut Tx,
    person: PersonId,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "UPDATE session SET revoked_at = $1 WHERE token_hash = $2 AND person_id = $3 AND revoked_at IS NULL",
        args![now, token_hash, person],
    )
    .await?;
    Ok(())
}

/// Ends every session of a person but one.
///
/// # Errors
/// When the store cannot be written.
pub async fn revoke_others(
    tx: &mut Tx,
    person: PersonId,
    but: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "UPDATE session SET revoked_at = $1 WHERE person_id = $2 AND token_hash <> $3 AND revoked_at IS NULL",
        args![now, person, but],
    )
    .await?;
    Ok(())
}

/// Ends every session of a person.
///
/// # Errors
/// When the store cannot be written.
pub async fn revoke_all(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "UPDATE session SET revoked_at = $1 WHERE person_id = $2 AND revoked_at IS NULL",
        args![now, person],
    )
    .await?;
    Ok(())
}

/// Makes a one-time link; gives its secret.
///
/// # Errors
/// When the store cannot be written.
pub async fn make_link(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<String> {
    let token = secrets::token();
    tx.run(
        "INSERT INTO sign_in_link (token_hash, person_id, made_at, ends_at) VALUES ($1, $2, $3, $4)",
        args![secrets::hash(&token), person, now, now + Duration::minutes(LINK_MINUTES)],
    )
    .await?;
    Ok(token)
}

/// Uses a one-time link up. Nobody, when it is used, too old or unknown.
///
/// # Errors
/// When the store cannot be written.
pub async fn use_link(tx: &mut Tx, token: &str, now: DateTime<Utc>) -> Result<Option<PersonId>> {
    let row = tx
        .first(
            "UPDATE sign_in_link SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND ends_at > $1 \
             AND person_id IN (SELECT id FROM person WHERE closed_at IS NULL) RETURNING person_id",
            args![now, secrets::hash(token)],
        )
        .await?;
    row.map(|row| row.get("person_id")).transpose()
}
