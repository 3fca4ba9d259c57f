//! The team says that a concern is being worked on, and moves it with a word that residents read.

use axum::extract::Path;
use base::{Answer, Desk, Line, Permit, Stop};
use web::Fields;

use super::{CloseReason, Concern, ConcernState, ConcernUpdate, show, store};
use crate::reports::news;

/// Says that it is being worked on. Said again, it is news.
pub(super) async fn work(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let step = Step {
        to: ConcernState::BeingWorkedOn,
        reason: None,
        field: "news",
        told: "said that it is being worked on",
    };
    step.take(desk, concern, permit, form).await
}

/// A step of a concern: to where, why, and in which field the word stands.
pub(super) struct Step {
    pub to: ConcernState,
    pub reason: Option<CloseReason>,
    pub field: &'static str,
    pub told: &'static str,
}

impl Step {
    /// Takes it: the concern moves, and the word becomes an update that everyone may read.
    pub async fn take(
        self,
        mut desk: Desk,
        concern: Concern,
        permit: Permit,
        mut form: Fields,
    ) -> Answer {
        let note = form.words(
            self.field,
            1_000,
            "Write what residents should know. No names of people.",
        );
        if form.wrong() {
            return show::draw(desk, concern, form).await;
        }
        desk.once(form.press()).await?;
        if show::is_stale(&concern, &mut form, self.field) {
            return show::draw(desk, concern, form).await;
        }
        let now = desk.now();
        let moved = match concern.clone().move_to(self.to, self.reason, note, now) {
            Ok(moved) => moved,
            Err(refusal) => {
                form.error(self.field, refusal.to_string());
                return show::draw(desk, concern, form).await;
            }
        };
        if !store::save(desk.tx(), &permit, &moved).await? {
            return Err(Stop::AlreadyDone(moved.path()));
        }
        let update = ConcernUpdate {
            number: store::next_number(&mut desk).await?,
            concern: moved.id,
            client: None,
            external_id: None,
            status: moved.status_word(),
            words: moved.note.clone(),
            shown: true,
            happened_at: now,
            recorded_at: now,
        };
        store::add_update(desk.tx(), &permit, &update).await?;
        news(&desk, &permit, &moved).await?;
        desk.tell(Line::of(self.told, "concern", moved.id)).await?;
        desk.finish(moved.path()).await
    }
}
