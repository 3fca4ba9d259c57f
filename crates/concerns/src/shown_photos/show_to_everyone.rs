//! Somebody of the team has looked at a photo, says what can be seen, and shows it to everyone.

use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Stop, closed::Turn};
use web::Fields;

use super::{ShownPhoto, may_be_shown, store};
use crate::{
    concerns::{show as page, warn},
    reports,
};

/// Shows it. Out goes a copy: the photo of the report stays sealed.
pub(super) async fn show(
    mut desk: Desk,
    Path((id, place)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let (concern, permit) = page::find(&mut desk, &id).await?;
    let place: i64 = place.parse().ok().or_not_found()?;
    if !may_be_shown(&desk, &concern) {
        return Err(Stop::Refused(
            "Photos of this kind of problem are for the team alone. Say in words what everyone may know.".into(),
        ));
    }
    let field = format!("seen-{place}");
    let seen = form.words(
        &field,
        300,
        "Write what can be seen, for whoever cannot see the photo",
    );
    warn(&mut form, &field, &seen);
    if form.wrong() {
        return page::draw(desk, concern, form).await;
    }
    desk.once(form.press()).await?;
    let line = Line::of("opened a photo", "concern", concern.id).with(place.to_string());
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let jpeg = reports::store::photo(&mut turn, concern.id, place).await?;
    let jpeg = jpeg.or_not_found()?;
    turn.keep().await?;
    let photo = ShownPhoto { place, seen };
    if !store::add(desk.tx(), &permit, concern.id, &photo, jpeg).await? {
        return Err(Stop::AlreadyDone(concern.path()));
    }
    let line = Line::of("showed a photo to everyone", "concern", concern.id);
    desk.tell(line.with(place.to_string())).await?;
    desk.finish(concern.path()).await
}
