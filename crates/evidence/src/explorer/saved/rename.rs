//! A saved view is given another name.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, On};
use web::Fields;

use super::{list, store, view::taken};
use crate::explorer::question::open_wards;

/// Leave to work on one's own views: whoever may explore somewhere.
pub(super) async fn permit(desk: &mut Desk) -> Result<base::Permit, base::Stop> {
    let atlas = wards::atlas(desk).await?;
    match open_wards(desk, &atlas).first() {
        Some(ward) => desk.permit(Act::Explore, *ward),
        None => desk.permit(Act::Explore, &On::default()),
    }
}

/// Renames it.
pub(super) async fn rename(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let view = list::find(&mut desk, &slug).await?;
    let permit = permit(&mut desk).await?;
    let name = form.words("name", 80, "Write a name for the view");
    let person = desk.person();
    let views = store::of(desk.tx(), person).await?;
    if let Some(told) = taken(&views, &name, Some(&view)) {
        form.error("name", told);
    }
    if form.wrong() {
        return list::draw(desk, form, &slug).await;
    }
    desk.once(form.press()).await?;
    store::rename(desk.tx(), &permit, view.id, &name).await?;
    desk.tell(Line::of("renamed a view", "view", view.id))
        .await?;
    desk.finish("/desk/analysis/saved").await
}
