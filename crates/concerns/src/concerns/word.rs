//! The word on a concern is kept, and goes to every concern that is one more voice for it.

use anyhow::{Result, ensure};
use base::{Desk, Permit};

use super::{Concern, ConcernState, ConcernUpdate, ExternalStatus, store};
use crate::{joins, reports::news};

/// Keeps a concern that the team has moved, with its note as word that everyone may read. Says false when somebody else has
/// changed it since.
///
/// # Errors
/// When the store cannot be written.
pub(crate) async fn keep(desk: &mut Desk, permit: &Permit, moved: &Concern) -> Result<bool> {
    if !store::save(desk.tx(), permit, moved).await? {
        return Ok(false);
    }
    let update = of_the_team(desk, moved, moved.status_word(), moved.note.clone()).await?;
    store::add_update(desk.tx(), permit, &update).await?;
    news(desk, permit, moved).await?;
    carry(desk, permit, moved, Some(&update)).await?;
    Ok(true)
}

/// Keeps a concern that somebody has read. No word is said. One more voice is from now on where its lead is: before, nobody had
/// read what it says.
///
/// # Errors
/// When the store cannot be written.
pub(crate) async fn keep_read(desk: &mut Desk, permit: &Permit, read: &Concern) -> Result<bool> {
    let lead = match read.joined {
        None => None,
        Some(id) => store::find(desk.tx(), id).await?,
    };
    let read = match lead {
        None => read.clone(),
        Some(lead) => read.clone().follow(&lead),
    };
    store::save(desk.tx(), permit, &read).await
}

/// Says something on a concern without moving it.
///
/// # Errors
/// When the store cannot be written.
pub async fn say(
    desk: &mut Desk,
    permit: &Permit,
    concern: &Concern,
    status: ExternalStatus,
    words: String,
) -> Result<()> {
    let update = of_the_team(desk, concern, status, words).await?;
    store::add_update(desk.tx(), permit, &update).await?;
    news(desk, permit, concern).await
}

/// Word of the team, now.
async fn of_the_team(
    desk: &mut Desk,
    concern: &Concern,
    status: ExternalStatus,
    words: String,
) -> Result<ConcernUpdate> {
    Ok(ConcernUpdate {
        number: store::next_number(desk).await?,
        concern: concern.id,
        client: None,
        external_id: None,
        status,
        words,
        shown: true,
        happened_at: desk.now(),
        recorded_at: desk.now(),
    })
}

/// Every voice of a concern goes where it goes, and hears the same word. One that nobody has read yet hears it too, and waits to
/// be read: it may say more than its lead.
///
/// # Errors
/// When the store cannot be written.
pub(super) async fn carry(
    desk: &mut Desk,
    permit: &Permit,
    lead: &Concern,
    word: Option<&ConcernUpdate>,
) -> Result<()> {
    for voice in joins::store::voices(desk.tx(), lead.id).await? {
        let voice = if voice.state == ConcernState::Sent {
            voice
        } else {
            let moved = voice.follow(lead);
            ensure!(
                store::save(desk.tx(), permit, &moved).await?,
                "a concern changed inside one transaction"
            );
            moved
        };
        if let Some(word) = word {
            let update = ConcernUpdate {
                number: store::next_number(desk).await?,
                concern: voice.id,
                external_id: None,
                client: None,
                ..word.clone()
            };
            store::add_update(desk.tx(), permit, &update).await?;
            news(desk, permit, &voice).await?;
        }
    }
    Ok(())
}
