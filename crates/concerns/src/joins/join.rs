//! Two concerns are the same: one becomes a voice for the other, or stands by itself again.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Refusal, Stop};
use chrono::{DateTime, Utc};
use wards::queries::code::read_reference;
use web::Fields;

use super::store;
use crate::{
    Concern,
    concerns::{self, ConcernState, ExternalStatus, show, word},
};

/// Why one cannot become a voice for another.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotJoin {
    /// With itself.
    #[error("That is this concern. Write the reference of the other one.")]
    Itself,
    /// Another kind of concern or another agency is still the same thing; another ward is not.
    #[error(
        "That concern is in another ward, so another team deals with it. Close this one and name the other, if it is the same."
    )]
    AnotherWard,
    /// It is over.
    #[error("This concern is over already. Look at it again.")]
    Over,
}
impl Refusal for CannotJoin {}

impl Concern {
    /// Whether it may become one more voice for another.
    ///
    /// # Errors
    /// With itself, across wards, and once it is over.
    pub fn may_join(&self, lead: &Self) -> Result<(), CannotJoin> {
        if self.id == lead.id {
            return Err(CannotJoin::Itself);
        }
        if self.ward != lead.ward {
            return Err(CannotJoin::AnotherWard);
        }
        if !self.is_open() {
            return Err(CannotJoin::Over);
        }
        Ok(())
    }

    /// Somebody of the team has read that it is one more voice for another: it goes where that one is.
    #[must_use]
    pub fn join(self, lead: &Self, now: DateTime<Utc>) -> Self {
        let (shown, media) = (self.shown_words.clone(), self.media_shown);
        let mut read = self.read(shown, media, now);
        read.joined = Some(lead.id);
        read.follow(lead)
    }

    /// It stands by itself again, as it stands now.
    #[must_use]
    pub fn part(mut self, now: DateTime<Utc>) -> Self {
        self.joined = None;
        self.updated_at = now;
        self
    }
}

/// Joins it. From now on it goes where the other one goes.
pub(super) async fn join(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let lead = lead(&mut desk, form.raw("lead")).await?;
    match &lead {
        None => form.error(
            "lead",
            "Write the reference of a concern that you may see, like C-4T7K-29QM",
        ),
        Some(lead) => {
            if let Err(refusal) = concern.may_join(lead) {
                form.error("lead", refusal.to_string());
            }
        }
    }
    let (Some(lead), false) = (lead, form.wrong()) else {
        return show::draw(desk, concern, form).await;
    };
    desk.once(form.press()).await?;
    if show::is_stale(&concern, &mut form, "lead") {
        return show::draw(desk, concern, form).await;
    }
    let now = desk.now();
    let mut voices = store::voices(desk.tx(), concern.id).await?;
    voices.push(concern.clone());
    for voice in voices {
        // Nobody has read what another voice for it says: it goes along unread.
        let voice = if voice.id != concern.id && voice.state == ConcernState::Sent {
            Concern {
                joined: Some(lead.id),
                updated_at: now,
                ..voice
            }
        } else {
            voice.join(&lead, now)
        };
        if !concerns::store::save(desk.tx(), &permit, &voice).await? {
            return Err(Stop::AlreadyDone(voice.path()));
        }
        let words = match lead.note.trim() {
            "" => format!(
                "This is the same as {}. It is dealt with together.",
                lead.reference
            ),
            note => format!(
                "This is the same as {}. It is dealt with together. The last word on it: {note}",
                lead.reference
            ),
        };
        word::say(&mut desk, &permit, &voice, ExternalStatus::Unchanged, words).await?;
    }
    desk.tell(Line::of("joined", "concern", concern.id).with(format!("to {}", lead.reference)))
        .await?;
    desk.finish(concern.path()).await
}

/// It stands by itself again, as it stands now.
pub(super) async fn part(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    concern.joined.or_not_found()?;
    desk.once(form.press()).await?;
    let now = desk.now();
    let concern = concern.part(now);
    if !concerns::store::save(desk.tx(), &permit, &concern).await? {
        return Err(Stop::AlreadyDone(concern.path()));
    }
    let words = "This is not the same after all. It is dealt with by itself from now on.";
    word::say(
        &mut desk,
        &permit,
        &concern,
        ExternalStatus::Unchanged,
        words.to_owned(),
    )
    .await?;
    desk.tell(Line::of("parted", "concern", concern.id)).await?;
    desk.finish(concern.path()).await
}

/// The concern of a reference that may be worked on; of a voice, the one it is a voice for.
async fn lead(desk: &mut Desk, typed: &str) -> anyhow::Result<Option<Concern>> {
    let rest = typed.trim().strip_prefix(['C', 'c']);
    let Some(reference) = rest.and_then(read_reference) else {
        return Ok(None);
    };
    let found = concerns::store::of_reference(desk.tx(), &format!("C-{reference}")).await?;
    let Some(found) = found else { return Ok(None) };
    let lead = match found.joined {
        Some(id) => concerns::store::find(desk.tx(), id).await?,
        None => Some(found),
    };
    Ok(lead.filter(|lead| desk.may(Act::WorkConcern, lead)))
}
