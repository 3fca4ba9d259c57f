//! Photos that everyone may see: each after somebody of the team has looked at it and said what can be seen.

mod show_to_everyone;
pub mod store;
mod take_back;

use base::{Act, Desk, Routes};

use crate::Concern;

/// A photo that everyone may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPhoto {
    /// Its place in the report, from 1.
    pub place: i64,
    /// What can be seen on it, for whoever cannot see it.
    pub seen: String,
}

/// Whether photos of the kind of a concern are ever shown to everyone. Of a kind that is not there any more: no.
#[must_use]
pub fn may_be_shown(desk: &Desk, concern: &Concern) -> bool {
    let kind = desk.place().service(&concern.service);
    kind.is_some_and(base::place::Service::shows_photos)
}

/// What everyone may see of a concern, in the order of the report.
///
/// # Errors
/// When the store cannot be read.
pub async fn shown(desk: &mut Desk, concern: &Concern) -> anyhow::Result<Vec<ShownPhoto>> {
    if may_be_shown(desk, concern) {
        store::of_concern(desk.tx(), concern.id).await
    } else {
        Ok(Vec::new())
    }
}

/// Where everyone sees it.
#[must_use]
pub fn path(concern: &Concern, place: i64) -> String {
    format!("/reports/{}/photos/{place}", concern.reference)
}

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post(
            "/desk/concerns/{id}/photos/{place}/show",
            Act::WorkConcern,
            show_to_everyone::show,
        )
        .post(
            "/desk/concerns/{id}/photos/{place}/take-back",
            Act::WorkConcern,
            take_back::take_back,
        )
}
