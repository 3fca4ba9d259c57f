//! Abstraction: time on duty that a post spends outside its ward.

mod abstraction;
mod authorise;
pub mod cover;
pub mod duty;
mod list;
pub mod made_up;
pub mod measures;
mod reason;
mod record;
mod remind;
mod show;
pub mod store;

pub use abstraction::{Abstraction, Asked, CannotAbstract, Decision, State, rank_on};
pub use cover::MonthCover;
pub use reason::{Group, Loss, Rank, Reason, breaks_promise};
pub use remind::remind;

use anyhow::Result;
use base::{Act, Desk, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/wards/{ward}/abstractions", Act::SeeDuty, list::show)
        .get(
            "/desk/wards/{ward}/abstractions/new",
            Act::RecordAbstraction,
            record::show,
        )
        .post(
            "/desk/wards/{ward}/abstractions/new",
            Act::RecordAbstraction,
            record::record,
        )
        .get("/desk/abstractions/{id}", Act::SeeDuty, show::show)
        .post(
            "/desk/abstractions/{id}/authorise",
            Act::AuthoriseAbstraction,
            authorise::authorise,
        )
        .post(
            "/desk/abstractions/{id}/refuse",
            Act::AuthoriseAbstraction,
            authorise::refuse,
        )
        .post(
            "/desk/abstractions/{id}/review",
            Act::AuthoriseAbstraction,
            authorise::review,
        )
}

/// What waits for whoever asks: to be decided, in their rank, by them; the oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting_for_me(desk: &mut Desk) -> Result<Vec<Abstraction>> {
    let Some(me) = desk.person() else {
        return Ok(Vec::new());
    };
    let waiting = store::waiting(desk.tx()).await?;
    Ok(waiting
        .into_iter()
        .filter(|it| {
            rank_on(desk.who(), it.ward).is_some_and(|rank| it.may_decide(me, rank).is_ok())
        })
        .collect())
}

base::id! {
    /// An abstraction.
    AbstractionId
}
