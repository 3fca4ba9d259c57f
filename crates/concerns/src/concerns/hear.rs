//! A program of a partner says how a concern stands.

use anyhow::{Result, ensure};
use base::{Desk, Line, Permit};
use chrono::{DateTime, Utc};

use super::{Concern, ConcernUpdate, ExternalStatus, store, word};
use crate::{Client, reports::news};

/// What the program says.
#[derive(Clone, Debug)]
pub struct Heard {
    /// What the program calls this word.
    pub external_id: String,
    /// How it stands.
    pub status: ExternalStatus,
    /// What is said; may be empty.
    pub words: String,
    /// When it was so.
    pub happened_at: DateTime<Utc>,
}

/// Keeps it and moves the concern, unless it is older than how the concern stands. Said again under the same number, it is the
/// same word. What the agency that deals with it says is shown at once; what others say once the team has read it.
///
/// # Errors
/// When the store cannot be written.
pub async fn hear(
    desk: &mut Desk,
    permit: &Permit,
    client: &Client,
    concern: Concern,
    it: Heard,
) -> Result<i64> {
    let now = desk.now();
    if let Some(known) =
        store::known_update(desk.tx(), client.id, concern.id, &it.external_id).await?
    {
        desk.tell(Line::of("said again", "concern", known.concern).with(client.name.as_str()))
            .await?;
        return Ok(known.number);
    }
    let at_once = desk.place().concerns.publish == "at once";
    let shown = at_once || client.agency == concern.agency;
    let number = store::next_number(desk).await?;
    let happened_at = it.happened_at.min(now);
    let update = ConcernUpdate {
        number,
        concern: concern.id,
        client: Some(client.id),
        external_id: Some(it.external_id),
        status: it.status,
        words: it.words,
        shown,
        happened_at,
        recorded_at: now,
    };
    let is_newest = concern.is_news(happened_at);
    let mut moved = concern.heard(it.status, happened_at, now);
    if is_newest && shown && !update.words.trim().is_empty() {
        moved.note.clone_from(&update.words);
    }
    ensure!(
        store::save(desk.tx(), permit, &moved).await?,
        "a concern changed inside one transaction"
    );
    store::add_update(desk.tx(), permit, &update).await?;
    if shown {
        news(desk, permit, &moved).await?;
    }
    word::carry(
        desk,
        permit,
        &moved,
        (shown && is_newest).then_some(&update),
    )
    .await?;
    desk.tell(Line::of("said how it stands", "concern", moved.id).with(client.name.as_str()))
        .await?;
    Ok(number)
}
