//! The team says that a concern is being worked on, and moves it with a word that residents read.

use axum::extract::Path;
use base::{Answer, Desk, Line, Permit, Stop};
use web::Fields;

use super::{CloseReason, Concern, ConcernState, personal, show, store, word};

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
        personal::warn(&mut form, self.field, &note);
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
        if !word::keep(&mut desk, &permit, &moved).await? {
            return Err(Stop::AlreadyDone(moved.path()));
        }
        store::wrote_back(desk.tx(), &permit, moved.id, None).await?;
        desk.tell(Line::of(self.told, "concern", moved.id)).await?;
        desk.finish(moved.path()).await
    }
}
