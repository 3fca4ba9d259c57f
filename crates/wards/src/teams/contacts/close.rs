//! A place where residents found the team closes.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop, clock};
use web::Fields;

use super::store;
use crate::{
    teams::{ContactPointId, posts},
    wards,
};

/// Closes it. Only the team that keeps it can.
pub(super) async fn close(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let id = form.raw("contact").parse::<ContactPointId>().ok();
    if id.is_none() {
        form.error("contact", "Choose which one closes");
    }
    let last = form.day("closes_on", "Choose the last day");
    let (Some(id), Some(last), false) = (id, last, form.wrong()) else {
        return posts::draw(desk, ward, form).await;
    };
    let all = store::ever(desk.tx(), ward.id).await?;
    let it = all
        .into_iter()
        .find(|it| it.id == id && it.ward == ward.id)
        .or_not_found()?;
    desk.once(form.press()).await?;
    if last < it.valid_from {
        let opened = clock::plain_day(it.valid_from);
        form.error(
            "closes_on",
            format!("It opened on {opened}. Choose that day or a later one."),
        );
        return posts::draw(desk, ward, form).await;
    }
    if !store::close(desk.tx(), &permit, &it, last).await? {
        return Err(Stop::AlreadyDone(posts::path(&ward)));
    }
    desk.tell(Line::of("closed a contact point", "contact point", id).with(last.to_string()))
        .await?;
    desk.finish(posts::path(&ward)).await
}
